"""The tier of 2021: a protect level (A to D), a change level (0 to 3), and S where supervision is suspended.

Instrument: the published tier service of England and Wales (``parameters/tier-two-axis-2021.yaml`` cites each figure).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Annotated, Literal

from msgspec import Meta

from throughcare.kernel.decision import Decision, Reason, Step, Words, mark
from throughcare.kernel.rulebook import Rule
from throughcare.supervision.rules.steps import points_in_words, step
from throughcare.supervision.rules.tier_cases import Assessment, TwoAxisCase, live_registrations, next_termination
from throughcare.supervision.rules.tier_change_axis import decide_change
from throughcare.supervision.rules.tier_protect_axis import decide_protect, is_woman
from throughcare.supervision.rules.tier_two_axis_policy import FAMILY, two_axis_policy

RULE_SET = "two-axis-2021"


@dataclass(frozen=True, slots=True)
class TwoAxisPoints:
    """Points by factor. ``rsr`` and ``rosh`` are both shown; only the larger counts."""

    rsr: int
    rosh: int
    mappa: int
    complexity: int
    women: int
    ogrs: int
    iom: int
    needs: int


@dataclass(frozen=True, slots=True)
class TwoAxisTier:
    """The tier and how it is made up."""

    tier: Annotated[str, Meta(pattern="^[A-D][0-3]S?$", description="Protect level, change level, suffix: B2S.")]
    protect_level: Literal["A", "B", "C", "D"]
    protect_points: int
    change_level: Literal[0, 1, 2, 3]
    change_points: int
    suffix: Annotated[Literal["", "S"], Meta(description="S where the two-thirds point is reached.")]
    points: TwoAxisPoints


def decide_two_axis(case: TwoAxisCase) -> Decision[TwoAxisTier]:
    """The two-axis tier of a case on ``case.on``; raises ``NoPolicyInForce`` before the scheme began."""
    dated = two_axis_policy()
    policy = dated.on(case.on)
    live = live_registrations(case.registrations, policy.historic)
    codes = {entry.type for entry in live}
    assessment = _completed(case.assessment, case.on)
    protect = decide_protect(case, live, codes, assessment, policy=policy)
    change = decide_change(case, codes, assessment, policy=policy)
    suspended = case.two_thirds_reached
    if suspended is None:
        suspended = policy.two_thirds_register in codes
    suffix = "S" if suspended else ""
    value = TwoAxisTier(
        f"{protect.level}{change.level}{suffix}",
        protect.level,  # type: ignore[arg-type]
        protect.points,
        change.level,  # type: ignore[arg-type]
        change.points,
        suffix,  # type: ignore[arg-type]
        TwoAxisPoints(
            protect.rsr,
            protect.rosh,
            protect.mappa,
            protect.complexity,
            protect.women,
            change.ogrs,
            change.iom,
            change.needs,
        ),
    )
    return Decision(
        "tier",
        RULE_SET,
        value,
        _reason(change.route, value.tier, protect.points, change.points),
        (*protect.steps, *change.steps, _suffix_step(suspended)),
        policy.uses[is_woman(case), change.route == "points"],
        _holds_until(case, dated.changes_after(case.on)),
    )


def _completed(assessment: Assessment | None, on: date) -> Assessment | None:
    if assessment is None or not assessment.completed:
        return None
    later = assessment.completed_date is not None and assessment.completed_date > on
    return None if later else assessment


def _holds_until(case: TwoAxisCase, change: date | None) -> date | None:
    """The next day that matters: policy changes, a sentence ends, an assessment is completed."""
    days = [change, next_termination(case.sentences, case.on) if case.sentences else None]
    if case.assessment is not None and case.assessment.completed and case.assessment.completed_date is not None:
        days.append(case.assessment.completed_date)
    return min((day for day in days if day is not None and day > case.on), default=None)


@lru_cache(maxsize=2)
def _suffix_step(suspended: bool) -> Step:
    if suspended:
        return step(
            "suspended", mark("The two-thirds point is reached: suffix {suffix}."), "S", decisive=True, suffix="S"
        )
    return step("suspended", mark("The two-thirds point is not reached: no suffix."), "")


@lru_cache(maxsize=8_192)
def _reason(route: str, tier: str, protect: int, change: int) -> Reason:
    sentence = {
        "points": mark("Tier {tier}: {protect} to protect, {change} for change."),
        "no-mandate": mark("Tier {tier}: {protect} to protect; the sentence gives no mandate for change."),
        "no-assessment": mark("Tier {tier}: {protect} to protect; no completed assessment yet."),
    }[route]
    return Reason(
        route, Words(sentence, {"tier": tier, "protect": points_in_words(protect), "change": points_in_words(change)})
    )


RULE = Rule(
    name="tier",
    rule_set=RULE_SET,
    title=mark("Tier: two axes, A0 to D3"),
    case=TwoAxisCase,
    value=TwoAxisTier,
    decide=decide_two_axis,
    parameters=(FAMILY,),
    source="Published code of the HMPPS tier service (hmpps-tier), scheme of 2021: its classes ProtectLevelCalculator, "
    "ChangeLevelCalculator and MandateForChange",
    default=True,
)
__all__ = ["RULE", "TwoAxisTier", "decide_two_axis"]
