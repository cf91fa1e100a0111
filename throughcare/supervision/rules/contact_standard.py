"""Which standard governs a person: by tier, by the day asked about, by the day supervision began."""

from __future__ import annotations

from datetime import date

from throughcare.policy.book import NoPolicyInForce
from throughcare.supervision.rules.contact_ceiling import early_engagement_end, package_applies
from throughcare.supervision.rules.contact_draft import Draft
from throughcare.supervision.rules.contact_duties import agreed_frequency
from throughcare.supervision.rules.contact_facts import ContactCase
from throughcare.supervision.rules.contact_policy import ContactPolicies
from throughcare.supervision.rules.contact_standing import Standing
from throughcare.supervision.rules.contact_terms import ContactPolicy, Frequency, Limit, TierStandard


def tier_standard(draft: Draft, policy: ContactPolicy, *, flag: bool = True) -> TierStandard:
    """The standard of the person's tier, or the most cautious one where the tier is missing, doubtful or unknown."""
    case = draft.case
    standard = policy.tiers.get(case.tier) if case.tier is not None else None
    if standard is None:
        code = "tier-missing" if case.tier is None else "tier-unknown"
    elif case.tier_provisional:
        code = "tier-provisional"
    elif case.tier_scheme is not None and case.tier_scheme != standard.scheme:
        code = "tier-scheme-mismatch"
    elif (standard.scheme == "four-tier-2007") != (policy.standard_set == "ns-2007"):
        code = "tier-unknown"
    else:
        return standard
    if flag:
        draft.flag(code)
    return policy.cautious


def wanted_frequency(draft: Draft, standard: TierStandard, order_start: date) -> Frequency | None:
    case, policy = draft.case, draft.policy
    if case.agreed_frequency is not None:
        return agreed_frequency(case.agreed_frequency, tuple(policy.forms.items()))
    packages = policy.packages
    if packages is None or not package_applies(case, packages, standard, draft.plain):
        return standard.frequency
    if case.phase == "early-engagement":
        return packages.early
    early_end = early_engagement_end(case, packages, standard.tier, order_start)
    draft.change(early_end)
    return packages.early if early_end is not None and case.on < early_end else standard.frequency


def first_limit(policies: ContactPolicies, standing: Standing, start: date, case: ContactCase) -> Limit | None:
    """The limit of the first appointment under the standard of the day it runs from; None where there is none."""
    if standing.sentence == "post-sentence-supervision":
        return None
    try:
        policy = policies.on(start)
    except NoPolicyInForce:
        return None
    standard = tier_standard_on(policy, case)
    return standard.after_release if standing.after_release else standard.after_sentence


def tier_standard_on(policy: ContactPolicy, case: ContactCase) -> TierStandard:
    standard = policy.tiers.get(case.tier or "")
    if standard is None or (standard.scheme == "four-tier-2007") != (policy.standard_set == "ns-2007"):
        return policy.cautious
    return standard
