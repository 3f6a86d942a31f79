from django.core.management.base import BaseCommand

from accounts.rotation import rewrap_identifiers


class Command(BaseCommand):
    help = (
        "Wrap stored digests under the newest of IDENTIFIER_PEPPERS. Append the pepper to the"
        " setting of every server and worker first; then run this. It may stop and start again."
    )

    def handle(self, **options):
        total = 0
        while done := rewrap_identifiers():
            total += done
        self.stdout.write(f"{total} identifiers were wrapped.")
