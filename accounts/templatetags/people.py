"""Show people masked until their reader asks: ``{% name_of person %}``, ``{% phone_of person %}``,
``{% born_of person %}``, and ``{% reveal people %}``, the form that asks.

See ``accounts.staff.revealing``.
"""

from django import template

from accounts.staff.revealing import born_for, name_for, offer, phone_for, revealed

register = template.Library()


@register.simple_tag(takes_context=True)
def name_of(context, person):
    return name_for(context["request"], person)


@register.simple_tag(takes_context=True)
def phone_of(context, person):
    return phone_for(context["request"], person)


@register.simple_tag(takes_context=True)
def born_of(context, person):
    return born_for(context["request"], person)


@register.inclusion_tag("staff/reveal.html", takes_context=True)
def reveal(context, people, routine=False, back="", key=""):
    """The form that asks for one person or several, and masks those who are shown.

    :param people: a :class:`accounts.models.Person`, or a list of them or of their ids.
    :param routine: whether it is the reader's work of the day: then no reason is asked for.
    :param back: where it leads, if not to the address of the page.
    :param key: the access key of its button.
    """
    request = context["request"]
    each = people if isinstance(people, list | tuple | set) else [people]
    ids = {getattr(person, "pk", person) for person in each}
    shown = ids & revealed(request)
    return {
        "offered": offer(request, ids, routine) if ids - shown else "",
        "shown": shown,
        "routine": routine,
        "several": len(ids) > 1,
        "back": back or request.get_full_path(),
        "key": key,
        "csrf_token": context.get("csrf_token"),
        "number": min(ids, default=0),
    }
