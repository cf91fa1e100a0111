"""Whether the questions of a competition are in proportion: their number and length, and what they ask."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from throughcare.commissioning.rules.check_policy import CHECKS, check
from throughcare.commissioning.rules.trail import ImpossibleCase, Trail, pounds
from throughcare.kernel.bands import Bands
from throughcare.kernel.decision import Decision, PolicyUse, mark
from throughcare.kernel.rulebook import Rule

NAME, RULE_SET = "question-budget", "competition-checks"
_WORD = re.compile(r"[^\W_]+")
Amount = Annotated[int, Meta(ge=0)]
Finding = Literal[
    "no-need", "repeats-condition", "repeats-question", "insurance-above-value", "turnover-too-high", "accounts-too-old",
    "amount-missing", "years-missing", "too-many-questions", "too-many-words",
]  # fmt: skip


class Question(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One question; ``words`` is the most an answer may hold, 0 for a tick or a number."""

    code: str
    text: str = ""
    words: Annotated[int, Meta(ge=0)] = 0
    need: Annotated[
        str, Meta(description="the need or outcome of the specification that it serves; empty for none")
    ] = ""
    condition: Annotated[str, Meta(description="the condition of admission that it asks for again; empty for none")] = (
        ""
    )
    asks_for: Literal["answer", "insurance", "turnover", "accounts"] = "answer"
    amount_pence: Annotated[Amount | None, Meta(description="cover or turnover that it asks for")] = None
    years: Annotated[Annotated[int, Meta(ge=0)] | None, Meta(description="years of accounts that it asks for")] = None


