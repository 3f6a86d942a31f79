"""Forms before anybody wrote in them: the same for everybody who reads one language."""

from django.utils.translation import get_language


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
