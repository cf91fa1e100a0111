"""The eight steps of the single-axis tier. Each gives a tier (A to G) or nothing; the best of them is the answer.

Tiers are compared as letters: A is the best resourced, so the least letter is the highest tier.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

from throughcare.kernel.calendar import ONE_DAY, add_months
from throughcare.kernel.decision import Step, mark
from throughcare.supervision.rules.steps import HARM_NAMES, number, step
from throughcare.supervision.rules.tier_a_to_g_policy import AToGPolicy
from throughcare.supervision.rules.tier_cases import AToGCase, Registration


class ImpossibleScore(ValueError):
    """A DC-SRP score that its band cannot hold: the facts contradict each other."""


@lru_cache(maxsize=16_384)
def reoffending(policy: AToGPolicy, arp: float, csrp: float) -> Step:
    """Step 1: the table of CSRP by ARP."""
    tier = policy.reoffending[policy.csrp_bands[csrp]][policy.arp_bands[arp]]
    sentence = mark("All reoffending {arp}% and combined serious reoffending {csrp}%: tier {tier}.")
    return step("reoffending", sentence, tier, arp=number(arp), csrp=number(csrp), tier=tier)


@lru_cache(maxsize=4_096)
def sexual_reoffending(policy: AToGPolicy, score: float | None, band: str | None, reduced: bool | None) -> Step:
    """Step 2: DC-SRP, ignored without a positive score and an applicable band; raises ``ImpossibleScore``."""
    if score is None or score <= 0 or band in (None, "NOT_APPLICABLE"):
        return step("sexual-reoffending", mark("No sexual reoffending score that applies."))
    shown = number(score)
    if band != "MEDIUM":
        tier = policy.sexual_tiers[band]
        sentence = mark("Sexual reoffending score {score} in band {band}: tier {tier}.")
        return step("sexual-reoffending", sentence, tier, score=shown, band=HARM_NAMES[band], tier=tier)
    thresholds = policy.sexual_medium[reduced]
    if score < thresholds.bounds[0]:
        raise ImpossibleScore(f"dc_srp {shown} is below the medium band, which starts at {thresholds.bounds[0]:g}")
    tier = thresholds[score]
    sentence = {
        None: mark(
            "Sexual reoffending score {score} in the medium band, by the published table that merges scores with and "
            "without risk reduction, because it is not said whether risk reduction was applied: tier {tier}."
        ),
        True: mark("Sexual reoffending score {score} in the medium band, risk reduction applied: tier {tier}."),
        False: mark("Sexual reoffending score {score} in the medium band, no risk reduction: tier {tier}."),
    }[reduced]
    return step("sexual-reoffending", sentence, tier, score=shown, tier=tier)


def rosh_of(case: AToGCase, live: list[Registration], policy: AToGPolicy) -> str | None:
    """Risk of serious harm: as given, else the latest registered."""
    if case.rosh is not None:
        return case.rosh
    for entry in live:
        if entry.type in policy.rosh_registers:
            return policy.rosh_registers[entry.type]
    return None


def mappa_of(case: AToGCase, live: list[Registration], policy: AToGPolicy) -> str | None:
    """MAPPA category: as given, else that of the latest MAPPA registration if it is one that counts."""
    given = case.mappa_category
    if given is not None:
        return given if isinstance(given, str) else f"M{given}"
    for entry in live:
        if entry.type == policy.mappa_register:
            category = (entry.category or "").upper()
            return category if category in policy.mappa_categories else None
    return None


@lru_cache(maxsize=128)
def mappa_rosh(policy: AToGPolicy, mappa: str | None, rosh: str | None) -> Step:
    """Step 3: risk of serious harm, read differently for people under MAPPA."""
    if mappa is not None:
        tier = policy.mappa_tiers[rosh or "UNKNOWN"]
        if rosh is None:
            sentence = mark("MAPPA category {mappa}, risk of serious harm not known: tier {tier}.")
            return step("mappa-rosh", sentence, tier, mappa=mappa, tier=tier)
        sentence = mark("MAPPA category {mappa}, risk of serious harm {rosh}: tier {tier}.")
        return step("mappa-rosh", sentence, tier, mappa=mappa, rosh=HARM_NAMES[rosh], tier=tier)
    if rosh is None:
        return step("mappa-rosh", mark("Not under MAPPA, risk of serious harm not known: no tier from this step."))
    found = policy.no_mappa_tiers.get(rosh)
    if found is None:
        sentence = mark("Not under MAPPA, risk of serious harm {rosh}: no tier from this step.")
        return step("mappa-rosh", sentence, rosh=HARM_NAMES[rosh])
    sentence = mark("Not under MAPPA, risk of serious harm {rosh}: tier {tier}.")
    return step("mappa-rosh", sentence, found, rosh=HARM_NAMES[rosh], tier=found)


@lru_cache(maxsize=8_192)
def lifer(policy: AToGPolicy, sentenced: bool, released: dt.date | None, on: dt.date) -> Step:
    """Step 4: a life or public protection sentence, by time since the latest release."""
    if not sentenced:
        return step("lifer-ipp", mark("No life or public protection sentence."))
    if released is None or released > on:
        return step("lifer-ipp", mark("Life or public protection sentence, not released: no tier from this step."))
    table = policy.lifer
    if released >= add_months(on, -12 * table["first_years"]):
        years, tier = table["first_years"], table["first_tier"]
    elif released >= add_months(on, -12 * table["next_years"]):
        years, tier = table["next_years"], table["next_tier"]
    else:
        tier = table["later_tier"]
        sentence = mark(
            "Life or public protection sentence, released {released}, more than {years} years ago: tier {tier}."
        )
        return step("lifer-ipp", sentence, tier, released=released, years=table["next_years"], tier=tier)
    sentence = mark("Life or public protection sentence, released {released}, at most {years} years ago: tier {tier}.")
    return step("lifer-ipp", sentence, tier, released=released, years=years, tier=tier)


def next_lifer_change(policy: AToGPolicy, sentenced: bool, released: dt.date | None, on: dt.date) -> dt.date | None:
    """The first day after ``on`` on which step 4 gives another tier by the passing of time."""
    if not sentenced or released is None:
        return None
    if released > on:
        return released
    for years in (policy.lifer["first_years"], policy.lifer["next_years"]):
        day = add_months(released, 12 * years) + ONE_DAY
        while add_months(day, -12 * years) <= released:
            day += ONE_DAY
        if day > on:
            return day
    return None


_FLAGS = {
    "domestic_abuse": (
        "domestic-abuse",
        mark("Domestic abuse is registered, now or before: tier {tier}."),
        mark("No domestic abuse is registered."),
    ),
    "stalking": ("stalking", mark("Stalking is registered: tier {tier}."), mark("No stalking is registered.")),
    "child_protection": (
        "child-protection",
        mark("Child protection is registered: tier {tier}."),
        mark("No child protection is registered."),
    ),
    "sexual_offence": (
        "sexual-offence",
        mark("A sexual offence was committed at some time: tier {tier}."),
        mark("No sexual offence is recorded."),
    ),
}


@lru_cache(maxsize=64)
def flag(policy: AToGPolicy, name: str, present: bool) -> Step:
    """Steps 5 to 8: domestic abuse, stalking, child protection, a sexual offence ever committed."""
    code, if_present, if_not = _FLAGS[name]
    if not present:
        return step(code, if_not)
    tier = policy.flag_tiers[name]
    return step(code, if_present, tier, tier=tier)
