"""When custody and release can be recorded under a sentence. Pure; a spell is held on ``[start, until)``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from throughcare.kernel.decision import mark
from throughcare.people.rules.codes import SENTENCE_KIND

REFUSALS = {
    "in-the-future": mark("The day cannot lie in the future."),
    "before-start": mark("The day cannot lie before the sentence starts."),
    "held-already": mark("The person is in custody already."),
    "before-release": mark("The person was in custody on that day already."),
    "order-has-no-custody": mark("Nobody is recalled from an order, or serves it in custody: choose remand."),
    "not-held": mark("The person is not in custody under this sentence."),
    "before-custody": mark("Release must lie after the day on which the person was taken into custody."),
}


@dataclass(frozen=True, slots=True)
class Held:
    """The latest time in custody under a sentence; ``until`` is the day of release, None while it lasts."""

    start: date
    until: date | None


def check_custody(
    *, sentence_kind: str, why: str, starts_on: date, last: Held | None, on: date, today: date
) -> tuple[str, ...]:
    """Why the person cannot be recorded as held from ``on`` under the sentence: codes of ``REFUSALS``, none where they can.

    ``why`` is a code of ``CUSTODY_KIND``: remand can be under any sentence, the others under custody alone.
    """
    return tuple(_of_custody(sentence_kind, why, starts_on, last, on, today))


def check_release(*, last: Held | None, on: date, today: date) -> tuple[str, ...]:
    """Why release cannot be recorded for ``on``, the first day not held: codes of ``REFUSALS``."""
    if last is None or last.until is not None:
        return ("not-held",)
    faults = ["in-the-future"] if on > today else []
    return (*faults, *(["before-custody"] if on <= last.start else []))


def _of_custody(
    sentence_kind: str, why: str, starts_on: date, last: Held | None, on: date, today: date
) -> Iterator[str]:
    if on > today:
        yield "in-the-future"
    if on < starts_on:
        yield "before-start"
    if why != "remand" and not SENTENCE_KIND[sentence_kind].facts["custodial"]:
        yield "order-has-no-custody"
    if last is None:
        return
    if last.until is None:
        yield "held-already"
    elif on < last.until or on == last.start:
        yield "before-release"
