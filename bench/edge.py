"""The edge of ``deploy/nginx.conf`` before the bench's servers."""

import os
import signal
import time
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import visitors
from portal.embedded.loopback import ADDRESS, free_port
from portal.embedded.nginx import Nginx, program

#: Without TLS, whose cost would be the same for whatever is compared; a browser, to which our
#: cookies mean nothing without it, has a port of its own. Static files' names have no digest here.
PLAIN = {
    " ssl http2;": " backlog=4096;\n    listen {address}:{tls_port} ssl;",
    "X-Forwarded-Proto $scheme;": "X-Forwarded-Proto https;",
    "/staticfiles/;": "/static/;",
}
#: A file on the same nginx that no rule of the portal is about, to compare with.
FILES = "server {{ listen {address}:{port}; access_log off; location / {{ root {folder}; }} }}\n"
#: The clients are this machine's, and say each whose address they come from.
MANY = "set_real_ip_from 127.0.0.1;\nreal_ip_header X-Forwarded-For;\n"


class Edge(Nginx):
    def __init__(self, folder, **behind):
        super().__init__(folder, around=MANY, **behind)
        self.substitutions["booking.example.go.kr"] = visitors.HOST
        self.static_port, self.tls_port = free_port(), free_port()
        self.log = self.folder / "portal.log"

    def write_log(self):
        """Have it write down what it has seen: it opens its log anew."""
        os.kill(self.child.pid, signal.SIGUSR1)
        time.sleep(0.5)

    def site(self):
        text = super().site()
        for theirs, ours in PLAIN.items():
            if theirs not in text:
                raise SystemExit(f"deploy/nginx.conf says nothing of {theirs!r} any more.")
            text = text.replace(theirs, ours.format(address=ADDRESS, tls_port=self.tls_port))
        folder = self.folder / "plain"
        folder.mkdir(exist_ok=True)
        return text + FILES.format(address=ADDRESS, port=self.static_port, folder=folder)


@contextmanager
def edging(**behind):
    """nginx with the portal's own site before the given ports; see :class:`Nginx`."""
    if not program():
        raise SystemExit("This bench needs nginx: apt-get install nginx-light")
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        edge = Edge(folder, **behind)
        try:
            yield edge.start()
        finally:
            edge.stop()
