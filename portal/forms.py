"""How every form of the portal looks: KRDS markup, one template for a field, inputs by hand.

Django's own widget templates include one another: seven fields cost 2.7 ms.
Plain inputs and selects are written here in Python instead, and come out as
the same markup.
"""

from html import escape

from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.safestring import mark_safe

#: Widget templates that are one ``<input>`` and nothing else.
INPUTS = {
    f"django/forms/widgets/{name}.html"
    for name in (
        *("text", "number", "email", "url", "password", "hidden", "tel", "search", "color"),
        *("date", "datetime", "time", "checkbox", "radio_option", "checkbox_option"),
    )
}
SELECT = "django/forms/widgets/select.html"
CLASSES = {"select": "krds-form-select", "checkbox": "", "radio": "", "hidden": "", "file": ""}


class BoundField(forms.BoundField):
    @property
    def kind(self):
        """How ``forms/field.html`` lays it out: a group of choices, one tick, or a box."""
        if self.use_fieldset:
            return "choices"
        return "tick" if isinstance(self.field.widget, forms.CheckboxInput) else "box"

    @property
    def optional(self):
        """Said of a field beside required ones; where everything may be left open, of none."""
        return not self.field.required and any(f.required for f in self.form.fields.values())

    @property
    def anchor(self):
        """Where a link from the error summary leads: a group's first choice has its id."""
        return self.id_for_label or f"{self.auto_id}_0"

    def build_widget_attrs(self, attrs, widget=None):
        widget = widget or self.field.widget
        look = CLASSES.get(getattr(widget, "input_type", ""), "krds-input")
        attrs = super().build_widget_attrs(attrs, widget)
        return {"class": look, **attrs} if look and "class" not in widget.attrs else attrs


class Renderer(TemplatesSetting):
    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"
    bound_field_class = BoundField

    def render(self, template_name, context, request=None):
        widget = context.get("widget")
        if template_name in INPUTS and not widget.get("wrap_label"):
            return input_tag(widget)
        if template_name == SELECT:
            return select_tag(widget)
        return super().render(template_name, context, request)


def attributes(attrs):
    """What ``flatatt`` writes, in a quarter of its time."""
    return "".join(
        f" {name}" if value is True else f' {name}="{escape(str(value))}"'
        for name, value in attrs.items()
        if value is not None and value is not False
    )


def input_tag(widget):
    value = {} if widget["value"] is None else {"value": widget["value"]}
    attrs = {"type": widget["type"], "name": widget["name"], **value, **widget["attrs"]}
    return mark_safe(f"<input{attributes(attrs)}>")


def select_tag(widget):
    groups = "".join(
        f'<optgroup label="{escape(str(name))}">{options(choices)}</optgroup>'
        if name
        else options(choices)
        for name, choices, _ in widget["optgroups"]
    )
    attrs = {"name": widget["name"], **widget["attrs"]}
    return mark_safe(f"<select{attributes(attrs)}>{groups}</select>")


def options(choices):
    return "".join(
        f"<option{attributes({'value': str(choice['value']), **choice['attrs']})}>"
        f"{escape(str(choice['label']))}</option>\n"
        for choice in choices
    )
