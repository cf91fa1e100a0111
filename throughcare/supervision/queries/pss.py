"""What the rule about post-sentence supervision is asked with."""

from __future__ import annotations

from datetime import date
from typing import Any

from throughcare.people.models import CustodySpell, Sentence
from throughcare.people.rules.codes import SENTENCE_KIND
from throughcare.supervision.models import Registration
from throughcare.supervision.queries.risk import assessments_of, latest_full
from throughcare.supervision.rules.assessment_entry import NEEDS
from throughcare.supervision.rules.pss_requirements import PssCase

_ROSH = ("RVHR", "RHRH", "RMRH", "RLRH")


def pss_case(sentence: Sentence, *, on: date, drugs_linked: bool = False) -> PssCase | None:
    """The facts of one sentence; None where no time lies between its licence and its end."""
    begins, ends = sentence.licence_ends_on, sentence.ends_on
    if not SENTENCE_KIND[sentence.kind].facts["custodial"] or begins is None or ends is None or begins >= ends:
        return None
    running = Registration.objects.filter(person=sentence.person_id, registered_on__lte=on, ended_on=None)
    registers = set(running.values_list("type", flat=True))
    full = latest_full(assessments_of(sentence.person_id))
    needs: Any = {name: getattr(full, f"need_{name}") for name in NEEDS} if full else {}
    return PssCase(
        on=on, kind=sentence.kind, term_start=sentence.starts_on, term_end=begins, starts_on=begins, ends_on=ends,
        rosh=next((code for code in _ROSH if code in registers), ""), mappa="MAPP" in registers, needs=needs,
        drugs_linked=drugs_linked, released_on=_released_on(sentence),
    )  # fmt: skip


def _released_on(sentence: Sentence) -> date | None:
    """The first release from the term: its first day where the record knows no custody, None while it is served."""
    spells = CustodySpell.objects.filter(sentence=sentence).order_by("start").values_list("until", flat=True)
    return spells[0] if spells else sentence.starts_on
