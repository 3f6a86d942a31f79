"""A lean client for machines without wrk: one process, many connections, plain sockets.

``python -m bench.client PORT CONNECTIONS SECONDS FILE HOST TARGET`` prints one line of JSON,
with the same words as ``post.lua``.
"""

import json
import selectors
import socket
import sys
import time

from portal.embedded.loopback import ADDRESS

HEAD = (
    "POST {target} HTTP/1.1\r\nHost: {host}\r\nX-Forwarded-For: {address}\r\n"
    "X-Forwarded-Proto: https\r\nOrigin: https://{host}\r\nCookie: {cookie}\r\n"
    "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n\r\n{body}"
)


def posts(file, host, target):
    with open(file) as lines:
        for line in lines:
            address, cookie, body = line.rstrip("\n").split("\t")
            fields = {"address": address, "cookie": cookie, "body": body, "length": len(body)}
            yield HEAD.format(host=host, target=target, **fields).encode()


class Connection:
    def __init__(self, port, selector):
        self.socket = socket.create_connection((ADDRESS, port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.answer = b""
        selector.register(self.socket, selectors.EVENT_READ, self)

    def send(self, post):
        self.answer, self.sent = b"", time.perf_counter()
        self.socket.sendall(post)

    def read(self):
        """Whether the whole answer has come."""
        if not (received := self.socket.recv(65536)):
            raise SystemExit(f"The server hung up after {self.answer!r}")
        self.answer += received
        head, found, body = self.answer.partition(b"\r\n\r\n")
        if not found:
            return False
        lines = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:])
        self.status, self.location = head[9:12], lines.get(b"location", b"")
        if lines.get(b"transfer-encoding") == b"chunked":
            return body.endswith(b"0\r\n\r\n")
        return len(body) >= int(lines.get(b"content-length", 0))


def run(port, connections, seconds, waiting):
    """Post one after the other on each connection; the last answers are waited for."""
    selector, times = selectors.DefaultSelector(), []
    accepted = strange = busy = 0
    example, started = "", time.perf_counter()
    for connection in [Connection(port, selector) for _ in range(connections)]:
        connection.send(next(waiting))
        busy += 1
    while busy:
        for event, _ in selector.select():
            connection = event.data
            if not connection.read():
                continue
            busy -= 1
            times.append(time.perf_counter() - connection.sent)
            if connection.location.startswith(b"/bookings/"):
                accepted += 1
            else:
                strange, example = strange + 1, (connection.status + connection.location).decode()
            if time.perf_counter() - started < seconds and (post := next(waiting, None)):
                connection.send(post)
                busy += 1
            else:
                selector.unregister(connection.socket)
    times.sort()
    return {
        "accepted": accepted,
        "strange": strange,
        "example": example,
        "seconds": time.perf_counter() - started,
        "p50_ms": times[len(times) // 2] * 1000,
        "p99_ms": times[int(len(times) * 0.99)] * 1000,
    }


def main():
    port, connections, seconds, file, host, target = sys.argv[1:]
    figures = run(int(port), int(connections), float(seconds), posts(file, host, target))
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
