"""The launcher of PostgreSQL and Valkey, in processes that are really killed."""

import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import uuid
from pathlib import Path

import psycopg2
import pytest
import redis

from portal.embedded import children, loopback
from portal.embedded.binaries import own
from portal.embedded.home import ROOT, home, made, reachable
from portal.embedded.postgres import Postgres
from portal.embedded.trouble import Trouble
from tests.processes import at_work_in, await_truth

TELL = "import json, os; print(json.dumps(dict(os.environ)), flush=True)"
LINGER = f"{TELL}; import time; time.sleep(600)"
OURS = ("DATABASE_URL", "REDIS_URL", "BROKER_URL", "SECRET_KEY")


class Launcher:
    """``python -m portal.embedded`` with data of its own."""

    def __init__(self):
        self.name = f"test-{uuid.uuid4().hex[:8]}"
        self.folder = home() / self.name
        self.environment = {key: value for key, value in os.environ.items() if key not in OURS}
        self.started = []

    def words(self, script):
        launcher = [sys.executable, "-m", "portal.embedded", self.name, "--careless"]
        return [*launcher, "--", sys.executable, "-c", script]

    def run(self, script, **environment):
        return subprocess.run(
            self.words(script),
            env=self.environment | environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
        )

    def linger(self):
        """Start it with a command that never ends; return the command's environment."""
        child = children.spawn(
            self.words(LINGER), env=self.environment, cwd=ROOT, stdout=subprocess.PIPE
        )
        self.started.append(child)
        return child, json.loads(child.stdout.readline())


@pytest.fixture
def launcher():
    launcher = Launcher()
    yield launcher
    for child in launcher.started:
        children.end(child)
    await_truth(lambda: not at_work_in(launcher.folder))
    shutil.rmtree(launcher.folder, ignore_errors=True)


def answers(environment):
    try:
        psycopg2.connect(environment["DATABASE_URL"]).close()
        return redis.Redis.from_url(environment["BROKER_URL"]).ping()
    except (psycopg2.OperationalError, redis.RedisError):
        return False


def test_the_command_finds_its_servers_and_its_exit_code_comes_back(launcher):
    ask = """
import os, psycopg2, redis, sys
cursor = psycopg2.connect(os.environ["DATABASE_URL"]).cursor()
cursor.execute("SELECT current_setting('server_version_num')::int >= 150000")
cache, broker = (redis.Redis.from_url(os.environ[key]) for key in ("REDIS_URL", "BROKER_URL"))
policies = [server.config_get("maxmemory-policy").popitem()[1] for server in (cache, broker)]
print(cursor.fetchone(), *policies)
sys.exit(7)
"""
    answer = launcher.run(ask)

    assert (answer.stdout, answer.stderr) == ("(True,) allkeys-lru noeviction\n", "")
    assert answer.returncode == 7
    assert at_work_in(launcher.folder) == []


def test_data_and_secrets_are_kept_between_runs(launcher):
    write = "cursor.execute('CREATE TABLE kept AS SELECT 42 AS answer')"
    read = "cursor.execute('SELECT answer FROM kept'); print(cursor.fetchone()[0])"
    connect = """
import os, psycopg2
connection = psycopg2.connect(os.environ["DATABASE_URL"])
connection.autocommit = True
cursor = connection.cursor()
print(os.environ["SECRET_KEY"])
"""
    first, second = launcher.run(connect + write), launcher.run(connect + read)

    assert second.stdout == first.stdout + "42\n"
    assert (launcher.folder / "keys.json").stat().st_mode & 0o777 == 0o600


def test_given_addresses_win_and_nothing_is_started(launcher):
    given = {"DATABASE_URL": "postgres://u@db.test/x", "REDIS_URL": "redis://cache.test/0"}

    told = json.loads(launcher.run(TELL, **given).stdout)

    assert {key: told[key] for key in given} == given
    assert "BROKER_URL" not in told
    assert [path.name for path in launcher.folder.glob("postgresql*")] == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_it_stops_everything_in_order_when_told(launcher, number):
    child, environment = launcher.linger()
    assert answers(environment)

    child.send_signal(number)
    child.wait(20)

    assert not answers(environment)
    assert at_work_in(launcher.folder) == []
    assert "database system is shut down" in (launcher.folder / "postgresql.log").read_text()


