"""Django forms drawn with the design system: labels, hints, errors and what was typed, field by field.

A form may say how a field looks in ``presentation``: ``{"name": {"width": "10", "legend": "m", "inline": True,
"prefix": "£", "suffix": "...", "rows": 8, "hint": ..., "limit": 2000, "words": 500,
"autosave": "key", "reveal": {"choice": "field"}}}`` (or several fields); a field that another reveals has
``"revealed": True`` itself.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import BaseRenderer
from django.forms.widgets import Input
from django.template import engines
from django.utils.translation import gettext_lazy as _

from throughcare.site.web.dates import PARTS, DatePartsField, DatePartsInput, inside_sentence

__all__ = ["DatePartsField", "DatePartsInput", "DesignSystemRenderer", "SearchForm", "describe", "error_list"]

_KINDS: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.HiddenInput, "hidden"),
    (DatePartsInput, "date"),
    (forms.CheckboxSelectMultiple, "checkboxes"),
    (forms.RadioSelect, "radios"),
    (forms.CheckboxInput, "checkbox"),
    (forms.SelectMultiple, "select_multiple"),
    (forms.Select, "select"),
    (forms.FileInput, "file"),
    (forms.Textarea, "textarea"),
    (forms.PasswordInput, "password"),
    (forms.EmailInput, "email"),
    (forms.NumberInput, "number"),
    (Input, "text"),
)
_NOT_PASSED_ON = ("class", "rows", "cols", "min", "max", "step", "maxlength", "minlength")
_REQUIRED = {
    "checkbox": _("Tick “{label}” to go on"),
    "file": _("Choose a file for {label_lower}"),
    **dict.fromkeys(("radios", "checkboxes", "select", "select_multiple"), _("Choose {label_lower}")),
}
_INPUT_MODES = {"email": "email", "number": "numeric"}


class DesignSystemRenderer(BaseRenderer):
    """Renders ``{{ form }}`` and ``field.as_field_group()`` with the design system's components."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"
    bound_field_class = None

    def get_template(self, template_name: str) -> Any:
        """A template of the pages' own environment (Django's own widgets stay available in it)."""
        return engines["jinja"].get_template(template_name)


def kind(field: BoundField) -> str:
    """Which component draws a field; raises ``TypeError`` for a widget without one."""
    for widget, name in _KINDS:
        if isinstance(field.field.widget, widget):
            return name
    raise TypeError(f"no component draws {type(field.field.widget).__name__} of field {field.name}")


def describe(field: BoundField) -> dict[str, Any]:
    """What the field's component needs, as the macro's parameters and a ``kind``."""
    look = dict(getattr(field.form, "presentation", {}).get(field.name, {}))
    name = kind(field)
    label = str(field.label) if field.field.required or look.get("optional") is False else _optional(field)
    params: dict[str, Any] = {
        "kind": name,
        "items": [],
        "look": look,
        "id": field.id_for_label or field.auto_id,
        "idPrefix": field.auto_id,
        "name": field.html_name,
        "label": label,
        "hint": str(look.get("hint", field.help_text) or ""),
        "errors": error_texts(field),
        "value": field.value(),
        "attributes": _attributes(field),
    }
    if name == "date":
        params |= {"id": field.auto_id, "parts": _date_parts(field)}
    elif name in ("radios", "checkboxes", "select", "select_multiple"):
        params |= {"id": field.auto_id, "items": _items(field, name)}
    elif name in ("text", "email", "number", "password"):
        params["inputmode"] = look.get("inputmode", _INPUT_MODES.get(name))
        params["value"] = "" if name == "password" else _shown(field)
    elif name == "textarea":
        params["limit"] = look.get("limit", getattr(field.field, "max_length", None))
        params["value"] = _shown(field)
    return params


