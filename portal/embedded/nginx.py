"""The edge of ``deploy/nginx.conf`` itself on this machine's nginx, at loopback ports."""

import os
import shutil
import socket
import subprocess
from pathlib import Path

from . import certificate, children, loopback
from .home import ROOT
from .trouble import Trouble

SITE = ROOT / "deploy" / "nginx.conf"
#: What Debian's nginx.conf puts around it, as far as it matters.
AROUND = """
{user}
daemon off;
pid {folder}/pid;
error_log {folder}/error.log warn;
worker_rlimit_nofile 16384;
events {{ worker_connections 8192; }}
http {{
    include /etc/nginx/mime.types;
    default_type application/octet-stream;
    sendfile on;
    access_log off;
    {around}
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""


def program():
    """The machine's nginx, or None. Debian keeps it where only root looks."""
    return shutil.which("nginx", path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin")


class Nginx:
    def __init__(
        self, folder, *, waiting, booking, bulletin, identity=None, landing=None, around=""
    ):
        """:param waiting: port of the waiting room's web processes; the other groups likewise.
        :param bulletin: the file that admission writes.
        :param around: what nginx.conf says besides, before it includes the site.
        """
        self.folder, self.around = Path(folder), around
        self.port, self.plain_port = loopback.free_port(), loopback.free_port()
        self.url = f"https://{loopback.ADDRESS}:{self.port}"
        self.child = None
        ports = {"waiting": waiting, "identity": identity or booking, "booking": booking}
        ports["landing"] = landing or ports["identity"]
        once = f"{loopback.ADDRESS}:{loopback.free_port()}"
        self.substitutions = {
            "listen 80;": f"listen {loopback.ADDRESS}:{self.plain_port};",
            "listen [::]:80;": "",
            "listen 443 ": f"listen {loopback.ADDRESS}:{self.port} ",
            "listen [::]:443 ssl http2;": "",
            "127.0.0.1:8400": once,
            "booking.example.go.kr": loopback.ADDRESS,
            "/etc/ssl/portal": str(self.folder),
            "/run/portal-admission/status.json": str(bulletin),
            "/srv/portal/": f"{ROOT}/",
            "/var/lib/nginx/": f"{self.folder}/",
            "/var/log/nginx/": f"{self.folder}/",
            **{
                f"unix:/run/portal-{group}/web.sock": f"{loopback.ADDRESS}:{port}"
                for group, port in ports.items()
            },
        }

    def site(self):
        """The site of ``deploy/`` with this machine's paths and ports in the place of its own."""
        text = SITE.read_text()
        for theirs, ours in self.substitutions.items():
            if theirs not in text:
                raise Trouble(f"{SITE} says nothing of {theirs!r} any more.")
            text = text.replace(theirs, ours)
        return text

    def write(self):
        certificate.write(self.folder, loopback.ADDRESS)
        user = "user root;" if os.geteuid() == 0 else ""
        (self.folder / "site.conf").write_text(self.site())
        whole = AROUND.format(user=user, folder=self.folder, around=self.around)
        (self.folder / "nginx.conf").write_text(whole)

    def words(self):
        return [program(), "-p", self.folder, "-e", self.folder / "error.log", "-c", "nginx.conf"]

    def check(self):
        """What ``nginx -t`` says of it."""
        self.write()
        return subprocess.run(
            [*self.words(), "-t"], cwd=self.folder, text=True, capture_output=True
        ).stderr

    def start(self):
        self.write()
        self.child = children.spawn(self.words(), cwd=self.folder)
        log = self.folder / "error.log"
        loopback.await_answer(self.child, self.answers, name="nginx", log=log)
        return self

    def answers(self):
        try:
            socket.create_connection((loopback.ADDRESS, self.port), timeout=5).close()
        except OSError:
            return False
        return True

    def stop(self):
        children.end(self.child)
