"""Visitors with addresses of their own: all of 127.0.0.0/8 is this machine."""

import http.client
import re
import socket
import ssl
from typing import NamedTuple

from portal.embedded import loopback

TRUSTING = ssl.create_default_context()
TRUSTING.check_hostname, TRUSTING.verify_mode = False, ssl.CERT_NONE


class Answer(NamedTuple):
    status: int
    headers: http.client.HTTPMessage
    text: str


class Visitor:
    def __init__(self, nginx, address="127.0.0.1", **headers):
        self.nginx, self.address = nginx, address
        self.headers = {"Accept-Language": "en"} | headers

    def ask(self, path, method="GET", body=None, **headers):
        connection = http.client.HTTPSConnection(
            loopback.ADDRESS,
            self.nginx.port,
            timeout=30,
            source_address=(self.address, 0),
            context=TRUSTING,
        )
        named = {name.replace("_", "-"): value for name, value in (self.headers | headers).items()}
        try:
            connection.request(method, path, body, named)
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read().decode())
        finally:
            connection.close()

    def connect(self):
        """A bare line to the edge, on which to be slow or in a hurry."""
        line = socket.create_connection(
            (loopback.ADDRESS, self.nginx.port), timeout=30, source_address=(self.address, 0)
        )
        return TRUSTING.wrap_socket(line, server_hostname=loopback.ADDRESS)

    def hurry(self, path, times, claims="10.0.0.{}"):
        """Ask as fast as can be, each time claiming another address; return the statuses."""
        asked = "".join(
            f"HEAD {path} HTTP/1.1\r\nHost: {loopback.ADDRESS}\r\n"
            f"X-Forwarded-For: {claims.format(turn % 250)}\r\n\r\n"
            for turn in range(times)
        )
        with self.connect() as line:
            line.sendall(asked.encode())
            answered = b""
            while answered.count(b"HTTP/1.1 ") < times or not answered.endswith(b"\r\n\r\n"):
                answered += line.recv(65536)
        return [int(status) for status in re.findall(rb"HTTP/1.1 (\d+)", answered)]
