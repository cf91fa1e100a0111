"""How many cases a year a need will have in an area, worked out from the caseload itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from throughcare.commissioning.rules.need_policy import NEEDS, needs
from throughcare.commissioning.rules.trail import ImpossibleCase, Trail, percent, rounded
from throughcare.kernel.decision import Decision, mark
from throughcare.kernel.rulebook import Rule
from throughcare.organisations.rules.supplier_codes import COHORT, NEED

NAME, RULE_SET = "need-projection", "needs"
Count = Annotated[int, Meta(ge=0)]
Method = Literal["assessed", "assumed", "stated", "none"]
ProjectionWarning = Literal["few-assessed", "growth-held", "stated-far-off"]


class ProjectionCase(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Counts of the people of an area and cohort, of the twelve months before ``on``; never who they are."""

    on: date
    category: str
    cohort: Annotated[str, Meta(description="empty for everybody")] = ""
    today: Annotated[Count, Meta(description="people on probation on the day")] = 0
    year: Annotated[Count, Meta(description="people on probation on some day of the last twelve months")] = 0
    began: Annotated[Count, Meta(description="people whose sentence began in the last twelve months")] = 0
    began_before: Annotated[Count, Meta(description="people whose sentence began in the twelve months before")] = 0
    assessed: Annotated[Count, Meta(description="of those of the year, assessed for the need")] = 0
    in_need: Annotated[Count, Meta(description="of those assessed, with the need")] = 0
    stated: Annotated[
        Annotated[int, Meta(ge=1)] | None, Meta(description="the volume that a commissioner states instead")
    ] = None
    stated_why: str = ""


class Projection(Struct, frozen=True, gc=False):
    """The volume of a year that counts, and the one worked out; null where the caseload cannot say."""

    volume: int | None
    projected: int | None
    method: Method
    base: int
    prevalence_percent: Annotated[float | None, Meta(description="share of the base with the need")]
    growth_percent: float
    warnings: tuple[ProjectionWarning, ...]


_REASONS = {
    "assessed": mark("{volume} cases a year: {share} of the {assessed} people assessed have the need, of {base} in a year."),
    "assumed": mark("{volume} cases a year: {share} of the {base} people in a year are assumed to have the need."),
    "stated": mark("{volume} cases a year, stated by the commissioner in place of the {projected} worked out: {why}"),
    "stated-alone": mark("{volume} cases a year, stated by the commissioner: {why}"),
    "caseload-empty": mark("Nobody of these people was on probation in this area in the last twelve months."),
    "cohort-not-recorded": mark("The caseload does not record who belongs to these people: state a volume with a reason."),
}  # fmt: skip
_BASE = mark("On probation on {day}: {today}. On some day of the twelve months before: {year}.")
_ASSESSED = mark("Assessed for the need: {assessed}. With the need: {count}, which is {share}.")
_FEW = mark("Assessed for the need: {assessed}, fewer than {least}. An assumed share of {share} is used instead.")
_NOT_ASSESSED = mark("This need is not assessed. An assumed share of {share} is used instead.")
_GROWTH = mark("Sentences began for {began} people, in the twelve months before for {before}: a change of {change}.")
_HELD = mark("A change of {change} is more than is carried on: {most} is used.")
_NO_GROWTH = mark(
    "Sentences began for {before} people in the earlier year, fewer than {least}: no change is carried on."
)
_FAR = mark("The stated volume is far from the one worked out.")


def decide_projection(case: ProjectionCase) -> Decision[Projection]:
    """People of a year x share with the need x change in new people; a house standard.

    A volume that a commissioner states counts in its place, and both are kept. Raises ``ImpossibleCase`` where more
    people have the need than are assessed, or more are assessed than there are.
    """
    _check(case)
    trail = Trail(NAME, RULE_SET)
    trail.note("base", _BASE, case.year, day=case.on, today=case.today, year=case.year)
    known = trail.use(needs("cohorts", case.on))
    if case.cohort and case.cohort not in known:
        return _without(case, trail, "cohort-not-recorded")
    if case.year == 0:
        return _without(case, trail, "caseload-empty")
    method, share = _share(case, trail)
    growth, warnings = _growth(case, trail)
    if method == "assumed" and case.assessed > 0:
        warnings = ("few-assessed", *warnings)
    projected = int(rounded(case.year * share * (1 + growth), 0))
    shown = rounded(100 * share)
    value = Projection(projected, projected, method, case.year, shown, rounded(100 * growth), warnings)
    said: dict[str, Any] = {"share": percent(shown), "assessed": case.assessed, "base": case.year}
    if case.stated is None:
        return trail.decide(value, method, _REASONS[method], result=projected, volume=projected, **said)
    trail.note(method, _REASONS[method], projected, volume=projected, **said)
    return _stated(case, value, trail)


