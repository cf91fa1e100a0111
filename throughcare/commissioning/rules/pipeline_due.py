"""Whether a pipeline notice is published, by when, and what stands in it (UK1)."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import Annotated, Literal

from msgspec import Meta, Struct

from throughcare.commissioning.rules.packs import PACKAGE
from throughcare.commissioning.rules.trail import ImpossibleCase, Trail, pounds
from throughcare.kernel.calendar import ONE_DAY, add_months
from throughcare.kernel.decision import Decision, PolicyUse, mark
from throughcare.kernel.rulebook import Rule
from throughcare.policy.book import Family, load_family

NAME, RULE_SET, FAMILY = "pipeline-due", "pipeline", "pipeline"
Amount = Annotated[int, Meta(ge=0)]
Standing = Literal["not-needed", "due", "published", "overdue"]
Place = Literal["required", "voluntary", "too-late"]


class Planned(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something that is to be bought."""

    code: str
    value_pence: Annotated[Amount, Meta(description="estimated value over the whole term")]
    notice_on: Annotated[
        date | None, Meta(description="when its tender notice is expected, where somebody said so")
    ] = None
    starts_on: Annotated[date | None, Meta(description="first day of its contracts")] = None


class PipelineCase(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A buyer in the financial year in which ``on`` lies."""

    on: date
    spend_pence: Annotated[Amount, Meta(description="expected to be paid under contracts in that financial year")]
    planned: tuple[Planned, ...] = ()
    published_on: Annotated[date | None, Meta(description="when the notice of that year was first published")] = None


class PipelineEntry(Struct, frozen=True, gc=False):
    """One purchase: whether the law asks for it, and when its notice is expected."""

    code: str
    place: Place
    notice_on: date | None


class Pipeline(Struct, frozen=True, gc=False):
    """Whether the notice is due; ``until`` is the first day after the period that it looks ahead to."""

    state: Standing
    due_date: date
    start: date
    until: date
    entries: tuple[PipelineEntry, ...]


_REASONS: dict[Standing, str] = {
    "not-needed": mark(
        "No pipeline notice is needed: {spend} does not exceed {least}. One may be published all the same."
    ),
    "due": mark("A pipeline notice is published by {day}."),
    "published": mark("The pipeline notice of the year was published on {day}."),
    "overdue": mark("The pipeline notice should have been published by {day}."),
}
_SPEND = mark("Payments of {spend} are expected in the year from {start}; a notice is published above {least}.")
_PERIOD = mark("It looks ahead from {start} to {last}.")
_LEAD = mark("{code}: its notice is expected {months} months before its contracts start, on {day}.")
_PLACES: dict[Place, str] = {
    "required": mark("{code}: {value} exceeds {least}, so it stands in the notice."),
    "voluntary": mark("{code}: {value} does not exceed {least}, so it may stand in the notice."),
    "too-late": mark("{code}: its notice is expected on {day}, after the period."),
}


@cache
def _family() -> Family:
    return load_family(PACKAGE, FAMILY)


def _policy(name: str, day: date) -> PolicyUse:
    return _family()[name].use(day)


def decide_pipeline(case: PipelineCase) -> Decision[Pipeline]:
    """Whether and by when the notice is due, and what stands in it. Source: Procurement Act 2023 s.93, notice UK1.

    Raises ``ImpossibleCase`` where a purchase is listed twice.
    """
    codes = [each.code for each in case.planned]
    if len(set(codes)) < len(codes):
        raise ImpossibleCase("a purchase is listed twice")
    trail = Trail(NAME, RULE_SET)
    window = trail.use(_policy("publish-within", case.on))
    start = _year_start(case.on, window["month"], window["day"])
    due = start + timedelta(days=window["days"] - 1)
    until = add_months(start, trail.use(_policy("period", case.on)))
    least = trail.use(_policy("spend-above", case.on))
    trail.note("spend", _SPEND, None, spend=pounds(case.spend_pence), start=start, least=pounds(least))
    trail.note("period", _PERIOD, until - ONE_DAY, start=start, last=until - ONE_DAY)
    entries = tuple(_entry(each, case.on, until, trail) for each in sorted(case.planned, key=lambda one: one.code))
    state = _state(case, needed=case.spend_pence > least, due=due)
    day = case.published_on if state == "published" else due
    return trail.decide(
        Pipeline(state, due, start, until, entries), state, _REASONS[state], result=day,
        holds_until=due + ONE_DAY if state == "due" else None, day=day, spend=pounds(case.spend_pence), least=pounds(least),
    )  # fmt: skip


def _state(case: PipelineCase, *, needed: bool, due: date) -> Standing:
    if case.published_on is not None:
        return "published"
    if not needed:
        return "not-needed"
    return "due" if case.on <= due else "overdue"


def _entry(each: Planned, on: date, until: date, trail: Trail) -> PipelineEntry:
    """Where a purchase stands, by its value and by when its notice is expected."""
    notice = each.notice_on
    if notice is None and each.starts_on is not None:
        months = trail.use(_policy("lead", on))
        notice = max(on, add_months(each.starts_on, -months))
        trail.note("lead", _LEAD, notice, code=each.code, months=months, day=notice)
    least = trail.use(_policy("contract-above", on))
    place: Place = (
        "too-late"
        if notice is not None and notice >= until
        else "required"
        if each.value_pence > least
        else "voluntary"
    )
    trail.note(
        place, _PLACES[place], None, code=each.code, value=pounds(each.value_pence), least=pounds(least), day=notice
    )
    return PipelineEntry(each.code, place, notice)


def _year_start(on: date, month: int, day: int) -> date:
    """The first day of the financial year in which a day lies."""
    start = date(on.year, month, day)
    return start if start <= on else date(on.year - 1, month, day)


RULE = Rule(
    name=NAME,
    rule_set=RULE_SET,
    title=mark("Whether a pipeline notice is due, and what stands in it"),
    case=PipelineCase,
    value=Pipeline,
    decide=decide_pipeline,
    parameters=(FAMILY,),
    source="Find a Tender, notice types (UK1); said to be Procurement Act 2023 s.93, whose text was not seen",
    default=True,
)
