"""A person's answers on a day, from the record: the tier under both schemes and the contact due next.

These compose the published rules and add one choice of our own, shown as a step: where several sentences run, the duty
that falls due first leads.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from throughcare.kernel.decision import Decision, Step, Words, mark
from throughcare.policy.book import NoPolicyInForce
from throughcare.supervision.rules.cases import a_to_g_case, contact_cases, two_axis_case
from throughcare.supervision.rules.codes import REGISTRATION_TYPE
from throughcare.supervision.rules.contact_due import decide_contact_due
from throughcare.supervision.rules.contact_policy import ContactPolicies
from throughcare.supervision.rules.contact_value import ContactDue
from throughcare.supervision.rules.record import Record
from throughcare.supervision.rules.tier_a_to_g import AToGTier, decide_a_to_g
from throughcare.supervision.rules.tier_a_to_g_steps import ImpossibleScore
from throughcare.supervision.rules.tier_two_axis import TwoAxisTier, decide_two_axis

LETTERS = frozenset("ABCDEFG")
_LAST = {state: place for place, state in enumerate(("suspended", "exempt", "no-standard", "not-started", "unknown"))}


class TierInUse(NamedTuple):
    """The tier that the contact standard is read by; ``label`` None where none is known."""

    label: str | None
    scheme: str
    provisional: bool
    holds_until: date | None


@dataclass(frozen=True, slots=True)
class Answers:
    """What the rules say of one person.

    A tier is None where its scheme was not in force, or refuses the scores it was given; ``contact_due`` is None for a
    person without any sentence.
    """

    two_axis: Decision[TwoAxisTier] | None
    a_to_g: Decision[AToGTier] | None
    contact_due: Decision[ContactDue] | None

    @property
    def tier_label(self) -> str:
        """The tier to show first: A to G where it can be computed, else the two axes, else empty."""
        if self.a_to_g is not None and self.a_to_g.value.tier in LETTERS:
            return self.a_to_g.value.tier
        return self.two_axis.value.tier if self.two_axis is not None else ""


def decide_answers(record: Record, *, on: date, policies: ContactPolicies) -> Answers:
    """All three decisions about one person on ``on``."""
    try:
        two_axis = decide_two_axis(two_axis_case(record, on=on))
    except NoPolicyInForce:
        two_axis = None
    try:
        a_to_g = decide_a_to_g(a_to_g_case(record, on=on))
    except (NoPolicyInForce, ImpossibleScore):
        a_to_g = None
    in_use = tier_for_contact(
        record,
        two_axis=two_axis.value.tier if two_axis else None,
        a_to_g=a_to_g.value.tier if a_to_g else None,
        provisional=a_to_g.value.provisional if a_to_g else False,
        holds_until=_first([each.holds_until for each in (two_axis, a_to_g) if each]),
    )
    return Answers(two_axis, a_to_g, decide_contact(record, in_use, on=on, policies=policies))


def decide_contact(
    record: Record, tier: TierInUse, *, on: date, policies: ContactPolicies
) -> Decision[ContactDue] | None:
    """The contact due of one person whose tier is known; None for a person without any sentence."""
    cases = contact_cases(record, label=tier.label, scheme=tier.scheme, provisional=tier.provisional, on=on)
    if not cases:
        return None
    decisions = [decide_contact_due(case, policies=policies) for case in cases]
    decision, steps, holds = decisions[0], decisions[0].steps, decisions[0].holds_until
    if len(decisions) > 1:
        decision = min(decisions, key=_precedence)
        words = Words(_SEVERAL, {"count": len(decisions)})
        steps = (Step("several-sentences", words, cases[decisions.index(decision)].sentence), *decision.steps)
        holds = _first([each.holds_until for each in decisions])
    holds = _first([holds, tier.holds_until])
    if steps is decision.steps and holds == decision.holds_until:
        return decision
    return replace(decision, steps=steps, holds_until=holds)


def _first(days: list[date | None]) -> date | None:
    return min([day for day in days if day is not None], default=None)


_SEVERAL = mark("{count} sentences run at once; the duty that falls due first leads.")


def tier_for_contact(
    record: Record, *, two_axis: str | None, a_to_g: str | None, provisional: bool, holds_until: date | None
) -> TierInUse:
    """Which tier the contact standard is read by: A to G where it can be computed, else the two axes, else none.

    The two-axis tier of a person without any assessment or risk registration is the scheme's floor (D, or D2), not a
    finding, so it does not stand in for a missing one: the rule then applies its most cautious standard and says so.
    """
    if a_to_g in LETTERS:
        return TierInUse(a_to_g, "a-to-g-2026", provisional, holds_until)
    graded = any(REGISTRATION_TYPE[entry.type].facts.get("rosh") for entry in record.registrations)
    found = two_axis if record.assessments or graded else None
    return TierInUse(found, "two-axis-2021", False, holds_until)


def _precedence(decision: Decision[ContactDue]) -> tuple[int, date]:
    following = decision.value.next
    if following is not None:
        return (0, following.due_date)
    return (1 + _LAST.get(decision.value.state, len(_LAST)), date.max)
