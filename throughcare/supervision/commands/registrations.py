"""Entering a person on a register, and what becomes of it: each in one transaction, the tier made again at once."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from throughcare.accounts.models import User
from throughcare.audit.commands import record as audit
from throughcare.kernel.events import announcer
from throughcare.people.models import Person
from throughcare.supervision.commands.risk import RiskSaved, answered, day_of, locked, refuse
from throughcare.supervision.events import (
    RegistrationCorrected,
    RegistrationEnded,
    RegistrationMade,
    RegistrationReviewed,
)
from throughcare.supervision.models import Registration, RegistrationReview
from throughcare.supervision.queries.kept import kept_answers
from throughcare.supervision.queries.team import staff_of
from throughcare.supervision.rules.codes import REGISTRATION_END
from throughcare.supervision.rules.registration_entry import (
    RegistrationEntry,
    Standing,
    check_end,
    check_registration,
    check_review,
    refused,
    replaced,
)

_FACTS = ("type", "level", "category", "registered_on", "review_on")
REPLACED = "replaced"


@transaction.atomic
def register(
    *,
    person: Person,
    entry: RegistrationEntry,
    note: str,
    reference: str,
    by: User,
    at: datetime,
    confirmed: bool = False,
) -> RiskSaved[Registration]:
    """Enter ``person`` on a register; standing entries of which only one stands at a time end on that day.

    ``reference`` names the entry: the same entry under the same name is written once. Raises ``EntryRefused`` where the
    entry is impossible, or unlikely and not ``confirmed``.
    """
    locked(person)
    today, before = day_of(at), kept_answers(person.pk, on=day_of(at))
    known = Registration.objects.filter(reference=reference).first()
    if known is not None:
        if known.person_id != person.pk or _entry(known) != entry or known.note != note:
            refuse(refused("already-saved"))
        return RiskSaved(known, before, before, repeated=True)
    standing = _standing(person)
    refuse(check_registration(entry, born=person.date_of_birth, standing=standing, today=today), confirmed=confirmed)
    ended = tuple(
        _end(one, reason=REPLACED, on=entry.registered_on, note="")
        for one in Registration.objects.filter(reference__in=[one.reference for one in replaced(entry, standing)])
    )
    row = Registration.objects.create(
        reference=reference,
        person=person,
        note=note,
        staff=staff_of(by),
        **{name: getattr(entry, name) for name in _FACTS},
    )
    audit(
        action="supervision.register",
        by=by,
        at=at,
        subject=reference,
        person=person.pk,
        replaced=[one.reference for one in ended],
        **_detail(row),
    )
    announcer.announce(RegistrationMade(row.pk, person.pk, row.type, row.level, row.registered_on, by.pk))
    after = answered(person.pk, on=today, cause="registration-made", about=_about(row), before=before)
    return RiskSaved(row, before, after, ended)


@transaction.atomic
def correct_registration(
    *, registration: Registration, entry: RegistrationEntry, note: str, by: User, at: datetime, confirmed: bool = False
) -> RiskSaved[Registration]:
    """Put right what a registration in force says, other than its register; the history keeps what it said.

    Raises ``EntryRefused``.
    """
    row = _open(registration)
    person, today = row.person, day_of(at)
    if (_entry(row), row.note) == (entry, note):
        refuse(refused("nothing-changed"))
    others = tuple(one for one in _standing(person) if one.reference != row.reference)
    refuse(check_registration(entry, born=person.date_of_birth, standing=others, today=today), confirmed=confirmed)
    before, earlier = kept_answers(person.pk, on=today), _detail(row)
    row.level, row.category, row.note = entry.level, entry.category, note
    row.registered_on, row.review_on = entry.registered_on, entry.review_on
    row.save(update_fields=["level", "category", "registered_on", "review_on", "note"])
    audit(
        action="supervision.correct_registration",
        by=by,
        at=at,
        subject=row.reference,
        person=person.pk,
        before=earlier,
        **_detail(row),
    )
    announcer.announce(RegistrationCorrected(row.pk, person.pk, row.type, by.pk))
    after = answered(person.pk, on=today, cause="registration-corrected", about=_about(row), before=before)
    return RiskSaved(row, before, after)


@transaction.atomic
def review_registration(
    *, registration: Registration, reviewed_on: date, next_on: date, note: str, by: User, at: datetime
) -> RegistrationReview:
    """Record that a registration was looked at and still holds, and when it is looked at next. Raises ``EntryRefused``."""
    row = _open(registration)
    refuse(check_review(registered_on=row.registered_on, reviewed_on=reviewed_on, next_on=next_on, today=day_of(at)))
    if RegistrationReview.objects.filter(registration=row, reviewed_on=reviewed_on).exists():
        refuse(refused("reviewed-that-day"))
    review = RegistrationReview.objects.create(
        registration=row, person=row.person, reviewed_on=reviewed_on, next_on=next_on, note=note, staff=staff_of(by)
    )
    row.review_on = next_on
    row.save(update_fields=["review_on"])
    audit(
        action="supervision.review_registration",
        by=by,
        at=at,
        subject=row.reference,
        person=row.person_id,
        type=row.type,
        reviewed_on=reviewed_on,
        next_on=next_on,
    )
    announcer.announce(RegistrationReviewed(row.pk, row.person_id, row.type, next_on, by.pk))
    return review


@transaction.atomic
def end_registration(
    *, registration: Registration, reason: str, ended_on: date, note: str, by: User, at: datetime
) -> RiskSaved[Registration]:
    """End a registration on ``ended_on``; one recorded in error ends when it began, so that it never held.

    Raises ``EntryRefused``.
    """
    row = _open(registration)
    never_held = bool(REGISTRATION_END[reason].facts.get("never_held"))
    refuse(check_end(registered_on=row.registered_on, ended_on=ended_on, never_held=never_held, today=day_of(at)))
    before = kept_answers(row.person_id, on=day_of(at))
    _end(row, reason=reason, on=row.registered_on if never_held else ended_on, note=note)
    audit(
        action="supervision.end_registration",
        by=by,
        at=at,
        subject=row.reference,
        person=row.person_id,
        type=row.type,
        ended_on=row.ended_on,
        reason=reason,
    )
    announcer.announce(RegistrationEnded(row.pk, row.person_id, row.type, row.ended_on or ended_on, reason, by.pk))
    after = answered(row.person_id, on=day_of(at), cause="registration-ended", about=_about(row), before=before)
    return RiskSaved(row, before, after)


def _open(registration: Registration) -> Registration:
    """The row, locked with its person; raises ``EntryRefused`` where it has ended."""
    locked(registration.person)
    row = Registration.objects.select_for_update(of=("self",)).select_related("person").get(pk=registration.pk)
    if row.ended_on is not None:
        refuse(refused("ended-already"))
    return row


def _end(row: Registration, *, reason: str, on: date, note: str) -> Registration:
    row.ended_on, row.end_reason, row.end_note = on, reason, note
    row.save(update_fields=["ended_on", "end_reason", "end_note"])
    return row


def _standing(person: Person) -> tuple[Standing, ...]:
    rows = Registration.objects.filter(person=person, ended_on=None).order_by("registered_on", "pk")
    return tuple(Standing(one.reference, one.type, one.level, one.category, one.registered_on) for one in rows)


def _entry(row: Registration) -> RegistrationEntry:
    return RegistrationEntry(**{name: getattr(row, name) for name in _FACTS})


def _detail(row: Registration) -> dict[str, object]:
    return {name: getattr(row, name) for name in _FACTS}


def _about(row: Registration) -> dict[str, object]:
    return {
        "kind": "registration",
        "reference": row.reference,
        "type": row.type,
        "level": row.level,
        "category": row.category,
    }
