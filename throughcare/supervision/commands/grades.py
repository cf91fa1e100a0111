"""Leaving a case with a practitioner although its tier has outgrown their grade: a senior's decision, with its reason."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from throughcare.accounts.models import User
from throughcare.audit.commands import record as audit
from throughcare.kernel.events import announcer
from throughcare.people.models import Person
from throughcare.supervision.commands.risk import day_of, locked, refuse
from throughcare.supervision.events import GradeWaived
from throughcare.supervision.models import GradeWaiver
from throughcare.supervision.queries.kept import A_TO_G, TWO_AXIS, graded_tier, kept_answers
from throughcare.supervision.rules.grade_tier import check_waiver, waiver_refused


@transaction.atomic
def waive_grade(*, person: Person, reason: str, review_on: date, by: User, at: datetime) -> GradeWaiver:
    """Leave the case where it is until ``review_on``, for this practitioner and this tier. Raises ``EntryRefused``."""
    locked(person)
    today = day_of(at)
    kept = kept_answers(person.pk, on=today)
    fits = kept.fit.value.fits if kept.fit else None
    refuse(check_waiver(fits=fits, held=kept.staff is not None, review_on=review_on, today=today))
    assert kept.staff is not None
    tier, scheme = graded_tier(kept.label(A_TO_G), kept.label(TWO_AXIS))
    made = {"person": person, "staff": kept.staff, "scheme": scheme, "tier": tier, "decided_on": today}
    if GradeWaiver.objects.filter(**made).exists():
        refuse(waiver_refused("decided-today"))
    waiver = GradeWaiver.objects.create(**made, reason=reason, review_on=review_on, decided_by=by)
    audit(
        action="supervision.waive_grade",
        by=by,
        at=at,
        subject=person.crn,
        person=person.pk,
        staff=kept.staff.code,
        grade=kept.staff.grade,
        tier=tier,
        review_on=review_on,
        reason=reason,
    )
    announcer.announce(GradeWaived(person.pk, kept.staff.pk, tier, by.pk))
    return waiver
