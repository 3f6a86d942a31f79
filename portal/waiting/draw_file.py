"""A draw as a file that anybody can check: ``docs/draw.md`` describes it byte by byte."""

from hashlib import sha256

from .draw import RECEIPT

TITLE = "draw of an early lane, format 1"
#: The lines at the top, in this order, and where each stands on a ``Draw``.
HEAD = ["line", "commitment", "source", "digest", "secret", "value", "void"]
#: Bytes of receipts that are written at once.
PIECE = 4096 * RECEIPT


def text(draw):
    """Yield the file, piece by piece.

    :param draw: a :class:`~.models.Draw` that was drawn.
    """
    yield f"{TITLE}\n"
    values = [draw.line_id, draw.commitment, draw.source, draw.digest]
    for name, value in zip(HEAD, [*values, draw.secret, draw.value, draw.void], strict=True):
        yield f"{name}: {value}\n"
    yield "\n"
    receipts = bytes(draw.order.receipts)
    for start in range(0, len(receipts), PIECE):
        yield receipts[start : start + PIECE].hex("\n", -RECEIPT) + "\n"


def read(words):
    """:returns: the words at the top by their name, and the receipts as bytes, in order.
    :raises ValueError: when it is no such file."""
    top, _, rest = words.partition("\n\n")
    title, *head = top.splitlines()
    said = dict(line.split(": ", 1) for line in head)
    if title != TITLE or list(said) != HEAD:
        raise ValueError("This is no file of a draw.")
    return said, [bytes.fromhex(receipt) for receipt in rest.split()]


def faults(said, receipts):
    """Compute everything anew; yield a sentence for each thing that is not as it should be.

    The arithmetic is written here once more on purpose, in Python, while the draw itself is SQL.
    """
    listed = sorted(receipts)
    if len(set(receipts)) < len(receipts) or {len(receipt) for receipt in receipts} - {RECEIPT}:
        yield "Receipts are not 16 bytes each, or one is there twice."
    if sha256(b"".join(listed)).hexdigest() != said["digest"]:
        yield "The list is not the one whose digest was published."
    if said["secret"] and hashed(said["secret"]) != said["commitment"]:
        yield "The secret is not the one whose hash was published."
    if said["void"]:
        expected = listed
    elif not (said["secret"] and said["value"]):
        yield "Secret or public value is missing, and the draw is not void."
        return
    else:
        seed = bytes.fromhex(hashed(said["secret"] + said["digest"] + said["value"]))
        expected = sorted(listed, key=lambda receipt: (sha256(seed + receipt).digest(), receipt))
    if receipts != expected:
        yield "The order is not the one that comes out."


def hashed(digits):
    return sha256(bytes.fromhex(digits)).hexdigest()
