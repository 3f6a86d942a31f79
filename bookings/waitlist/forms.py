from django import forms
from django.utils.translation import gettext_lazy as _

from bookings.refusals import NotVerified, Refused
from clinics.forms import DateField
from clinics.models import Region

from .joining import join, leave


class WishForm(forms.Form):
    """Where and when somebody would come. One select, so that it needs no script."""

    region = forms.ChoiceField(
        label=_("Where"),
        error_messages={"invalid_choice": _("Please choose one from the list.")},
    )
    from_date = DateField(label=_("From"))
    to_date = DateField(label=_("Until"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["region"].choices = [("", _("Choose a province or district")), *areas()]

    def add_prefix(self, field_name):
        """``from`` and ``to`` in the address are words Python keeps for itself."""
        return field_name.removesuffix("_date")

    def clean(self):
        first, last = self.cleaned_data.get("from_date"), self.cleaned_data.get("to_date")
        if first and last and last < first:
            self.add_error("to_date", _("The last day comes before the first."))

    def save(self, verification):
        """Return whether they are on the list now; else the reason is among the errors."""
        wish = self.cleaned_data
        try:
            return bool(join(verification, wish["region"], wish["from_date"], wish["to_date"]))
        except NotVerified:
            return False
        except Refused as refusal:
            self.add_error(None, str(refusal))


def areas():
    """Each province with its districts, as a select groups them."""
    regions = list(Region.objects.exclude(kind=Region.Kind.CITY))
    for province in regions:
        if province.kind == Region.Kind.PROVINCE:
            whole = (province.code, _("All of %(province)s") % {"province": province})
            parts = [(r.code, str(r)) for r in regions if r.province_id == province.pk]
            yield (str(province), [whole, *parts])


class LeaveForm(forms.Form):
    """Leave the waiting list. A refusal comes back as a form error."""

    def save(self, entry):
        """Return whether they left."""
        try:
            leave(entry)
        except Refused as refusal:
            self.add_error(None, str(refusal))
        return self.is_valid()
