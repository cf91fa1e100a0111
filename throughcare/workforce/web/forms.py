"""Forms about working time."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from throughcare.workforce.models import Reduction
from throughcare.workforce.rules.codes import GRADE, REDUCTION_CATEGORY, REDUCTION_REASON
from throughcare.workforce.rules.working_time_entry import Fault, ReductionEntry

MOST_NOTES = 2_000
_TOKEN = re.compile(r"[0-9a-f]{32}")


def day_field(label: Any, *, required: bool = True) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        widget=forms.DateInput(format="%Y-%m-%d"),
        error_messages={"invalid": _("Date must be a real date")},
    )


def in_words(fault: Fault) -> str:
    """The fault in the reader's language, days written out."""
    values = {
        name: date_format(value, "j F Y") if isinstance(value, date) else value
        for name, value in fault.words.values.items()
    }
    return fault.words._replace(values=values).say(gettext)


class Entry(forms.Form):
    """What the forms take from a refusal."""

    def refuse(self, faults: Iterable[Fault]) -> None:
        """Show each fault at its field."""
        for fault in faults:
            self.add_error(fault.field if fault.field in self.fields else None, in_words(fault))


class HoursForm(Entry):
    """Contracted hours from a day on."""

    hours = forms.DecimalField(label=_("Contracted hours a week"), min_value=0, max_value=60, decimal_places=1)
    start = day_field(_("First day"))
    presentation = {"hours": {"width": "4", "suffix": _("hours"), "inputmode": "decimal"}}


def reasons() -> list[tuple[str, list[tuple[str, str]]]]:
    """The reasons a person can choose, by category; those that come with a grade are left out."""
    return [
        (
            gettext(category.label),
            [
                (reason.code, gettext(reason.label))
                for reason in REDUCTION_REASON
                if reason.facts["category"] == category.code and "pipeline" not in reason.facts
            ],
        )
        for category in REDUCTION_CATEGORY
    ]


def _flat_reasons() -> list[tuple[str, str]]:
    return [
        ("", gettext("Choose a reason")),
        *((code, f"{category}: {label}") for category, group in reasons() for code, label in group),
    ]


class ReductionForm(Entry):
    """A reduction: a share of the hours or hours a week, from a day until another."""

    token = forms.CharField(widget=forms.HiddenInput, required=False)
    reason = forms.ChoiceField(label=_("Reason"), choices=_flat_reasons)
    share = forms.DecimalField(
        label=_("Share of the hours"),
        required=False,
        min_value=0,
        max_value=100,
        decimal_places=2,
        help_text=_("Leave both empty where the reason has a fixed share."),
    )
    hours = forms.DecimalField(label=_("Or hours a week"), required=False, min_value=0, max_value=60, decimal_places=1)
    start = day_field(_("First day"))
    until = day_field(_("First day on which it no longer holds"), required=False)
    notes = forms.CharField(label=_("Notes"), widget=forms.Textarea, required=False, max_length=MOST_NOTES)
    presentation = {
        "share": {"width": "4", "suffix": "%", "inputmode": "decimal"},
        "hours": {"width": "4", "suffix": _("hours"), "inputmode": "decimal"},
        "notes": {"rows": 3},
    }

    def clean_token(self) -> str:
        """A token that this site made, or none for a reduction that exists."""
        token = str(self.cleaned_data["token"])
        if token and not _TOKEN.fullmatch(token):
            raise forms.ValidationError(_("This form is out of date. Open it again."))
        return token

    def entry(self) -> ReductionEntry:
        """What was typed."""
        typed = self.cleaned_data
        return ReductionEntry(typed["reason"], typed["start"], typed["until"], typed["share"], typed["hours"])


class EndForm(Entry):
    """The end of a reduction."""

    until = day_field(_("First day on which it no longer holds"))


def _grades() -> list[tuple[str, str]]:
    return [(code, gettext(GRADE.label(code))) for code in GRADE.having("holds_cases")]


class GradeForm(Entry):
    """A new grade."""

    grade = forms.ChoiceField(label=_("Grade"), choices=_grades)
    since = day_field(_("First day in the grade"))


def new_token() -> str:
    """A name for the entry about to be typed, so that sending the form twice records it once."""
    return secrets.token_hex(16)


def initial_of(reduction: Reduction) -> dict[str, Any]:
    """What the form shows of a reduction that exists."""
    return {name: getattr(reduction, name) for name in ("reason", "share", "hours", "start", "until", "notes")}
