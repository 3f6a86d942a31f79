from datetime import date, timedelta

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from .search import LONGEST

IN_REACH = [MinValueValidator(date(2020, 1, 1)), MaxValueValidator(date(2099, 12, 31))]


class DateField(forms.DateField):
    """A day, typed or picked in the browser's own calendar."""

    default_validators = IN_REACH

    def __init__(self, **kwargs):
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        super().__init__(required=False, input_formats=["%Y-%m-%d"], widget=widget, **kwargs)


class PlacesForm(forms.Form):
    """For which vaccines and days a person looks for a place. Everything may be left open."""

    group = forms.CharField(
        label=_("Vaccine"), required=False, max_length=50, widget=forms.Select()
    )
    from_date = DateField(label=_("From"))
    to_date = DateField(label=_("Until"))

    def add_prefix(self, field_name):
        """``from`` and ``to`` in the address are words Python keeps for itself."""
        return field_name.removesuffix("_date")

    def clean(self):
        first, last = self.cleaned_data.get("from_date"), self.cleaned_data.get("to_date")
        if first and last and last < first:
            self.add_error("to_date", _("The last day comes before the first."))
        elif first and last and last - first > timedelta(LONGEST):
            self.add_error(
                "to_date",
                _("Please look at no more than %(days)s days at once.") % {"days": LONGEST},
            )

    def terms(self):
        """What the search statements ask for, under their names."""
        names = {"group": "group", "from_date": "since", "to_date": "until"}
        return {term: self.cleaned_data.get(field) or None for field, term in names.items()}


class SearchForm(PlacesForm):
    province = forms.CharField(
        label=_("Province"), required=False, max_length=10, widget=forms.Select()
    )
    district = forms.CharField(
        label=_("District"), required=False, max_length=10, widget=forms.Select()
    )
    page = forms.IntegerField(required=False, min_value=1, max_value=500)

    def place(self):
        """Where to search: nothing while no district was chosen."""
        province, district = (self.cleaned_data.get(name) for name in ("province", "district"))
        page = self.cleaned_data.get("page") or 1
        return province and district and {"province": province, "district": district, "page": page}

    def offer(self, choices):
        """Fill the selects, and say so when the address names what does not exist.

        A district of another province is no mistake: the province was changed
        and the browser still sent the old district.
        """
        language = get_language()
        for name, nothing in [
            ("province", _("Choose a province")),
            ("district", _("Choose a district")),
            ("group", _("Any vaccine")),
        ]:
            offered = [(c.code, c.named(language)) for c in choices if c.kind == name]
            field, chosen = self.fields[name], self.cleaned_data.get(name)
            field.widget.choices = [("", nothing), *offered]
            field.required = name != "group" and bool(offered)
            if chosen and chosen not in dict(offered):
                del self.cleaned_data[name]
                if name != "district":
                    self.add_error(name, _("Please choose one from the list."))


class DayForm(PlacesForm):
    day = DateField(label=_("Day"))