def test_a_killed_launcher_leaves_nothing_behind(launcher):
    child, environment = launcher.linger()

    child.kill()
    child.wait()

    await_truth(lambda: not at_work_in(launcher.folder))
    assert not answers(environment)
    assert launcher.run("print('again')").stdout == "again\n"


def test_a_killed_parent_takes_the_launcher_along(launcher):
    start = f"import subprocess; subprocess.run({launcher.words(LINGER)!r})"
    parent = children.spawn(
        [sys.executable, "-c", start],
        env=launcher.environment,
        cwd=ROOT,
        stdout=subprocess.PIPE,
    )
    environment = json.loads(parent.stdout.readline())

    parent.kill()
    parent.wait()

    await_truth(lambda: not at_work_in(launcher.folder))
    assert not answers(environment)


def test_a_stale_lock_with_the_number_of_another_living_process_is_no_obstacle(launcher):
    child, _ = launcher.linger()
    lock = next(launcher.folder.glob("postgresql-*/postmaster.pid"))
    text = lock.read_text()
    child.send_signal(signal.SIGTERM)
    child.wait(20)
    lock.write_text(text.replace(text.split()[0], str(os.getpid()), 1))
    own(lock)

    assert launcher.run("print('up again')").stdout == "up again\n"


def test_a_second_launcher_on_the_same_data_says_who_has_it(launcher):
    child, _ = launcher.linger()

    second = launcher.run(TELL)

    message = f"It runs already, as process {child.pid}, on {launcher.folder}.\n"
    assert (second.returncode, second.stderr) == (1, message)


def test_a_taken_port_is_named(launcher):
    with socket.create_server((loopback.ADDRESS, 0)) as occupant:
        port = occupant.getsockname()[1]
        database = Postgres(made(launcher.folder), password="x", port=port)

        with pytest.raises(Trouble, match=f"^Port {port} is taken: PostgreSQL cannot listen"):
            database.start()

        serve = subprocess.run(
            [sys.executable, "-m", "portal.serve"],
            env=launcher.environment | {"PORT": str(port)},
            cwd=ROOT,
            capture_output=True,
            text=True,
        )
    message = f"Port {port} is taken. Choose another one: PORT={port + 1} make run\n"
    assert (serve.returncode, serve.stderr) == (1, message)


def test_a_full_disk_is_named(tmp_path):
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "none", tmp_path]).returncode:
        pytest.skip("A small disk can only be mounted by root.")
    try:
        with pytest.raises(Trouble, match=f"^Disk full: {tmp_path}/data has less than 300 MB"):
            made(tmp_path / "data")
    finally:
        subprocess.run(["umount", tmp_path], check=True)


def test_an_ordinary_user_keeps_the_data_in_the_checkout(launcher):
    if os.geteuid():
        assert launcher.folder.parent == ROOT / "var"
        return
    if not reachable(Path(sys.executable).resolve()):
        pytest.skip("No other user can reach this Python.")
    nobody = pwd.getpwnam("nobody")
    checkout = home() / f"checkout-{launcher.name}"
    checkout.mkdir()
    try:
        shutil.copytree(ROOT / "portal" / "embedded", checkout / "portal" / "embedded")
        (checkout / "portal" / "__init__.py").touch()
        for path in [checkout, *checkout.rglob("*")]:
            os.chown(path, nobody.pw_uid, nobody.pw_gid)
        answer = subprocess.run(
            launcher.words("import os; print(os.getuid())"),
            env=launcher.environment,
            cwd=checkout,
            user=nobody.pw_uid,
            group=nobody.pw_gid,
            extra_groups=[],
            capture_output=True,
            text=True,
        )

        assert (answer.stdout, answer.stderr) == (f"{nobody.pw_uid}\n", "")
        data = next((checkout / "var" / launcher.name).glob("postgresql-*"))
        assert data.stat().st_uid == nobody.pw_uid
        assert at_work_in(checkout) == []
    finally:
        shutil.rmtree(checkout)


def test_a_port_is_drawn_by_one_process_only_though_nobody_listens_on_it_yet():
    port = loopback.free_port()
    try_it = f"from portal.embedded.loopback import claimed; print(claimed({port}))"

    def another():
        return subprocess.check_output([sys.executable, "-c", try_it], cwd=ROOT, text=True).strip()

    assert not loopback.taken(port)
    assert not loopback.claimed(port)
    assert another() == "False"
    loopback._claims.pop().close()
    assert another() == "True"
