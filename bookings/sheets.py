"""What makes a spreadsheet run text as a formula, and how it is kept from that."""

#: In the wide letters of Korean keyboards too.
FORMULA = "=+-@\t\r\n＝＋－＠"


def disarmed(text):
    """Text that would be a formula, with an apostrophe before it."""
    return f"'{text}" if text.lstrip(" \u3000").startswith(tuple(FORMULA)) else text
