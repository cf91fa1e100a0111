"""Which assessments can be recorded: scores that contradict themselves or their band are refused. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from throughcare.kernel.decision import mark
from throughcare.policy.book import NoPolicyInForce
from throughcare.supervision.rules.faults import EntryFault, faults_of, warnings_of
from throughcare.supervision.rules.tier_a_to_g_policy import a_to_g_policy
from throughcare.supervision.rules.tier_a_to_g_steps import ImpossibleScore, sexual_reoffending

SCORES = ("rsr", "ogrs", "arp", "csrp", "dc_srp")
NEEDS = ("accommodation", "ete", "relationships", "lifestyle", "drugs", "alcohol", "thinking", "attitudes")
ANSWERS: Mapping[str, int] = {"parenting": 1, "impulsivity": 2, "temper": 2}
"""The three OASys answers and the highest value of each."""
SCORE_ONLY = "RSR"
_KINDS = {"arp": "arp_kind", "csrp": "csrp_kind"}
_FINEST = 2


@dataclass(frozen=True, slots=True)
class AssessmentEntry:
    """What was typed. ``scores`` in percent and ``answers`` hold only what is known; ``needs`` a severity by section."""

    kind: str
    completed_on: date
    scores: Mapping[str, float] = field(default_factory=dict)
    arp_kind: str = ""
    csrp_kind: str = ""
    dc_srp_band: str = ""
    needs: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, int] = field(default_factory=dict)


_REFUSALS = {
    "nothing-entered": ("", mark("Enter at least one score or one need.")),
    "before-birth": ("completed_on", mark("The assessment cannot lie before the person was born.")),
    "in-the-future": ("completed_on", mark("The assessment cannot lie in the future.")),
    "score-out-of-range": ("", mark("A score is a percentage between 0 and 100.")),
    "answer-out-of-range": ("", mark("The answer must be between 0 and {most}.")),
    "predictor-kind-missing": ("", mark("Say whether the score stands on static facts alone or on dynamic ones too.")),
    "predictor-kind-alone": ("", mark("There is no score that this belongs to: leave it empty.")),
    "band-missing": ("dc_srp_band", mark("Say in which band the sexual reoffending score lies.")),
    "band-alone": (
        "dc_srp_band",
        mark("Without a sexual reoffending score there is no band: choose “Not applicable”."),
    ),
    "band-cannot-hold": ("dc_srp", mark("A score of {score} cannot lie in this band.")),
    "needs-of-score-only": (
        "kind",
        mark("A score by itself has no needs or answers: choose the kind of assessment they come from."),
    ),
    "already-saved": ("", mark("This form has been saved already, with other answers.")),
    "nothing-changed": ("", mark("The record says this already.")),
    "withdrawn-already": ("", mark("This assessment has been withdrawn.")),
}
_DOUBTS = {
    "older-than-the-latest": (
        "completed_on",
        mark("An assessment of a later day is on the record. What both say is read from that one."),
    ),
    "needs-incomplete": (
        "",
        mark("Some needs are not answered. A section without an answer counts as having no need."),
    ),
}


def refused(*codes: str) -> tuple[EntryFault, ...]:
    """The faults of those codes."""
    return faults_of(codes, _REFUSALS)


def check_assessment(
    entry: AssessmentEntry, *, born: date, others: Iterable[date], today: date
) -> tuple[EntryFault, ...]:
    """What is wrong with ``entry``; an empty tuple where nothing is. ``others`` are the days of other assessments."""
    found = faults_of([*_faults_of_days(entry, born, today), *_faults_of_values(entry)], _REFUSALS)
    if not found:
        found = faults_of([*_faults_of_predictors(entry), *_faults_of_kind(entry)], _REFUSALS)
    return found or warnings_of(_doubts(entry, tuple(others)), _DOUBTS)


_Found = list[str | tuple[str, Mapping[str, object]]]


def _faults_of_days(entry: AssessmentEntry, born: date, today: date) -> _Found:
    found: _Found = ["before-birth"] if entry.completed_on < born else []
    return found + (["in-the-future"] if entry.completed_on > today else [])


def _faults_of_values(entry: AssessmentEntry) -> _Found:
    if not (entry.scores or any(entry.needs.values()) or entry.answers):
        return ["nothing-entered"]
    found: _Found = [
        ("score-out-of-range", {"field": name})
        for name, score in entry.scores.items()
        if not 0 <= score <= 100 or round(score, _FINEST) != score
    ]
    found += [
        ("answer-out-of-range", {"field": name, "most": ANSWERS[name]})
        for name, answer in entry.answers.items()
        if not 0 <= answer <= ANSWERS[name]
    ]
    return found


def _faults_of_predictors(entry: AssessmentEntry) -> _Found:
    found: _Found = []
    for score, kind in _KINDS.items():
        given = bool(getattr(entry, kind))
        if score in entry.scores and not given:
            found.append(("predictor-kind-missing", {"field": kind}))
        elif given and score not in entry.scores:
            found.append(("predictor-kind-alone", {"field": kind}))
    return found + _faults_of_band(entry)


def _faults_of_band(entry: AssessmentEntry) -> _Found:
    score, band = entry.scores.get("dc_srp"), entry.dc_srp_band
    if score is None:
        return ["band-alone"] if band not in ("", "not-applicable") else []
    if not band:
        return ["band-missing"]
    try:
        policy = a_to_g_policy().on(entry.completed_on)
    except NoPolicyInForce:  # The scheme that reads the band was not in force, so nothing contradicts it.
        return []
    try:
        sexual_reoffending(policy, score, band.upper().replace("-", "_"), None)
    except ImpossibleScore:
        return [("band-cannot-hold", {"score": f"{score:g}"})]
    return []


def _faults_of_kind(entry: AssessmentEntry) -> _Found:
    more = any(entry.needs.values()) or bool(entry.answers)
    return ["needs-of-score-only"] if entry.kind == SCORE_ONLY and more else []


def _doubts(entry: AssessmentEntry, others: tuple[date, ...]) -> _Found:
    found: _Found = []
    if any(day > entry.completed_on for day in others):
        found.append("older-than-the-latest")
    if entry.kind != SCORE_ONLY and not all(entry.needs.get(need) for need in NEEDS):
        found.append("needs-incomplete")
    return found
