from django.core.management.base import BaseCommand

from accounts.rotation import encrypted_fields, reencrypt


class Command(BaseCommand):
    help = (
        "Write names, phones and all else that is encrypted anew under the first of"
        " PERSONAL_DATA_KEYS. Put the new key first in the setting of every server and worker;"
        " afterwards the old ones can be taken out."
    )

    def handle(self, **options):
        for model, fields in encrypted_fields():
            last = reencrypt(model, fields)
            while last is not None:
                last = reencrypt(model, fields, last)
        self.stdout.write("All that is encrypted is under the first key.")
