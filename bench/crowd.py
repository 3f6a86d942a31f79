"""Many people at once from one cheap process: each a generator, all on few connections.

A person yields a number of seconds to wait, or the bytes of a request and is sent its answer.
"""

import gc
import heapq
import select
import socket
import time
from collections import deque
from itertools import count
from typing import NamedTuple

from portal.embedded.loopback import ADDRESS

#: More connections than nginx has are no use; who finds none free waits for one.
MOST = 6000


class Answer(NamedTuple):
    status: int
    head: bytes
    body: bytes
    asked: float
    answered: float

    def header(self, name):
        """The first one by this name, in small letters."""
        at = self.head.lower().find(b"\r\n" + name + b": ")
        return self.head[at + len(name) + 4 :].partition(b"\r\n")[0].decode() if at >= 0 else ""


class Line:
    """One connection, and who waits for an answer on it."""

    def __init__(self, port):
        self.socket = socket.create_connection((ADDRESS, port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.setblocking(False)
        self.person = None
        self.used = self.dead = False


class Crowd:
    def __init__(self, port):
        self.port, self.number = port, count()
        self.poll, self.lines, self.idle = select.epoll(), {}, []
        self.later, self.unsent = [], deque()
        #: How late the worst step was begun, in seconds: the client's own trouble.
        self.late = 0.0

    def at(self, moment, person):
        heapq.heappush(self.later, (moment, next(self.number), person))

    def go(self, person, answer=None):
        """Let a person go on to the next wish."""
        try:
            wish = person.send(answer)
        except StopIteration:
            return
        if isinstance(wish, bytes):
            self.ask(person, wish, time.time())
        else:
            self.at(time.time() + wish, person)

    def ask(self, person, request, asked):
        line = self.free()
        if line is None:
            self.unsent.append((person, request, asked))
            return
        line.person, line.request, line.asked, line.answer = person, request, asked, b""
        try:
            line.socket.send(request)
        except OSError:
            self.lost(line)

    def free(self):
        while self.idle:
            if not (line := self.idle.pop()).dead:
                return line
        if len(self.lines) >= MOST:
            return None
        line = Line(self.port)
        self.lines[line.socket.fileno()] = line
        self.poll.register(line.socket, select.EPOLLIN)
        return line

    def lost(self, line):
        """The server closed a connection: whoever asked on it asks again on another."""
        line.dead = True
        self.poll.unregister(line.socket)
        del self.lines[line.socket.fileno()]
        line.socket.close()
        if line.person:
            person, line.person = line.person, None
            self.ask(person, line.request, line.asked)

    def read(self, line):
        try:
            received = line.socket.recv(262144)
        except BlockingIOError:
            return
        except OSError:
            received = b""
        if not received:
            self.lost(line)
            return
        answer = line.answer = line.answer + received if line.answer else received
        end = answer.find(b"\r\n\r\n")
        if end < 0:
            return
        head = answer[: end + 2].lower()
        at = head.find(b"\r\ncontent-length: ")
        if at >= 0:
            whole = end + 4 + int(head[at + 18 : head.index(b"\r\n", at + 18)])
            if len(answer) < whole:
                return
        elif b"chunked" in head and not answer.endswith(b"0\r\n\r\n"):
            return
        person, line.person = line.person, None
        words = int(answer[9:12]), answer[: end + 2], answer[end + 4 :], line.asked, time.time()
        self.idle.append(line)
        if self.unsent:
            self.ask(*self.unsent.popleft())
        self.go(person, Answer(*words))

    def run(self, until):
        """Let all of them live until this moment."""
        gc.collect()
        gc.freeze()
        gc.disable()
        while (now := time.time()) < until:
            while self.later and self.later[0][0] <= now:
                moment, _, person = heapq.heappop(self.later)
                self.late = max(self.late, now - moment)
                self.go(person)
            pause = min(until, self.later[0][0] if self.later else until) - time.time()
            for file, _ in self.poll.poll(max(0, pause), 256):
                if line := self.lines.get(file):
                    self.read(line)
        gc.enable()
        for line in self.lines.values():
            line.socket.close()
        self.poll.close()
