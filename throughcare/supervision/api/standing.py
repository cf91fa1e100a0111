"""Where a person stands: tier, what contact is due, who is responsible, what they are registered for."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema

from throughcare.accounts.api import operation
from throughcare.people.api import open_record
from throughcare.supervision.commands.freshness import refresh
from throughcare.supervision.models import ContactDue, OfficerSpell, Tier
from throughcare.supervision.queries.caseload import OPEN_STATES
from throughcare.supervision.queries.record import overview_of

router = Router(tags=["people"])


class TierOut(Schema):
    """A tier under one scheme; ``reason_code`` is the decision's, ``decided_on`` the day since when it is so."""

    scheme: str
    label: str
    provisional: bool
    reason_code: str
    decided_on: date


class DueOut(Schema):
    """What contact is due next by the rule contact-due; ``unconfirmed`` where a figure it rests on is."""

    state: str
    overdue: bool
    duty: str
    form: str
    due_date: date | None
    booked_for: date | None
    last_seen: date | None
    standard: str
    reason_code: str
    unconfirmed: bool


class OfficerOut(Schema):
    """Who is responsible since ``start``; ``staff`` and ``team`` are codes, null where the case is unallocated."""

    status: str
    staff: str | None
    staff_name: str | None
    team: str | None
    start: date


class RegistrationOut(Schema):
    """A registration in force; codes of registration-type, -level and -category."""

    reference: str
    type: str
    level: str
    category: str
    registered_on: date


class StandingOut(Schema):
    """Where a person stands on ``on``."""

    crn: str
    on: date
    in_custody: bool
    tiers: list[TierOut]
    contact_due: DueOut | None
    officer: OfficerOut | None
    registrations: list[RegistrationOut]


@router.get("/people/{crn}/supervision", response=StandingOut, summary="Read where a person stands")
@operation(permission="people.view", scope="people:read", opens_record=True)
def read_standing(request: HttpRequest, crn: str) -> StandingOut:
    """Tier under both schemes, what contact is due, the responsible officer, and registrations in force."""
    person, on = open_record(request, crn, page="supervision"), timezone.localdate()
    refresh(on=on)
    found = overview_of(person.pk, on=on)
    return StandingOut(
        crn=person.crn,
        on=on,
        in_custody=found.in_custody,
        tiers=[_tier(tier) for tier in (found.tier, found.axes) if tier is not None],
        contact_due=due_out(found.due, on),
        officer=_officer(found.officer) if found.officer else None,
        registrations=[RegistrationOut.from_orm(row) for row in found.registrations],
    )


def due_out(due: ContactDue | None, on: date) -> DueOut | None:
    """What is due as of ``on``, None where nothing is known."""
    if due is None:
        return None
    shown = {field: getattr(due, field) for field in DueOut.model_fields if field != "overdue"}
    late = due.state in OPEN_STATES and due.due_date is not None and due.due_date < on
    return DueOut(**shown, overdue=late)


def _tier(tier: Tier) -> TierOut:
    return TierOut.from_orm(tier)


def _officer(spell: OfficerSpell) -> OfficerOut:
    return OfficerOut(
        status=spell.status,
        staff=spell.staff.code if spell.staff else None,
        staff_name=f"{spell.staff.forenames} {spell.staff.surname}" if spell.staff else None,
        team=spell.team.code if spell.team else None,
        start=spell.start,
    )
