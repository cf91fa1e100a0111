"""Where a person stands: under which kind of supervision, since when, inside or out."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from throughcare.supervision.rules.contact_facts import ContactCase
from throughcare.supervision.rules.contact_history import FAR


class Standing(Struct, frozen=True):
    """Where a person stands: the kind of supervision, when the order and the present spell of it began."""

    sentence: str
    order_start: date | None
    start: date | None
    after_release: bool
    in_custody_until: date | None
    in_custody: bool
    changes: date


def find_standing(case: ContactCase) -> Standing:
    """The start that the limits run from: the order, the release, or the end of the last return to custody."""
    sentence: str = case.sentence
    released = sentence in ("licence", "custody")
    if released:
        start = case.release_date or (case.start_date if sentence == "licence" else None)
        if sentence == "custody":
            sentence = "licence"
    elif sentence == "post-sentence-supervision":
        start = case.start_date or case.release_date
    else:
        start = case.sentence_date or case.start_date
    order_start, until, inside, changes = start, None, False, FAR
    for spell in case.in_custody:
        for day in (spell.start, spell.until):
            if day is not None and case.on < day < changes:
                changes = day
        if case.on in spell:
            inside, until = True, spell.until
        elif spell.until is not None and spell.until <= case.on and start is not None and spell.until > start:
            start, released = spell.until, True
    return Standing(sentence, order_start, start, released, until, inside, changes)
