"""What is required after a licence has ended: set, and set anew. The history keeps what stood there before."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from throughcare.accounts.models import User
from throughcare.audit.commands import record
from throughcare.kernel.events import announcer
from throughcare.people.events import SentenceChanged
from throughcare.people.models import LicenceCondition, Sentence

PSS = "pss"


def standing_pss(sentence: Sentence, *, on: date) -> dict[str, LicenceCondition]:
    """What is required after the licence and has not ended on ``on``, by paragraph of the Act; empty for one without."""
    rows = LicenceCondition.objects.filter(sentence=sentence, category=PSS).order_by("pk")
    return {_paragraph(row): row for row in rows if row.until is None or row.until > on}


@transaction.atomic
def set_pss(
    *, sentence: Sentence, wanted: Mapping[str, str], starts_on: date, why: str, by: User, at: datetime
) -> list[LicenceCondition]:
    """Require what ``wanted`` says from ``starts_on``, or from today where that has passed, until the sentence ends.

    ``wanted``: paragraphs of the Act (a to j) with the wording. What is required already stays, what is not wanted ends; one
    that has not begun is taken back. ``why`` says why it is more or less than was proposed, empty where it is not.
    """
    sentence = Sentence.objects.select_for_update().get(pk=sentence.pk)
    today = timezone.localdate(at)
    standing = standing_pss(sentence, on=today)
    for paragraph, row in standing.items():
        if paragraph not in wanted:
            _end(row, today)
    made = [
        LicenceCondition(
            reference=_reference(sentence, paragraph), person_id=sentence.person_id, sentence=sentence, category=PSS,
            wording=wording, start=max(starts_on, today), until=sentence.ends_on,
        )
        for paragraph, wording in wanted.items()
        if paragraph not in standing
    ]  # fmt: skip
    LicenceCondition.objects.bulk_create(made)
    record(
        action="people.set_pss", by=by, at=at, subject=sentence.reference, person=sentence.person_id,
        required=sorted(wanted), before=sorted(standing), why=why,
    )  # fmt: skip
    announcer.announce(SentenceChanged(person=sentence.person_id, sentence=sentence.pk, by=by.pk, at=at))
    return made


def _end(row: LicenceCondition, today: date) -> None:
    if row.start >= today:
        row.delete()
    else:
        row.until = today
        row.save(update_fields=["until"])


def _reference(sentence: Sentence, paragraph: str) -> str:
    stem = f"PSS-{sentence.pk}-{paragraph}"
    return f"{stem}{LicenceCondition.objects.filter(reference__startswith=stem).count() + 1}"


def _paragraph(row: LicenceCondition) -> str:
    """The paragraph of one that was set here; empty for one that came otherwise."""
    start, _, rest = row.reference.rpartition("-")
    return rest[:1] if start == f"PSS-{row.sentence_id}" else ""
