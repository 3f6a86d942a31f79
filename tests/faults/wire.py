import socket
from contextlib import suppress
from threading import Event, Thread

from portal.embedded import loopback


class Wire:
    """The way to a server on this machine, which a test may cut, or leave standing and silent."""

    def __init__(self, port):
        self.far, self.port = port, loopback.free_port()
        self.flows, self.ends, self.door = Event(), [], None
        self.mend()

    def mend(self):
        self.flows.set()
        if self.door is None:
            self.door = socket.create_server((loopback.ADDRESS, self.port))
            Thread(target=self.welcome, args=[self.door], daemon=True).start()

    def hang(self):
        """Take whatever is sent and pass on nothing."""
        self.flows.clear()

    def cut(self):
        """As when the server's machine went down: what is open breaks, nobody gets through."""
        door, self.door = self.door, None
        # Waking whoever stands in accept(), which closing alone does not.
        for end in [*([door] if door else []), *self.ends]:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        self.ends.clear()

    def welcome(self, door):
        with suppress(OSError):
            while True:
                near, _ = door.accept()
                far = socket.create_connection((loopback.ADDRESS, self.far))
                self.ends += [near, far]
                for pair in ((near, far), (far, near)):
                    Thread(target=self.carry, args=pair, daemon=True).start()

    def carry(self, source, target):
        with suppress(OSError):
            while piece := source.recv(65536):
                self.flows.wait()
                target.sendall(piece)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
