"""One renderer for every form: labels, help and errors are tied to their fields."""

import pytest
from django import forms

pytestmark = pytest.mark.usefixtures("english")


class Application(forms.Form):
    name = forms.CharField(help_text="As in your passport.")
    side = forms.ChoiceField(choices=[("l", "Left"), ("r", "Right")], widget=forms.RadioSelect)
    day = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}), required=False)
    town = forms.ChoiceField(choices=[("", "Choose"), ("A&B", "A & B")])
    agreed = forms.BooleanField(label="I agree")
    key = forms.CharField(widget=forms.HiddenInput)


def test_every_field_has_a_visible_label_and_its_help():
    page = str(Application())

    assert '<label for="id_name">Name</label>' in page
    assert '<p class="form-hint" id="id_name_helptext">As in your passport.</p>' in page
    assert 'aria-describedby="id_name_helptext"' in page
    assert "<legend>Side</legend>" in page
    assert '<label for="id_side_1">Right</label>' in page
    assert '<label for="id_agreed">I agree</label>' in page
    assert 'Day <span class="optional">(optional)</span>' in page


def test_an_error_is_said_at_the_top_and_at_the_field():
    page = str(Application({"name": "", "side": "l", "town": "A&B", "agreed": "on", "key": "k"}))

    assert '<a href="#id_name">Name: This field is required.</a>' in page
    assert '<p class="form-hint-invalid" id="id_name_error">This field is required. </p>' in page
    assert 'aria-describedby="id_name_helptext id_name_error"' in page
    assert page.count('aria-invalid="true"') == 1


def test_the_summary_leads_to_the_first_of_several_choices():
    assert '<a href="#id_side_0">' in str(Application({}))


def test_what_was_answered_is_kept_and_escaped():
    page = str(Application({"name": '"><script>', "side": "r", "town": "A&B"}))

    assert 'value="&quot;&gt;&lt;script&gt;"' in page
    assert "<script>" not in page
    assert '<option value="A&amp;B" selected>A &amp; B</option>' in page
    assert page.count(" checked>") == 1


def test_groups_of_options():
    class Grouped(forms.Form):
        town = forms.ChoiceField(choices=[("North", [("a", "Aton")]), ("South", [("b", "Bton")])])

    assert '<optgroup label="South"><option value="b">Bton</option>' in str(Grouped())


def test_an_error_of_the_whole_form_comes_first():
    application = Application({})
    application.add_error(None, "The last place has just been taken.")

    assert "<li>The last place has just been taken.</li>" in str(application)
