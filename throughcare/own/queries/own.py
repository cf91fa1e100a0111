"""What a person reads of their own record: everything through the database's own views, which show nobody else's."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from throughcare.kernel.local_time import day_bounds, instants, local
from throughcare.own.models import (
    OwnAppointment,
    OwnAsked,
    OwnCondition,
    OwnObjective,
    OwnPlan,
    OwnRecord,
    OwnRequirement,
    OwnSentence,
    OwnStep,
)
from throughcare.own.rules.meanings import Meaning, advice_for, meaning_of
from throughcare.supervision.rules.codes import CONTACT_TYPE, OUTCOME
from throughcare.supervision.rules.rar_days import Activity, RarCase, decide_rar_days

_USUAL = 30
_LAST = time(23, 29)


@dataclass(frozen=True)
class Meeting:
    """An appointment as its person sees it; ``asked`` is the latest time they asked to move it."""

    row: OwnAppointment
    mode: str
    advice: Meaning
    asked: OwnAsked | None
    is_ahead: bool

    @property
    def may_ask(self) -> bool:
        """Whether another time can be asked for now."""
        return self.is_ahead and (self.asked is None or self.asked.state != "waiting")

    @property
    def came(self) -> str:
        """``came``, ``excused``, ``missed``, ``off`` (moved or cancelled), or empty where nothing is known yet."""
        facts = OUTCOME[self.row.outcome].facts if self.row.outcome else {}
        if not facts:
            return ""
        if facts.get("cancelled"):
            return "off"
        return "came" if facts["attended"] else "excused" if facts["complied"] else "missed"


@dataclass(frozen=True)
class Done:
    """How much of a requirement is done: ``unit`` days or hours; ``left`` is None where the record has no length."""

    unit: str
    done: int
    length: int | None
    left: int | None


@dataclass(frozen=True)
class Duty:
    """A requirement or a condition in plain words; ``wording`` is the licence's own, ``done`` None where nothing counts."""

    meaning: Meaning
    until: date | None
    wording: str = ""
    done: Done | None = None


@dataclass(frozen=True)
class SentenceDuties:
    """A sentence that runs, and what it asks for."""

    row: OwnSentence
    duties: tuple[Duty, ...]


@dataclass(frozen=True)
class PlanPart:
    """What the plan is to reach, and who does what for it."""

    objective: OwnObjective
    steps: tuple[OwnStep, ...]


def own_record() -> OwnRecord | None:
    """The acting person's record; None for everybody else, and for who is no longer supervised."""
    return OwnRecord.objects.first()


def meetings(*, language: str, at: datetime) -> tuple[list[Meeting], list[Meeting]]:
    """The appointments ahead, the next first, and the past ones, the latest first."""
    asked = {row.contact: row for row in OwnAsked.objects.order_by("asked_at", "id")}
    rows = sorted(OwnAppointment.objects.order_by("date", "time", "id"), key=lambda row: (row.date, _begins(row)))
    found = [_meeting(row, asked.get(row.pk), language, at) for row in rows]
    ahead = [one for one in found if one.is_ahead]
    return ahead, [one for one in reversed(found) if not one.is_ahead]


def meeting(reference: str, *, language: str, at: datetime) -> Meeting | None:
    """One appointment of the acting person."""
    row = OwnAppointment.objects.filter(reference=reference).first()
    if row is None:
        return None
    return _meeting(row, OwnAsked.objects.filter(contact=row.pk).order_by("-asked_at", "-id").first(), language, at)


def duties(*, language: str, on: date) -> list[SentenceDuties]:
    """Every sentence that runs with what it asks for, and what is done and left of it."""
    counted: dict[int, list[OwnAppointment]] = defaultdict(list)
    for row in OwnAppointment.objects.filter(requirement__isnull=False):
        counted[row.requirement or 0].append(row)
    by_sentence: dict[int, list[Duty]] = defaultdict(list)
    for asked in OwnRequirement.objects.order_by("start", "id"):
        if _holds(asked.until, on):
            meaning = meaning_of(f"requirement-{asked.category}", language=language, on=on)
            by_sentence[asked.sentence].append(Duty(meaning, asked.until, done=_done(asked, counted[asked.pk], on)))
    for condition in OwnCondition.objects.order_by("start", "id"):
        if _holds(condition.until, on):
            meaning = meaning_of(f"condition-{condition.category}", language=language, on=on)
            by_sentence[condition.sentence].append(Duty(meaning, condition.until, condition.wording))
    sentences = OwnSentence.objects.order_by("-starts_on", "id")
    return [SentenceDuties(row, tuple(by_sentence[row.pk])) for row in sentences]


def own_plan() -> tuple[OwnPlan | None, list[PlanPart]]:
    """The agreed plan, and its parts in order."""
    plan = OwnPlan.objects.first()
    if plan is None:
        return None, []
    steps: dict[int, list[OwnStep]] = defaultdict(list)
    for step in OwnStep.objects.all():
        steps[step.objective].append(step)
    return plan, [PlanPart(each, tuple(steps[each.pk])) for each in OwnObjective.objects.all()]


def _meeting(row: OwnAppointment, asked: OwnAsked | None, language: str, at: datetime) -> Meeting:
    mode = str(CONTACT_TYPE[row.type].facts["mode"])
    ends = _begins(row) + timedelta(minutes=row.minutes or _USUAL)
    advice = advice_for(mode, language=language, on=local(at).day)
    return Meeting(row, mode, advice, asked, not row.outcome and ends > at)


def _begins(row: OwnAppointment) -> datetime:
    """The instant at which it begins; towards the end of the day where no time was agreed."""
    found = instants(row.date, row.time or _LAST)
    return found[-1 if row.second else 0] if found else day_bounds(row.date)[0]


def _done(asked: OwnRequirement, rows: list[OwnAppointment], on: date) -> Done | None:
    """Days of rehabilitation by the rule that practitioners use; hours as the minutes of what was attended."""
    if asked.category == "rar":
        activities = tuple(Activity(row.date, _attended(row)) for row in rows)
        value = decide_rar_days(RarCase(on, asked.length, activities)).value
        return Done("days", value.used, value.length, value.remaining)
    if asked.unit == "hours":
        hours = sum(row.minutes or 0 for row in rows if _attended(row)) // 60
        return Done("hours", hours, asked.length, None if asked.length is None else max(0, asked.length - hours))
    return None


def _attended(row: OwnAppointment) -> bool | None:
    return bool(OUTCOME[row.outcome].facts.get("attended")) if row.outcome else None


def _holds(until: date | None, on: date) -> bool:
    return until is None or until > on
