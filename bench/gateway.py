"""Other people's systems as the bench plays them: a register, and a gateway for messages.

The gateway hands each message to the bench's people at once, in one datagram.
"""

import os
import re
import socket

from portal.embedded.loopback import ADDRESS

PORT = "BENCH_GATEWAY"


class Register:
    """Knows everybody, and costs nothing: a real one is asked over a network."""

    def attest(self, claims):
        return ""


class Backend:
    def send(self, messages):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as post:
            for message in messages:
                text = f"{message.to} {message.text}".encode()
                post.sendto(text, (ADDRESS, int(os.environ[PORT])))
        return {message.key for message in messages}


class Phones:
    """All phones of the bench: the last code that came to each."""

    def __init__(self):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
        self.socket.bind((ADDRESS, 0))
        self.socket.setblocking(False)
        self.codes = {}

    @property
    def port(self):
        return self.socket.getsockname()[1]

    def ring(self):
        """Take in what came; for ``bench.crowd``, for as long as people live."""
        while True:
            try:
                phone, _, text = self.socket.recv(2048).decode().partition(" ")
            except BlockingIOError:
                yield 0.01
                continue
            if code := re.search(r"\b\d{6}\b", text):
                self.codes[phone] = code[0]
