"""The portal as it is served, for tests that share one web server: what its processes remember of
the test before, the regions for a minute say, is forgotten where the next one begins."""

import os
from pathlib import Path

from portal.wsgi import application as portal  # isort: split

from accounts import glances
from accounts.breakers import breakers
from portal import board
from portal.waiting import bulletin

#: Names the running test, from the moment it begins.
begun = Path(os.environ["WAITING_BULLETIN"]).with_name("begun")
served = None


def application(environ, start_response):
    global served
    test = begun.read_bytes() if begun.exists() else None
    if test != served:
        for remembered in (board, bulletin, glances):
            remembered.forget()
        breakers.clear()
        served = test
    return portal(environ, start_response)
