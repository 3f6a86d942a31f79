from django.core.management.base import BaseCommand

from accounts.push.keys import new_key


class Command(BaseCommand):
    help = (
        "Make the portal's key for notifications of browsers, to be put into the environment of"
        " every server and worker. Browsers subscribe to this very key: keep it as long as they do."
    )

    def handle(self, **options):
        self.stdout.write(f"PUSH_KEY={new_key()}")
        self.stdout.write("MESSAGE_CHANNELS=accounts.channels.TextMessages,accounts.push.WebPush")
