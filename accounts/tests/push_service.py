"""A browser and its push service on loopback: they keep what they were sent, and can read it."""

import json
from base64 import urlsafe_b64decode
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from urllib.parse import urlsplit

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02

from accounts.push.keys import new_key, public_key, text


class Browser:
    """A browser with keys of its own, as it subscribes to a portal at a push service."""

    def __init__(self, service, name):
        self.endpoint = f"{service.url}/push/{name}"
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.secret = name.encode().ljust(16, b"0")[:16]
        #: What the service answers whoever writes to this browser, and what was taken.
        self.status, self.headers, self.letters = 201, {}, []
        service.browsers[urlsplit(self.endpoint).path] = self

    def subscription(self, **more):
        point = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        keys = {"p256dh": text(point), "auth": text(self.secret)}
        return json.dumps({"endpoint": self.endpoint, "expirationTime": None, "keys": keys, **more})

    @property
    def shown(self):
        """What it was told, decrypted with its own keys."""
        return [
            json.loads(
                http_ece.decrypt(
                    body, private_key=self.key, auth_secret=self.secret, version="aes128gcm"
                )
            )
            for _headers, body in self.letters
        ]


class PushService:
    def __init__(self, key):
        #: The public key that subscriptions were made for.
        self.key, self.browsers, self.tried, self.lock = key, {}, [], Lock()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler_of(self))
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()

    def take(self, path, headers, body):
        """:returns: the answer's status and headers, as a push service of today gives them."""
        with self.lock:
            self.tried.append(path)
            browser = self.browsers.get(path)
            if browser is None:
                return 404, {}
            if not self.knows(headers.get("Authorization", "")):
                return 403, {}
            if browser.status == 201:
                browser.letters.append((headers, body))
            return browser.status, browser.headers

    def knows(self, authorization):
        """Whether the sender is whom browsers subscribed to (RFC 8292)."""
        scheme, _, rest = authorization.partition(" ")
        parts = dict(part.strip().split("=", 1) for part in rest.split(",") if "=" in part)
        if scheme != "vapid" or parts.get("k") != self.key:
            return False
        return Vapid02.verify(authorization) and audience(parts["t"]) == self.url


def serving(settings):
    """A push service on loopback, and a portal that may write to it; for a fixture."""
    settings.PUSH_KEY, settings.PUSH_CONTACT = new_key(), "mailto:portal@example.com"
    settings.MESSAGE_CHANNELS = ["accounts.channels.TextMessages", "accounts.push.WebPush"]
    service = PushService(public_key())
    settings.PUSH_SERVICES = [service.url]
    yield service
    service.stop()


def audience(token):
    claims = token.split(".")[1]
    return json.loads(urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))["aud"]


def handler_of(service):
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status, headers = service.take(self.path, self.headers, body)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args):
            pass

    return Handler
