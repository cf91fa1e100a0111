"""Which requirements of post-sentence supervision are proportionate to the sentence and the need: a proposal.

Criminal Justice Act 2003 s.256AA and s.256AB say to whom it applies and what there can be; sentencing reform takes it away
from who is released from September 2026. The figures that decide what fits are local
(``parameters/post-sentence-supervision.yaml``). A practitioner decides.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Annotated, Any, Literal

from msgspec import Meta

from throughcare.kernel.calendar import add_months
from throughcare.kernel.decision import Decision, Reason, Step, Words, mark
from throughcare.kernel.rulebook import Rule
from throughcare.policy import Family, load_family
from throughcare.supervision.rules.pss_codes import PSS_REQUIREMENT

FAMILY = "post-sentence-supervision"
RULE = "pss-requirements"
Need = Literal[
    "accommodation", "ete", "relationships", "lifestyle", "drugs", "alcohol", "thinking", "attitudes"
]  # fmt: skip
Severity = Literal["", "none", "standard", "severe"]
Verdict = Literal["always", "justified", "not-justified", "too-short", "no-link"]
_LEVELS = ("none", "standard", "severe")


@dataclass(frozen=True, slots=True, kw_only=True)
class PssCase:
    """A sentence of custody with time after its licence, and what is known of the person's risk and needs."""

    on: dt.date
    kind: Annotated[str, Meta(description="kind of sentence, such as custody-short")]
    term_start: dt.date
    term_end: Annotated[dt.date, Meta(description="first day after the term")]
    starts_on: Annotated[dt.date, Meta(description="first day of the supervision: the licence has ended")]
    ends_on: Annotated[dt.date, Meta(description="first day after the supervision")]
    released_on: Annotated[
        dt.date | None, Meta(description="day of release from the term; left out, not yet: the day asked about counts")
    ] = None
    rosh: Annotated[str, Meta(description="risk of serious harm: RLRH, RMRH, RHRH, RVHR, or empty")] = ""
    mappa: bool = False
    needs: dict[Need, Severity] = field(default_factory=dict)
    drugs_linked: Annotated[bool, Meta(description="drugs led to offending, or are likely to")] = False


@dataclass(frozen=True, slots=True)
class PssAnswer:
    """One requirement: whether it is proposed, and the fact that says so (empty: none)."""

    requirement: str
    proposed: bool
    verdict: Verdict
    because: str


@dataclass(frozen=True, slots=True)
class PssProposal:
    """Whether there is such supervision, and every requirement there can be with its answer."""

    applies: bool
    days: int
    requirements: tuple[PssAnswer, ...]


@cache
def family() -> Family:
    """The parameters."""
    return load_family("throughcare.supervision", FAMILY)


_SENTENCES = {
    "applies": mark("Supervision goes on after the sentence, for {days} days."),
    "no-time": mark("No time lies between the end of the sentence and the end of supervision."),
    "term-too-long": mark("The term was two years or more: there is no supervision after it."),
    "abolished": mark(
        "Nobody released on {released} is supervised after the sentence: that was taken away before then."
    ),
    "other-kind": mark("There is no supervision after a sentence of this kind."),
    "always": mark("{requirement}: for everybody."),
    "justified": mark("{requirement}: {because}."),
    "not-justified": mark("{requirement}: nothing on the record justifies it."),
    "too-short": mark("{requirement}: not in a supervision of {days} days."),
    "no-link": mark("{requirement}: no link between drugs and offending is recorded."),
}
BECAUSE = {
    "rosh": mark("the risk of serious harm is high"),
    "mappa": mark("the person is under MAPPA"),
    "need-accommodation": mark("need: accommodation"),
    "need-ete": mark("need: education, training and employment"),
    "need-relationships": mark("need: relationships"),
    "need-lifestyle": mark("need: lifestyle and associates"),
    "need-drugs": mark("need: drugs"),
    "need-alcohol": mark("need: alcohol"),
    "need-thinking": mark("need: thinking and behaviour"),
    "need-attitudes": mark("need: attitudes"),
}


