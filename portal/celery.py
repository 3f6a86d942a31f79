import os

from celery import Celery, signals
from django.db import close_old_connections, connections
from kombu.transport.redis import Channel

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

# A worker whose store dies would try to put the bells in its hand back into it, and end of that.
# No bell needs to be put back: the work is rows, and the sweep finds them.
Channel.do_restore = False

app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# Celery ends a worker's connection to PostgreSQL before and after each task, and the next task
# pays for a new one and learns every table anew. It is kept as a web process keeps its own.
app.conf["CELERY_DB_REUSE_MAX"] = 5000


@signals.task_prerun.connect
def keep_what_works(**_):
    """A bell is not lost because the database was begun anew since the last one."""
    close_old_connections()
    for connection in connections.all(initialized_only=True):
        if connection.connection and not connection.is_usable():
            connection.close()


signals.task_postrun.connect(close_old_connections)
