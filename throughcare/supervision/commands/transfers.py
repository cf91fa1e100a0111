"""Offering a case to another delivery unit, answering, and moving it on the day agreed.

From the offer on, the receiving unit's region sees the record. Responsibility moves on the day agreed and not before: until
then the sending side's officer stays in the chain. Limited access travels with the person, so somebody on the receiving
side must be able to open the record before it can be offered.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from throughcare.accounts.acting import extend_reach
from throughcare.accounts.models import User
from throughcare.accounts.rules.roles import LEAD_TEAM
from throughcare.audit.commands import record
from throughcare.kernel.events import announcer
from throughcare.organisations.models import DeliveryUnit, Posting
from throughcare.people.models import LimitedAccess, Person
from throughcare.supervision.commands.officers import change_officer
from throughcare.supervision.events import CaseTransferred, TransferAnswered, TransferOffered
from throughcare.supervision.models import OfficerSpell, Transfer
from throughcare.supervision.rules.transfer_states import TRANSFER, TRANSFER_REASONS
from throughcare.workforce.models import Staff, Team


class TransferRefused(ValueError):
    """The step cannot be taken; ``code`` says why."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


def offer_transfer(
    *, person: Person, to_unit: DeliveryUnit, reason: str, words: str, wanted_on: date, by: User, on: date, at: datetime
) -> Transfer:
    """Offer the case to ``to_unit``, to move on ``wanted_on``; the receiving region sees the record from now on.

    Raises ``TransferRefused``: ``same-unit``, ``no-reason``, ``no-words``, ``in-the-past``, ``already-offered``,
    ``not-supervised`` or ``nobody-to-receive``.
    """
    with transaction.atomic():
        person = Person.objects.select_for_update(no_key=True).select_related("delivery_unit").get(pk=person.pk)
        spell = OfficerSpell.objects.filter(person=person, until__isnull=True).exclude(status="ended").first()
        _check_offer(person, to_unit, reason, words, wanted_on, on, spell)
        try:
            with transaction.atomic():
                transfer = Transfer.objects.create(
                    person=person, reason=reason, words=words.strip(), from_unit=person.delivery_unit, from_spell=spell,
                    to_unit=to_unit, offered_on=on, offered_by=by, wanted_on=wanted_on,
                )  # fmt: skip
        except IntegrityError:
            raise TransferRefused("already-offered") from None
        person.offered_unit = to_unit
        person.save(update_fields=["offered_unit"])
        _note("offer_transfer", transfer, by, at, to_unit=to_unit.code, reason=reason, wanted_on=wanted_on)
        announcer.announce(
            TransferOffered(transfer.pk, person.pk, person.delivery_unit_id, to_unit.pk, wanted_on, by.pk)
        )
        return transfer


def accept_transfer(
    *,
    transfer: Transfer,
    team: Team,
    staff: Staff | None,
    moves_on: date,
    answer: str,
    by: User,
    on: date,
    at: datetime,
) -> Transfer:
    """Take the case into ``team`` from ``moves_on`` on, with ``staff`` or not yet allocated; where that is today, at once.

    Raises ``TransferRefused``: ``not-open``, ``not-receiving``, ``other-unit``, ``other-team``, ``not-working`` or
    ``in-the-past``.
    """
    with transaction.atomic():
        transfer = _locked(transfer, "accept")
        if team.delivery_unit_id != transfer.to_unit_id:
            raise TransferRefused("other-unit")
        if staff is not None and staff.team_id != team.pk:
            raise TransferRefused("other-team")
        if staff is not None and (staff.start > moves_on or (staff.until is not None and staff.until <= moves_on)):
            raise TransferRefused("not-working")
        if moves_on < on:
            raise TransferRefused("in-the-past")
        _check_receives(transfer, by, on)
        transfer.to_team, transfer.to_staff, transfer.moves_on = team, staff, moves_on
        _answer(transfer, "accept", answer, by, on, at)
        if moves_on <= on:
            _move(transfer, by, at, on)
        return transfer


def refuse_transfer(*, transfer: Transfer, answer: str, by: User, on: date, at: datetime) -> Transfer:
    """Refuse the case with a reason: it stays where it is, and is no longer seen by the receiving region.

    Raises ``TransferRefused``: ``not-open``, ``not-receiving`` or ``no-words``.
    """
    with transaction.atomic():
        transfer = _locked(transfer, "refuse")
        _check_receives(transfer, by, on)
        return _close(transfer, "refuse", answer, by, on, at)


def withdraw_transfer(*, transfer: Transfer, answer: str, by: User, on: date, at: datetime) -> Transfer:
    """Take an offer back, or call an accepted transfer off before it moves, with a reason.

    Raises ``TransferRefused``: ``not-open`` or ``no-words``.
    """
    with transaction.atomic():
        verb = "withdraw" if Transfer.objects.get(pk=transfer.pk).state == "offered" else "call-off"
        return _close(_locked(transfer, verb), verb, answer, by, on, at)


