"""Forms about appointments: booking, moving, cancelling."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from throughcare.people.models import Requirement
from throughcare.supervision.commands.appointments import Wanted
from throughcare.supervision.commands.arranging import Beside
from throughcare.supervision.commands.ending import Change
from throughcare.supervision.rules.clashes import Clash
from throughcare.supervision.rules.codes import CONTACT_TYPE
from throughcare.supervision.rules.contact_entry import Fault
from throughcare.supervision.rules.diary_codes import ASKED_BY, CLASH_REASON, REPEAT
from throughcare.supervision.web.forms import MOST_NOTES, TOKEN
from throughcare.supervision.web.forms import towards as choices
from throughcare.workforce.models import Staff

MOST_TIMES = 366


def types() -> list[tuple[str, str]]:
    """The types of meeting."""
    return [(entry.code, gettext(entry.label)) for entry in CONTACT_TYPE if entry.facts["mode"] != "none"]


def asked_by() -> list[tuple[str, str]]:
    """Who may ask for a change."""
    return [(entry.code, gettext(entry.label)) for entry in ASKED_BY]


def clash_reasons() -> list[tuple[str, str]]:
    """The reasons that a practitioner may give for two appointments at once."""
    return [(code, gettext(CLASH_REASON.label(code))) for code in CLASH_REASON.having("chosen")]


class _Change(forms.Form):
    """What booking and moving share: how a refusal is shown and what it asks for."""

    must_confirm = False
    must_choose = False
    allow_two = False
    clashes: Sequence[Clash] = ()

    def refuse(self, faults: Iterable[Fault], clashes: Sequence[Clash] = ()) -> None:
        """Show each fault at its field; a clash asks for a reason, a doubt for a tick, a time that comes twice for which."""
        faults = tuple(faults)
        self.clashes = clashes
        self.must_confirm = any(fault.warning for fault in faults)
        self.must_choose = any(fault.field == "second" for fault in faults)
        self.allow_two = any(fault.field == "beside" for fault in faults)
        for fault in faults:
            field = fault.field if fault.field in self.fields else None
            self.add_error(field, fault.words.say(gettext))

    @property
    def asks_which(self) -> bool:
        """Whether the form asks which of two equal times is meant."""
        return "second" in self.fields and (self.must_choose or bool(self["second"].value()))

    @property
    def asks_beside(self) -> bool:
        """Whether the form asks why two appointments may be at the same time."""
        return "beside" in self.fields and (self.allow_two or bool(self["beside"].value()))

    @property
    def asks_to_confirm(self) -> bool:
        """Whether the form asks for a tick against a doubt."""
        return "confirmed" in self.fields and (self.must_confirm or bool(self["confirmed"].value()))

    def reason_for_two(self) -> Beside | None:
        """Why two at once, None where nothing was chosen."""
        typed = self.cleaned_data
        return Beside(typed["beside"], typed["beside_note"].strip()) if typed.get("beside") else None

    def which(self) -> bool | None:
        """Which of two equal times, None where nothing was chosen."""
        return {"first": False, "second": True}.get(self.cleaned_data.get("second", ""))


class DoubtsForm(_Change):
    """What every form that books sends, and what it may ask after a refusal: why two at once, and a tick."""

    token = forms.CharField(widget=forms.HiddenInput)
    beside = forms.ChoiceField(
        label=_("Why two at once"), required=False, widget=forms.RadioSelect, choices=clash_reasons
    )
    beside_note = forms.CharField(
        label=_("What has been agreed about it"), required=False, max_length=300, widget=forms.Textarea
    )
    confirmed = forms.BooleanField(label=_("I have checked: book it as it is"), required=False)

    def clean_token(self) -> str:
        """A token that this site made."""
        token = self.cleaned_data["token"]
        if not TOKEN.fullmatch(token):
            raise forms.ValidationError(_("This form is out of date. Open it again."))
        return str(token)

    def clean(self) -> dict[str, Any]:
        """Two at once for a reason needs words too."""
        typed = super().clean() or {}
        if typed.get("beside") and not typed.get("beside_note", "").strip():
            self.allow_two = True
            self.add_error("beside_note", gettext("Say what has been agreed about the other appointment."))
        return typed


class _When(DoubtsForm):
    """A day and a time, and what may be asked about them."""

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
    second = forms.ChoiceField(
        label=_("Which of the two"),
        required=False,
        widget=forms.RadioSelect,
        choices=[
            ("first", _("The first time, before the clocks go back")),
            ("second", _("The second time, after the clocks have gone back")),
        ],
    )
    minutes = forms.IntegerField(
        label=_("How long"),
        required=False,
        min_value=1,
        max_value=1440,
        help_text=_("Left empty, the usual length for the type."),
    )
    place = forms.CharField(label=_("Place"), required=False, max_length=120)


class BookForm(_When):
    """One appointment, or several that repeat."""

    type = forms.ChoiceField(label=_("Kind of appointment"), choices=types, initial="COAP")
    staff = forms.ChoiceField(label=_("With"), required=False)
    requirement = forms.ChoiceField(label=_("Counts towards"), required=False)
    repeat = forms.ChoiceField(
        label=_("Repeats"),
        required=False,
        choices=lambda: [("", gettext("Does not repeat"))] + [(entry.code, gettext(entry.label)) for entry in REPEAT],
    )
    count = forms.IntegerField(label=_("How many times"), required=False, min_value=2, max_value=MOST_TIMES)
    until = forms.DateField(
        label=_("Or until"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d"),
        error_messages={"invalid": _("Date must be a real date")},
    )
    working = forms.BooleanField(label=_("Leave out weekends and bank holidays"), required=False, initial=True)
    notes = forms.CharField(label=_("Notes"), widget=forms.Textarea, required=False, max_length=MOST_NOTES, strip=False)
    remind = forms.BooleanField(label=_("Tell the person by their chosen way"), required=False, initial=True)

    def __init__(
        self, *given: Any, crn: str, with_whom: Iterable[Staff], towards: Iterable[Requirement], **options: Any
    ) -> None:
        super().__init__(*given, **options)
        _choose(self, "staff", [(each.code, str(each)) for each in with_whom])
        _choose(self, "requirement", choices(towards))
        self.presentation: dict[str, dict[str, Any]] = {
            "notes": {"autosave": f"book-{crn}", "rows": 4, "limit": None},
            "minutes": {"width": "3", "suffix": _("minutes")},
            "count": {"width": "3"},
            "beside_note": {"rows": 2},
            "staff": {"optional": False},
            "requirement": {"optional": False},
            "repeat": {"optional": False},
        }

    def clean(self) -> dict[str, Any]:
        """A repetition needs an end, and one end only."""
        typed = super().clean()
        if typed.get("repeat"):
            ends = [name for name in ("count", "until") if typed.get(name)]
            if not ends and not self.errors.keys() & {"count", "until"}:
                self.add_error("count", gettext("Say how many times it repeats, or until when."))
            if len(ends) == 2:
                self.add_error("until", gettext("Say either how many times or until when, not both."))
        return typed


class MoveForm(_When):
    """Another day or time, who asked for it and why."""

    asked_by = forms.ChoiceField(label=_("Who asked for the change"), widget=forms.RadioSelect, choices=asked_by)
    why = forms.CharField(label=_("Why"), max_length=300, widget=forms.Textarea)

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        self.presentation: dict[str, dict[str, Any]] = {
            "minutes": {"width": "3", "suffix": _("minutes"), "hint": ""},
            "why": {"rows": 2},
            "beside_note": {"rows": 2},
        }

    def wanted(self, type_: str) -> Wanted:
        """Where it moves to."""
        typed = self.cleaned_data
        return Wanted(type_, typed["date"], typed["time"], typed["minutes"], self.which())

    def change(self) -> Change:
        """Who asked and why."""
        return Change(self.cleaned_data["asked_by"], self.cleaned_data["why"].strip())


class CancelForm(_Change):
    """Who asked that it does not take place, and why."""

    asked_by = forms.ChoiceField(label=_("Who asked for it"), widget=forms.RadioSelect, choices=asked_by)
    why = forms.CharField(label=_("Why"), max_length=300, widget=forms.Textarea)
    rest = forms.BooleanField(label=_("Cancel those after it in the series too"), required=False)
    presentation = {"why": {"rows": 2}}

    def __init__(self, *given: Any, later: int, **options: Any) -> None:
        super().__init__(*given, **options)
        if not later:
            del self.fields["rest"]

    def change(self) -> Change:
        """Who asked and why."""
        return Change(self.cleaned_data["asked_by"], self.cleaned_data["why"].strip())


def _choose(form: forms.Form, name: str, choices: list[tuple[str, str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices
    if not choices:
        del form.fields[name]