class QuestionsCase(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The questions of a lot worth ``value_pence`` over its whole term."""

    on: date
    value_pence: Annotated[int, Meta(ge=0)]
    questions: tuple[Question, ...]
    annual_value_pence: Annotated[
        Annotated[int, Meta(ge=0)] | None, Meta(description="value of a year; the whole value where null")
    ] = None
    admission_conditions: Annotated[tuple[str, ...], Meta(description="codes of the market's conditions")] = ()
    condition_titles: Annotated[
        tuple[str, ...], Meta(description="titles of those conditions; a question that names one is warned of")
    ] = ()
    override_reason: Annotated[str | None, Meta(description="why it is published all the same")] = None


class QuestionFinding(Struct, frozen=True, gc=False):
    """What is wrong; ``question`` is null where it is about all of them."""

    question: str | None
    finding: Finding


class NearCondition(Struct, frozen=True, gc=False):
    """A question with every word of the title of a condition of admission."""

    question: str
    condition: str


class QuestionBudget(Struct, frozen=True, gc=False):
    """The questions against the budget, and what is wrong with them."""

    allowed: bool
    overridden: bool
    questions: int
    words: int
    questions_most: int
    words_most: int
    findings: tuple[QuestionFinding, ...]
    near_conditions: Annotated[
        tuple[NearCondition, ...], Meta(description="warnings alone: they may ask for a condition again")
    ]


_REASONS = {
    "fine": mark("The questions are in proportion: {questions} of {questions_most}, words {words} of {words_most}."),
    "blocked": mark("Questions to put right: {count}."),
    "overridden": mark("Published all the same, for the reason given. Findings: {count}."),
}
_FINDINGS: dict[Finding, str] = {
    "no-need": mark("{question}: serves no need of the specification."),
    "repeats-condition": mark("{question}: asks again for a condition of admission, which every member has met."),
    "repeats-question": mark("{question}: asks the same as another question."),
    "insurance-above-value": mark("{question}: asks for insurance of {amount}, more than the lot is worth."),
    "turnover-too-high": mark("{question}: asks for a turnover of {amount}, more than {most}."),
    "accounts-too-old": mark("{question}: asks for {years} years of accounts, which young organisations do not have."),
    "amount-missing": mark("{question}: does not say how much it asks for, so it cannot be compared with the lot."),
    "years-missing": mark("{question}: does not say for how many years of accounts it asks."),
    "too-many-questions": mark("Too many questions: {questions}, and at most {questions_most}."),
    "too-many-words": mark("Too many words: {words}, and at most {words_most}."),
}


_NEAR = mark("{question}: may ask again for the condition “{condition}”, which every member has met.")


def decide_questions(case: QuestionsCase) -> Decision[QuestionBudget]:
    """Whether the questions may be published; a house standard. Raises ``ImpossibleCase`` for a question listed twice."""
    codes = [each.code for each in case.questions]
    if len(set(codes)) < len(codes):
        raise ImpossibleCase("a question is listed twice")
    trail = Trail(NAME, RULE_SET)
    budget = _bands(check("question-budget", case.on))[case.value_pence]
    trail.use(check("question-budget", case.on))
    limits = trail.use(check("question-limits", case.on))
    words = sum(each.words for each in case.questions)
    said: dict[str, object] = {
        "questions": len(case.questions), "questions_most": budget["questions"],
        "words": words, "words_most": budget["words"],
    }  # fmt: skip
    found = [QuestionFinding(code, finding) for code, finding in _about_each(case, limits)]
    if len(case.questions) > budget["questions"]:
        found.append(QuestionFinding(None, "too-many-questions"))
    if words > budget["words"]:
        found.append(QuestionFinding(None, "too-many-words"))
    by_code = {each.code: each for each in case.questions}
    most = limits["turnover_times_annual_value"] * _annual(case)
    for each in found:
        question = by_code.get(each.question or "")
        about: dict[str, object] = {} if question is None else _said_about(question)
        trail.note(
            each.finding, _FINDINGS[each.finding], each.question, decisive=True, most=pounds(most), **about, **said
        )
    near = tuple(_near_conditions(case))
    for one in near:
        trail.note("near-condition", _NEAR, None, question=one.question, condition=one.condition)
    overridden = bool(found) and bool(case.override_reason and case.override_reason.strip())
    code = "fine" if not found else "overridden" if overridden else "blocked"
    value = QuestionBudget(
        not found or overridden,
        overridden,
        len(case.questions),
        words,
        budget["questions"],
        budget["words"],
        tuple(found),
        near,
    )
    return trail.decide(value, code, _REASONS[code], result=len(found), holds_until=None, count=len(found), **said)


def _about_each(case: QuestionsCase, limits: dict[str, Any]) -> Iterator[tuple[str, Finding]]:
    seen: set[str] = set()
    most = limits["turnover_times_annual_value"] * _annual(case)
    for each in case.questions:
        text = " ".join(each.text.lower().split()).rstrip("?.")
        asked = each.amount_pence or 0
        tests: list[tuple[Finding, bool]] = [
            ("no-need", not each.need.strip() and each.asks_for == "answer"),
            ("repeats-condition", bool(each.condition) and each.condition in case.admission_conditions),
            ("repeats-question", bool(text) and text in seen),
            ("amount-missing", each.asks_for in ("insurance", "turnover") and each.amount_pence is None),
            ("years-missing", each.asks_for == "accounts" and each.years is None),
            ("insurance-above-value", each.asks_for == "insurance" and asked > case.value_pence),
            ("turnover-too-high", each.asks_for == "turnover" and asked > most),
            ("accounts-too-old", each.asks_for == "accounts" and (each.years or 0) > limits["accounts_years"]),
        ]
        seen.add(text)
        yield from ((each.code, finding) for finding, applies in tests if applies)


def _near_conditions(case: QuestionsCase) -> Iterator[NearCondition]:
    """Questions that hold every word of a title of two words or more, and do not say themselves that they repeat it."""
    for each in case.questions:
        words = set(_WORD.findall(each.text.lower()))
        for title in case.condition_titles:
            named = set(_WORD.findall(title.lower()))
            if not each.condition and len(named) > 1 and named <= words:
                yield NearCondition(each.code, title)


def _annual(case: QuestionsCase) -> int:
    return case.value_pence if case.annual_value_pence is None else case.annual_value_pence


def _said_about(question: Question) -> dict[str, object]:
    return {"question": question.code, "amount": pounds(question.amount_pence or 0), "years": question.years or 0}


@cache
def _bands_of(key: tuple[tuple[int, int, int], ...]) -> Bands[dict[str, int]]:
    return Bands((bound, {"questions": questions, "words": words}) for bound, questions, words in key)


def _bands(use: PolicyUse) -> Bands[dict[str, int]]:
    return _bands_of(tuple((b["from"], b["value"]["questions"], b["value"]["words"]) for b in use.value))


RULE = Rule(
    name=NAME,
    rule_set=RULE_SET,
    title=mark("Questions in proportion to the value"),
    case=QuestionsCase,
    value=QuestionBudget,
    decide=decide_questions,
    parameters=(CHECKS,),
    source="House standard; Public Contracts Regulations 2015 reg. 58; Procurement Act 2023 s.22, proportionate conditions",
    default=True,
)
