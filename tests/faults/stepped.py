"""``python -m tests.faults.stepped MODULE …``: a program on a machine whose clock can be stepped.

``CLOCK`` names a file of eight bytes: by how many seconds this machine is ahead, or behind. Who
writes them steps the clock of the program and of its children while they work. Stepped is what
Python's own code can ask: ``time.time``, ``datetime.now`` and their kin; a monotonic clock never
steps on a real machine either. PostgreSQL's clock is another machine's.
"""

import datetime
import mmap
import os
import runpy
import struct
import sys
import time

real_time, real_date, real_datetime = time.time, datetime.date, datetime.datetime


def step(file, seconds):
    with open(file, "r+b" if os.path.exists(file) else "wb") as clock:
        clock.write(struct.pack("d", seconds))


def main():
    with open(os.environ["CLOCK"], "rb") as file:
        clock = mmap.mmap(file.fileno(), 8, mmap.MAP_SHARED, mmap.PROT_READ)

    def ahead():
        return struct.unpack_from("d", clock)[0]

    class Kin(type):
        """What C code makes are real dates: they are as good as ours."""

        def __instancecheck__(cls, value):
            return isinstance(value, cls.__mro__[1])

        def __subclasscheck__(cls, other):
            return issubclass(other, cls.__mro__[1])

    class Date(real_date, metaclass=Kin):
        @classmethod
        def today(cls):
            return real_date.fromtimestamp(time.time())

    class DateTime(real_datetime, metaclass=Kin):
        @classmethod
        def now(cls, tz=None):
            return real_datetime.fromtimestamp(time.time(), tz)

        @classmethod
        def utcnow(cls):
            return cls.now(datetime.UTC).replace(tzinfo=None)

        @classmethod
        def today(cls):
            return cls.now()

    time.time = lambda: real_time() + ahead()
    time.time_ns = lambda: int(time.time() * 1e9)
    datetime.date, datetime.datetime = Date, DateTime
    sys.argv = sys.argv[1:]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
