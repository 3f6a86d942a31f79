"""Whatever the portal says in English it also says in Korean, with the same blanks to fill."""

import re
from io import BytesIO
from pathlib import Path

from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ["accounts", "clinics", "bookings", "portal", "templates"]
CATALOGUE = ROOT / "portal/locale/ko/LC_MESSAGES/django.po"
ONE = ["_", "gettext", "gettext_lazy", "gettext_noop"]
MANY = ["ngettext", "ngettext_lazy"]
MARKS = {**dict.fromkeys(ONE), **dict.fromkeys(MANY, (1, 2))}
BLANK = re.compile(r"%\((\w+)\)[sd]")


def said(path):
    """The messages that a module or template marks for translation; a plural is a pair."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # What Django makes of a template is Python, but for the indentation.
        text = "\n".join(line.strip() for line in templatize(text).splitlines())
    for _, message, *_ in extract("python", BytesIO(text.encode()), MARKS):
        yield message


def said_in(root):
    return {
        message
        for room in ROOMS
        for path in sorted((root / room).rglob("*"))
        if path.suffix in {".py", ".html", ".txt"} and "tests" not in path.parts
        for message in said(path)
    }


def catalogue():
    with CATALOGUE.open("rb") as file:
        return [message for message in read_po(file, locale="ko") if message.id]


def forms(text):
    return text if isinstance(text, tuple | list) else (text,)


def blanks(text):
    return sorted(set(BLANK.findall(text)))


def test_all_that_the_code_says_is_in_the_catalogue_and_nothing_else():
    """To mend it: ``make messages``, then translate what is new."""
    known = {message.id for message in catalogue()}

    assert sorted(said_in(ROOT) ^ known, key=str) == []


def test_every_message_is_translated_and_none_is_a_guess():
    unfinished = [
        message.id for message in catalogue() if message.fuzzy or not all(forms(message.string))
    ]

    assert unfinished == []


def test_a_translation_has_the_blanks_of_its_message():
    different = [
        message.id
        for message in catalogue()
        for string in forms(message.string)
        if blanks(string) != blanks(forms(message.id)[-1])
    ]

    assert different == []


def test_a_new_message_would_be_noticed(tmp_path):
    (tmp_path / "bookings").mkdir()
    (tmp_path / "bookings/refusals.py").write_text(
        'ngettext("%(count)d place" " left", "%(count)d places left", count)\n'
        'words = gettext_lazy("Not today.")\n'
    )
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates/late.html").write_text(
        '{% load i18n %}<ul>\n    <li title="{{ day|date:_("D, j") }}">\n'
        '  {% translate "Too late" %}</li>\n'
        "</ul>{% blocktranslate trimmed %}\n  until\n  {{ day }}\n{% endblocktranslate %}"
    )

    assert said_in(tmp_path) == {
        ("%(count)d place left", "%(count)d places left"),
        "Not today.",
        "D, j",
        "Too late",
        "until %(day)s",
    }
