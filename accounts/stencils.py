"""Templates rendered once for each kind of thing and language, and filled in for each thing.

A list of clinics or of a day's people has few kinds of rows and many rows: a template is read for
the kind, and ``%`` does the rest.
"""

import re

from django.template.loader import render_to_string

#: Stands around a cell's name in what a template made.
MARK = "\f"


def cell(name):
    """What a template is told in place of what is another for each thing."""
    return f"{MARK}{name}{MARK}"


def stencil(template, told, request=None):
    """A text to be filled in by ``%`` with HTML, by the names of its cells.

    :param told: what makes the kind, and a :func:`cell` for everything else. The caller remembers
        what comes back, for each language.
    """
    text = render_to_string(template, told, request)
    return re.sub(f"{MARK}(.*?){MARK}", r"%(\1)s", text.replace("%", "%%"))
