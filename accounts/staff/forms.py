from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import StaffMember
from accounts.numbers import read_mobile
from accounts.refusals import Refused
from accounts.roles import may_give

from . import inviting, revealing


class LoginForm(AdminAuthenticationForm):
    """Django's, which calls everybody here an administrator, in words for a nurse."""

    error_messages = AdminAuthenticationForm.error_messages | {
        "invalid_login": _("User name or password is wrong. Capital and small letters differ.")
    }


class FactorForm(forms.Form):
    """Six digits of the app. ``verb`` is what they are good for; a refusal is a form error."""

    token = forms.CharField(
        label=_("Code of your app"),
        help_text=_("Six digits. They change every 30 seconds."),
        max_length=12,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": True}
        ),
    )

    def __init__(self, request, verb):
        super().__init__(request.POST if request.method == "POST" else None)
        self.request, self.verb = request, verb

    def clean_token(self):
        return "".join(self.cleaned_data["token"].split())

    def save(self):
        """:returns: whether it was accepted; what the verb returned is ``outcome``."""
        try:
            self.outcome = self.verb(self.request, self.cleaned_data["token"])
        except Refused as refusal:
            self.add_error("token", str(refusal))
        return not self.errors


class RevealForm(forms.Form):
    """Ask for people in full. ``people`` is signed: see ``revealing``."""

    people = forms.CharField(max_length=40_000)
    reason = forms.CharField(max_length=200, required=False)

    def save(self, request):
        try:
            revealing.reveal(request, self.cleaned_data["people"], self.cleaned_data["reason"])
        except Refused as refusal:
            self.add_error(None, str(refusal))
        return not self.errors


class RecoveryForm(FactorForm):
    token = forms.CharField(
        label=_("Recovery code"),
        help_text=_("One of the ten from your sheet, such as 2X9KP-7HTQ3. Each works once."),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
    )


class InviteForm(forms.Form):
    """Whom to invite, and as what. Above this floor it also asks at which clinics."""

    last_name = forms.CharField(label=_("Family name"), max_length=60)
    first_name = forms.CharField(label=_("Given name"), max_length=60)
    email = forms.EmailField(label=_("E-mail"), required=False)
    phone = forms.CharField(
        label=_("Mobile phone"),
        help_text=_("The link is sent there by text message. The number is not kept."),
        max_length=30,
        required=False,
    )
    role = forms.ChoiceField(label=_("Role"))

    def __init__(self, request):
        super().__init__(request.POST if request.method == "POST" else None)
        self.request = request
        self.fields["role"].choices = [(name, gettext(name)) for name in may_give(request.user)]

    def clean_phone(self):
        if not self.cleaned_data["phone"]:
            return ""
        try:
            return read_mobile(self.cleaned_data["phone"])
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from None

    def invite(self):
        """:returns: the member and the token of their link.
        :raises Refused: when the inviter may not."""
        answers = self.cleaned_data
        named = {name: answers[name] for name in ("last_name", "first_name", "email")}
        return inviting.invite(self.request, roles=[answers["role"]], **named)


#: What Django's validators ask for, in one sentence.
STRONG = _("At least eight characters, not only digits and no common word.")


class PasswordForm(PasswordChangeForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["new_password1"].help_text = STRONG
        self.fields["new_password2"].help_text = ""


class JoinForm(forms.Form):
    """The user name and password of somebody who was invited."""

    username = forms.CharField(
        label=_("User name"),
        max_length=150,
        validators=[UnicodeUsernameValidator()],
        widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True}),
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        help_text=STRONG,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("The same password again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self):
        answers = super().clean()
        if {"password", "again"} <= answers.keys() and answers["password"] != answers["again"]:
            self.add_error("again", _("The two passwords are not the same."))
        elif "password" in answers:
            try:
                member = StaffMember(username=answers.get("username", ""))
                validate_password(answers["password"], member)
            except forms.ValidationError as weak:
                self.add_error("password", weak)
        return answers

    def save(self, token):
        """:returns: the member, or None with the reason among the errors."""
        answers = self.cleaned_data
        try:
            return inviting.accept(token, answers["username"], answers["password"])
        except Refused as refusal:
            self.add_error(None, str(refusal))


class ReasonForm(forms.Form):
    """Do something to somebody's account: a verb that asks why, or for which ``why`` is False."""

    reason = forms.CharField(label=_("Reason"), max_length=300)

    def __init__(self, request, verb, why=True):
        super().__init__(request.POST)
        self.request, self.verb, self.why = request, verb, why
        self.fields["reason"].required = why

    def save(self, subject):
        """:returns: whether it was done; what the verb returned is ``outcome``."""
        reason = [self.cleaned_data["reason"]] if self.why else []
        try:
            self.outcome = self.verb(self.request, subject, *reason)
        except Refused as refusal:
            self.add_error(None, str(refusal))
        return not self.errors
