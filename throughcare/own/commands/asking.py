"""Asking for another time, taking it back, and answering. Nothing moves by asking."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import DatabaseError, IntegrityError, connection, transaction

from throughcare.accounts.models import User
from throughcare.audit.commands import record
from throughcare.kernel.events import announcer
from throughcare.kernel.transitions import NotAllowed
from throughcare.own.events import RearrangementAnswered, RearrangementAsked
from throughcare.own.models import Asked, OwnAppointment, OwnAsked, OwnRecord
from throughcare.own.rules.codes import ASK_REASON, ASKED
from throughcare.people.models import Person


class AskRefused(ValueError):
    """``code`` says why: ``no-reason``, ``not-possible`` (past, or not theirs), ``asked-already``, ``not-open``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@transaction.atomic
def ask_to_rearrange(*, appointment: OwnAppointment, reason: str, words: str, by: User, at: datetime) -> int:
    """Ask for another time for an appointment of one's own; the key of what was asked. Raises ``AskRefused``.

    The database decides whether the appointment is theirs and still ahead. ``words`` say when they could come instead.
    """
    if reason not in ASK_REASON:
        raise AskRefused("no-reason")
    me = OwnRecord.objects.get()
    try:
        asked = _call("SELECT own_ask(%s, %s, %s, %s)", [appointment.pk, reason, words, at])
    except IntegrityError:
        raise AskRefused("asked-already") from None
    except DatabaseError:
        raise AskRefused("not-possible") from None
    record(
        action="own.ask_to_rearrange", by=by, at=at, subject=me.crn, person=me.pk, contact=appointment.pk, reason=reason
    )
    announcer.announce(RearrangementAsked(asked, appointment.pk, me.pk, by.pk, at))
    return asked


@transaction.atomic
def take_back(*, asked: OwnAsked, by: User, at: datetime) -> None:
    """Take back what one asked, while nobody has answered. Raises ``AskRefused``."""
    me = OwnRecord.objects.get()
    try:
        _call("SELECT own_take_back(%s, %s)", [asked.pk, at])
    except DatabaseError:
        raise AskRefused("not-open") from None
    _tell(asked.pk, asked.contact, me, "withdrawn", by, at)


@transaction.atomic
def answer(*, asked: Asked, verb: str, words: str, by: User, at: datetime) -> Asked:
    """Answer with ``agree`` or ``refuse``, and words that the person reads. Moving the appointment is a step of its own.

    Raises ``AskRefused`` where it was answered or taken back meanwhile.
    """
    asked = Asked.objects.select_for_update(of=("self",)).select_related("person").get(pk=asked.pk)
    try:
        asked.state = ASKED.next(asked.state, verb)
    except NotAllowed:
        raise AskRefused("not-open") from None
    asked.answer, asked.answered_at, asked.answered_by = words, at, by
    asked.save(update_fields=["state", "answer", "answered_at", "answered_by"])
    _tell(asked.pk, asked.contact_id, asked.person, asked.state, by, at)
    return asked


def _tell(asked: int, contact: int, person: Person | OwnRecord, state: str, by: User, at: datetime) -> None:
    record(action="own.answer_asked", by=by, at=at, subject=person.crn, person=person.pk, contact=contact, state=state)
    announcer.announce(RearrangementAnswered(asked, contact, person.pk, state, by.pk, at))


def _call(statement: str, values: list[Any]) -> int:
    """Ask a function of the database, whose refusal leaves the transaction usable."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        found = cursor.fetchone()
        return int(found[0] or 0) if found and isinstance(found[0], int) else 0
