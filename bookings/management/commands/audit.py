from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from bookings.audit import audit


class Command(BaseCommand):
    help = "Prove the promises P1 to P6 over the whole database. Fails when one is broken."

    def handle(self, **options):
        broken = 0
        for check, breaches, examples in audit():
            says = check.says % {"patience": settings.CONFIRMATION_PATIENCE}
            if breaches:
                broken += 1
                named = ", ".join(examples)
                self.stdout.write(
                    self.style.ERROR(f"{check.promise} BROKEN  {says}: {breaches} ({named} …)")
                )
            else:
                self.stdout.write(f"{check.promise} holds   {says}")
        for check, found, examples in audit(legal=True):
            if found:
                self.stdout.write(
                    f"{check.promise} listed  {check.says}: {found} ({', '.join(examples)} …)"
                )
        if broken:
            raise CommandError(f"{broken} checks found a broken promise.")
