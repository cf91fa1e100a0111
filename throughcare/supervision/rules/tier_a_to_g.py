"""The tier of 2026: the highest of eight steps, A (best resourced) to G, with a flag where it is provisional.

Instrument: the published tier service of England and Wales (``parameters/tier-a-to-g-2026.yaml`` cites each figure).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Annotated, Literal

from msgspec import Meta

from throughcare.kernel.decision import Decision, Reason, Step, Words, mark
from throughcare.kernel.rulebook import Rule
from throughcare.supervision.rules.steps import step
from throughcare.supervision.rules.tier_a_to_g_policy import FAMILY, AToGPolicy, a_to_g_policy
from throughcare.supervision.rules.tier_a_to_g_steps import (
    ImpossibleScore,
    flag,
    lifer,
    mappa_of,
    mappa_rosh,
    next_lifer_change,
    reoffending,
    rosh_of,
    sexual_reoffending,
)
from throughcare.supervision.rules.tier_cases import (
    AToGCase,
    is_current,
    live_registrations,
    next_termination,
)
from throughcare.supervision.rules.tier_provisional import best, decide_provisional

RULE_SET = "a-to-g-2026"
Letter = Literal["A", "B", "C", "D", "E", "F", "G"]
NOT_SUPERVISED, MISSING = "NOT_SUPERVISED", "MISSING"


@dataclass(frozen=True, slots=True)
class StepTiers:
    """The tier that each step gives, null where it gives none."""

    reoffending: Letter | None = None
    sexual_reoffending: Letter | None = None
    mappa_rosh: Letter | None = None
    lifer_ipp: Letter | None = None
    domestic_abuse: Letter | None = None
    stalking: Letter | None = None
    child_protection: Letter | None = None
    sexual_offence: Letter | None = None


@dataclass(frozen=True, slots=True)
class AToGTier:
    """The tier, whether it is provisional, and what each step gave."""

    tier: Annotated[
        Literal["A", "B", "C", "D", "E", "F", "G", "NOT_SUPERVISED", "MISSING"],
        Meta(description="NOT_SUPERVISED: no sentence runs. MISSING: a reoffending predictor is absent."),
    ]
    provisional: bool
    steps: StepTiers


_NO_STEPS = StepTiers()


def decide_a_to_g(case: AToGCase) -> Decision[AToGTier]:
    """The single-axis tier of a case on ``case.on``; raises ``NoPolicyInForce`` and ``ImpossibleScore``."""
    dated = a_to_g_policy()
    policy = dated.on(case.on)
    change = dated.changes_after(case.on)
    ends = next_termination(case.sentences, case.on) if case.sentences and case.has_active_event is None else None
    if not _is_supervised(case):
        return _without_steps(NOT_SUPERVISED, policy, change)
    if case.arp is None or case.csrp is None:
        return _without_steps(MISSING, policy, _earliest(change, ends))
    live = live_registrations(case.registrations, policy.historic)
    rosh, mappa = rosh_of(case, live, policy), mappa_of(case, live, policy)
    codes = {entry.type for entry in live}
    lifer_or_ipp = _has(case.lifer_or_ipp, "lifer_or_ipp", codes, policy)
    steps = (
        reoffending(policy, case.arp, case.csrp),
        sexual_reoffending(policy, case.dc_srp, case.dc_srp_band, case.risk_reduction),
        mappa_rosh(policy, mappa, rosh),
        lifer(policy, lifer_or_ipp, case.latest_release_date if lifer_or_ipp else None, case.on),
        flag(policy, "domestic_abuse", _has(case.domestic_abuse, "domestic_abuse", codes, policy)),
        flag(policy, "stalking", _has(case.stalking, "stalking", codes, policy)),
        flag(policy, "child_protection", _has(case.child_protection, "child_protection", codes, policy)),
        flag(policy, "sexual_offence", case.ever_committed_sexual_offence),
    )
    results = [each.result for each in steps]
    tier = best(results)
    checks = decide_provisional(case, steps, mappa=mappa, rosh=rosh, policy=policy)
    provisional = checks[0].result or checks[1].result
    first = steps[results.index(tier)].code
    return Decision(
        "tier",
        RULE_SET,
        AToGTier(tier, provisional, StepTiers(*results)),  # type: ignore[arg-type]
        _reason(first, tier, provisional),
        (*(_decisive(each) if each.result == tier else each for each in steps), *checks),
        policy.uses,
        _earliest(change, ends, next_lifer_change(policy, lifer_or_ipp, case.latest_release_date, case.on)),
    )


def _is_supervised(case: AToGCase) -> bool:
    if case.has_active_event is not None:
        return case.has_active_event
    return case.sentences is None or any(is_current(sentence, case.on) for sentence in case.sentences)


def _has(given: bool | None, name: str, codes: set[str], policy: AToGPolicy) -> bool:
    return given if given is not None else not codes.isdisjoint(policy.flag_registers[name])


def _earliest(*days: date | None) -> date | None:
    return min((day for day in days if day is not None), default=None)


_decided: dict[int, tuple[Step, Step]] = {}


def _decisive(found: Step) -> Step:
    """The same step marked decisive; made once for each of the shared steps."""
    known = _decided.get(id(found))
    if known is not None and known[0] is found:
        return known[1]
    if len(_decided) > 32_768:
        _decided.clear()
    made = found._replace(decisive=True)
    _decided[id(found)] = (found, made)
    return made


@lru_cache(maxsize=4)
def _without(label: str) -> tuple[Reason, Step]:
    code, sentence = {
        NOT_SUPERVISED: ("not-supervised", mark("No sentence is being supervised: no tier.")),
        MISSING: ("missing-predictors", mark("A reoffending predictor (ARP or CSRP) is absent: the tier is missing.")),
    }[label]
    return Reason(code, Words(sentence)), step(code, sentence, label, decisive=True)


def _without_steps(label: str, policy: AToGPolicy, until: date | None) -> Decision[AToGTier]:
    reason, only = _without(label)
    value = AToGTier(label, False, _NO_STEPS)  # type: ignore[arg-type]
    return Decision("tier", RULE_SET, value, reason, (only,), policy.uses_registers, until)


_BECAUSE = {
    "reoffending": mark("the risk of reoffending"),
    "sexual-reoffending": mark("the risk of sexual reoffending"),
    "mappa-rosh": mark("the risk of serious harm"),
    "lifer-ipp": mark("a life or public protection sentence"),
    "domestic-abuse": mark("domestic abuse"),
    "stalking": mark("stalking"),
    "child-protection": mark("child protection"),
    "sexual-offence": mark("a sexual offence"),
}


@lru_cache(maxsize=256)
def _reason(code: str, tier: str, provisional: bool) -> Reason:
    sentence = (
        mark("Tier {tier}, provisional: the highest step is {because}.")
        if provisional
        else mark("Tier {tier}: the highest step is {because}.")
    )
    return Reason(code, Words(sentence, {"tier": tier, "because": Words(_BECAUSE[code])}))


RULE = Rule(
    name="tier",
    rule_set=RULE_SET,
    title=mark("Tier: one axis, A to G"),
    case=AToGCase,
    value=AToGTier,
    decide=decide_a_to_g,
    parameters=(FAMILY,),
    source="Published code of the HMPPS tier service (hmpps-tier), scheme of 2026: its classes TierCalculator, "
    "ReoffendingPredictorTable and ProvisionalStatusCalculator",
)
__all__ = ["RULE", "AToGTier", "ImpossibleScore", "decide_a_to_g"]
