"""The letters of enforcement: what each says, paragraph by paragraph, as templates in the person's language.

A warning must describe the failure, say that it is unacceptable and tell the person what a further failure within
twelve months can lead to (Sentencing Act 2020 Sch. 10 para. 6(4) and Sch. 16 para. 6(4)). Pure: dates come as words.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from throughcare.kernel.decision import Words, mark

LetterKind = Literal["warning", "warning-withdrawn", "appeal-upheld", "breach-begun", "no-breach"]


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """What a letter is about. ``sentence`` and ``failures`` are words; dates are written out in the letter's language.

    ``supervision`` is the kind of supervision, from which the consequence follows; ``automatic`` says that a warning was
    withdrawn because the reason for its failure was accepted.
    """

    kind: LetterKind
    supervision: str
    sentence: str
    failures: tuple[str, ...] = ()
    months: int = 12
    respond_by: str = ""
    warned_on: str = ""
    next_appointment: str = ""
    reasons: str = ""
    own_words: str = ""
    automatic: bool = False
    officer: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or a list with one entry for each failure. ``typed`` is text as somebody typed it, not translated."""

    words: Words | None = None
    items: tuple[str, ...] = ()
    typed: str = ""


TITLES: dict[str, str] = {
    "warning": mark("Warning: {sentence}"),
    "warning-withdrawn": mark("Your warning is withdrawn: {sentence}"),
    "appeal-upheld": mark("Your warning stands: {sentence}"),
    "breach-begun": mark("We are taking your case back to court: {sentence}"),
    "no-breach": mark("We are not taking your case back to court: {sentence}"),
}
_ORDERS = ("community-order", "suspended-sentence-order", "youth-rehabilitation-order", "supervision-default-order")
_FAILED = {
    "order": mark("You have not kept to your order. This is what happened:"),
    "licence": mark("You have not kept to the conditions of your licence. This is what happened:"),
    "post-sentence-supervision": mark(
        "You have not kept to the requirements of your supervision. This is what happened:"
    ),
}
_UNACCEPTABLE = mark("This is unacceptable.")
_CONSEQUENCE = {
    "order": mark(
        "If you fail again to keep to your order in the {months} months that begin with the date of this letter, you will be"
        " liable to be brought before a court."
    ),
    "licence": mark("If you fail again to keep to your licence, you may be recalled to prison."),
    "post-sentence-supervision": mark(
        "If you fail again to keep to the requirements of your supervision, you may be brought before a court."
    ),
}
_RESPOND = mark(
    "If you had a good reason, tell us by {respond_by} and show us something that supports it, such as a letter from a"
    " doctor, an employer or a court. If we accept your reason, we will withdraw this warning."
)
_APPEAL = mark(
    "If you think that this warning is wrong, tell us. Somebody other than the officer who gave it will look at it again."
)
_NEXT = mark("Your next appointment: {appointment}.")
_NO_NEXT = mark("We will tell you when your next appointment is.")
_KEEP = mark("You must keep every appointment that we have given you.")
_ASK = mark("If anything in this letter is not clear, please ask {officer}.")
_ASK_US = mark("If anything in this letter is not clear, please ask us.")
_WITHDRAWN = mark("The warning that we gave you on {warned_on} is withdrawn. It will not be counted against you.")
_WITHDRAWN_ACCEPTED = mark("We have accepted the reason that you gave us.")
_WITHDRAWN_WHY = mark("Why we have withdrawn it:")
_UPHELD = mark(
    "You asked us to look again at the warning that we gave you on {warned_on}. Somebody who did not give it has done so."
    " The warning stands."
)
_UPHELD_WHY = mark("Why it stands:")
_BREACH = mark("We have decided to take your case back to court, because of this:")
_BREACH_NEXT = mark(
    "The court will write to you with the date of the hearing. You should get advice from a solicitor as soon as you can."
)
_BREACH_COURT = mark("The court can let your order go on, change it or end it, and it can sentence you again.")
_NO_BREACH = mark("We looked at this:")
_NO_BREACH_DECIDED = mark(
    "We have decided not to take your case back to court this time. It can still be counted later."
)


def title_of(facts: LetterFacts) -> Words:
    """What stands over the letter."""
    return Words(TITLES[facts.kind], {"sentence": facts.sentence})


def blocks_of(facts: LetterFacts) -> tuple[Block, ...]:
    """The letter, block by block."""
    return (*_BODIES[facts.kind](facts), *_ending(facts))


def _warning(facts: LetterFacts) -> Iterator[Block]:
    family = _family(facts)
    yield Block(Words(_FAILED[family]))
    yield Block(items=facts.failures)
    yield Block(Words(_UNACCEPTABLE))
    if facts.own_words:
        yield Block(typed=facts.own_words)
    yield Block(Words(_CONSEQUENCE[family], {"months": facts.months}))
    yield Block(Words(_RESPOND, {"respond_by": facts.respond_by}))
    yield Block(Words(_APPEAL))
    yield _next(facts)


def _withdrawn(facts: LetterFacts) -> Iterator[Block]:
    yield Block(Words(_WITHDRAWN, {"warned_on": facts.warned_on}))
    if facts.automatic:
        yield Block(Words(_WITHDRAWN_ACCEPTED))
    elif facts.reasons:
        yield Block(Words(_WITHDRAWN_WHY))
        yield Block(typed=facts.reasons)
    yield _next(facts)


def _upheld(facts: LetterFacts) -> Iterator[Block]:
    yield Block(Words(_UPHELD, {"warned_on": facts.warned_on}))
    yield Block(Words(_UPHELD_WHY))
    yield Block(typed=facts.reasons)
    yield Block(Words(_CONSEQUENCE[_family(facts)], {"months": facts.months}))
    yield _next(facts)


def _begun(facts: LetterFacts) -> Iterator[Block]:
    yield Block(Words(_BREACH))
    yield Block(items=facts.failures)
    yield Block(Words(_BREACH_NEXT))
    yield Block(Words(_BREACH_COURT))
    yield Block(Words(_KEEP))
    yield _next(facts)


def _not_begun(facts: LetterFacts) -> Iterator[Block]:
    yield Block(Words(_NO_BREACH))
    yield Block(items=facts.failures)
    yield Block(Words(_NO_BREACH_DECIDED))
    yield Block(Words(_KEEP))
    yield _next(facts)


_BODIES = {
    "warning": _warning,
    "warning-withdrawn": _withdrawn,
    "appeal-upheld": _upheld,
    "breach-begun": _begun,
    "no-breach": _not_begun,
}


def _family(facts: LetterFacts) -> str:
    return "order" if facts.supervision in _ORDERS else facts.supervision


def _next(facts: LetterFacts) -> Block:
    if facts.next_appointment:
        return Block(Words(_NEXT, {"appointment": facts.next_appointment}))
    return Block(Words(_NO_NEXT))


def _ending(facts: LetterFacts) -> Iterator[Block]:
    yield Block(Words(_ASK, {"officer": facts.officer}) if facts.officer else Words(_ASK_US))
