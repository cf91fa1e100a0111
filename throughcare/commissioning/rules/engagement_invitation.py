"""Who is invited to a market-engagement event: every supplier of the register whom it could concern."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, get_args

from msgspec import Meta, Struct

from throughcare.commissioning.rules.trail import ImpossibleCase, Trail
from throughcare.kernel.decision import Decision, Words, mark
from throughcare.kernel.rulebook import Rule

NAME, RULE_SET = "engagement-invitation", "engagement"
Because = Literal["holds-a-place", "offers-the-need", "serves-the-people", "said-nothing", "about-everything"]
BECAUSE: tuple[str, ...] = get_args(Because)
WhyNot = Literal["elsewhere", "other-needs"]


class RegisteredSupplier(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A supplier as the register has it."""

    organisation: str
    needs: tuple[str, ...] = ()
    cohorts: tuple[str, ...] = ()
    regions: Annotated[tuple[str, ...], Meta(description="regions in which it works, wholly or in part")] = ()
    areas: Annotated[
        tuple[str, ...],
        Meta(description="police-force areas in which it works; all of a region that it works in wholly"),
    ] = ()
    holds_a_place: Annotated[
        bool, Meta(description="in the panel that the event is about, or in any for its needs, people and area")
    ] = False


class EngagementCase(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the event is about; what is empty means all of them."""

    on: date
    suppliers: tuple[RegisteredSupplier, ...]
    needs: tuple[str, ...] = ()
    cohorts: tuple[str, ...] = ()
    region: str = ""
    area: str = ""


class InvitedSupplier(Struct, frozen=True, gc=False):
    """Somebody who is invited, and what for."""

    organisation: str
    because: Because


class NotInvited(Struct, frozen=True, gc=False):
    """Somebody who is not written to; they may come all the same."""

    organisation: str
    why: WhyNot


class Invitations(Struct, frozen=True, gc=False):
    """The list, in alphabetical order, and who is not written to."""

    invited: tuple[InvitedSupplier, ...]
    not_invited: tuple[NotInvited, ...]


_REASONS = {
    "invited": mark("Suppliers that are written to: {count}. It is open to everybody else as well."),
    "nobody": mark("Nobody in the register fits, so nobody is written to. It is open to everybody."),
}
_BECAUSE: dict[Because, str] = {
    "holds-a-place": mark("holds a place in a panel for it"),
    "offers-the-need": mark("meets a need that it is about"),
    "serves-the-people": mark("serves people whom it is about"),
    "said-nothing": mark("works there and has not said what it offers"),
    "about-everything": mark("works there, and the event is about every need"),
}
_WHY: dict[WhyNot, str] = {
    "elsewhere": mark("works elsewhere"),
    "other-needs": mark("meets other needs and serves other people"),
}
_OUT = mark("{name}: not written to, because it {why}.")
_IN = mark("{name}: invited, because it {why}.")


def decide_engagement_invitation(case: EngagementCase) -> Decision[Invitations]:
    """Who is written to; a house standard, wide on purpose: who has not said what it offers is asked, not forgotten.

    Raises ``ImpossibleCase`` where an organisation is listed twice.
    """
    names = [each.organisation for each in case.suppliers]
    if len(set(names)) < len(names):
        raise ImpossibleCase("an organisation is listed twice")
    trail = Trail(NAME, RULE_SET)
    invited, left = [], []
    for each in sorted(case.suppliers, key=lambda one: one.organisation):
        because = _because(each, case)
        if because in _WHY:
            trail.note("not-invited", _OUT, None, name=each.organisation, why=Words(_WHY[because]))
            left.append(NotInvited(each.organisation, because))
        else:
            trail.note("invited-because", _IN, None, name=each.organisation, why=Words(_BECAUSE[because]))  # type: ignore[index]
            invited.append(InvitedSupplier(each.organisation, because))  # type: ignore[arg-type]
    code = "invited" if invited else "nobody"
    value = Invitations(tuple(invited), tuple(left))
    return trail.decide(value, code, _REASONS[code], result=len(invited), count=len(invited))


def _because(supplier: RegisteredSupplier, case: EngagementCase) -> Because | WhyNot:
    """Why it is invited, or why not."""
    if supplier.holds_a_place:
        return "holds-a-place"
    if not _works_there(supplier, case):
        return "elsewhere"
    if not case.needs and not case.cohorts:
        return "about-everything"
    if set(supplier.needs) & set(case.needs):
        return "offers-the-need"
    if set(supplier.cohorts) & set(case.cohorts):
        return "serves-the-people"
    return "other-needs" if supplier.needs or supplier.cohorts else "said-nothing"


def _works_there(supplier: RegisteredSupplier, case: EngagementCase) -> bool:
    """Whether it works in the area; one that has not said where it works may work anywhere."""
    if not supplier.regions or not case.region:
        return True
    return case.area in supplier.areas if case.area else case.region in supplier.regions


RULE = Rule(
    name=NAME,
    rule_set=RULE_SET,
    title=mark("Who is invited to a market-engagement event"),
    case=EngagementCase,
    value=Invitations,
    decide=decide_engagement_invitation,
    parameters=(),
    source="House standard; Procurement Act 2023 s.16 asks that engagement does not put a supplier at an unfair advantage",
    default=True,
)