def _without(case: ProjectionCase, trail: Trail, code: str) -> Decision[Projection]:
    """The caseload cannot say; what a commissioner states counts alone."""
    value = Projection(case.stated, None, "none", case.year, None, 0, ())
    if case.stated is None:
        return trail.decide(value, code, _REASONS[code])
    trail.note(code, _REASONS[code])
    return _stated(case, value, trail)


def _stated(case: ProjectionCase, value: Projection, trail: Trail) -> Decision[Projection]:
    stated, projected = case.stated or 0, value.projected
    warnings = value.warnings
    far = Fraction(trail.use(needs("far-off", case.on)), 100)
    if projected is not None and abs(stated - projected) > far * projected:
        warnings = (*warnings, "stated-far-off")
        trail.note("stated-far-off", _FAR)
    told = Projection(
        stated, projected, "stated", value.base, value.prevalence_percent, value.growth_percent, warnings
    )  # fmt: skip
    code = "stated" if projected is not None else "stated-alone"
    return trail.decide(
        told, code, _REASONS[code], result=stated, volume=stated, projected=projected, why=case.stated_why
    )  # fmt: skip


def _share(case: ProjectionCase, trail: Trail) -> tuple[Literal["assessed", "assumed"], Fraction]:
    """The share with the need: of the caseload itself where enough are assessed, else the assumed one."""
    sections: Mapping[str, list[str]] = trail.use(needs("assessed-sections", case.on))
    least = trail.use(needs("least-assessed", case.on))["people"]
    if case.category in sections and case.assessed >= least:
        share = Fraction(case.in_need, case.assessed)
        trail.note("assessed-share", _ASSESSED, None, assessed=case.assessed, count=case.in_need, share=_said(share))
        return "assessed", share
    share = Fraction(str(trail.use(needs("assumed-prevalence", case.on))[case.category])) / 100
    words = _FEW if case.category in sections else _NOT_ASSESSED
    trail.note("assumed-share", words, None, assessed=case.assessed, least=least, share=_said(share))
    return "assumed", share


def _growth(case: ProjectionCase, trail: Trail) -> tuple[Fraction, tuple[ProjectionWarning, ...]]:
    """The change in new people that is carried on."""
    terms = trail.use(needs("growth", case.on))
    if case.began_before < terms["least_people"]:
        trail.note("no-growth", _NO_GROWTH, None, before=case.began_before, least=terms["least_people"])
        return Fraction(0), ()
    change, most = Fraction(case.began - case.began_before, case.began_before), Fraction(terms["most_percent"], 100)
    trail.note("growth", _GROWTH, None, began=case.began, before=case.began_before, change=_said(change))
    if abs(change) <= most:
        return change, ()
    held = most if change > 0 else -most
    trail.note("growth-held", _HELD, None, change=_said(change), most=_said(held))
    return held, ("growth-held",)


def _said(share: Fraction) -> str:
    return percent(rounded(100 * share, 1))


def _check(case: ProjectionCase) -> None:
    if case.category not in NEED:
        raise ImpossibleCase(f"no need is called {case.category!r}")
    if case.cohort and case.cohort not in COHORT:
        raise ImpossibleCase(f"no cohort is called {case.cohort!r}")
    if case.in_need > case.assessed:
        raise ImpossibleCase("in_need is more than assessed")
    if case.assessed > case.year or case.today > case.year:
        raise ImpossibleCase("more people are assessed, or there today, than in the year")


RULE = Rule(
    name=NAME,
    rule_set=RULE_SET,
    title=mark("Volume of a need in a year"),
    case=ProjectionCase,
    value=Projection,
    decide=decide_projection,
    parameters=(NEEDS,),
    source="House standard; projected volumes from the caseload itself, so that lots are not let below current work",
    default=True,
)
