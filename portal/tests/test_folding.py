"""Templates remember their constant parts, by language, and nothing that changes."""

import pytest
from django.template import engines
from django.template.loader import get_template
from django.utils.translation import override

from portal.folding import fold

PAGE = """{% load i18n static %}{% url "home" %} {% static "icon.svg" %} {% translate "Day" %}
{% blocktranslate %}Choose another time{% endblocktranslate %}
{% translate word %} {% url address %} {% static file %}
{% blocktranslate %}Dose {{ dose }}{% endblocktranslate %} {% translate "Day" as day %}{{ day }}"""


@pytest.fixture
def page():
    template = engines["django"].from_string(PAGE)
    fold(template.template.nodelist)
    return template


def read(page, language, **words):
    given = {"word": "Clinic", "address": "home", "file": "icon.svg", "dose": 1, **words}
    with override(language):
        return page.render(given)


def test_a_page_reads_as_before_in_both_languages(page):
    plain = engines["django"].from_string(PAGE)

    for language in ("ko", "en", "ko", "en"):
        assert read(page, language) == read(plain, language)


def test_what_changes_is_never_remembered(page):
    read(page, "en")

    changed = read(page, "en", word="Day", address="book", file="portal.css", dose=2)

    for text in ("Day", "/book/", "portal.css", "Dose 2"):
        assert text in changed


def test_the_portal_s_own_templates_are_folded():
    assert get_template("base.html").template.prepared
