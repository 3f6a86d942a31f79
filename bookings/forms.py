import uuid

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts import channels
from accounts.models import Person

from . import desk, reminders
from .refusals import NotVerified, Refused

GARBLED = {
    code: _("The form arrived incomplete. Please press the button once more.")
    for code in ("required", "invalid")
}


class SlotForm(forms.Form):
    """Which time is wanted, as a link or a form names it."""

    slot = forms.IntegerField(min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)


class BookingForm(SlotForm):
    """Book one time. The key makes a form that is sent twice one booking."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4, error_messages=GARBLED)

    def save(self, verification):
        """Return the booking, or None: with the reason among the errors, unless it is that
        nobody is verified.

        :param verification: id of the proof of identity that the visitor's cookie names, if any.
        """
        try:
            return desk.book(verification, self.cleaned_data["slot"], self.cleaned_data["key"])
        except NotVerified:
            return None
        except Refused as refusal:
            self.add_error(None, str(refusal))

    def save_if(self, condition, verification):
        """Return the booking, or None without a reason: ``save`` knows it.

        :param condition: what has to hold besides, as ``desk.book_if`` takes it.
        """
        wanted = self.cleaned_data
        return desk.book_if(condition, verification, wanted["slot"], wanted["key"])


class TellingForm(forms.Form):
    """In which language, and by which way where there are several, somebody wants messages."""

    language = forms.ChoiceField(
        label=_("Language of your messages"),
        choices=settings.LANGUAGES,
        widget=forms.RadioSelect,
    )
    channel = forms.ChoiceField(
        label=_("Way of your messages"), choices=channels.choices, widget=forms.RadioSelect
    )

    def __init__(self, person, *args, **kwargs):
        initial = {"language": person.language, "channel": channels.channel_for(person).code}
        super().__init__(*args, initial=initial, **kwargs)
        self.person = person
        if len(channels.choices()) == 1:
            del self.fields["channel"]

    def save(self):
        """Keep the choice; verifying in another language does not undo it."""
        people = Person.objects.filter(pk=self.person.pk)
        people.update(language_chosen=True, **self.cleaned_data)


class ReminderForm(forms.Form):
    """Wish to be reminded of a round's opening, or no longer."""

    round = forms.IntegerField(min_value=1, max_value=2**63 - 1)
    wanted = forms.BooleanField(required=False)

    def save(self, person):
        """Return whether it is as they wish: a round that is open or over reminds nobody."""
        if not self.cleaned_data["wanted"]:
            reminders.forget(person, self.cleaned_data["round"])
            return True
        return reminders.ask(person, self.cleaned_data["round"])


class CancelForm(forms.Form):
    """Give a booking back. A refusal comes back as a form error."""

    def save(self, booking):
        """Return whether it was cancelled."""
        try:
            desk.cancel(booking)
        except Refused as refusal:
            self.add_error(None, str(refusal))
        return self.is_valid()
