"""Invite somebody to the staff, and say at which clinics they work."""

from django import forms
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.refusals import Refused
from accounts.staff import inviting
from accounts.staff.forms import InviteForm
from accounts.staff.pages import render_page, staff_page
from accounts.staff.people import link
from clinics.models import Clinic

#: Up to so many clinics are offered to choose from; of more one writes the names.
FEW = 50
#: Roles that are about a clinic.
AT_A_CLINIC = {"Clinic staff", "Clinic leads"}


class ClinicInviteForm(InviteForm):
    def __init__(self, request):
        super().__init__(request)
        self.clinics = Clinic.objects.staffed_by(request.user).order_by("name")
        if self.clinics[: FEW + 1].count() <= FEW:
            field = forms.ModelMultipleChoiceField(
                self.clinics,
                required=False,
                widget=forms.CheckboxSelectMultiple,
                label=gettext_lazy("Clinics"),
            )
        else:
            field = forms.CharField(
                required=False,
                widget=forms.Textarea(attrs={"rows": 3}),
                max_length=2000,
                label=gettext_lazy("Clinics"),
                help_text=gettext_lazy(
                    "For roles of a clinic. One name in a line, as it stands in the register."
                ),
            )
        self.fields["clinics"] = field

    def clean_clinics(self):
        answer = self.cleaned_data["clinics"]
        if not isinstance(answer, str):
            return list(answer)
        return [self.clinic(name.strip()) for name in answer.splitlines() if name.strip()]

    def clinic(self, name):
        found = list(self.clinics.filter(name=name)[:2])
        if len(found) != 1:
            words = _("%(name)s: there is no clinic of this name, or more than one.")
            raise forms.ValidationError(words % {"name": name})
        return found[0]

    def clean(self):
        answers = super().clean()
        if answers.get("role") in AT_A_CLINIC and not answers.get("clinics", True):
            self.add_error("clinics", _("Please say at which clinics they work."))
        return answers

    def save(self):
        """:returns: the member and the token, or None with the reason among the errors."""
        try:
            with transaction.atomic():
                member, token = self.invite()
                member.clinics.set(self.cleaned_data["clinics"])
                return member, token
        except Refused as refusal:
            self.add_error(None, str(refusal))


@staff_page("accounts.invite_staff")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request):
    """Ask whom to invite; the answer shows the link, which nobody can show again."""
    form = ClinicInviteForm(request)
    if form.is_valid() and (made := form.save()):
        member, token = made
        phone, sent = form.cleaned_data["phone"], None
        if phone:
            sent = inviting.text(phone, inviting.address(request, token))
        return link(request, member, token, sent)
    return render_page(
        request, "staff/people/invite.html", {"title": _("Invite somebody"), "form": form}
    )
