"""Templates without the seams between them: what a page extends and includes is put in its place
once, when the page is first asked for, and not each time.

Looking up blocks and partials again and again is most of what Django's engine does for a page of
ours, and each seam parts texts that could be one. Whatever cannot be known before (``block.super``,
a name in a variable) is left to Django.
"""

from copy import copy
from functools import partial

from django.template.base import Node, NodeList, TextNode
from django.template.defaulttags import CommentNode, IfNode, LoadNode
from django.template.exceptions import TemplateDoesNotExist
from django.template.loader_tags import BLOCK_CONTEXT_KEY, BlockNode, ExtendsNode, IncludeNode
from django.utils.translation import get_language

from portal.folding import Remembered, is_literal

SUPER = "block.super"


class Flat(NodeList):
    """A template's own nodes, for those that extend it in Django's way, and the same ones flat."""

    def __init__(self, nodes, flat):
        super().__init__(nodes)
        self.flat = flat

    def render(self, context):
        if BLOCK_CONTEXT_KEY in context.render_context:
            return super().render(context)
        return self.flat.render(context)


class Inlined(Node):
    """What stood in a block or another template, with what it was given, in a scope of its own."""

    def __init__(self, seam, nodelist, given=()):
        self.nodelist, self.given = nodelist, dict(given)
        # Where it was written: with DEBUG the page of an error says so.
        self.token, self.origin = seam.token, seam.origin

    def render(self, context):
        values = {name: value.resolve(context) for name, value in self.given.items()}
        with context.push(**values):
            return self.nodelist.render(context)


class Constant(Node):
    """A stretch that says the same to everybody who reads it in one language."""

    child_nodelists = ()

    def __init__(self, nodes):
        self.nodes, self.said = nodes, {}

    def render_annotated(self, context):
        language = get_language()
        if language not in self.said:
            self.said[language] = "".join(node.render_annotated(context) for node in self.nodes)
        return self.said[language]

    render = render_annotated


def flatten(template, get_template):
    """Let a template render without seams, if all that it is made of can be known now.

    :param get_template: finds another template by its name.
    """
    template.layout = layout(template, get_template)
    if template.layout is not None:
        find = partial(found, get_template, {template.name})
        template.nodelist = Flat(template.nodelist, flat(template.layout, find))


def layout(template, get_template):
    """The nodes of a template with its own blocks in the places of its parent's, or None."""
    if SUPER in template.source:
        return None
    first = next((node for node in template.nodelist if not isinstance(node, TextNode)), None)
    if not isinstance(first, ExtendsNode):
        return template.nodelist
    if not is_literal(first.parent_name) or first.parent_name.var == template.name:
        return None
    parent = get_template(first.parent_name.var)
    if parent.layout is None:
        return None
    return with_blocks(parent.layout, first.blocks)


def with_blocks(nodelist, blocks):
    """A copy in which these blocks, by name, stand in the places of those of the same name."""
    made = NodeList()
    for node in nodelist:
        if isinstance(node, BlockNode):
            inner = blocks.get(node.name, node)
            made.append(copied(inner, lambda within: with_blocks(within, blocks)))
        elif not node.get_nodes_by_type(BlockNode):
            made.append(node)
        else:
            made.append(copied(node, lambda inner: with_blocks(inner, blocks)))
    return made


def copied(node, change):
    """The same node, which knows where it was written, around other nodes."""
    node = copy(node)
    if isinstance(node, IfNode):
        branches = node.conditions_nodelists
        node.conditions_nodelists = [(when, change(then)) for when, then in branches]
        return node
    for name in node.child_nodelists:
        if isinstance(inner := getattr(node, name, None), NodeList):
            setattr(node, name, change(inner))
    return node


def flat(nodelist, find):
    """A copy with blocks and included templates dissolved, and constant neighbours made one.

    :param find: see ``found``.
    """
    made = NodeList()
    for node in nodelist:
        if isinstance(node, BlockNode):
            spread(made, node, flat(node.nodelist, find))
        elif isinstance(node, IncludeNode):
            include(made, node, find)
        elif is_constant(node):
            made.append(node)
        elif not isinstance(node, LoadNode | CommentNode):
            made.append(copied(node, lambda inner: flat(inner, find)))
    return merged(made)


def found(get_template, around, name):
    """The layout of a template that is included, and what finds those that it includes. None for
    one that is around itself, or not there: Django says so if it is ever asked for."""
    try:
        layout = None if name in around else get_template(name).layout
    except TemplateDoesNotExist:
        layout = None
    return layout, partial(found, get_template, {*around, name})


def include(made, node, find):
    known = is_literal(node.template) and not node.isolated_context
    layout, find = find(node.template.var) if known else (None, find)
    if layout is None:
        made.append(node)
    else:
        spread(made, node, flat(layout, find), node.extra_context.items())


def spread(made, seam, inner, given=()):
    """Texts need no scope of their own."""
    if all(map(is_constant, inner)):
        made.extend(inner)
    else:
        made.append(Inlined(seam, inner, given))


def is_constant(node):
    return isinstance(node, TextNode | Constant) or isinstance(
        node.__dict__.get("render"), Remembered
    )


def merged(nodelist):
    made, run = NodeList(), []
    for node in [*nodelist, None]:
        if node is not None and is_constant(node):
            run.append(node)
            continue
        if run:
            made.append(run[0] if isinstance(run[0], TextNode) and len(run) == 1 else Constant(run))
            run = []
        if node is not None:
            made.append(node)
    return made
