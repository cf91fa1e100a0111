"""Forms of sentence plans."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from throughcare.kernel.calendar import add_months
from throughcare.supervision.models import PlanObjective, PlanStep
from throughcare.supervision.rules import plan_states as states
from throughcare.supervision.rules.faults import EntryFault
from throughcare.supervision.rules.plan_entry import LONGEST, Agreement, ObjectiveEntry, StepEntry
from throughcare.supervision.rules.plan_sections import SECTION
from throughcare.supervision.rules.plan_wording import OBJECTIVE, STEP, steps_for
from throughcare.supervision.web.risk_forms import EntryForm, day_field, options

OWN = "own"
MOST_TEXT = 4_000


class BeginForm(EntryForm):
    """Why a new version is begun."""

    reason = forms.ChoiceField(label=_("Why is the plan looked at again?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = [pair for pair in options(states.VERSION_REASON) if pair[0] != "first"]  # type: ignore[attr-defined]


class NeedsForm(EntryForm):
    """How severe each need is."""

    def __init__(self, *args: Any, needs: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Not a need")), ("standard", _("Standard need")), ("severe", _("Severe need"))]
        for entry in SECTION:
            self.fields[entry.code] = forms.ChoiceField(
                label=_(entry.label), choices=choices, required=False, initial=needs.get(entry.code, "")
            )
        self.presentation = {entry.code: {"optional": False} for entry in SECTION}

    def needs(self) -> dict[str, str]:
        """Severities by section, of those that are needs."""
        return {section: severity for section, severity in self.cleaned_data.items() if severity}


class StrengthsForm(EntryForm):
    """What goes well."""

    strengths = forms.CharField(
        label=_("What goes well"),
        required=False,
        widget=forms.Textarea,
        max_length=MOST_TEXT,
        help_text=_("One on each line, in words the person would use."),
    )
    strengths_cy = forms.CharField(
        label=_("The same in Welsh"), required=False, widget=forms.Textarea, max_length=MOST_TEXT
    )

    def __init__(self, *args: Any, key: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.presentation = {
            "strengths": {"autosave": f"strengths-{key}", "rows": 6, "limit": None, "optional": False},
            "strengths_cy": {"rows": 4, "limit": None},
        }


class _WordedForm(EntryForm):
    """Words from the shared wording, or one's own in English and where wanted in Welsh."""

    text = forms.CharField(
        label=_("In plain English"),
        required=False,
        max_length=LONGEST,
        help_text=_("Short and plain, to the person: “You …” for an objective, what is done for a step."),
    )
    text_cy = forms.CharField(label=_("In Welsh"), required=False, max_length=LONGEST)

    def offer(self, choices: list[tuple[str, str]], chosen: str) -> None:
        """Offer the shared wording; one's own words are the last choice."""
        field: Any = self.fields["wording"]
        field.choices = [*choices, (OWN, gettext("Other words"))]
        field.initial = chosen
        self.presentation = {
            **self.presentation,
            "wording": {"legend": "m", "reveal": {OWN: ["text", "text_cy"]}},
            "text": {"optional": False, "revealed": True},
            "text_cy": {"revealed": True},
        }

    def chosen(self) -> str:
        """The code of the shared wording, empty for one's own words."""
        return "" if self.cleaned_data["wording"] == OWN else str(self.cleaned_data["wording"])

    def texts(self) -> dict[str, str]:
        """The words typed; none where the shared wording was chosen."""
        if self.chosen():
            return {}
        return {"text": self.cleaned_data["text"], "text_cy": self.cleaned_data["text_cy"]}


class ObjectiveForm(_WordedForm):
    """What is to be reached in one part of life."""

    wording = forms.ChoiceField(label=_("What is to be reached?"), widget=forms.RadioSelect)
    field_order = ("wording", "text", "text_cy")

    def __init__(self, *args: Any, section: str, row: PlanObjective | None = None, **kwargs: Any) -> None:
        initial = {"text": row.text, "text_cy": row.text_cy} if row and not row.wording else {}
        super().__init__(*args, **{"initial": initial, **kwargs})
        self.section = section
        wordings = [(entry.code, gettext(entry.label)) for entry in OBJECTIVE if entry.facts["need"] == section]
        self.offer(wordings, row.wording or OWN if row else "")

    def entry(self) -> ObjectiveEntry:
        """What was typed."""
        return ObjectiveEntry(self.section, self.chosen(), **self.texts())