def decide_pss(case: PssCase) -> Decision[PssProposal]:
    """What to require after the sentence. Raises ``NoPolicyInForce`` for release or supervision before February 2015."""
    released = case.released_on or case.on
    uses = {
        name: parameter.use(released if name == "releases" else case.starts_on)
        for name, parameter in family().parameters.items()
    }
    days = max(0, (case.ends_on - case.starts_on).days)
    against = _against(case, days, uses["applies"].value, uses["releases"].value)
    if against:
        words = Words(_SENTENCES[against], {"released": released} if against == "abolished" else {})
        used = uses["releases" if against == "abolished" else "applies"]
        value = PssProposal(False, days, ())
        return Decision(RULE, FAMILY, value, Reason(against, words), (Step(against, words, None, True),), (used,), None)
    answers = tuple(_answers(case, days, {name: use.value for name, use in uses.items()}))
    applies = Words(_SENTENCES["applies"], {"days": days})
    steps = [Step("applies", applies, case.ends_on, True), *(_step(one, days) for one in answers)]
    return Decision(
        RULE, FAMILY, PssProposal(True, days, answers), Reason("applies", applies), tuple(steps),
        tuple(uses.values()), None,
    )  # fmt: skip


def _against(case: PssCase, days: int, applies: Mapping[str, Any], after_release: str) -> str:
    if case.kind not in applies["kinds"]:
        return "other-kind"
    if case.term_end >= add_months(case.term_start, applies["below_months"]):
        return "term-too-long"
    if after_release == "none":
        return "abolished"
    return "" if days else "no-time"


def _answers(case: PssCase, days: int, policy: Mapping[str, Any]) -> Iterator[PssAnswer]:
    for code in policy["possible"]:
        if code in policy["always"]:
            yield PssAnswer(code, True, "always", "")
        elif days <= policy["short"]:
            yield PssAnswer(code, False, "too-short", "")
        elif not (because := _because(case, policy["justified-by"].get(code, {}))):
            yield PssAnswer(code, False, "not-justified", "")
        elif code in policy["drugs-linked"] and not case.drugs_linked:
            yield PssAnswer(code, False, "no-link", because)
        else:
            yield PssAnswer(code, True, "justified", because)


def _because(case: PssCase, grounds: Mapping[str, Any]) -> str:
    """The first ground that holds: risk, MAPPA, then needs."""
    if case.rosh and case.rosh in grounds.get("rosh", ()):
        return "rosh"
    if case.mappa and grounds.get("mappa"):
        return "mappa"
    for need, least in grounds.get("needs", {}).items():
        severity = case.needs.get(need, "")
        if severity and _LEVELS.index(severity) >= _LEVELS.index(least):
            return f"need-{need}"
    return ""


def _step(answer: PssAnswer, days: int) -> Step:
    values: dict[str, object] = {"requirement": Words(PSS_REQUIREMENT.label(answer.requirement))}
    if answer.verdict == "justified":
        values["because"] = Words(BECAUSE[answer.because])
    if answer.verdict == "too-short":
        values["days"] = days
    return Step(answer.verdict, Words(_SENTENCES[answer.verdict], values), None, answer.proposed)


def check_choice(
    chosen: tuple[str, ...], *, proposed: tuple[str, ...], why: str, possible: tuple[str, ...]
) -> tuple[str, ...]:
    """What is wrong with a choice of requirements: codes of ``CHOICE_FAULTS``."""
    faults = []
    if any(code not in possible for code in chosen) or len(set(chosen)) < len(chosen):
        faults.append("not-possible")
    elif set(chosen) != set(proposed) and not why.strip():
        faults.append("say-why")
    return tuple(faults)


CHOICE_FAULTS = {
    "not-possible": mark("The Act knows no such requirement."),
    "say-why": mark("Say why it is more or less than what is proposed."),
    "no-supervision": mark("No supervision follows this sentence."),
    "over": mark("The supervision is over."),
}

PSS_REQUIREMENTS = Rule(
    name=RULE,
    rule_set=FAMILY,
    title=mark("Requirements of post-sentence supervision"),
    case=PssCase,
    value=PssProposal,
    decide=decide_pss,
    parameters=(FAMILY,),
    source="Criminal Justice Act 2003 s.256AA and s.256AB",
    default=True,
)
