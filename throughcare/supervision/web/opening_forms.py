"""Forms of a sentence as the court passed it, on a record there is or for somebody new."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from throughcare.people.commands.people import PersonEntry
from throughcare.people.rules import codes
from throughcare.people.rules.passed import SentencePassed
from throughcare.people.web.forms import DAY_HINT, DayField, PersonForm
from throughcare.supervision.web.risk_forms import TokenForm, options
from throughcare.workforce.models import Team

REQUIREMENTS = range(1, 6)
_DAYS = ("sentenced_on", "starts_on", "released_on", "licence_last_day", "last_day")


def _kinds() -> list[tuple[str, str]]:
    return options(codes.SENTENCE_KIND, gettext("Choose one"))


def _requirements() -> list[tuple[str, str]]:
    found = [("", gettext("None"))]
    for entry in codes.REQUIREMENT_CATEGORY:
        unit = gettext(codes.LENGTH_UNIT.label(str(entry.facts["unit"])))
        found.append((entry.code, f"{gettext(entry.label)} ({unit})"))
    return found


class SentenceForm(TokenForm):
    """What the court ordered; last days are asked for, and the record keeps the first day after."""

    kind = forms.ChoiceField(label=_("Sentence"), choices=_kinds)
    court = forms.CharField(label=_("Court"), max_length=100, required=False)
    offence = forms.CharField(label=_("Offence"), max_length=200, required=False)
    offence_group = forms.ChoiceField(
        label=_("Main offence group"), choices=lambda: options(codes.OFFENCE_GROUP, gettext("Choose one"))
    )
    sentenced_on = DayField(label=_("Sentenced on"))
    starts_on = DayField(label=_("First day, where it is a later one"), required=False)
    last_day = DayField(label=_("Last day of the whole sentence"), required=False)
    released_on = DayField(label=_("Released on"), required=False)
    licence_last_day = DayField(label=_("Last day of the licence"), required=False)
    conditions = forms.MultipleChoiceField(
        label=_("Licence conditions"),
        choices=lambda: options(codes.LICENCE_CONDITION_CATEGORY),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    team = forms.ModelChoiceField(
        label=_("Team that receives the case"), queryset=Team.objects.none(), empty_label=_("Choose a team")
    )

    def __init__(self, *args: Any, teams: list[Team], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = Team.objects.filter(  # type: ignore[attr-defined]
            pk__in=[team.pk for team in teams]
        ).select_related("delivery_unit").order_by("delivery_unit__name", "name")  # fmt: skip
        self.fields["team"].label_from_instance = (  # type: ignore[attr-defined]
            lambda team: f"{team.delivery_unit.name}: {team.name}"
        )
        for number in REQUIREMENTS:
            self.fields[f"requirement_{number}"] = forms.ChoiceField(
                label=_("Requirement %(number)s") % {"number": number}, choices=_requirements, required=False
            )
            self.fields[f"length_{number}"] = forms.IntegerField(
                label=_("How many hours, days or months"), min_value=1, max_value=2_000, required=False
            )
        self.presentation = {name: {"width": "10"} for name in _DAYS}
        self.presentation["sentenced_on"]["hint"] = DAY_HINT
        self.presentation |= {f"requirement_{number}": {"optional": False} for number in REQUIREMENTS}
        self.presentation |= {f"length_{number}": {"width": "4", "optional": False} for number in REQUIREMENTS}

    def requirements(self) -> tuple[tuple[str, int | None], ...]:
        """Each requirement that was chosen, with its length where one was typed."""
        given = self.cleaned_data
        rows = [(given.get(f"requirement_{number}"), given.get(f"length_{number}")) for number in REQUIREMENTS]
        return tuple((str(category), length) for category, length in rows if category)

    def passed(self) -> SentencePassed:
        """The sentence as typed."""
        given = self.cleaned_data
        return SentencePassed(
            kind=given["kind"],
            offence_group=given["offence_group"],
            sentenced_on=given["sentenced_on"],
            starts_on=given["starts_on"] or given["sentenced_on"],
            ends_on=_day_after(given["last_day"]),
            licence_ends_on=_day_after(given["licence_last_day"]),
            released_on=given["released_on"],
            court=given["court"],
            offence=given["offence"],
            requirements=self.requirements(),
            conditions=tuple(given["conditions"]),
        )


class NewCaseForm(SentenceForm):
    """A sentence of somebody who has no record yet: who they are comes first."""

    pnc = forms.CharField(label=_("Police National Computer number"), max_length=20, required=False)
    not_these = forms.BooleanField(label=_("The person is none of these"), required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = PersonForm(today=today)
        self.fields = {**own.fields, **self.fields}
        self.presentation = {**own.presentation, **self.presentation, "pnc": {"width": "20", "spellcheck": False}}

    def person(self) -> PersonEntry:
        """Who the person is, as typed."""
        names = ("forenames", "surname", "date_of_birth", "sex", "language", "preferred_name", "pnc")
        return PersonEntry(**{name: self.cleaned_data[name] for name in names})


def _day_after(day: date | None) -> date | None:
    return day + timedelta(days=1) if day is not None else None
