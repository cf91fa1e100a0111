"""The ceiling beside the floor: how many contacts a person may still have, and in which span of time."""

from __future__ import annotations

from datetime import date, timedelta

from throughcare.supervision.rules.contact_facts import ContactCase
from throughcare.supervision.rules.contact_history import FAR, count_used
from throughcare.supervision.rules.contact_policy import first_match, months_after
from throughcare.supervision.rules.contact_terms import ContactPolicy, Packages, TierStandard
from throughcare.supervision.rules.contact_value import Ceiling


def impact_ceiling(case: ContactCase, *, policy: ContactPolicy, start: date, stops: date) -> Ceiling | None:
    """The most meetings before contact is suspended at ``stops``."""
    impact = policy.impact
    return None if impact is None else _ceiling(case, policy, impact.most, start, stops, doubtful=False)


def package_applies(case: ContactCase, packages: Packages, standard: TierStandard, plain: bool) -> bool:
    """Whether a supervision package is worked out: an A to G tier, not provisional, inside the packages."""
    return (
        standard.scheme == "a-to-g-2026"
        and case.phase not in packages.uncapped
        and (plain or first_match(packages.outside, case) is None)
    )


def early_engagement_end(case: ContactCase, packages: Packages, tier: str, order_start: date) -> date | None:
    """The first day after early engagement; None for a tier whose weeks are not known."""
    weeks = packages.early_weeks.get(packages.iom_red_as if case.iom_red else tier)
    return None if weeks is None else order_start + timedelta(weeks=weeks)


def package_ceiling(case: ContactCase, *, policy: ContactPolicy, tier: str, order_start: date) -> Ceiling | None:
    """The allowance of the sentence year that holds ``case.on``; None where no allowance is known for the tier.

    In the first year the weeks of early engagement have their own allowance, one contact a week, and the rest of the
    year has what is left.
    """
    packages = policy.packages
    if packages is None or case.on < order_start:
        return None
    letter = packages.iom_red_as if case.iom_red else tier
    allowance = packages.allowance.get(letter)
    if allowance is None:
        return None
    if case.gender == "female" and not case.iom_red and letter in packages.extra_tiers:
        allowance += packages.extra
    years = (case.on - order_start).days // 366
    while (following := months_after(order_start, 12 * (years + 1))) <= case.on:
        years += 1
    opens = months_after(order_start, 12 * years)
    weeks = packages.early_weeks.get(letter, 0)
    early_end = order_start + timedelta(weeks=weeks)
    if case.on < early_end:
        return _ceiling(case, policy, weeks, order_start, early_end, doubtful=True)
    if years == 0:
        return _ceiling(case, policy, max(allowance - weeks, 0), early_end, following, doubtful=True)
    return _ceiling(case, policy, allowance, opens, following, doubtful=True)


def _ceiling(
    case: ContactCase, policy: ContactPolicy, allowance: int, start: date, end: date | None, *, doubtful: bool
) -> Ceiling:
    used = count_used(
        case.contacts, start=start, end=end or FAR, kinds=policy.kinds, modes=policy.forms["any"], on=case.on
    )
    left = allowance - used
    reason = "ceiling" if left > 0 else "ceiling-exhausted" if left == 0 else "ceiling-exceeded"
    return Ceiling(allowance, used, max(left, 0), max(-left, 0), start, end, reason, doubtful)
