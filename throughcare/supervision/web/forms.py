"""Forms of this context."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from throughcare.people.models import Requirement
from throughcare.supervision.rules.codes import CONTACT_TYPE, OUTCOME
from throughcare.supervision.rules.contact_entry import Fault
from throughcare.supervision.web import phrases

TOKEN = re.compile(r"[0-9a-f]{32}")
MOST_NOTES = 20_000
MOST_WHY = 300
CALLED_OFF = ("CANS", "CANP")


def new_token() -> str:
    """A name for the entry about to be typed, so that sending the form twice records it once."""
    return secrets.token_hex(16)


def _types() -> list[tuple[str, str]]:
    """The types that are recorded by hand; that a plan was made or reviewed is recorded by agreeing it."""
    return [(entry.code, gettext(entry.label)) for entry in CONTACT_TYPE if not entry.facts.get("by_itself")]


def _outcomes() -> list[tuple[str, str]]:
    """What can have come of a meeting that took place or was missed."""
    return [(entry.code, gettext(entry.label)) for entry in OUTCOME if not entry.facts.get("cancelled")]


def _outcomes_of(now: str) -> list[tuple[str, str]]:
    """What can be said afterwards of one that was booked: called off too; moving and striking out are pages of their own."""
    own = [code for code in OUTCOME.having("cancelled") if code == now or code in CALLED_OFF]
    return [*_outcomes(), *((code, gettext(OUTCOME.label(code))) for code in own)]


class _Entry(forms.Form):
    """What both forms take from a refusal."""

    def refuse(self, faults: Iterable[Fault]) -> None:
        """Show each fault at its field."""
        for fault in faults:
            if fault.field in self.fields:
                self.add_error(fault.field, fault.words.say(gettext))
            else:
                self.add_error(None, fault.words.say(gettext))


def requirement_name(requirement: Requirement) -> str:
    """A requirement as a list names it: what it is and how long."""
    name = phrases.requirement(requirement.category)
    length = f"{requirement.length} {phrases.unit(requirement.unit)}" if requirement.length else ""
    return ", ".join(filter(None, (name, length)))


def towards(found: Iterable[Requirement]) -> list[tuple[str, str]]:
    """What a contact may count towards, as choices."""
    return [("", gettext("Nothing in particular")), *((str(each.pk), requirement_name(each)) for each in found)]


def _choose(form: forms.Form, requirements: Iterable[Requirement]) -> None:
    """Offer the requirements; where there are none, do not ask."""
    choices = towards(requirements)
    form.fields["requirement"].choices = choices  # type: ignore[attr-defined]
    if len(choices) == 1:
        del form.fields["requirement"]


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
        choices=lambda: [("", gettext("None yet")), *_outcomes()],
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
    requirement = forms.ChoiceField(label=_("Counts towards"), required=False)
    confirmed = forms.BooleanField(label=_("I have checked: record it as it is"), required=False)

    def __init__(self, *args: Any, crn: str, requirements: Iterable[Requirement] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, requirements)
        self.must_confirm = False
        self.presentation: dict[str, dict[str, Any]] = {
            "notes": {"autosave": f"contact-{crn}", "rows": 7, "limit": None, "optional": False},
            "outcome": {"optional": False},
            "requirement": {"optional": False},
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
        if not TOKEN.fullmatch(token):
            raise forms.ValidationError(_("This form is out of date. Open it again."))
        return str(token)


class OutcomeForm(_Entry):
    """What became of a contact that is on the record; ``why`` is asked for only where it is said to be called off."""

    outcome = forms.ChoiceField(label=_("What happened"))
    why = forms.CharField(
        label=_("Why it did not take place"), required=False, max_length=MOST_WHY, widget=forms.Textarea
    )
    minutes = forms.IntegerField(label=_("How long"), required=False, min_value=1, max_value=1440)
    notes = forms.CharField(label=_("Notes"), widget=forms.Textarea, required=False, max_length=MOST_NOTES, strip=False)
    requirement = forms.ChoiceField(label=_("Counts towards"), required=False)

    def __init__(
        self, *args: Any, reference: str, now: str, requirements: Iterable[Requirement] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, requirements)
        choices = [("", gettext("Choose one")), *_outcomes_of(now)]
        self.fields["outcome"].choices = choices  # type: ignore[attr-defined]
        chosen = self["outcome"].value()
        if chosen not in CALLED_OFF or chosen == now:
            del self.fields["why"]
        self.presentation: dict[str, dict[str, Any]] = {
            "notes": {"autosave": f"outcome-{reference}", "rows": 7, "limit": None, "optional": False},
            "why": {"rows": 2, "optional": False},
            "requirement": {"optional": False},
            "minutes": {"width": "3", "suffix": _("minutes")},
        }


class StrikeForm(_Entry):
    """Why a contact was a mistake."""

    why = forms.CharField(label=_("Why it is a mistake"), max_length=MOST_WHY, widget=forms.Textarea)
    presentation = {"why": {"rows": 2}}
