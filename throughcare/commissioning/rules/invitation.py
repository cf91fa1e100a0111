"""Who is invited to a mini-competition: every active member of its category and area, and nobody else (rules M1 and A7)."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta, Struct

from throughcare.commissioning.rules.membership_standing import Standing
from throughcare.commissioning.rules.panel_policy import FAMILY, panel
from throughcare.commissioning.rules.trail import ImpossibleCase, Trail
from throughcare.kernel.decision import Decision, Words, mark
from throughcare.kernel.rulebook import Rule

NAME, RULE_SET = "invitation", "panel"
Why = Literal["other-category", "other-area", "not-yet", "suspended", "lapsed", "left", "removed", "decided-too-late"]


class Member(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A member of the market; ``standing`` is that of the day of asking, as the rule of membership gives it."""

    organisation: str
    standing: Standing = "active"
    categories: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    admitted_on: date | None = None


class InvitationCase(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A competition for a category in an area, published on ``published_on`` and closing on ``closing_on``."""

    on: date
    category: str
    area: str
    published_on: date
    closing_on: date
    members: tuple[Member, ...]
    asked_to_leave_out: Annotated[
        tuple[str, ...], Meta(description="organisations that somebody wants left out; nobody is")
    ] = ()


class LeftOut(Struct, frozen=True, gc=False):
    """Somebody who is not invited, and why."""

    organisation: str
    why: Why


class Invitation(Struct, frozen=True, gc=False):
    """The list, in alphabetical order, and those who joined after it was published."""

    invited: tuple[str, ...]
    joined_late: tuple[str, ...]
    left_out: tuple[LeftOut, ...]


_REASONS = {
    "all-invited": mark("Every active member of the category and the area is invited: {count}."),
    "nobody": mark("No active member covers the category and the area, so nobody can be invited."),
}
_WHYS: dict[Why, str] = {
    "other-category": mark("is not a member of this category"),
    "other-area": mark("does not cover the area"),
    "not-yet": mark("has a place that has not begun"),
    "suspended": mark("is suspended"),
    "lapsed": mark("has evidence that has run out"),
    "left": mark("has left"),
    "removed": mark("has been removed"),
    "decided-too-late": mark("was admitted after the competition had closed"),
}
_OUT = mark("{name}: not invited, because it {why}.")
_LATE = mark("{name}: admitted after it was published and before it closes, so it joins.")
_KEPT = mark("{name}: somebody asked to leave it out, which is not possible.")


def decide_invitation(case: InvitationCase) -> Decision[Invitation]:
    """Who is invited. Source: Public Contracts Regulations 2015 reg. 34, all admitted members of the category.

    Raises ``ImpossibleCase`` where an organisation is listed twice or the competition closes before it is published.
    """
    if case.closing_on < case.published_on:
        raise ImpossibleCase(f"closing_on {case.closing_on} lies before published_on {case.published_on}")
    names = [member.organisation for member in case.members]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ImpossibleCase(f"listed twice: {', '.join(twice)}")
    trail = Trail(NAME, RULE_SET)
    late_may_join = panel("late-joiners", case.published_on)
    invited, late, out = [], [], []
    for member in sorted(case.members, key=lambda each: each.organisation):
        why = _why_not(member, case, late_may_join.value == "before-closing")
        if why is not None:
            trail.note("left-out", _OUT, why, name=member.organisation, why=Words(_WHYS[why]))
            out.append(LeftOut(member.organisation, why))
            continue
        invited.append(member.organisation)
        if member.admitted_on is not None and member.admitted_on > case.published_on:
            trail.use(late_may_join)
            trail.note("joins-late", _LATE, None, name=member.organisation)
            late.append(member.organisation)
        if member.organisation in case.asked_to_leave_out:
            trail.note("kept", _KEPT, None, name=member.organisation)
    code = "all-invited" if invited else "nobody"
    value = Invitation(tuple(invited), tuple(late), tuple(out))
    return trail.decide(value, code, _REASONS[code], result=len(invited), count=len(invited))


def _why_not(member: Member, case: InvitationCase, late_may_join: bool) -> Why | None:
    if case.category not in member.categories:
        return "other-category"
    if case.area not in member.areas:
        return "other-area"
    if member.standing != "active":
        return member.standing
    last = case.closing_on if late_may_join else case.published_on
    if member.admitted_on is not None and member.admitted_on > last:
        return "decided-too-late"
    return None


RULE = Rule(
    name=NAME,
    rule_set=RULE_SET,
    title=mark("Who is invited to a competition"),
    case=InvitationCase,
    value=Invitation,
    decide=decide_invitation,
    parameters=(FAMILY,),
    source="Public Contracts Regulations 2015 reg. 34; house standard for members admitted later",
    default=True,
)