def error_list(*given: forms.BaseForm | forms.BaseFormSet[Any] | None) -> list[dict[str, str]]:
    """Every error of the forms, in the order of the page, each linking to the input that it is about."""
    found: list[dict[str, str]] = []
    for form in given:
        if not form:
            continue
        if isinstance(form, forms.BaseFormSet):
            found += [{"text": str(error)} for error in form.non_form_errors()]
            found += error_list(*form.forms)
            continue
        found += [{"text": str(error)} for error in form.non_field_errors()]
        for field in form.hidden_fields():
            found += [{"text": error} for error in error_texts(field)]
        for field in form.visible_fields():
            found += [{"text": error, "href": f"#{_first_input(field)}"} for error in error_texts(field)]
    return found


def error_texts(field: BoundField) -> list[str]:
    """What is wrong with a field; where Django would only say that it is required, what to do about it."""
    texts: list[str] = []
    for error in field.errors.as_data():
        if error.code == "required" and error.message == forms.Field.default_error_messages["required"]:
            sentence = _REQUIRED.get(kind(field), _("Enter {label_lower}"))
            texts.append(str(sentence).format(label=field.label, label_lower=inside_sentence(str(field.label))))
        else:
            texts += [str(message) for message in error.messages]
    return texts


def _optional(field: BoundField) -> str:
    if kind(field) in ("checkbox", "hidden"):
        return str(field.label)
    return str(_("{label} (optional)")).format(label=field.label)


def _attributes(field: BoundField) -> dict[str, Any]:
    attrs = {key: value for key, value in field.field.widget.attrs.items() if key not in _NOT_PASSED_ON}
    if field.field.disabled:
        attrs["disabled"] = "disabled"
    return attrs


def _shown(field: BoundField) -> str:
    value = field.value()
    formatted = field.field.widget.format_value(value)
    return "" if formatted is None else str(formatted)


def _date_parts(field: BoundField) -> list[dict[str, Any]]:
    shown = field.field.widget.format_value(field.value())
    wrong = _wrong_parts(field)
    labels = {"day": _("Day"), "month": _("Month"), "year": _("Year")}
    return [
        {
            "name": f"{field.html_name}-{part}",
            "id": f"{field.auto_id}-{part}",
            "label": str(labels[part]),
            "value": getattr(shown, part),
            "classes": f"govuk-input--width-{4 if part == 'year' else 2}"
            + (" govuk-input--error" if part in wrong else ""),
        }
        for part in PARTS
    ]


def _wrong_parts(field: BoundField) -> tuple[str, ...]:
    """The parts of a date to mark; all of them where an error names none."""
    wrong: tuple[str, ...] = ()
    for error in field.errors.as_data():
        wrong += tuple((error.params or {}).get("parts", PARTS))
    return wrong


def _items(field: BoundField, name: str) -> list[dict[str, Any]]:
    """The choices, the chosen ones marked; a select's groups are flattened with the group's name before each."""
    value = field.value()
    chosen = {str(one) for one in (value if isinstance(value, (list, tuple, set)) else [value]) if one is not None}
    if None in chosen or value is None or value == "":
        chosen.add("")
    hints = getattr(field.form, "presentation", {}).get(field.name, {}).get("item_hints", {})
    items: list[dict[str, Any]] = []
    for option in _flat(getattr(field.field, "choices", ())):
        key, text = option
        if name in ("radios", "checkboxes") and key in ("", None):
            continue
        picked = str("" if key is None else key) in chosen
        item = {"value": "" if key is None else str(key), "text": str(text), "checked": picked, "selected": picked}
        if str(key) in hints:
            item["hint"] = {"text": str(hints[str(key)])}
        items.append(item)
    return items


def _flat(choices: Any) -> list[tuple[Any, Any]]:
    flat: list[tuple[Any, Any]] = []
    for key, text in choices:
        if isinstance(text, (list, tuple)):
            flat += [(inner, f"{key}: {words}") for inner, words in text]
        else:
            flat.append((key, text))
    return flat


def _first_input(field: BoundField) -> str:
    if kind(field) == "date":
        wrong = _wrong_parts(field)
        return f"{field.auto_id}-{next((part for part in PARTS if part in wrong), PARTS[0])}"
    return field.auto_id


class SearchForm(forms.Form):
    """One box to search with; ``q`` in the address."""

    q = forms.CharField(label=_("Search"), required=False, max_length=100)
