"""Whether the evaluators of a question must discuss their scores before consensus (rules E1, E4 and E5)."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Annotated, Literal

from msgspec import Meta, Struct

from throughcare.commissioning.rules.check_policy import EVALUATION, evaluation
from throughcare.commissioning.rules.trail import ImpossibleCase, Trail
from throughcare.kernel.decision import Decision, mark
from throughcare.kernel.rulebook import Rule

NAME, RULE_SET = "score-divergence", "evaluation"


class EvaluatorScore(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one evaluator gave, on the scale from 0 to 5."""

    evaluator: str
    score: Annotated[float, Meta(ge=0)]
    locked: bool = True


class ScoresCase(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The scores of one question of one bid."""

    on: date
    scores: tuple[EvaluatorScore, ...]
    pass_mark: Annotated[float | None, Meta(description="least score that passes; null where none was published")] = (
        None
    )


class Divergence(Struct, frozen=True, gc=False):
    """Whether consensus can begin, and whether a discussion must come first."""

    ready: Annotated[bool, Meta(description="every score is locked and there are enough of them")]
    must_discuss: bool
    spread: float
    why: tuple[Literal["spread", "fail-against-pass"], ...]
    blocks: tuple[Literal["too-few-evaluators", "not-locked"], ...]


_REASONS = {
    "discuss": mark("The scores lie apart, so the evaluators discuss them before they agree on one."),
    "close": mark("The scores lie close together. The consensus is agreed with a reason, not averaged."),
    "too-few-evaluators": mark("Evaluators: {count}. At least {least} are needed."),
    "not-locked": mark("A score is not locked yet, so nobody sees the others."),
}
_WHY = {
    "spread": mark("The scores spread over {spread} points; {limit} are enough for a discussion."),
    "fail-against-pass": mark("Some pass and some fail, and the least score that passes is {pass_mark}."),
}


def decide_divergence(case: ScoresCase) -> Decision[Divergence]:
    """Whether the scores diverge; a house standard. Raises ``ImpossibleCase`` for a score off the scale."""
    trail = Trail(NAME, RULE_SET)
    least, terms = trail.use(evaluation("evaluators", case.on))["least"], trail.use(evaluation("divergence", case.on))
    if any(each.score > terms["top"] for each in case.scores):
        raise ImpossibleCase(f"a score lies above {terms['top']}, the top of the scale")
    step = Fraction(str(trail.use(evaluation("score-step", case.on))))
    if odd := [each.score for each in case.scores if Fraction(str(each.score)) % step]:
        raise ImpossibleCase(f"scores are given in steps of {float(step):g}, and {odd[0]:g} is none")
    people = {each.evaluator for each in case.scores}
    if len(people) < len(case.scores):
        raise ImpossibleCase("an evaluator is listed twice")
    blocks: list[Literal["too-few-evaluators", "not-locked"]] = []
    if len(people) < least:
        blocks.append("too-few-evaluators")
    if any(not each.locked for each in case.scores):
        blocks.append("not-locked")
    values = [each.score for each in case.scores]
    spread = max(values) - min(values) if values else 0.0
    why: list[Literal["spread", "fail-against-pass"]] = []
    if spread >= terms["spread"]:
        why.append("spread")
    if case.pass_mark is not None and values and min(values) < case.pass_mark <= max(values):
        why.append("fail-against-pass")
    for code in why:
        trail.note(
            code, _WHY[code], None, decisive=True, spread=spread, limit=terms["spread"], pass_mark=case.pass_mark
        )
    reason = blocks[0] if blocks else "discuss" if why else "close"
    value = Divergence(not blocks, bool(why), spread, tuple(why), tuple(blocks))
    return trail.decide(value, reason, _REASONS[reason], result=spread, count=len(people), least=least)


RULE = Rule(
    name=NAME,
    rule_set=RULE_SET,
    title=mark("Scores of evaluators that lie apart"),
    case=ScoresCase,
    value=Divergence,
    decide=decide_divergence,
    parameters=(EVALUATION,),
    source="House standard",
    default=True,
)
