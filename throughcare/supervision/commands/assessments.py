"""Recording a completed assessment, putting it right, taking it back: the tier is made again at once."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from throughcare.accounts.models import User
from throughcare.audit.commands import record as audit
from throughcare.kernel.events import announcer
from throughcare.people.models import Person
from throughcare.supervision.commands.risk import RiskSaved, answered, day_of, locked, refuse
from throughcare.supervision.events import AssessmentCorrected, AssessmentRecorded, AssessmentWithdrawn
from throughcare.supervision.models import Assessment
from throughcare.supervision.queries.kept import kept_answers
from throughcare.supervision.queries.team import staff_of
from throughcare.supervision.rules.assessment_entry import (
    ANSWERS,
    NEEDS,
    SCORES,
    AssessmentEntry,
    check_assessment,
    refused,
)

_KINDS = ("arp_kind", "csrp_kind", "dc_srp_band")
FIELDS = (*SCORES, *_KINDS, *(f"need_{need}" for need in NEEDS), *ANSWERS)


@transaction.atomic
def record_assessment(
    *, person: Person, entry: AssessmentEntry, reference: str, by: User, at: datetime, confirmed: bool = False
) -> RiskSaved[Assessment]:
    """Put a completed assessment on the record.

    ``reference`` names the entry: the same entry under the same name is written once. Raises ``EntryRefused`` where the
    entry is impossible, or unlikely and not ``confirmed``.
    """
    locked(person)
    today, before = day_of(at), kept_answers(person.pk, on=day_of(at))
    known = Assessment.objects.filter(reference=reference).first()
    if known is not None:
        if known.person_id != person.pk or entry_of(known) != entry:
            refuse(refused("already-saved"))
        return RiskSaved(known, before, before, repeated=True)
    _check(entry, person, at, confirmed)
    row = Assessment(reference=reference, person=person, staff=staff_of(by))
    _write(row, entry)
    audit(
        action="supervision.record_assessment",
        by=by,
        at=at,
        subject=reference,
        person=person.pk,
        assessment=row.kind,
        completed_on=row.completed_on,
    )
    announcer.announce(AssessmentRecorded(row.pk, person.pk, row.kind, row.completed_on, by.pk))
    after = answered(person.pk, on=today, cause="assessment-recorded", about=_about(row), before=before)
    return RiskSaved(row, before, after)


@transaction.atomic
def correct_assessment(
    *, assessment: Assessment, entry: AssessmentEntry, by: User, at: datetime, confirmed: bool = False
) -> RiskSaved[Assessment]:
    """Put right what an assessment says; the history keeps what it said. Raises ``EntryRefused``."""
    row = _open(assessment)
    earlier = entry_of(row)
    if earlier == entry:
        refuse(refused("nothing-changed"))
    _check(entry, row.person, at, confirmed, besides=row.pk)
    before = kept_answers(row.person_id, on=day_of(at))
    changed = _write(row, entry)
    audit(
        action="supervision.correct_assessment",
        by=by,
        at=at,
        subject=row.reference,
        person=row.person_id,
        changed=changed,
    )
    announcer.announce(AssessmentCorrected(row.pk, row.person_id, by.pk))
    after = answered(row.person_id, on=day_of(at), cause="assessment-corrected", about=_about(row), before=before)
    return RiskSaved(row, before, after)


@transaction.atomic
def withdraw_assessment(*, assessment: Assessment, why: str, by: User, at: datetime) -> RiskSaved[Assessment]:
    """Take back an assessment recorded in error: it stays on the record, no rule reads it. Raises ``EntryRefused``."""
    row = _open(assessment)
    before = kept_answers(row.person_id, on=day_of(at))
    row.withdrawn_on, row.withdrawn_why = day_of(at), why
    row.save(update_fields=["withdrawn_on", "withdrawn_why"])
    audit(action="supervision.withdraw_assessment", by=by, at=at, subject=row.reference, person=row.person_id, why=why)
    announcer.announce(AssessmentWithdrawn(row.pk, row.person_id, by.pk))
    after = answered(row.person_id, on=day_of(at), cause="assessment-withdrawn", about=_about(row), before=before)
    return RiskSaved(row, before, after)


def entry_of(row: Assessment) -> AssessmentEntry:
    """What an assessment on the record says, as it would be typed."""
    return AssessmentEntry(
        kind=row.kind,
        completed_on=row.completed_on,
        scores={name: float(score) for name in SCORES if (score := getattr(row, name)) is not None},
        arp_kind=row.arp_kind,
        csrp_kind=row.csrp_kind,
        dc_srp_band=row.dc_srp_band,
        needs={need: severity for need in NEEDS if (severity := getattr(row, f"need_{need}"))},
        answers={name: answer for name in ANSWERS if (answer := getattr(row, name)) is not None},
    )


def _open(assessment: Assessment) -> Assessment:
    """The row, locked with its person; raises ``EntryRefused`` where it was withdrawn."""
    locked(assessment.person)
    row = Assessment.objects.select_for_update(of=("self",)).select_related("person").get(pk=assessment.pk)
    if row.withdrawn_on is not None:
        refuse(refused("withdrawn-already"))
    return row


def _check(entry: AssessmentEntry, person: Person, at: datetime, confirmed: bool, besides: int = 0) -> None:
    others = Assessment.objects.filter(person=person, withdrawn_on=None).exclude(kind="RSR").exclude(pk=besides)
    days = list(others.values_list("completed_on", flat=True)) if entry.kind != "RSR" else []
    refuse(check_assessment(entry, born=person.date_of_birth, others=days, today=day_of(at)), confirmed=confirmed)


def _write(row: Assessment, entry: AssessmentEntry) -> list[str]:
    """Put the entry into the row and save it; returns the names of the fields that differ from before."""
    values: dict[str, object] = {"kind": entry.kind, "completed_on": entry.completed_on}
    values |= {name: _decimal(entry.scores.get(name)) for name in SCORES}
    values |= {name: getattr(entry, name) for name in _KINDS}
    values |= {f"need_{need}": entry.needs.get(need, "") for need in NEEDS}
    values |= {name: entry.answers.get(name) for name in ANSWERS}
    differing = [name for name, value in values.items() if getattr(row, name) != value]
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    return differing


def _decimal(score: float | None) -> Decimal | None:
    return None if score is None else Decimal(f"{score:.2f}")


def _about(row: Assessment) -> dict[str, object]:
    return {
        "kind": "assessment",
        "reference": row.reference,
        "type": row.kind,
        "completed_on": row.completed_on.isoformat(),
    }
