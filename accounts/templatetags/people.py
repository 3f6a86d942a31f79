"""Show people masked until their reader asks: ``{% name_of person %}``, ``{% phone_of person %}``,
and ``{% reveal people %}``, the form that asks. See ``accounts.staff.revealing``."""

from django import template

from accounts.staff.revealing import name_for, offer, phone_for, revealed

register = template.Library()


@register.simple_tag(takes_context=True)
def name_of(context, person):
    return name_for(context["request"], person)


@register.simple_tag(takes_context=True)
def phone_of(context, person):
    return phone_for(context["request"], person)


@register.inclusion_tag("staff/reveal.html", takes_context=True)
def reveal(context, people, routine=False):
    """The form that asks for one person or several; nothing once all of them are shown.

    :param people: a :class:`accounts.models.Person`, or a list of them or of their ids.
    :param routine: whether it is the reader's work of the day: then no reason is asked for.
    """
    request = context["request"]
    each = people if isinstance(people, list | tuple | set) else [people]
    ids = {getattr(person, "pk", person) for person in each}
    return {
        "offered": offer(request, ids, routine) if ids - revealed(request) else "",
        "routine": routine,
        "several": len(ids) > 1,
        "back": request.get_full_path(),
        "csrf_token": context.get("csrf_token"),
        "number": min(ids, default=0),
    }
