"""Whether a single-axis tier is provisional: a fact that is missing or static could still raise it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from throughcare.kernel.decision import Step, mark
from throughcare.supervision.rules.steps import step
from throughcare.supervision.rules.tier_a_to_g_policy import AToGPolicy
from throughcare.supervision.rules.tier_cases import AToGCase

LOWEST = "G"


def decide_provisional(
    case: AToGCase, steps: tuple[Step, ...], *, mappa: str | None, rosh: str | None, policy: AToGPolicy
) -> tuple[Step, Step]:
    """Two steps, for static predictors and for a missing RoSH; each says whether it makes the tier provisional.

    ``steps`` are the eight steps in their order: reoffending first, MAPPA and RoSH third.
    """
    return _static(case, steps, policy), _missing_rosh(case, steps, mappa, rosh, policy)


def best(results: Iterable[str | None]) -> str:
    """The highest tier among those given."""
    return min((tier for tier in results if tier is not None), default=LOWEST)


def _static(case: AToGCase, steps: tuple[Step, ...], policy: AToGPolicy) -> Step:
    arp_static, csrp_static = case.arp_type == "STATIC", case.csrp_type == "STATIC"
    if not arp_static and not csrp_static:
        return _said("not-static", "", "")
    others = best(each.result for each in steps[1:])
    if arp_static and csrp_static:
        return _said("both-static", policy.provisional["both_static"], others)
    if arp_static:
        return _said("arp-static", policy.best_for_csrp(case.csrp or 0), others)
    return _said("csrp-static", policy.best_for_arp(case.arp or 0), others)


def _missing_rosh(
    case: AToGCase, steps: tuple[Step, ...], mappa: str | None, rosh: str | None, policy: AToGPolicy
) -> Step:
    if rosh is not None:
        return _said("rosh-known", "", "")
    dynamic = case.arp_type == "DYNAMIC" and case.csrp_type == "DYNAMIC"
    reoffending, sexual, _, *rest = steps
    counted = [sexual.result, *(each.result for each in rest)]
    others = best([reoffending.result, *counted] if dynamic else counted)
    if mappa is not None:
        return _said("rosh-missing-mappa", policy.provisional["rosh_missing_mappa"], others)
    return _said("rosh-missing", policy.provisional["rosh_missing_no_mappa"], others)


_FINAL = {
    "not-static": mark("Neither reoffending score is recorded as static."),
    "both-static": mark("Both reoffending scores are static, but another step gives tier {others}: final."),
    "arp-static": mark(
        "The all reoffending score is static, but another step gives tier {others}, "
        "no less than the {limit} it could reach: final."
    ),
    "csrp-static": mark(
        "The combined serious score is static, but another step gives tier {others}, "
        "no less than the {limit} it could reach: final."
    ),
    "rosh-known": mark("A level of risk of serious harm is registered."),
    "rosh-missing-mappa": mark(
        "No level of risk of serious harm is registered, but another step gives tier {others}: final."
    ),
    "rosh-missing": mark(
        "No level of risk of serious harm is registered, but another step gives tier {others}, no less than {limit}: final."
    ),
}
_PROVISIONAL = {
    "both-static": mark("Both reoffending scores are static and no other step gives tier {limit}: provisional."),
    "arp-static": mark(
        "The all reoffending score is static and could reach tier {limit}; the other steps give {others}: provisional."
    ),
    "csrp-static": mark(
        "The combined serious score is static and could reach tier {limit}; the other steps give {others}: provisional."
    ),
    "rosh-missing-mappa": mark(
        "No level of risk of serious harm is registered for a person under MAPPA "
        "and no other step gives tier {limit}: provisional."
    ),
    "rosh-missing": mark(
        "No level of risk of serious harm is registered and no other step gives tier {limit} or higher: provisional."
    ),
}


@lru_cache(maxsize=256)
def _said(code: str, limit: str, others: str) -> Step:
    """The step; provisional where the best of the ``others`` is a lower tier (a later letter) than ``limit``."""
    provisional = others > limit
    sentence = (_PROVISIONAL if provisional else _FINAL)[code]
    name = "provisional-rosh" if code.startswith("rosh") else "provisional-static"
    return step(name, sentence, provisional, decisive=provisional, limit=limit, others=others)
