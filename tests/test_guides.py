"""What stands in bold in a guide for staff stands on a page, word for word, in that language."""

import re

import pytest
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.translation import gettext, override

from .test_words import CATALOGUE, forms

DOCS = settings.BASE_DIR / "docs"
BOLD = re.compile(r"\*\*(.+?)\*\*")
LINK = re.compile(r"\]\(([^)]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
#: What Django says itself.
DJANGOS = ["Change password"]

LANGUAGES = pytest.mark.parametrize("language", ["ko", "en"])


def guide(language):
    return (DOCS / f"staff-guide.{language}.md").read_text(encoding="utf-8")


def said(language):
    """All that pages can say in a language."""
    with CATALOGUE.open("rb") as file, override(language):
        for message in read_po(file, locale="ko"):
            yield from forms(message.id if language == "en" else message.string)
        yield from map(gettext, DJANGOS)


def stands(words, known):
    """Whether somebody says these words: all of a message, or parts of it with … between them."""
    if "…" not in words:
        return words in known
    parts = ".*".join(re.escape(part.strip()) for part in words.split("…"))
    return any(re.search(parts, message) for message in known)


def anchor(heading):
    """As GitHub makes it."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


@LANGUAGES
def test_what_is_bold_is_what_a_page_says(language):
    known = set(said(language))
    bold = BOLD.findall(guide(language))

    assert len(bold) > 100
    assert [words for words in bold if not stands(words, known)] == []


@LANGUAGES
def test_every_link_leads_somewhere(language):
    text = guide(language)
    anchors = {f"#{anchor(heading)}" for heading in HEADING.findall(text)}

    missing = [
        link
        for link in LINK.findall(text)
        if link not in anchors and not (link[0] != "#" and (DOCS / link).exists())
    ]
    assert missing == []


def test_both_guides_say_the_same():
    """Section by section, with the same pictures."""
    korean, english = (
        re.findall(r"^(#+) |\((images/[\w-]+?)-\w+\.png\)", guide(language), re.MULTILINE)
        for language in ("ko", "en")
    )
    assert korean == english


def test_words_that_no_page_says_would_be_noticed():
    known = {"Make the file", "You have %(count)d exports under way. Please wait."}

    assert stands("Make the file", known)
    assert stands("You have … exports under way", known)
    assert not stands("Make a file", known)
    assert not stands("Make … file now", known)
