"""What cannot be recorded of failures, warnings, breaches and hearings: refused where it is typed.

Pure: the caller gives the facts. The order of things decides: nothing follows what it comes before.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from throughcare.kernel.decision import Words, mark
from throughcare.supervision.rules.enforcement_codes import COURT_OUTCOME


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that cannot be. ``field`` is the one to mend, empty for the whole."""

    code: str
    field: str
    words: Words


_REFUSALS: dict[str, tuple[str, str]] = {
    "failure-ahead": ("date", mark("The failure cannot lie in the future.")),
    "aware-before-failure": ("aware_on", mark("Nobody can have become aware of the failure before it happened.")),
    "aware-ahead": ("aware_on", mark("The day on which the service became aware cannot lie in the future.")),
    "before-order": ("date", mark("The failure cannot lie before the order or licence began.")),
    "after-order": ("date", mark("The order or licence had ended by that day.")),
    "recorded-already": (
        "confirmed",
        mark("A failure of that kind is recorded on that day already. Say that this is another one."),
    ),
    "no-supervision": ("sentence", mark("That sentence was not being served in the community on that day.")),
    "reason-ahead": ("offered_on", mark("The reason cannot have been given in the future.")),
    "evidence-ahead": ("evidence_on", mark("The evidence cannot have been seen in the future.")),
    "evidence-missing": ("evidence", mark("Say what evidence was seen, and when, or why none is needed.")),
    "follow-up-before-failure": ("", mark("A warning cannot come before the failure that it is about.")),
    "respond-by-too-early": ("respond_by", mark("The person must have at least as long as the standard says.")),
    "nothing-to-warn-about": ("", mark("Choose at least one failure that no acceptable reason explains.")),
    "warned-already": ("", mark("A warning in force is about that failure already.")),
    "own-warning": ("", mark("Somebody else than who gave the warning decides on the appeal.")),
    "appeal-ahead": ("appealed_on", mark("The appeal cannot lie in the future.")),
    "appeal-before-warning": ("appealed_on", mark("The appeal cannot come before the warning.")),
    "manager-first": ("", mark("On licence a manager decides first whether to warn or to recall.")),
    "outcome-impossible": ("", mark("The contact cannot take that outcome: look at the contact itself.")),
    "say-why": ("why", mark("Say why.")),
    "open-already": ("", mark("A decision on breach is waiting, or a breach is in progress, for this sentence.")),
    "not-a-failure": ("", mark("Only a failure that no acceptable reason explains can lead to breach or recall.")),
    "presented-before-aware": ("presented_on", mark("It cannot be presented before the service became aware of it.")),
    "presented-before-decision": ("presented_on", mark("It cannot be presented before the decision to begin.")),
    "presented-ahead": ("presented_on", mark("It cannot have been presented in the future.")),
    "hearing-before-presented": ("on", mark("The court cannot have dealt with it before it was presented.")),
    "hearing-ahead": ("on", mark("What the court did cannot be recorded before the day of the hearing.")),
    "hearing-before-last": ("on", mark("An earlier hearing of this breach lies after that day.")),
    "adjourned-to-missing": ("adjourned_to", mark("Give the day to which the court adjourned.")),
    "adjourned-backwards": ("adjourned_to", mark("The court can only adjourn to a later day.")),
    "not-adjourned": ("adjourned_to", mark("Only an adjournment has a next day: leave it empty.")),
    "not-of-this-sentence": ("outcome", mark("The court cannot do that under this kind of sentence.")),
    "requirement-missing": ("category", mark("Say which requirement the court added.")),
    "requirement-unwanted": ("category", mark("Only a more onerous requirement adds one: leave it empty.")),
    "concluded-ahead": ("on", mark("The day cannot lie in the future.")),
    "concluded-before-begun": ("on", mark("It cannot end before it began.")),
    "not-possible-now": ("", mark("That is not possible as things stand. Somebody may have acted in the meantime.")),
    "no-address": ("channel", mark("The record has no address of that kind for this letter.")),
    "address-avoided": ("channel", mark("The address is marked as not to be used. Print the letter and hand it over.")),
    "not-sent-that-way": ("channel", mark("This installation sends nothing that way.")),
}