class StepForm(_WordedForm):
    """What somebody does towards an objective."""

    wording = forms.ChoiceField(label=_("What is to be done?"), widget=forms.RadioSelect)
    who = forms.ChoiceField(
        label=_("Who does it?"),
        required=False,
        widget=forms.RadioSelect,
        choices=lambda: options(states.WHO),
        help_text=_("Left open, whoever the shared wording names."),
    )
    agency = forms.CharField(label=_("Name of the service or person"), required=False, max_length=100)
    due_on = day_field(_("By when?"), required=False, help_text=_("Leave it empty for what is done all the time."))
    field_order = ("wording", "text", "text_cy", "who", "agency", "due_on")

    def __init__(self, *args: Any, objective: PlanObjective, row: PlanStep | None = None, **kwargs: Any) -> None:
        initial: dict[str, Any] = {}
        if row:
            initial = {"who": row.who, "agency": row.agency, "due_on": row.due_on}
            initial |= {"text": row.text, "text_cy": row.text_cy} if not row.wording else {}
        super().__init__(*args, **{"initial": initial, **kwargs})
        offered = list(steps_for(objective.wording))
        if row and row.wording and row.wording not in offered:
            offered.append(row.wording)
        self.offer([(code, gettext(STEP.label(code))) for code in offered], row.wording or OWN if row else "")
        names = {code: gettext(states.WHO.label(STEP[code].facts["who"])) for code in offered}
        self.presentation = {
            **self.presentation,
            "wording": {**self.presentation["wording"], "item_hints": names},
            "who": {"reveal": {"agency": "agency"}, "optional": False},
            "agency": {"revealed": True, "optional": False},
        }

    def clean(self) -> dict[str, Any]:
        """Who does it: as chosen, else as the shared wording says."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        wording = given.get("wording", "")
        if not given.get("who") and wording:
            if wording == OWN:
                self.add_error("who", gettext("Say who does it."))
            else:
                given["who"] = STEP[wording].facts["who"]
        return given

    def entry(self) -> StepEntry:
        """What was typed; a name is kept only where somebody else does it."""
        given = self.cleaned_data
        agency = given["agency"] if given["who"] == "agency" else ""
        return StepEntry(given["who"], self.chosen(), agency=agency, due_on=given["due_on"], **self.texts())


class ShareForm(EntryForm):
    """The plan was shown to the person."""

    shared_on = day_field(_("Shown on"))
    how = forms.ChoiceField(label=_("How?"), widget=forms.RadioSelect, choices=lambda: options(states.SHARED_HOW))


class AgreeForm(EntryForm):
    """How the plan was agreed, and what the person thinks of it."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    agreed_on = day_field(_("Agreed on"))
    review_on = day_field(_("Looked at again by"))
    view = forms.ChoiceField(
        label=_("What does the person think of the plan?"),
        widget=forms.RadioSelect,
        choices=lambda: options(states.PERSONS_VIEW),
    )
    own_words = forms.CharField(
        label=_("In the person’s own words"), required=False, widget=forms.Textarea, max_length=MOST_TEXT
    )
    signed = forms.ChoiceField(
        label=_("How did the person agree?"), widget=forms.RadioSelect, choices=lambda: options(states.SIGNED)
    )
    why_not = forms.CharField(
        label=_("If they did not agree, sign or say: why?"), required=False, widget=forms.Textarea, max_length=MOST_TEXT
    )

    def __init__(self, *args: Any, key: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.warnings: tuple[EntryFault, ...] = ()
        self.presentation = {
            "own_words": {"autosave": f"own-words-{key}", "rows": 5, "limit": None, "optional": False},
            "why_not": {"rows": 3, "limit": None, "optional": False},
        }

    def agreement(self) -> Agreement:
        """What was typed."""
        return Agreement(**{name: value for name, value in self.cleaned_data.items() if name != "seen"})

    @property
    def doubts(self) -> list[str]:
        """The doubts in words."""
        return [fault.words.say(gettext) for fault in self.warnings]

    def refuse(self, faults: Iterable[EntryFault]) -> None:
        """Show faults at their fields; doubts are shown apart, and taken as confirmed when the form is sent again."""
        faults = tuple(faults)
        self.warnings = tuple(fault for fault in faults if fault.warning)
        super().refuse(fault for fault in faults if not fault.warning)


class ProgressForm(EntryForm):
    """How a step stands."""

    state = forms.ChoiceField(label=_("How does it stand?"), widget=forms.RadioSelect)
    on = day_field(_("Since"))
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea, max_length=MOST_TEXT)
    presentation = {"note": {"rows": 3, "limit": None}}

    def __init__(self, *args: Any, allowed: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = [(code, gettext(states.STEP_STATE.label(code))) for code in allowed]  # type: ignore[attr-defined]


class CloseForm(EntryForm):
    """The plan ends."""

    reason = forms.ChoiceField(
        label=_("Why does the plan end?"),
        widget=forms.RadioSelect,
        choices=lambda: [pair for pair in options(states.PLAN_END) if pair[0] != "merged"],
    )
    closed_on = day_field(_("Ended on"))


def proposed_review(on: date, latest: date | None) -> date:
    """A day to propose for the next review: half a year on, or the latest allowed."""
    proposed = add_months(on, 6)
    return min(proposed, latest) if latest else proposed