def move_accepted(*, on: date, at: datetime) -> int:
    """Move every accepted transfer whose day has come; returns how many. For the job that runs each hour."""
    due = list(Transfer.objects.filter(state="accepted", moves_on__lte=on).order_by("moves_on", "pk"))
    for transfer in due:
        with transaction.atomic():
            _move(_locked(transfer, "move"), None, at, on)
    return len(due)


def _check_offer(
    person: Person, to_unit: DeliveryUnit, reason: str, words: str, wanted: date, on: date, spell: OfficerSpell | None
) -> None:
    if spell is None:
        raise TransferRefused("not-supervised")
    if to_unit.pk == person.delivery_unit_id:
        raise TransferRefused("same-unit")
    if reason not in TRANSFER_REASONS:
        raise TransferRefused("no-reason")
    if not words.strip():
        raise TransferRefused("no-words")
    if wanted < on:
        raise TransferRefused("in-the-past")
    if not _can_receive(person, to_unit, on):
        raise TransferRefused("nobody-to-receive")


def _can_receive(person: Person, to_unit: DeliveryUnit, on: date) -> bool:
    """Whether a leader of the receiving region may open the record, by its lists."""
    current = Q(until__isnull=True) | Q(until__gt=on)
    lines = LimitedAccess.objects.filter(current, person=person, start__lte=on)
    listed = set(lines.filter(kind="restriction").values_list("user_id", flat=True))
    barred = set(lines.filter(kind="exclusion").values_list("user_id", flat=True))
    if not listed and not barred:
        return True
    leaders = Posting.objects.filter(
        current, region=to_unit.region_id, start__lte=on, user__is_active=True, user__role__in=LEAD_TEAM
    ).values_list("user_id", flat=True)
    return any(user not in barred and (not listed or user in listed) for user in leaders)


def _check_receives(transfer: Transfer, by: User, on: date) -> None:
    posted = Posting.objects.filter(
        Q(until__isnull=True) | Q(until__gt=on), user=by, region=transfer.to_unit.region_id, start__lte=on
    )
    if not posted.exists():
        raise TransferRefused("not-receiving")


def _locked(transfer: Transfer, verb: str) -> Transfer:
    """The transfer as it stands, locked; raises ``TransferRefused`` where the step is not in the table."""
    found = Transfer.objects.select_for_update(of=("self",)).select_related("person", "to_unit").get(pk=transfer.pk)
    if verb not in TRANSFER.table[found.state]:
        raise TransferRefused("not-open")
    return found


def _answer(transfer: Transfer, verb: str, answer: str, by: User, on: date, at: datetime) -> None:
    transfer.state = TRANSFER.next(transfer.state, verb)
    transfer.answered_on, transfer.answered_by, transfer.answer = on, by, answer.strip()
    transfer.save()
    _note(f"{verb}_transfer", transfer, by, at, answer=transfer.answer, moves_on=transfer.moves_on)
    announcer.announce(TransferAnswered(transfer.pk, transfer.person_id, transfer.state, transfer.moves_on, by.pk))


def _close(transfer: Transfer, verb: str, answer: str, by: User, on: date, at: datetime) -> Transfer:
    if not answer.strip():
        raise TransferRefused("no-words")
    _answer(transfer, verb, answer, by, on, at)
    # Whoever refuses loses sight of the record with this statement, which row security would not let them write.
    extend_reach(by, "national")
    Person.objects.filter(pk=transfer.person_id).update(offered_unit=None)
    extend_reach(by, "region")
    return transfer


def _move(transfer: Transfer, by: User | None, at: datetime, on: date) -> None:
    """Responsibility moves: the chain goes on with the receiving side, and the record lies in its unit.

    An officer who has left since the transfer was accepted is not given the case: it waits in the team, to be allocated.
    """
    team, staff = transfer.to_team, transfer.to_staff
    if staff is not None and staff.until is not None and staff.until <= on:
        staff = None
    change_officer(person=transfer.person, staff=staff, team=team, on=on, reason="transfer-in", by=by, at=at)
    transfer.state, transfer.moves_on = TRANSFER.next(transfer.state, "move"), on
    transfer.save(update_fields=["state", "moves_on"])
    announcer.announce(CaseTransferred(transfer.pk, transfer.person_id, transfer.from_unit_id, transfer.to_unit_id, on))


def _note(action: str, transfer: Transfer, by: User, at: datetime, **values: object) -> None:
    record(
        action=f"supervision.{action}", by=by, at=at, subject=transfer.person.crn, person=transfer.person_id,
        transfer=transfer.pk, **values,
    )  # fmt: skip
