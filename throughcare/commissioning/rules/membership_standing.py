"""How a place in a market stands on a day (rules A6, S1 and S2)."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta, Struct

from throughcare.commissioning.rules.panel_policy import FAMILY
from throughcare.commissioning.rules.trail import ImpossibleCase, Trail
from throughcare.kernel.calendar import ONE_DAY
from throughcare.kernel.decision import Decision, mark
from throughcare.kernel.rulebook import Rule

NAME, RULE_SET = "membership-standing", "panel"
Standing = Literal["not-yet", "active", "suspended", "lapsed", "left", "removed"]


class Suspension(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """From ``start`` up to, not including, ``until``, on which the place is restored by itself. There is always an end."""

    start: date
    until: date
    lifted_on: Annotated[date | None, Meta(description="the day on which it was lifted early")] = None


class EvidenceHeld(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Evidence that the place rests on; ``from_date`` is the day it was given, ``expires_on`` its last good day."""

    kind: str
    expires_on: date | None = None
    from_date: date | None = None


class MembershipCase(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A place, with what has happened to it."""

    on: date
    admitted_on: date
    suspensions: tuple[Suspension, ...] = ()
    evidence: Annotated[
        tuple[EvidenceHeld, ...], Meta(description="of several of one kind, one that is good is enough")
    ] = ()
    left_on: date | None = None
    removed_on: date | None = None


class Membership(Struct, frozen=True, gc=False):
    """The standing and what it allows. Contracts that are running go on whatever the standing is."""

    standing: Standing
    may_be_invited: bool
    may_bid: bool
    since: Annotated[date | None, Meta(description="first day of this standing, as far as the facts tell")]
    until: Annotated[date | None, Meta(description="first day on which time alone ends it")]
    expired_evidence: tuple[str, ...]


_REASONS = {
    "not-yet": mark("The place begins on {since}."),
    "active": mark("The place is active."),
    "active-until": mark("The place is active; something ends it on {until} unless it is renewed."),
    "suspended": mark("The place is suspended until {until}, when it is restored by itself. Running contracts go on."),
    "lapsed": mark("The place lapsed on {since}, because evidence ran out: {kinds}. Renewing it restores the place."),
    "left": mark("The member left on {since}."),
    "removed": mark("The place was removed on {since}."),
}  # fmt: skip


def decide_membership(case: MembershipCase) -> Decision[Membership]:
    """How the place stands on ``on``. Raises ``ImpossibleCase`` for a suspension that ends before it begins."""
    trail = Trail(NAME, RULE_SET)
    for each in case.suspensions:
        if each.until <= each.start:
            raise ImpossibleCase(f"a suspension from {each.start} cannot end on {each.until}")
    expired = _expired(case)
    kinds = tuple(sorted(expired))
    standing, since, until = _standing(case, expired)
    value = Membership(standing, standing == "active", standing == "active", since, until, kinds)
    code = "active-until" if standing == "active" and until is not None else standing
    return trail.decide(
        value,
        code,
        _REASONS[code],
        result=standing,
        holds_until=until,
        since=since,
        until=until,
        kinds=", ".join(kinds),
    )


def _standing(case: MembershipCase, expired: dict[str, date]) -> tuple[Standing, date | None, date | None]:
    """The standing, its first day, and the first day on which time alone ends it."""
    for standing, day in (("removed", case.removed_on), ("left", case.left_on)):
        if day is not None and day <= case.on:
            return standing, day, None  # type: ignore[return-value]
    if case.on < case.admitted_on:
        return "not-yet", case.admitted_on, case.admitted_on
    ahead = [day for day in (case.removed_on, case.left_on) if day is not None and day > case.on]
    spells = [(each.start, min(each.until, each.lifted_on or each.until)) for each in case.suspensions]
    running = [spell for spell in spells if spell[0] <= case.on < spell[1]]
    if running:
        until = _end_of_chain(max(end for _start, end in running), spells)
        return "suspended", min(start for start, _end in running), min([until, *ahead])
    ahead += [start for start, end in spells if case.on < start < end]
    if expired:
        return "lapsed", min(expired.values()), min(ahead, default=None)
    ahead += _lapses_ahead(case)
    return "active", _active_since(case, spells), min(ahead, default=None)


def _end_of_chain(end: date, spells: list[tuple[date, date]]) -> date:
    """The end of a suspension, or of another that begins before it ends."""
    following = [other for start, other in spells if start <= end < other]
    return _end_of_chain(max(following), spells) if following else end


def _good_until(case: MembershipCase) -> dict[str, date | None]:
    """By kind of evidence, the last good day of the best that had been given by ``on``; None where it never runs out."""
    best: dict[str, date | None] = {}
    for each in case.evidence:
        if each.from_date is not None and each.from_date > case.on:
            continue
        if each.kind not in best:
            best[each.kind] = each.expires_on
        else:
            known = best[each.kind]
            best[each.kind] = None if known is None or each.expires_on is None else max(known, each.expires_on)
    return best


def _expired(case: MembershipCase) -> dict[str, date]:
    """The kinds of evidence that have run out, with the first day without."""
    return {kind: last + ONE_DAY for kind, last in _good_until(case).items() if last is not None and last < case.on}


def _lapses_ahead(case: MembershipCase) -> list[date]:
    return [last + ONE_DAY for last in _good_until(case).values() if last is not None and last >= case.on]


def _active_since(case: MembershipCase, spells: list[tuple[date, date]]) -> date:
    return max([case.admitted_on, *(end for _start, end in spells if end <= case.on)])


RULE = Rule(
    name=NAME,
    rule_set=RULE_SET,
    title=mark("How a place in the panel stands"),
    case=MembershipCase,
    value=Membership,
    decide=decide_membership,
    parameters=(FAMILY,),
    source="House standard; Procurement Act 2023 ss.36 and 37; Public Contracts Regulations 2015 reg. 34",
    default=True,
)
