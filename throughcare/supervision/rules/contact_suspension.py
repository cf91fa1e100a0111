"""When contact stops although supervision goes on: the reset of 2024 and the change of 2025, and who is exempt."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from throughcare.kernel.decision import PolicyUse, Step
from throughcare.supervision.rules.contact_facts import ContactCase
from throughcare.supervision.rules.contact_policy import first_match
from throughcare.supervision.rules.contact_terms import ContactPolicy, Impact, Reset
from throughcare.supervision.rules.contact_words import STEPS


class Suspension(Struct, frozen=True):
    """Contact stops on ``start`` (None: recorded as stopped on a day that is not known) because of ``code``."""

    code: str
    start: date | None
    use: PolicyUse


class Suspensions(Struct, frozen=True):
    """What the reset and the change of 2025 make of a case; ``doubt_from`` is when an unconfirmed exclusion counts."""

    reset: Suspension | None
    impact: Suspension | None
    two_thirds: date | None
    doubt_from: date | None
    steps: tuple[Step, ...]
    flags: tuple[str, ...]


NONE = Suspensions(None, None, None, None, (), ())


def find_suspensions(
    case: ContactCase,
    *,
    policy: ContactPolicy,
    sentence: str,
    order_start: date,
    start: date,
    reset_recorded: bool,
    by_date: bool,
    plain: bool,
) -> Suspensions:
    """The days on which contact stops, under each change that the policy lays over the standard."""
    reset_policy, impact_policy = policy.reset, policy.impact
    if reset_policy is None:
        return NONE
    steps: tuple[Step, ...] = ()
    flags: tuple[str, ...] = ()
    reset = impact = doubt_from = None
    two_thirds = case.two_thirds_date
    if sentence in reset_policy.sentences:
        recorded = reset_recorded or case.phase == "final-third"
        if two_thirds is None:
            two_thirds = _two_thirds(case, reset_policy, order_start)
            if two_thirds is None and not recorded and sentence not in reset_policy.at_once:
                flags = ("end-date-missing",)
        exempt = None if plain else first_match(reset_policy.exempt, case)
        if exempt is None:
            reset = _reset(case, reset_policy, sentence, order_start, two_thirds, recorded, by_date)
        elif recorded or (two_thirds is not None and two_thirds <= case.on):
            steps = (STEPS[f"exempt-{exempt}"],)
    if impact_policy is not None and sentence in impact_policy.sentences:
        impact, step, doubt_from = _impact(case, impact_policy, start, by_date, plain)
        if case.rosh is None:
            flags = (*flags, "risk-missing")
        if step is not None and step not in steps:
            steps = (*steps, step)
    return Suspensions(reset, impact, two_thirds, doubt_from, steps, flags)


def _two_thirds(case: ContactCase, policy: Reset, order_start: date) -> date | None:
    if case.end_date is None or case.end_date < order_start:
        return None
    begins = order_start.toordinal()
    days = case.end_date.toordinal() - begins + 1
    return date.fromordinal(begins - (-days * policy.numerator // policy.denominator))


def _reset(
    case: ContactCase,
    policy: Reset,
    sentence: str,
    order_start: date,
    two_thirds: date | None,
    recorded: bool,
    by_date: bool,
) -> Suspension | None:
    in_use = date.min
    if by_date:
        table = policy.in_use_from
        in_use = case.reset_in_use_from or table.get(case.region or "") or table["default"]
    if sentence in policy.at_once:
        return Suspension("reset-post-sentence", max(order_start, in_use), policy.use)
    if recorded:
        return Suspension("reset-recorded", None, policy.use)
    return None if two_thirds is None else Suspension("reset", max(two_thirds, in_use), policy.use)


def _impact(
    case: ContactCase, policy: Impact, start: date, by_date: bool, plain: bool
) -> tuple[Suspension | None, Step | None, date | None]:
    stops = start + policy.span
    if by_date and stops < policy.in_use_from:
        stops = policy.in_use_from
    passed = stops <= case.on
    if case.rosh not in policy.risk_levels:
        return None, STEPS["risk-missing" if case.rosh is None else "exempt-risk"] if passed else None, None
    if plain:
        return Suspension("impact", stops, policy.use), None, None
    excluded = first_match(policy.excluded, case)
    if excluded is not None:
        return None, STEPS[f"exempt-{excluded}"] if passed else None, None
    cautious = first_match(policy.cautious, case)
    if cautious is not None:
        return None, STEPS[f"exempt-{cautious}"] if passed else None, stops
    return Suspension("impact", stops, policy.use), None, None
