"""Templates whose constant parts are worked out once for each language, and not for each page.

A third of a page's time goes into words, addresses and files that are the same for everybody who
reads it in one language. What takes no variable is rendered when it is first met and remembered.
"""

from django.template.base import TokenType, Variable
from django.template.defaulttags import URLNode
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from django.templatetags.static import StaticNode
from django.utils.translation import get_language


def fold(nodelist):
    """Make the constant nodes of a template, however deep, remember what they said."""
    for kind, constant in KINDS.items():
        for node in nodelist.get_nodes_by_type(kind):
            if constant(node):
                node.render = Remembered(node.render)


class Remembered:
    """What a node says, by language: nothing else changes it while a process lives."""

    def __init__(self, render):
        self.render_first, self.said = render, {}

    def __call__(self, context):
        language = get_language()
        if language not in self.said:
            self.said[language] = self.render_first(context)
        return self.said[language]


def is_literal(expression):
    """Whether a filter expression is a text in the template, without filters."""
    var = expression.var
    return not expression.filters and not (isinstance(var, Variable) and var.lookups)


def constant_word(node):
    return node.asvar is None and not node.message_context and is_literal(node.filter_expression)


def constant_sentence(node):
    tokens = (*node.singular, *(node.plural or ()))
    plain = all(token.token_type == TokenType.TEXT for token in tokens)
    return plain and not (node.asvar or node.extra_context or node.countervar)


def constant_address(node):
    given = (*node.args, *node.kwargs.values())
    return node.asvar is None and all(map(is_literal, (node.view_name, *given)))


def constant_file(node):
    return node.varname is None and is_literal(node.path)


KINDS = {
    TranslateNode: constant_word,
    BlockTranslateNode: constant_sentence,
    URLNode: constant_address,
    StaticNode: constant_file,
}
