from django.core.management.base import BaseCommand

from accounts.rotation import reencrypt_people


class Command(BaseCommand):
    help = (
        "Write names and phones anew under the first of PERSONAL_DATA_KEYS. Put the new key first"
        " in the setting of every server and worker; afterwards the old ones can be taken out."
    )

    def handle(self, **options):
        last = 0
        while (done := reencrypt_people(last)) is not None:
            last = done
        self.stdout.write("All names and phones are under the first key.")
