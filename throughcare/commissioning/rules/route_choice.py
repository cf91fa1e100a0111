"""Which route fits a need: grant, competition, direct award or in house, with the reasons against the others."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta, Struct

from throughcare.commissioning.rules.check_policy import CHECKS, check
from throughcare.commissioning.rules.packs import pack
from throughcare.commissioning.rules.trail import ImpossibleCase, Trail, pounds
from throughcare.kernel.decision import Decision, mark
from throughcare.kernel.rulebook import Rule

NAME, RULE_SET = "route", "competition-checks"
RouteName = Literal["in-house", "direct-award", "grant", "competition"]
ROUTE_NAMES: tuple[RouteName, ...] = ("in-house", "direct-award", "grant", "competition")


class NeedCase(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A need, and what is known of the market for it."""

    on: date
    value_pence: Annotated[int, Meta(ge=0, description="estimated value over the whole term with VAT")]
    suppliers: Annotated[int, Meta(ge=0, description="organisations known that could provide it")]
    outcome_certain: Annotated[bool, Meta(description="what is wanted can be specified and measured")] = True
    service_bought: Annotated[
        bool, Meta(description="a service is owed in return; false where an organisation's own work is supported")
    ] = True
    reserved: Annotated[bool, Meta(description="only the probation service itself may do it, such as enforcement")] = (
        False
    )
    in_house_capacity: Annotated[bool, Meta(description="there are staff to do it")] = False
    direct_award_ground: Annotated[str, Meta(description="code of a ground of direct award; empty for none")] = ""


class NotTaken(Struct, frozen=True, gc=False):
    """A route that was not taken, and the code of the reason against it."""

    route: RouteName
    why: str


class RouteChoice(Struct, frozen=True, gc=False):
    """The route proposed; a person decides."""

    route: RouteName
    against: tuple[NotTaken, ...]
    warnings: tuple[Literal["thin-market", "no-supplier", "grant-is-large"], ...]


_REASONS = {
    "reserved": mark("Only the probation service itself may do it."),
    "direct-ground": mark("A ground of direct award applies: {ground}. It is published with a notice before signing."),
    "support": mark("Nothing is bought: an organisation's own work is supported, which is a grant."),
    "small": mark("Its value of {value} lies below {least}, where a grant is the usual route."),
    "uncertain": mark("What is wanted cannot be specified yet, so a grant fits better than a contract."),
    "no-market": mark("Nobody is known who could provide it, and there are staff to do it."),
    "competition": mark("A service that can be specified is bought for {value}: everybody on the panel may compete."),
}
_AGAINST = {
    "no-ground": mark("No direct award: no ground applies."),
    "not-reserved": mark("Not in house: others can do it."),
    "no-staff": mark("Not in house: there are no staff for it."),
    "specified": mark("No grant: a service that can be specified is bought, for {value}."),
    "smaller-way": mark("No competition: it would cost small organisations more than it is worth."),
    "nothing-to-compete-for": mark("No competition: there is nothing that could be compared."),
    "not-open": mark("No competition, no grant: it stays with the probation service."),
    "ground-applies": mark("No competition: the ground of direct award applies."),
}
_WARNINGS = {
    "thin-market": mark("Few could provide it: {count}. Talk to the market before it is published."),
    "no-supplier": mark("Nobody is known who could provide it. Talk to the market first."),
    "grant-is-large": mark("It is a large grant: say why it is no contract."),
}


def decide_route(case: NeedCase) -> Decision[RouteChoice]:
    """The route that fits; a house standard. Raises ``ImpossibleCase`` for a ground that the law does not know."""
    trail = Trail(NAME, RULE_SET)
    least = trail.use(check("grant-below", case.on))
    few = trail.use(check("few-suppliers", case.on))["below"]
    route, code = _choose(case, least, trail)
    said = {"value": pounds(case.value_pence), "least": pounds(least), "ground": case.direct_award_ground}
    against = tuple(NotTaken(other, why) for other, why in _against(case, route, code))
    for each in against:
        trail.note(f"not-{each.route}", _AGAINST[each.why], None, decisive=False, **said)
    warnings: list[Literal["thin-market", "no-supplier", "grant-is-large"]] = []
    if route in ("competition", "grant") and case.suppliers < few:
        warnings.append("no-supplier" if case.suppliers == 0 else "thin-market")
    if route == "grant" and case.value_pence >= least:
        warnings.append("grant-is-large")
    for warning in warnings:
        trail.note(warning, _WARNINGS[warning], None, count=case.suppliers)
    value = RouteChoice(route, against, tuple(warnings))
    return trail.decide(value, code, _REASONS[code], result=route, holds_until=None, **said)


def _choose(case: NeedCase, least: int, trail: Trail) -> tuple[RouteName, str]:
    if case.reserved:
        return "in-house", "reserved"
    if case.direct_award_ground:
        grounds = trail.use(pack("direct-award", case.on).needed("grounds"))
        if case.direct_award_ground not in grounds:
            raise ImpossibleCase(
                f"no ground of direct award is called {case.direct_award_ground!r}; known: {', '.join(grounds)}"
            )
        return "direct-award", "direct-ground"
    if not case.service_bought:
        return "grant", "support"
    if case.suppliers == 0 and case.in_house_capacity:
        return "in-house", "no-market"
    if case.value_pence < least:
        return "grant", "small"
    return ("competition", "competition") if case.outcome_certain else ("grant", "uncertain")


def _against(case: NeedCase, route: RouteName, code: str) -> list[tuple[RouteName, str]]:
    """Each route that was not taken, with the reason against it."""
    if code == "reserved":
        return [("competition", "not-open"), ("grant", "not-open"), ("direct-award", "no-ground")]
    competition = {"direct-award": "ground-applies", "in-house": "nothing-to-compete-for"}.get(
        route, "smaller-way" if code == "small" else "nothing-to-compete-for"
    )
    found: list[tuple[RouteName, str]] = [
        ("in-house", "not-reserved" if case.in_house_capacity else "no-staff"),
        ("direct-award", "no-ground"),
        ("grant", "specified"),
        ("competition", competition),
    ]
    return [(other, why) for other, why in found if other != route]


RULE = Rule(
    name=NAME,
    rule_set=RULE_SET,
    title=mark("Which route fits a need"),
    case=NeedCase,
    value=RouteChoice,
    decide=decide_route,
    parameters=(CHECKS, "direct-award"),
    source="House standard; Procurement Act 2023 ss.41 to 43; Public Contracts Regulations 2015 reg. 32",
    default=True,
)
