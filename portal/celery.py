import os

from celery import Celery
from kombu.transport.redis import Channel

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

# A worker whose store dies would try to put the bells in its hand back into it, and end of that.
# No bell needs to be put back: the work is rows, and the sweep finds them.
Channel.do_restore = False

app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
