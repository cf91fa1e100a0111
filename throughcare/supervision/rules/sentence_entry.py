"""Which sentences can be recorded as a court passed them. Pure; days are the court's own, ends the first day after."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from throughcare.kernel.decision import mark
from throughcare.people.rules.codes import REQUIREMENT_CATEGORY, SENTENCE_KIND
from throughcare.people.rules.passed import SentencePassed
from throughcare.supervision.rules.faults import EntryFault, faults_of, warnings_of

_REFUSALS = {
    "in-the-future": ("sentenced_on", mark("A sentence cannot be recorded before it is passed.")),
    "before-birth": ("sentenced_on", mark("The sentence cannot lie before the person was born.")),
    "starts-before-sentence": ("starts_on", mark("A sentence cannot start before the day on which it was passed.")),
    "no-end": ("last_day", mark("Enter the last day of the sentence.")),
    "end-of-indeterminate": ("last_day", mark("A life sentence or IPP has no last day: leave it empty.")),
    "ends-before-start": ("last_day", mark("The last day cannot lie before the first.")),
    "licence-of-order": ("licence_last_day", mark("An order has no licence: leave it empty.")),
    "licence-after-end": ("licence_last_day", mark("The licence cannot end after the whole sentence.")),
    "licence-before-release": ("licence_last_day", mark("The licence cannot end before release.")),
    "release-of-order": ("released_on", mark("Nobody is released from an order: leave it empty.")),
    "release-before-start": ("released_on", mark("Release cannot lie before the sentence starts.")),
    "release-after-end": ("released_on", mark("Release cannot lie after the last day of the sentence.")),
    "requirements-of-custody": ("requirement_1", mark("Custody has licence conditions, not requirements.")),
    "conditions-of-order": ("conditions", mark("An order has requirements, not licence conditions.")),
    "same-requirement-twice": ("requirement_1", mark("The same requirement is entered twice.")),
    "length-missing": (
        "requirement_1",
        mark("Enter how long the requirement is: the court sets hours or days for it."),
    ),
    "already-saved": ("", mark("This form has been saved already, with other answers.")),
}
_DOUBTS = {
    "no-requirement": ("requirement_1", mark("The order has no requirement. Is that what the court ordered?")),
    "no-release-yet": ("released_on", mark("No day of release: the person is recorded as held in custody.")),
}
COUNTED = ("hours", "days")


def refused(*codes: str) -> tuple[EntryFault, ...]:
    """The faults of those codes."""
    return faults_of(codes, _REFUSALS)


def check_sentence(passed: SentencePassed, *, born: date, today: date) -> tuple[EntryFault, ...]:
    """What is wrong with a sentence to be recorded, or only unlikely; an empty tuple where nothing is."""
    facts = SENTENCE_KIND[passed.kind].facts
    codes = [
        *_faults_of_days(passed, born, today, indeterminate=bool(facts.get("indeterminate"))),
        *(_faults_of_custody(passed) if facts["custodial"] else _faults_of_order(passed)),
    ]
    if codes:
        return faults_of(codes, _REFUSALS)
    return warnings_of(_doubts(passed, custodial=bool(facts["custodial"])), _DOUBTS)


def _faults_of_days(passed: SentencePassed, born: date, today: date, *, indeterminate: bool) -> Iterator[str]:
    if passed.sentenced_on > today:
        yield "in-the-future"
    if passed.sentenced_on <= born:
        yield "before-birth"
    if passed.starts_on < passed.sentenced_on:
        yield "starts-before-sentence"
    if indeterminate and passed.ends_on is not None:
        yield "end-of-indeterminate"
    if not indeterminate and passed.ends_on is None:
        yield "no-end"
    if passed.ends_on is not None and passed.ends_on <= passed.starts_on:
        yield "ends-before-start"


def _faults_of_custody(passed: SentencePassed) -> Iterator[str]:
    released, licence, end = passed.released_on, passed.licence_ends_on, passed.ends_on
    if passed.requirements:
        yield "requirements-of-custody"
    if released is not None and released < passed.starts_on:
        yield "release-before-start"
    if released is not None and end is not None and released >= end:
        yield "release-after-end"
    if licence is not None and end is not None and licence > end:
        yield "licence-after-end"
    if licence is not None and licence <= (released or passed.starts_on):
        yield "licence-before-release"


def _faults_of_order(passed: SentencePassed) -> Iterator[str]:
    if passed.licence_ends_on is not None:
        yield "licence-of-order"
    if passed.released_on is not None:
        yield "release-of-order"
    if passed.conditions:
        yield "conditions-of-order"
    categories = [category for category, _ in passed.requirements]
    if len(set(categories)) < len(categories):
        yield "same-requirement-twice"
    if any(not length and REQUIREMENT_CATEGORY[category].facts["unit"] in COUNTED
           for category, length in passed.requirements):  # fmt: skip
        yield "length-missing"


def _doubts(passed: SentencePassed, *, custodial: bool) -> Iterator[str]:
    if not custodial and not passed.requirements:
        yield "no-requirement"
    if custodial and passed.released_on is None:
        yield "no-release-yet"
