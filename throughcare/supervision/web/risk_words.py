"""Words for risk: registers with their levels, why a tier changed, facts before and after."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext

from throughcare.kernel.decision import mark
from throughcare.supervision.models import Tier
from throughcare.supervision.rules import codes
from throughcare.supervision.rules.tier_change_axis import NEED_NAMES
from throughcare.supervision.rules.tier_inputs import NAMES, Difference

CAUSES: Mapping[str, str] = {
    "registration-made": mark("this was registered: {what}"),
    "registration-corrected": mark("this registration was put right: {what}"),
    "registration-ended": mark("this registration ended: {what}"),
    "assessment-recorded": mark("this was recorded: {what}"),
    "assessment-corrected": mark("this was put right: {what}"),
    "assessment-withdrawn": mark("this was withdrawn: {what}"),
    "import": mark("the record was imported"),
    "details": mark("personal details were changed"),
    "merge": mark("two records were joined"),
    "unmerge": mark("a joined record was parted again"),
}
_BY_TIME = mark("time had passed: a sentence ended, or the policy changed")
_LISTS = {
    "sentences": mark("Sentences and requirements"),
    "enforcement": mark("Breach and recall"),
}
_ANSWERS = {
    "STATIC": mark("static factors only"), "DYNAMIC": mark("static and dynamic factors"),
    "NONE": mark("no need"), "STANDARD": mark("standard need"), "SEVERE": mark("severe need"),
    "LOW": mark("low"), "MEDIUM": mark("medium"), "HIGH": mark("high"), "VERY_HIGH": mark("very high"),
    "NOT_APPLICABLE": mark("not applicable"), "FEMALE": mark("female"), "MALE": mark("male"),
    "UNKNOWN": mark("not known"),
}  # fmt: skip
_NEEDS = ("accommodation", "ete", "relationships", "lifestyle", "drugs", "alcohol", "thinking", "attitudes")
_NEED_KEYS = {"ete": "education_training_employment", "thinking": "thinking_behaviour"}
NEEDS: Mapping[str, str] = {need: NEED_NAMES[_NEED_KEYS.get(need, need)] for need in _NEEDS}
"""The names of the sections of need, by the name of their column."""


def registered(type_: str, level: str = "", category: str = "") -> str:
    """A registration in short: the register, and its level and category where it has them."""
    known = codes.REGISTRATION_TYPE.by_code.get(type_)
    name = gettext(str(known.facts.get("short", known.label))) if known else type_
    parts = [name]
    if level:
        parts.append(gettext(codes.REGISTRATION_LEVEL.label(level)))
    if category:
        parts.append(gettext(codes.REGISTRATION_CATEGORY.label(category)))
    return ", ".join(parts)


def cause(tier: Tier) -> str:
    """Why a tier was worked out anew, as the end of a sentence."""
    template = CAUSES.get(tier.cause, _BY_TIME)
    return gettext(template).format(what=_what((tier.facts or {}).get("about", {})))


def _what(about: Mapping[str, str]) -> str:
    if about.get("kind") == "registration":
        return registered(about["type"], about["level"])
    return gettext(codes.ASSESSMENT_KIND.label(about.get("type", "")))


def severity(code: str) -> str:
    """How severe a need is."""
    return gettext(codes.NEED_SEVERITY.label(code)) if code else gettext("Not answered")


def severity_kind(code: str) -> str:
    """The colour of a need's tag."""
    return {"severe": "overdue", "standard": "due", "none": "fine"}.get(code, "neutral")


def end_reason(code: str) -> str:
    """Why a registration ended."""
    return gettext(codes.REGISTRATION_END.label(code)) if code else ""


def assessment(kind: str) -> str:
    """The kind of an assessment."""
    return gettext(codes.ASSESSMENT_KIND.label(kind))


def predictor(kind: str) -> str:
    """Whether a predictor stands on static facts alone."""
    return gettext(codes.PREDICTOR_KIND.label(kind)) if kind else ""


def band(code: str) -> str:
    """A band of the sexual reoffending predictor."""
    return gettext(codes.SEXUAL_PREDICTOR_BAND.label(code)) if code else ""


def difference(found: Difference) -> dict[str, Any]:
    """A fact before and after, as a row of a table; dates stay dates."""
    if found.name == "registrations":
        gone, entry = found.after is None, found.before or found.after
        name = registered(entry["type"], entry.get("level") or "")
        title = gettext("No longer registered") if gone else gettext("Registered")
        return {"name": title, "before": name if gone else "", "after": "" if gone else name}
    if found.name in _LISTS:
        return {"name": gettext(_LISTS[found.name]), "before": "", "after": gettext("changed")}
    return {"name": gettext(NAMES[found.name]), "before": _value(found.before), "after": _value(found.after)}


def _value(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, float):
        return f"{value:g}"
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        return gettext(_ANSWERS[value]) if value in _ANSWERS else str(value)
