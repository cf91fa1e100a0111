"""Grounds on which a supplier is excluded, or may be, and what it has done about them (rule A5)."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, NamedTuple

from msgspec import Meta, Struct

from throughcare.commissioning.rules.panel_policy import panel
from throughcare.commissioning.rules.trail import ImpossibleCase, Trail
from throughcare.kernel.calendar import add_months
from throughcare.kernel.decision import mark

SelfCleaning = Literal["none", "offered", "accepted", "refused"]


class Exclusion(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One ground. ``event_on`` is the day of the conviction, decision or event; null where it goes on."""

    ground: Annotated[str, Meta(description="code of the ground, as the parameters of the panel list them")]
    event_on: date | None = None
    self_cleaning: Annotated[
        SelfCleaning, Meta(description="what the applicant has done so that it does not happen again")
    ] = "none"


class Exclusions(NamedTuple):
    """Whether the applicant is excluded, whether a person must decide, and the first day on which a ground runs out."""

    excluded: bool
    person_decides: bool
    until: date | None


_OVER = mark("The ground {ground} counted until {day}, and no longer does.")
_ACCEPTED = mark("The ground {ground} is lifted: what the applicant has done about it was accepted.")
_MANDATORY = mark("The ground {ground} excludes a supplier.")
_OFFERED = mark("The ground {ground} excludes a supplier, unless a person accepts what it has done about it.")
_DISCRETIONARY = mark("On the ground {ground} a person decides whether the supplier is excluded.")
_REFUSED = mark("On the ground {ground} a person has decided: what the supplier did about it is not enough.")


def judge_exclusion(grounds: tuple[Exclusion, ...], *, on: date, law_of: date, trail: Trail) -> Exclusions:
    """What the grounds come to on ``on``, under the law of the day ``law_of``.

    Sources: Public Contracts Regulations 2015 reg. 57; Procurement Act 2023 ss.57, 58, Schedules 6 and 7. Raises
    ``ImpossibleCase`` for a ground that the law does not know, and for an event that is still to come.
    """
    excluded = person_decides = False
    ends: list[date] = []
    for each in grounds:
        if each.event_on is not None and each.event_on > on:
            raise ImpossibleCase(f"the event of the ground {each.ground}, {each.event_on}, lies after {on}")
        kind = _kind(each.ground, law_of, trail)
        end = _end(each, kind, law_of, trail)
        if end is not None and on >= end:
            trail.note("ground-over", _OVER, None, ground=each.ground, day=end)
            continue
        if end is not None:
            ends.append(end)
        if each.self_cleaning == "accepted":
            trail.note("self-cleaned", _ACCEPTED, None, ground=each.ground)
        elif each.self_cleaning == "refused":
            trail.note("self-cleaning-refused", _REFUSED, "excluded", decisive=True, ground=each.ground)
            excluded = True
        elif kind == "discretionary":
            trail.note("discretionary", _DISCRETIONARY, None, decisive=True, ground=each.ground)
            person_decides = True
        elif each.self_cleaning == "offered":
            trail.note("mandatory-answered", _OFFERED, None, decisive=True, ground=each.ground)
            person_decides = True
        else:
            trail.note("mandatory", _MANDATORY, "excluded", decisive=True, ground=each.ground)
            excluded = True
    return Exclusions(excluded, person_decides, min(ends, default=None))


def _kind(ground: str, law_of: date, trail: Trail) -> Literal["mandatory", "discretionary"]:
    for kind in ("mandatory", "discretionary"):
        use = panel(f"{kind}-grounds", law_of)
        if ground in use.value:
            trail.use(use)
            return kind
    known = ", ".join([*panel("mandatory-grounds", law_of).value, *panel("discretionary-grounds", law_of).value])
    raise ImpossibleCase(f"no ground of exclusion is called {ground!r}; known: {known}")


def _end(each: Exclusion, kind: str, law_of: date, trail: Trail) -> date | None:
    """The first day on which the ground no longer counts; None where it goes on or the day is not known."""
    if each.event_on is None:
        return None
    years: int = trail.use(panel("exclusion-years", law_of))[kind]
    return add_months(each.event_on, 12 * years)
