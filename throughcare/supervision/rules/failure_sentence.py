"""Which sentence a failure counts against, and under which kind of supervision it stood on that day. Pure."""

from __future__ import annotations

from datetime import date

from throughcare.people.rules.codes import SENTENCE_KIND
from throughcare.supervision.rules.breach_facts import Supervision
from throughcare.supervision.rules.cases import stage_of
from throughcare.supervision.rules.record import Record, SentenceRow

_CUSTODIAL = frozenset(SENTENCE_KIND.having("custodial"))
# Whose consequence comes first leads, where an appointment is required by several.
_NEAREST = (
    "community-order",
    "supervision-default-order",
    "suspended-sentence-order",
    "post-sentence-supervision",
    "licence",
)


def supervision_on(record: Record, sentence: SentenceRow, *, on: date) -> Supervision | None:
    """The kind of supervision in the community under ``sentence`` on a day; None in custody, before and after it."""
    if not sentence.runs_on(on) or on < sentence.starts_on:
        return None
    if sentence.kind not in _CUSTODIAL:
        return sentence.kind  # type: ignore[return-value]
    stage = stage_of(record, sentence, on)["sentence"]
    return None if stage == "custody" else stage  # type: ignore[return-value]


def sentence_against(record: Record, *, on: date, named: int | None = None) -> tuple[SentenceRow, Supervision] | None:
    """The sentence that a failure on ``on`` counts against: the one ``named``, or of those served in the community the
    one whose consequence comes first; None where nothing was served in the community on that day."""
    served = [
        (sentence, kind)
        for sentence in record.sentences
        if (named is None or sentence.id == named) and (kind := supervision_on(record, sentence, on=on)) is not None
    ]
    return min(served, key=lambda pair: (_NEAREST.index(pair[1]), pair[0].sentenced_on, pair[0].id), default=None)


def began_on(record: Record, sentence: SentenceRow, *, on: date) -> date:
    """The first day of the supervision in which the sentence stands on a day: of the order, of the licence, after it."""
    if sentence.kind not in _CUSTODIAL:
        return sentence.starts_on
    stage = stage_of(record, sentence, on)
    begins = stage.get("start_date") or stage.get("release_date") or sentence.starts_on
    assert isinstance(begins, date)
    return begins
