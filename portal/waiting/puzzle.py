"""A task that a browser works on before it gets a number, while operators want it so.

An altcha challenge: derive keys until one begins with a zero byte, 256 tries of PBKDF2 on average.
What costs a telephone a second or two costs a macro the same for each number it takes.
"""

import time
from hashlib import sha256

import altcha
from django.core.cache import cache
from django.utils.crypto import salted_hmac

ALGORITHM, ITERATIONS = "PBKDF2/SHA-256", 2000
#: Seconds in which a task has to be solved and handed in.
LASTS = 600
#: The longest answer that is looked at; a real one is half as long.
LONGEST = 1000


def new():
    """A task of the visitor's own, as the browser gets it."""
    until = int(time.time()) + LASTS
    task = altcha.create_challenge(ALGORITHM, ITERATIONS, expires_at=until, hmac_secret=key())
    return task.to_dict()


def solved(answer):
    """Whether an answer is right, in time and handed in for the first time.

    Without the store nobody knows the last, and there are no numbers either.
    """
    if len(answer) > LONGEST or not altcha.verify_solution(answer, key()).verified:
        return False
    nonce = altcha.Payload.from_base64(answer).challenge.parameters.nonce
    return bool(cache.add(f"puzzle.{sha256(nonce.encode()).hexdigest()}", 1, LASTS))


def key():
    return salted_hmac("portal.waiting.puzzle", "", algorithm="sha256").digest()
