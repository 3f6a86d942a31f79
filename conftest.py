import fcntl
import os
from contextlib import suppress
from datetime import UTC, datetime
from types import SimpleNamespace

import django_ratelimit.core
import pytest
import redis
from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.core.cache import caches
from django.core.signals import request_finished, request_started
from django.db import DatabaseError, close_old_connections, connection
from django.dispatch import receiver
from django.test import Client, TransactionTestCase
from django.test.utils import setup_databases, teardown_databases
from django.utils import timezone, translation
from django_otp import DEVICE_ID_SESSION_KEY

from accounts import breakers, glances, throttle
from accounts.models import StaffSession
from accounts.sms import memory
from portal import board, celery_app
from portal.embedded.valkey import Valkey
from portal.waiting import bulletin
from tests import migrated, processes
from tests.sweeping import Broom
from tests.two_ends import TwoEnds

#: Tests of the apps below it do without the gate: it is no business of theirs.
BELOW_THE_GATE = ("accounts", "clinics", "bookings")


@pytest.fixture(autouse=True)
def gate(request, settings):
    """Nobody stands before the apps' own tests; everywhere else the gate is as in production."""
    if request.path.relative_to(settings.BASE_DIR).parts[0] in BELOW_THE_GATE:
        settings.MIDDLEWARE = [
            name for name in settings.MIDDLEWARE if name != "portal.gate.GateMiddleware"
        ]


@pytest.fixture(scope="session")
def waiting_folder(tmp_path_factory):
    return tmp_path_factory.mktemp("waiting")


@pytest.fixture(autouse=True)
def calm(settings, waiting_folder):
    """A bulletin that says nobody waits, believed for as long as any test lasts."""
    settings.WAITING_BULLETIN = str(waiting_folder / "status.json")
    bulletin.write({"state": "open", "queueing": False, "good_for": 3600})


@pytest.fixture(scope="session", autouse=True)
def static_files_found_when_asked_for():
    """Django's test client would read the folder anew for each test, a sixth of what most take."""
    settings.WHITENOISE_AUTOREFRESH = True


@pytest.fixture(scope="session", autouse=True)
def exports_folder(tmp_path_factory):
    """Where this test process, and the portals and workers it starts, leave files."""
    settings.EXPORTS_FOLDER = str(tmp_path_factory.mktemp("exports"))


@pytest.fixture(autouse=True)
def in_korean():
    """As a process begins; the test before may have asked for English."""
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture
def english():
    """For tests that call what speaks, and read its words."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def nothing_remembered(request, waiting_folder):
    """No test sees the rounds, or the places, of the one before it."""
    board.forget()
    glances.forget()
    (waiting_folder / "begun").write_text(request.node.nodeid)  # for ``tests.served``


def guard(cursor, how):
    cursor.execute(
        "SELECT tgrelid::regclass, tgname FROM pg_trigger WHERE tgname LIKE %s",
        ["pgtrigger_never_emptied_%"],
    )
    for table, trigger in cursor.fetchall():
        cursor.execute(f"ALTER TABLE {table} {how} TRIGGER {trigger}")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings):
    """Each process copies its database from one that was migrated once, and need not look for
    migrations to apply."""
    settings.DATABASES["default"]["TEST"] |= {"TEMPLATE": migrated.template(), "MIGRATE": False}


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_modify_db_settings, django_db_blocker):
    """A test database, in which tests may empty the tables that are never emptied elsewhere.

    Made for whoever asks. pytest-django's own makes none where no test of a run is marked as one
    that needs it, and leaves a portal that these start on the database that was there before.
    """
    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False, aliases=["default"])
        with connection.cursor() as cursor:
            guard(cursor, "DISABLE")
        broom = Broom()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda case: broom.sweep(case))
        yield
    broom.put_away()
    # A process that was killed may still be known to the server; the next run drops it then.
    with django_db_blocker.unblock(), suppress(DatabaseError):
        teardown_databases(made, verbosity=0)


@pytest.fixture
def guards_against_emptying(db):
    """The guards as they are elsewhere, until the test's transaction is rolled back."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        guard(cursor, "ENABLE")


# Staff in tests: ``client.force_login(make_staff(…))``, or of ``make_root()``, logs in somebody who
# has shown their second factor too. A member made or fetched otherwise needs ``enrolled(member)``
# from ``accounts.tests.builders``; ``code_of(member)`` there is what their app shows.
@receiver(user_logged_in)
def show_second_factor(request, user, **kwargs):
    """As django-otp does, but it asks for a ``request.user``, which ``force_login`` has not."""
    if device := getattr(user, "otp_device", None):
        request.session[DEVICE_ID_SESSION_KEY] = device.persistent_id


