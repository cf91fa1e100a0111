"""A person's answers on a day, from the record: the tier under both schemes and the contact due next.

These compose the published rules and add one choice of our own, shown as a step: where several sentences run, the duty
that falls due first leads.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

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
    return Answers(two_axis, a_to_g, _contact_due(record, two_axis, a_to_g, on, policies))


def _contact_due(
    record: Record,
    two_axis: Decision[TwoAxisTier] | None,
    a_to_g: Decision[AToGTier] | None,
    on: date,
    policies: ContactPolicies,
) -> Decision[ContactDue] | None:
    label, scheme, provisional = tier_for_contact(record, two_axis, a_to_g)
    cases = contact_cases(record, label=label, scheme=scheme, provisional=provisional, on=on)
    if not cases:
        return None
    decisions = [decide_contact_due(case, policies=policies) for case in cases]
    if len(decisions) == 1:
        decision = decisions[0]
    else:
        decision = min(decisions, key=_precedence)
        words = Words(_SEVERAL, {"count": len(decisions)})
        step = Step("several-sentences", words, cases[decisions.index(decision)].sentence)
        holds = min((each.holds_until for each in decisions if each.holds_until), default=None)
        decision = replace(decision, steps=(step, *decision.steps), holds_until=holds)
    tiers_hold = [tier.holds_until for tier in (two_axis, a_to_g) if tier and tier.holds_until]
    if tiers_hold and (decision.holds_until is None or min(tiers_hold) < decision.holds_until):
        decision = replace(decision, holds_until=min(tiers_hold))
    return decision


_SEVERAL = mark("{count} sentences run at once; the duty that falls due first leads.")


def tier_for_contact(
    record: Record, two_axis: Decision[TwoAxisTier] | None, a_to_g: Decision[AToGTier] | None
) -> tuple[str | None, str, bool]:
    """Which tier the contact standard is read by: A to G where it can be computed, else the two axes, else none.

    The two-axis tier of a person without any assessment or risk registration is the scheme's floor (D, or D2), not a
    finding, so it does not stand in for a missing one: the rule then applies its most cautious standard and says so.
    """
    if a_to_g is not None and a_to_g.value.tier in LETTERS:
        return a_to_g.value.tier, "a-to-g-2026", a_to_g.value.provisional
    graded = any(REGISTRATION_TYPE[entry.type].facts.get("rosh") for entry in record.registrations)
    if two_axis is not None and (record.assessments or graded):
        return two_axis.value.tier, "two-axis-2021", False
    return None, "two-axis-2021", False


def _precedence(decision: Decision[ContactDue]) -> tuple[int, date]:
    following = decision.value.next
    if following is not None:
        return (0, following.due_date)
    return (1 + _LAST.get(decision.value.state, len(_LAST)), date.max)