def refusal(code: str) -> Fault:
    """The fault of that code."""
    field, template = _REFUSALS[code]
    return Fault(code, field, Words(template))


def check_failure(
    *, failed_on: date, aware_on: date, begins: date, ended: date | None, today: date, alike: bool = False
) -> tuple[Fault, ...]:
    """A failure of a sentence that ran on ``[begins, ended)``.

    ``alike``: one of that kind stands on that day already, and nobody has said that this is another one.
    """
    found = list(_of_failure(failed_on, aware_on, begins, ended, today))
    return _faults(found or (["recorded-already"] if alike else []))


def _of_failure(failed_on: date, aware_on: date, begins: date, ended: date | None, today: date) -> Iterator[str]:
    if failed_on > today:
        yield "failure-ahead"
    if aware_on < failed_on:
        yield "aware-before-failure"
    if aware_on > today:
        yield "aware-ahead"
    if failed_on < begins:
        yield "before-order"
    if ended is not None and failed_on >= ended:
        yield "after-order"


def check_reason(
    *, offered_on: date, evidence: str, evidence_on: date | None, accepting: bool, today: date
) -> tuple[Fault, ...]:
    """A reason offered for a failure; accepting it asks for what was seen."""
    found = []
    if offered_on > today:
        found.append("reason-ahead")
    if evidence_on is not None and evidence_on > today:
        found.append("evidence-ahead")
    if accepting and not evidence.strip():
        found.append("evidence-missing")
    return _faults(found)


def check_warning(*, failed_on: date, given_on: date, respond_by: date, earliest: date) -> tuple[Fault, ...]:
    """A warning about a failure; ``earliest`` is the first respond-by date that the standard allows."""
    found = []
    if given_on < failed_on:
        found.append("follow-up-before-failure")
    if respond_by < earliest:
        found.append("respond-by-too-early")
    return _faults(found)


def check_appeal(*, given_on: date, appealed_on: date, today: date) -> tuple[Fault, ...]:
    """An appeal against a warning."""
    found = ["appeal-before-warning"] if appealed_on < given_on else []
    return _faults([*found, *(["appeal-ahead"] if appealed_on > today else [])])


def check_presented(*, aware_on: date, decided_on: date, presented_on: date, today: date) -> tuple[Fault, ...]:
    """A breach presented to the court."""
    found = []
    if presented_on < aware_on:
        found.append("presented-before-aware")
    elif presented_on < decided_on:
        found.append("presented-before-decision")
    if presented_on > today:
        found.append("presented-ahead")
    return _faults(found)


@dataclass(frozen=True, slots=True)
class HearingEntry:
    """What a court did on a day. ``category`` is that of a requirement added."""

    on: date
    outcome: str
    adjourned_to: date | None = None
    category: str = ""


def check_hearing(
    entry: HearingEntry, *, supervision: str, presented_on: date, last_hearing: date | None, today: date
) -> tuple[Fault, ...]:
    """A hearing of a breach of that kind of supervision."""
    return _faults([*_of_day(entry, presented_on, last_hearing, today), *_of_outcome(entry, supervision)])


def _of_day(entry: HearingEntry, presented_on: date, last_hearing: date | None, today: date) -> Iterator[str]:
    if entry.on < presented_on:
        yield "hearing-before-presented"
    if entry.on > today:
        yield "hearing-ahead"
    if last_hearing is not None and entry.on <= last_hearing:
        yield "hearing-before-last"


def _of_outcome(entry: HearingEntry, supervision: str) -> Iterator[str]:
    facts = COURT_OUTCOME[entry.outcome].facts
    if facts.get("adjourns"):
        if entry.adjourned_to is None:
            yield "adjourned-to-missing"
        elif entry.adjourned_to <= entry.on:
            yield "adjourned-backwards"
    elif entry.adjourned_to is not None:
        yield "not-adjourned"
    if "of" in facts and supervision not in facts["of"]:
        yield "not-of-this-sentence"
    if facts.get("requirement") and not entry.category:
        yield "requirement-missing"
    if entry.category and not facts.get("requirement"):
        yield "requirement-unwanted"


def _faults(codes: Iterator[str] | list[str]) -> tuple[Fault, ...]:
    return tuple(refusal(code) for code in codes)
