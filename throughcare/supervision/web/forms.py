"""Forms of this context."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from throughcare.supervision.rules.codes import CONTACT_TYPE, OUTCOME
from throughcare.supervision.rules.contact_entry import Fault

_TOKEN = re.compile(r"[0-9a-f]{32}")
MOST_NOTES = 20_000


def new_token() -> str:
    """A name for the entry about to be typed, so that sending the form twice records it once."""
    return secrets.token_hex(16)


def _types() -> list[tuple[str, str]]:
    return [(entry.code, gettext(entry.label)) for entry in CONTACT_TYPE]


def _outcomes() -> list[tuple[str, str]]:
    return [("", gettext("None yet"))] + [(entry.code, gettext(entry.label)) for entry in OUTCOME]


def _cancelled() -> list[tuple[str, str]]:
    return [(code, gettext(OUTCOME.label(code))) for code in OUTCOME.having("cancelled")]


class _Entry(forms.Form):
    """What both forms take from a refusal."""

    def refuse(self, faults: Iterable[Fault]) -> None:
        """Show each fault at its field."""
        for fault in faults:
            if fault.field in self.fields:
                self.add_error(fault.field, fault.words.say(gettext))
            else:
                self.add_error(None, fault.words.say(gettext))


class ContactForm(_Entry):
    """A contact that took place, or an appointment to come."""

    token = forms.CharField(widget=forms.HiddenInput)
    type = forms.ChoiceField(label=_("Type of contact"), choices=_types, initial="COAP")
    date = forms.DateField(
        label=_("Date"),
        widget=forms.DateInput(format="%Y-%m-%d"),
        error_messages={"invalid": _("Date must be a real date")},
    )
    time = forms.TimeField(
        label=_("Time"),
        required=False,
        widget=forms.TimeInput(format="%H:%M"),
        error_messages={"invalid": _("Time must be a time of day, like 14:30")},
    )
    minutes = forms.IntegerField(label=_("How long"), required=False, min_value=1, max_value=1440)
    outcome = forms.ChoiceField(
        label=_("What happened"),
        choices=_outcomes,
        required=False,
        help_text=_("Leave it at “None yet” for an appointment that is still to come."),
    )
    notes = forms.CharField(
        label=_("Notes"),
        widget=forms.Textarea,
        required=False,
        max_length=MOST_NOTES,
        strip=False,
        help_text=_("Kept on this device as you type, until it is saved."),
    )
    confirmed = forms.BooleanField(label=_("I have checked: record it as it is"), required=False)

    def __init__(self, *args: Any, crn: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.must_confirm = False
        self.presentation: dict[str, dict[str, Any]] = {
            "notes": {"autosave": f"contact-{crn}", "rows": 7, "limit": None, "optional": False},
            "outcome": {"optional": False},
            "minutes": {"width": "3", "suffix": _("minutes")},
        }

    def refuse(self, faults: Iterable[Fault]) -> None:
        """Show each fault; one that is only unlikely asks for a tick."""
        faults = tuple(faults)
        self.must_confirm = any(fault.warning for fault in faults)
        super().refuse(faults)

    def clean_token(self) -> str:
        """A token that this site made."""
        token = self.cleaned_data["token"]
        if not _TOKEN.fullmatch(token):
            raise forms.ValidationError(_("This form is out of date. Open it again."))
        return str(token)


class OutcomeForm(_Entry):
    """What became of a contact that is on the record; of one to come, only that it was rescheduled."""

    outcome = forms.ChoiceField(label=_("What happened"))
    minutes = forms.IntegerField(label=_("How long"), required=False, min_value=1, max_value=1440)
    notes = forms.CharField(label=_("Notes"), widget=forms.Textarea, required=False, max_length=MOST_NOTES, strip=False)

    def __init__(self, *args: Any, reference: str, to_come: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = _cancelled() if to_come else [*_outcomes()[1:]]
        self.fields["outcome"].choices = [("", gettext("Choose one")), *choices]  # type: ignore[attr-defined]
        self.presentation: dict[str, dict[str, Any]] = {
            "notes": {"autosave": f"outcome-{reference}", "rows": 7, "limit": None, "optional": False},
            "minutes": {"width": "3", "suffix": _("minutes")},
        }
