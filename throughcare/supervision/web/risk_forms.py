"""Forms about risk: registrations and their reviews, assessments, cases left where they are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from throughcare.kernel.codes import CodeList
from throughcare.supervision.models import Assessment, Registration
from throughcare.supervision.rules import codes
from throughcare.supervision.rules.assessment_entry import ANSWERS, NEEDS, SCORES, AssessmentEntry
from throughcare.supervision.rules.faults import EntryFault
from throughcare.supervision.rules.registration_entry import RegistrationEntry
from throughcare.supervision.rules.risk_reviews import may_be_registered
from throughcare.supervision.web.forms import new_token
from throughcare.supervision.web.risk_words import NEEDS as NEED_NAMES

MOST_NOTE = 4_000
_TOKEN = re.compile(r"[0-9a-f]{32}")


def day_field(label: Any, *, required: bool = True, **given: Any) -> forms.DateField:
    """A day picked with the device's own picker."""
    return forms.DateField(
        label=label,
        required=required,
        widget=forms.DateInput(format="%Y-%m-%d"),
        error_messages={"invalid": _("Enter a real date")},
        **given,
    )


def options(table: CodeList, blank: Any = None) -> list[tuple[str, str]]:
    """The codes of a table as choices in the reader's language; ``blank`` is the text of an empty first one."""
    first = [] if blank is None else [("", str(blank))]
    return first + [(entry.code, gettext(entry.label)) for entry in table]


def registers() -> list[tuple[str, str]]:
    """The registers that take new entries."""
    return [("", gettext("Choose one"))] + [
        pair for pair in options(codes.REGISTRATION_TYPE) if may_be_registered(pair[0])
    ]


class EntryForm(forms.Form):
    """A form whose entry a rule may refuse: each fault is shown at the field that it names."""

    presentation: dict[str, dict[str, Any]] = {}

    def refuse(self, faults: Iterable[EntryFault]) -> None:
        """Show the faults."""
        for fault in faults:
            field = fault.field if fault.field in self.fields else None
            self.add_error(field, fault.words.say(gettext))


class TokenForm(EntryForm):
    """A form that is written once, however often it is sent; ``seen`` are the doubts that were shown."""

    token = forms.CharField(widget=forms.HiddenInput)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean_token(self) -> str:
        """A token that this site made."""
        token = str(self.cleaned_data["token"])
        if not _TOKEN.fullmatch(token):
            raise forms.ValidationError(_("This form is out of date. Open it again."))
        return token

    @property
    def reference(self) -> str:
        """The name of the entry, after its token."""
        return f"W-{self.cleaned_data['token']}"