@pytest.fixture
def limits_clock(monkeypatch):
    """The clock by which the store's counters are named stands still, at ``limits_clock.now``."""
    clock = SimpleNamespace(now=datetime(2021, 8, 9, 11, tzinfo=UTC).timestamp())
    for module in (throttle, django_ratelimit.core):
        monkeypatch.setattr(module, "time", SimpleNamespace(time=lambda: clock.now))
    return clock


@pytest.fixture
def one_transaction():
    """Django's own test client does this too: the test's transaction outlives its requests."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def client():
    """A browser that asks for English."""
    return Client(headers={"accept-language": "en"})


@pytest.fixture
def korean_client():
    return Client(headers={"accept-language": "ko"})


@pytest.fixture
def outbox(settings):
    """What the text message gateway took."""
    settings.SMS_BACKEND = "accounts.sms.memory.MemoryBackend"
    memory.outbox.clear()
    return memory.outbox


@pytest.fixture
def at(db):
    """Freeze the portal's clock: ``at("2021-08-09 20:00")``, seconds too, in Seoul."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_functiondef('portal_now'::regproc)")
        (real,) = cursor.fetchone()

    def freeze(moment):
        frozen = timezone.make_aware(datetime.fromisoformat(moment))
        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE OR REPLACE FUNCTION portal_now() RETURNS timestamptz"
                " LANGUAGE sql STABLE PARALLEL SAFE AS %s",
                [f"SELECT timestamptz '{frozen.isoformat()}'"],
            )
        # Stories go on hours later at the same desk: its staff have logged in anew.
        StaffSession.objects.update(started_at=frozen, active_at=frozen)
        board.forget()
        glances.forget()
        return frozen

    yield freeze
    # A test inside a transaction takes its clock with it when it rolls back.
    if not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute(real)


@pytest.fixture(scope="session")
def valkey(tmp_path_factory):
    """A store of this process's own: parallel tests share nothing, and a fault test may kill it."""
    valkey = Valkey(tmp_path_factory.mktemp("valkey"), kept=False)
    valkey.start()
    yield valkey
    valkey.stop()


@pytest.fixture(scope="session", autouse=True)
def addresses_of_the_store(valkey):
    settings.CACHES["default"]["LOCATION"] = valkey.url
    if hasattr(caches._connections, "default"):  # made while Django was set up
        del caches["default"]
    settings.CELERY_BROKER_URL = valkey.url.removesuffix("0") + "1"
    celery_app.conf.broker_url = settings.CELERY_BROKER_URL


@pytest.fixture(autouse=True)
def store(valkey):
    """The store, running and empty at the start of each test."""
    if not valkey.running:
        valkey.start()
    redis.Redis.from_url(valkey.url).flushall()
    return valkey


@pytest.fixture(autouse=True)
def breakers_closed():
    """What a provider's failures in one test told this process is no news to the next one."""
    breakers.breakers.clear()


@pytest.fixture(scope="session")
def static_files():
    """The static files where a web server finds them, collected by the first test process of a
    run that asks."""
    settings.STATIC_ROOT.mkdir(exist_ok=True)
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID") or str(os.getpid())
    with (settings.STATIC_ROOT / ".collected").open("a+") as note:
        fcntl.flock(note, fcntl.LOCK_EX)
        note.seek(0)
        if note.read() != run:
            processes.manage("collectstatic", "--noinput")
            for old in processes.outdated(settings.STATIC_ROOT):
                old.unlink()
            note.truncate(0)
            note.write(run)


@pytest.fixture(scope="session")
def web_server(django_db_setup, static_files, tmp_path_factory):
    portal = processes.Portal(tmp_path_factory.mktemp("web"))
    yield portal
    portal.stop()


@pytest.fixture
def live_portal(transactional_db, store, web_server):
    """The portal behind granian, two workers, at ``live_portal.url``. A test may kill it."""
    return web_server if web_server.running else web_server.start()


@pytest.fixture
def worker(transactional_db, store, tmp_path):
    """A Celery worker that answers. A test may kill it and start it again."""
    worker = processes.Worker(tmp_path).start()
    yield worker
    worker.kill()  # all it did is swept; to end in order would take it three seconds


@pytest.fixture
def beat(transactional_db, store, tmp_path):
    beat = processes.Beat(tmp_path).start()
    yield beat
    beat.kill()


def pytest_xdist_make_scheduler(config, log):
    return TwoEnds(config, log)


def pytest_terminal_summary(terminalreporter):
    """How long it took until what a fault test had killed worked again."""
    for report in terminalreporter.getreports("passed"):
        for name, words in report.user_properties:
            if name == "recovered":
                terminalreporter.write_line(f"recovered  {words}")
