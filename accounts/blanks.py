"""Forms before anybody wrote in them, and pages around them: the same for everybody who reads one
language."""

from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.utils.translation import get_language

from accounts.glances import glance
from accounts.stencils import cell, stencil

#: Seconds for which a page is shown as it was made, and how long an address it may have.
FRESH, LONG = 0.5, 200
#: Where a form's token goes.
TOKEN = "%(token)s"


class Blank:
    """Stands on a page in the place of a form that was not sent, and is rendered once for each
    language. Only for forms whose fields and words nothing but the language changes."""

    errors = ()

    def __init__(self, form, **given):
        """:param given: what the form is made with; nothing of a person or a request."""
        self.form, self.given, self.said = form, given, {}

    def is_valid(self):
        return False

    def __str__(self):
        language = get_language()
        if language not in self.said:
            self.said[language] = self.form(**self.given).render()
        return self.said[language]


def page(request, template, tell):
    """A page around blank forms. Only their token is another one for each visitor.

    :param tell: a function that returns what the template is told; nothing of a person.
    """
    address = request.get_full_path()

    def make():
        return stencil(template, tell() | {"csrf_token": cell("token")}, request)

    # Everybody may ask here for anything: what nobody is led to is not kept.
    kind = (template, get_language(), address)
    words = glance(kind, make, FRESH) if len(address) <= LONG else make()
    # Who is shown no form gets no cookie either.
    asked = TOKEN in words
    return HttpResponse(words % {"token": get_token(request) if asked else ""})