class RegistrationForm(TokenForm):
    """A new entry on a register."""

    type = forms.ChoiceField(label=_("Register"), choices=registers)
    level = forms.ChoiceField(
        label=_("MAPPA level"), required=False, choices=lambda: options(codes.REGISTRATION_LEVEL, gettext("None"))
    )
    category = forms.ChoiceField(
        label=_("MAPPA category"), required=False, choices=lambda: options(codes.REGISTRATION_CATEGORY, gettext("None"))
    )
    registered_on = day_field(_("Day of registration"))
    review_on = day_field(_("Review by"), required=False)
    note = forms.CharField(
        label=_("Why is this registered?"),
        widget=forms.Textarea,
        max_length=MOST_NOTE,
        help_text=_("What happened, and who decided. The person may ask to see this."),
    )

    def __init__(self, *args: Any, key: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.presentation = {
            "note": {"autosave": f"registration-{key}", "rows": 5, "limit": None},
            "level": {"optional": False},
            "category": {"optional": False},
        }

    def entry(self) -> RegistrationEntry:
        """What was typed."""
        given = self.cleaned_data
        return RegistrationEntry(
            type=given["type"],
            registered_on=given["registered_on"],
            level=given["level"],
            category=given["category"],
            review_on=given["review_on"],
        )


class RegistrationCorrectionForm(RegistrationForm):
    """What a registration in force says, other than its register."""

    def __init__(self, *args: Any, row: Registration, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "token": new_token(),
            "level": row.level,
            "category": row.category,
            "registered_on": row.registered_on,
            "review_on": row.review_on,
            "note": row.note,
        }
        super().__init__(*args, key=row.reference, **kwargs)
        del self.fields["type"]
        if not codes.REGISTRATION_TYPE[row.type].facts.get("levels"):
            for name in ("level", "category"):
                self.fields[name].widget = forms.HiddenInput()
        self._type = row.type

    def entry(self) -> RegistrationEntry:
        """What was typed."""
        self.cleaned_data["type"] = self._type
        return super().entry()


class ReviewForm(EntryForm):
    """A look at whether a registration still holds."""

    reviewed_on = day_field(_("Reviewed on"))
    next_on = day_field(_("Next review by"))
    note = forms.CharField(label=_("What was found?"), widget=forms.Textarea, max_length=MOST_NOTE)

    def __init__(self, *args: Any, key: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.presentation = {"note": {"autosave": f"review-{key}", "rows": 5, "limit": None}}


class EndForm(EntryForm):
    """A registration that no longer holds."""

    reason = forms.ChoiceField(label=_("Why does it end?"), widget=forms.RadioSelect, choices=lambda: _ends())
    ended_on = day_field(
        _("Ended on"), help_text=_("A registration recorded in error ends on the day on which it was made.")
    )
    note = forms.CharField(label=_("What was decided, and by whom?"), widget=forms.Textarea, max_length=MOST_NOTE)

    def __init__(self, *args: Any, key: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.presentation = {"note": {"autosave": f"end-{key}", "rows": 5, "limit": None}}


def _ends() -> list[tuple[str, str]]:
    by_itself = codes.REGISTRATION_END.having("by_itself")
    return [pair for pair in options(codes.REGISTRATION_END) if pair[0] not in by_itself]


def _score(label: Any) -> forms.DecimalField:
    return forms.DecimalField(
        label=label, required=False, error_messages={"invalid": _("Enter a percentage, like 62 or 3.25")}
    )


class AssessmentForm(TokenForm):
    """A completed assessment. The sections of need and the three answers are added by name."""

    kind = forms.ChoiceField(
        label=_("Kind of assessment"), widget=forms.RadioSelect, choices=lambda: options(codes.ASSESSMENT_KIND)
    )
    completed_on = day_field(_("Completed on"))
    rsr = _score(_("Risk of serious recidivism (RSR)"))
    ogrs = _score(_("Reconviction score (OGRS)"))
    arp = _score(_("All reoffending predictor (ARP)"))
    arp_kind = forms.ChoiceField(
        label=_("ARP stands on"), required=False, choices=lambda: options(codes.PREDICTOR_KIND, gettext("No score"))
    )
    csrp = _score(_("Combined serious reoffending predictor (CSRP)"))
    csrp_kind = forms.ChoiceField(
        label=_("CSRP stands on"), required=False, choices=lambda: options(codes.PREDICTOR_KIND, gettext("No score"))
    )
    dc_srp = _score(_("Sexual reoffending predictor (DC-SRP)"))
    dc_srp_band = forms.ChoiceField(
        label=_("Band of DC-SRP"),
        required=False,
        choices=lambda: options(codes.SEXUAL_PREDICTOR_BAND, gettext("No score")),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for need in NEEDS:
            self.fields[f"need_{need}"] = forms.ChoiceField(
                label=_(NEED_NAMES[need]),
                required=False,
                choices=lambda: options(codes.NEED_SEVERITY, gettext("Not answered")),
            )
        for name, (label, answers) in _ANSWER_FIELDS.items():
            self.fields[name] = forms.ChoiceField(label=label, required=False, choices=answers)
        self.presentation = {
            **{score: {"width": "5", "suffix": "%", "inputmode": "decimal", "optional": False} for score in SCORES},
            **{
                name: {"optional": False}
                for name in ("arp_kind", "csrp_kind", "dc_srp_band", *(f"need_{need}" for need in NEEDS), *ANSWERS)
            },
        }

    def entry(self) -> AssessmentEntry:
        """What was typed."""
        given = self.cleaned_data
        return AssessmentEntry(
            kind=given["kind"],
            completed_on=given["completed_on"],
            scores={name: float(given[name]) for name in SCORES if given[name] is not None},
            arp_kind=given["arp_kind"],
            csrp_kind=given["csrp_kind"],
            dc_srp_band=given["dc_srp_band"],
            needs={need: given[f"need_{need}"] for need in NEEDS if given[f"need_{need}"]},
            answers={name: int(given[name]) for name in ANSWERS if given[name]},
        )


def initial_of(row: Assessment) -> dict[str, Any]:
    """What an assessment on the record says, for the form that puts it right."""
    names = (
        "kind",
        "completed_on",
        *SCORES,
        "arp_kind",
        "csrp_kind",
        "dc_srp_band",
        *(f"need_{need}" for need in NEEDS),
    )
    return {
        **{name: getattr(row, name) for name in names},
        **{name: "" if getattr(row, name) is None else str(getattr(row, name)) for name in ANSWERS},
    }


_AMOUNTS = (("", _("Not answered")), ("0", _("None")), ("1", _("Some")), ("2", _("Significant")))
_ANSWER_FIELDS: Mapping[str, tuple[Any, tuple[tuple[str, Any], ...]]] = {
    "parenting": (_("Parenting responsibilities (6.9)"), (("", _("Not answered")), ("0", _("No")), ("1", _("Yes")))),
    "impulsivity": (_("Impulsivity (11.2)"), _AMOUNTS),
    "temper": (_("Temper control (11.4)"), _AMOUNTS),
}


class WithdrawForm(EntryForm):
    """Why an assessment was recorded in error."""

    why = forms.CharField(label=_("Why was it recorded in error?"), widget=forms.Textarea, max_length=500)
    presentation = {"why": {"rows": 3}}


class WaiverForm(EntryForm):
    """Why a case stays with a practitioner although its tier has outgrown their grade."""

    reason = forms.CharField(
        label=_("Why does the case stay where it is?"),
        widget=forms.Textarea,
        max_length=MOST_NOTE,
        help_text=_("How the risk is held meanwhile: who oversees, who else is involved."),
    )
    review_on = day_field(_("Look at it again on"))

    def __init__(self, *args: Any, key: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.presentation = {"reason": {"autosave": f"waiver-{key}", "rows": 5, "limit": None}}


def in_four_weeks(on: date) -> date:
    """A day to propose."""
    return on + timedelta(weeks=4)
