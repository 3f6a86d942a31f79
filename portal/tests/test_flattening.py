"""A page reads the same without its seams; what cannot be known before stays Django's."""

import pytest
from django.template import Context, Engine
from django.template.base import Template
from django.template.loader_tags import BlockNode, ExtendsNode, IncludeNode
from django.utils.translation import override

from portal.flattening import Constant, flatten
from portal.folding import fold

FILES = {
    "root": '{% load i18n %}<h1>{% block title %}{% translate "Day" %}{% endblock %}</h1>'
    "{% if who %}<b>{% block inside %}nobody{% endblock %}</b>{% endif %}"
    "{% block body %}{% endblock %}{% include 'foot' %}",
    "middle": "{% extends 'root' %}{% block body %}<main>{% block more %}{% endblock %}</main>"
    "{% endblock %}",
    "page": "{% extends 'middle' %}{% load i18n %}{% block inside %}{{ who }}{% endblock %}"
    "{% block more %}{% for each in all %}{% include 'row' with n=each %}{% endfor %}"
    "{{ n }}{% endblock %}",
    "super": "{% extends 'middle' %}{% block title %}{{ block.super }}!{% endblock %}",
    "row": "<li>{{ n }}{{ who }}</li>",
    "foot": "{% load i18n %}<p>{% translate 'Clinic' %}</p>",
    "nest": "{{ n }}{% if deep %}{% include 'nest' with deep=0 n=2 %}{% endif %}",
    "broken": "{% extends 'middle' %}{% block more %}{% if who %}{% include 'row' with n=bad.at %}"
    "{% endif %}{% endblock %}",
    "named": "{% include which %}{% if never %}{% include 'missing' %}{% endif %}",
}
GIVEN = {"who": "<Minji>", "all": [1, 2], "deep": 1, "which": "row", "n": 7}


def engine(flat, debug=False):
    """:param flat: whether its templates are flattened, as the portal's are."""
    made = Engine(
        debug=debug,
        loaders=[("django.template.loaders.locmem.Loader", FILES)],
        libraries={"i18n": "django.templatetags.i18n"},
    )
    known: dict[str, Template] = {}
    plain = made.find_template

    def find(name, dirs=None, skip=None):
        template, origin = plain(name, dirs, skip)
        if not flat:
            return template, origin
        if name not in known:
            known[name] = template
            fold(template.nodelist)
            flatten(template, made.get_template)
        return known[name], origin

    made.find_template = find
    return made


@pytest.mark.parametrize("name", FILES)
def test_a_page_reads_as_before(name):
    before, after = (engine(flat).get_template(name) for flat in (False, True))

    for language in ("ko", "en", "ko"):
        with override(language):
            assert after.render(Context(GIVEN)) == before.render(Context(GIVEN))


def test_nothing_is_looked_up_when_a_page_is_asked_for():
    nodes = engine(flat=True).get_template("page").nodelist.flat

    for seam in (BlockNode, ExtendsNode, IncludeNode):
        assert nodes.get_nodes_by_type(seam) == []
    assert isinstance(nodes[0], Constant)


def test_a_child_that_asks_for_its_parents_words_gets_them():
    page = engine(flat=True).get_template("super")

    with override("en"):
        assert "<h1>Day!</h1>" in page.render(Context(GIVEN))


def test_an_error_says_where_it_was_written():
    """With DEBUG, when Django looks for the line."""

    class Bad:
        @property
        def at(self):
            raise LookupError("as the test wants it")

    page = engine(flat=True, debug=True).get_template("broken")

    with pytest.raises(LookupError) as told:
        page.render(Context({**GIVEN, "bad": Bad()}))
    assert told.value._culprit_node.origin.template_name == "broken"
