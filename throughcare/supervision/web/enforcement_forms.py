"""Forms of enforcement. Days are typed as people write them; what cannot be is said at the field."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from throughcare.kernel.codes import CodeList
from throughcare.people.models import Requirement, Sentence
from throughcare.people.rules.codes import LENGTH_UNIT, REQUIREMENT_CATEGORY
from throughcare.people.web.forms import DAY_HINT, DayField
from throughcare.supervision.rules import enforcement_codes as codes
from throughcare.supervision.rules.enforcement_entry import Fault

MOST = 5_000
_DAY = {"width": "10", "hint": DAY_HINT}


def _choices(table: CodeList, only: Iterable[str] | None = None) -> list[tuple[str, str]]:
    wanted = None if only is None else set(only)
    return [(entry.code, gettext(entry.label)) for entry in table if wanted is None or entry.code in wanted]


class EnforcementForm(forms.Form):
    """What the forms share: a refusal shown at its field, or over the form where it has none."""

    presentation: dict[str, dict[str, Any]] = {}

    def refuse(self, faults: Iterable[Fault]) -> None:
        """Show each fault."""
        for fault in faults:
            self.add_error(fault.field if fault.field in self.fields else None, fault.words.say(gettext))


class NewFailureForm(EnforcementForm):
    """A failure that is not an appointment's: what, when, against what, and how it became known."""

    token = forms.CharField(widget=forms.HiddenInput, max_length=40)
    sentence = forms.ChoiceField(label=_("Sentence"), widget=forms.RadioSelect)
    kind = forms.ChoiceField(label=_("What kind of failure"), choices=lambda: _choices(codes.FAILURE_KIND))
    date = DayField(label=_("Day of the failure"))
    requirement = forms.ChoiceField(label=_("Requirement or condition"), required=False)
    words = forms.CharField(label=_("What happened"), widget=forms.Textarea, max_length=MOST)
    aware_on = DayField(label=_("When the service became aware of it"))
    aware_source = forms.ChoiceField(
        label=_("How the service became aware of it"),
        choices=lambda: _choices(codes.AWARE_SOURCE),
        widget=forms.RadioSelect,
    )
    confirmed = forms.BooleanField(label=_("This is another failure on the same day"), required=False)
    presentation = {
        "date": _DAY,
        "aware_on": _DAY,
        "words": {"rows": 5},
        "requirement": {"optional": True},
    }

    def __init__(
        self,
        *args: Any,
        sentences: Iterable[tuple[Sentence, str]],
        requirements: Iterable[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sentence"].choices = [(one.reference, label) for one, label in sentences]  # type: ignore[attr-defined]
        self.fields["requirement"].choices = [("", gettext("The whole sentence")), *requirements]  # type: ignore[attr-defined]
        if "confirmed" not in self.data:
            self._kept = self.fields.pop("confirmed")

    def refuse(self, faults: Iterable[Fault]) -> None:
        """Show each fault; where one like it is recorded already, ask whether this is another."""
        faults = tuple(faults)
        if "confirmed" not in self.fields and any(fault.field == "confirmed" for fault in faults):
            self.fields["confirmed"] = self._kept
        super().refuse(faults)


class ReasonForm(EnforcementForm):
    """A reason that the person gives, and what is made of it."""

    reason = forms.ChoiceField(label=_("Reason"), choices=lambda: _choices(codes.REASON))
    words = forms.CharField(label=_("In the person’s words"), widget=forms.Textarea, required=False, max_length=MOST)
    offered_on = DayField(label=_("Given on"))
    evidence = forms.CharField(
        label=_("Evidence"), required=False, max_length=500,
        help_text=_("What was seen, for example a letter from a surgery, or why none is needed."),
    )  # fmt: skip
    evidence_on = DayField(label=_("Seen on"), required=False)
    decision = forms.ChoiceField(label=_("Do you accept it?"), widget=forms.RadioSelect)
    presentation = {"words": {"rows": 3}, "offered_on": _DAY, "evidence_on": _DAY}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        later = [("later", gettext("Decide later"))]
        self.fields["decision"].choices = [*_choices(codes.REASON_DECISION), *later]  # type: ignore[attr-defined]


class DecideReasonForm(EnforcementForm):
    """What is made of a reason that was recorded."""

    decision = forms.ChoiceField(
        label=_("Do you accept it?"), choices=lambda: _choices(codes.REASON_DECISION), widget=forms.RadioSelect
    )
    evidence = forms.CharField(label=_("Evidence"), required=False, max_length=500)
    evidence_on = DayField(label=_("Seen on"), required=False)
    presentation = {"evidence_on": _DAY}


class ConfirmForm(EnforcementForm):
    """That no acceptable reason explains a failure; under suspension, why it counts all the same."""

    counts_because = forms.CharField(
        label=_("Why it counts although contact was suspended"), widget=forms.Textarea, required=False, max_length=500,
        help_text=_("Leave it empty where it should not count."),
    )  # fmt: skip
    presentation = {"counts_because": {"rows": 3}}

    def __init__(self, *args: Any, suspended: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not suspended:
            del self.fields["counts_because"]


class WarningForm(EnforcementForm):
    """A warning: about which failures, to respond by when, in which language."""

    token = forms.CharField(widget=forms.HiddenInput, max_length=40)
    failures = forms.MultipleChoiceField(label=_("About"), widget=forms.CheckboxSelectMultiple)
    kind = forms.ChoiceField(label=_("Kind of warning"), widget=forms.RadioSelect)
    respond_by = DayField(label=_("The person may give a reason until"))
    language = forms.ChoiceField(
        label=_("Language of the letter"), choices=lambda: [("en", gettext("English")), ("cy", gettext("Welsh"))],
        widget=forms.RadioSelect,
    )  # fmt: skip
    words = forms.CharField(
        label=_("Anything else to say in the letter"), widget=forms.Textarea, required=False, max_length=2_000,
        help_text=_("In the language of the letter. It is printed as you write it."),
    )  # fmt: skip
    presentation = {"respond_by": _DAY, "words": {"rows": 4}, "language": {"inline": True}}

    def __init__(self, *args: Any, about: Iterable[tuple[str, str]], kinds: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["failures"].choices = list(about)  # type: ignore[attr-defined]
        self.fields["kind"].choices = _choices(codes.WARNING_KIND, kinds)  # type: ignore[attr-defined]


class AskForm(EnforcementForm):
    """Putting a failure to a manager, whatever the count."""

    because = forms.ChoiceField(
        label=_("Why a manager is asked"), choices=lambda: _choices(codes.ASKED_BECAUSE, ("serious", "other")),
        widget=forms.RadioSelect,
    )  # fmt: skip
    words = forms.CharField(label=_("What the manager should know"), widget=forms.Textarea, max_length=MOST)
    presentation = {"words": {"rows": 5}}


class WhyForm(EnforcementForm):
    """A reason in words."""

    why = forms.CharField(label=_("Why?"), widget=forms.Textarea, max_length=MOST)
    presentation = {"why": {"rows": 4}}


class WithdrawWarningForm(WhyForm):
    """Why a warning is withdrawn; the letter says it."""

    language = forms.ChoiceField(
        label=_("Language of the letter"), choices=lambda: [("en", gettext("English")), ("cy", gettext("Welsh"))],
        widget=forms.RadioSelect,
    )  # fmt: skip
    presentation = {"why": {"rows": 4, "hint": _("The person is told this in a letter.")}, "language": {"inline": True}}


class AppealForm(EnforcementForm):
    """What the person says against a warning."""

    appealed_on = DayField(label=_("Received on"))
    words = forms.CharField(label=_("What the person says"), widget=forms.Textarea, max_length=MOST)
    presentation = {"appealed_on": _DAY, "words": {"rows": 5}}


class DecideAppealForm(WithdrawWarningForm):
    """Whether a warning stands, and why."""

    outcome = forms.ChoiceField(
        label=_("What do you decide?"), choices=lambda: _choices(codes.APPEAL_OUTCOME), widget=forms.RadioSelect
    )
    field_order = ("outcome", "why", "language")


class DecideForm(EnforcementForm):
    """A manager's decision, with reasons either way."""

    decision = forms.ChoiceField(label=_("What do you decide?"), widget=forms.RadioSelect)
    reasons = forms.CharField(
        label=_("Your reasons"), widget=forms.Textarea, max_length=MOST,
        help_text=_("They are kept whichever way you decide."),
    )  # fmt: skip

    def __init__(self, *args: Any, kind: str, reference: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        begin, decline = (
            (_("Begin breach"), _("Do not begin breach"))
            if kind == "breach"
            else (_("Ask for recall"), _("Do not recall"))
        )
        self.fields["decision"].choices = [("begin", begin), ("decline", decline)]  # type: ignore[attr-defined]
        self.presentation = {"reasons": {"rows": 6, "autosave": f"breach-{reference}"}}


class PresentForm(EnforcementForm):
    """That a breach was presented to the court."""

    presented_on = DayField(label=_("Presented on"))
    court = forms.CharField(label=_("Court"), max_length=100)
    hearing_on = DayField(label=_("Hearing on"), required=False)
    accepted = forms.ChoiceField(
        label=_("Was the pack accepted without asking for more?"),
        choices=lambda: [("yes", gettext("Yes")), ("no", gettext("No")), ("unknown", gettext("Not known yet"))],
        widget=forms.RadioSelect,
    )
    presentation = {"presented_on": _DAY, "hearing_on": _DAY, "accepted": {"inline": True}}


class HearingForm(EnforcementForm):
    """What the court did."""

    on = DayField(label=_("Day of the hearing"))
    outcome = forms.ChoiceField(label=_("What the court did"), widget=forms.RadioSelect)
    adjourned_to = DayField(label=_("Adjourned to"), required=False)
    category = forms.ChoiceField(label=_("Requirement added"), required=False)
    length = forms.IntegerField(label=_("How much of it"), required=False, min_value=1, max_value=10_000)
    unit = forms.ChoiceField(label=_("Unit"), required=False)
    words = forms.CharField(
        label=_("Anything else the court said"), widget=forms.Textarea, required=False, max_length=MOST
    )
    presentation = {
        "on": _DAY,
        "adjourned_to": {**_DAY, "revealed": True},
        "outcome": {"reveal": {"adjourned": "adjourned_to", "more-onerous": "category"}},
        "category": {"revealed": True},
        "length": {"width": "4"},
        "words": {"rows": 3},
    }

    def __init__(self, *args: Any, supervision: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        possible = [one.code for one in codes.COURT_OUTCOME if supervision in one.facts.get("of", (supervision,))]
        self.fields["outcome"].choices = _choices(codes.COURT_OUTCOME, possible)  # type: ignore[attr-defined]
        none = [("", gettext("None"))]
        self.fields["category"].choices = [*none, *_choices(REQUIREMENT_CATEGORY)]  # type: ignore[attr-defined]
        self.fields["unit"].choices = [*none, *_choices(LENGTH_UNIT)]  # type: ignore[attr-defined]


class EndForm(EnforcementForm):
    """The day on which something ended, and why."""

    on = DayField(label=_("On"))
    why = forms.CharField(label=_("Why?"), widget=forms.Textarea, max_length=MOST)
    presentation = {"on": _DAY, "why": {"rows": 4}}


class PackForm(EnforcementForm):
    """In which language a pack is made."""

    language = forms.ChoiceField(
        label=_("Language of the pack"), choices=lambda: [("en", gettext("English")), ("cy", gettext("Welsh"))],
        widget=forms.RadioSelect, initial="en",
    )  # fmt: skip
    presentation = {"language": {"inline": True}}


def requirement_choice(requirement: Requirement) -> tuple[str, str]:
    """A requirement as a choice."""
    return requirement.reference, gettext(REQUIREMENT_CATEGORY.label(requirement.category))
