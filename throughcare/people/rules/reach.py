"""Whether and how a person can be sent a message: what they chose, and which of their details may be used."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from throughcare.kernel.decision import mark
from throughcare.people.rules.codes import MESSAGE_CHANNEL

Why = Literal["", "not-asked", "declined", "no-detail", "to-be-avoided"]
WORDS: dict[str, str] = {
    "not-asked": mark("The person has not been asked whether they want messages."),
    "declined": mark("The person does not want messages."),
    "no-detail": mark("The record has no current number or email address of that kind."),
    "to-be-avoided": mark("What the record has is marked as not to be used."),
}
WRITTEN = ("en", "cy")
"""Languages in which messages are written; anybody else is written to in English."""


@dataclass(frozen=True, slots=True)
class Detail:
    """A contact detail on ``[start, until)``; ``avoid`` is a code of ``AVOID``, empty where it may be used."""

    kind: str
    value: str
    start: date
    until: date | None = None
    avoid: str = ""


@dataclass(frozen=True, slots=True)
class Reach:
    """Where a message goes; ``why`` says why none does, and is empty where one can."""

    channel: str
    to: str
    language: str
    why: Why = ""

    @property
    def is_open(self) -> bool:
        """Whether a message can be sent."""
        return not self.why


def decide_reach(choice: str | None, details: Iterable[Detail], *, language: str, on: date) -> Reach:
    """How to reach a person on ``on`` who chose ``choice`` (a code of ``MESSAGE_CHANNEL``, None: was not asked).

    Of several details that may be used the latest is. One marked as not to be used is never used, and neither is another
    kind than the person chose.
    """
    written = language if language in WRITTEN else WRITTEN[0]
    if choice is None:
        return Reach("", "", written, "not-asked")
    if choice == "none":
        return Reach("", "", written, "declined")
    kind = MESSAGE_CHANNEL[choice].facts["detail"]
    current = [
        each for each in details if each.kind == kind and each.start <= on and (each.until is None or on < each.until)
    ]
    usable = sorted((each for each in current if not each.avoid), key=lambda each: (each.start, each.value))
    if usable:
        return Reach(choice, usable[-1].value, written)
    return Reach(choice, "", written, "to-be-avoided" if current else "no-detail")
