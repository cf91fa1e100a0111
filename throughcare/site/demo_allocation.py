"""Allocation in the demonstration: who speaks Welsh, offices, what somebody asked for, a plan that waits for a decision."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from throughcare.accounts.acting import acting
from throughcare.accounts.models import User
from throughcare.organisations.models import DeliveryUnit, Region
from throughcare.people.models import ContactDetail, Person
from throughcare.supervision.commands.allocation_needs import note_conflict, set_need
from throughcare.supervision.commands.allocation_plans import keep_plan
from throughcare.supervision.models import AllocationPlan
from throughcare.supervision.planning.propose import propose
from throughcare.supervision.planning.travel import minutes_between
from throughcare.supervision.queries.cases import Area
from throughcare.supervision.queries.unallocated import waiting_cases
from throughcare.workforce.commands.profiles import set_office, set_profile
from throughcare.workforce.models import Staff, Team

ASKED = "Would rather speak with a woman about what happened at home."
CONFLICT = "Went to school with her brother; both said so."


def allocate_some(*, region: str, at: datetime) -> None:
    """A plan for each unit where cases wait; doing it twice changes nothing."""
    if AllocationPlan.objects.exists():
        return
    for unit in DeliveryUnit.objects.filter(region=Region.objects.get(code=region)).order_by("code"):
        staff = list(Staff.objects.filter(team__delivery_unit=unit, until__isnull=True).order_by("code"))
        head = User.objects.filter(role="head", pk__in=[one.user_id for one in _all(unit) if one.user_id]).first()
        if head is None or not staff:
            continue
        with acting(head, why="demonstration"), transaction.atomic():
            _in_unit(unit, staff, head, at)


def _all(unit: DeliveryUnit) -> list[Staff]:
    return list(Staff.objects.filter(delivery_unit=unit))


def _in_unit(unit: DeliveryUnit, staff: list[Staff], head: User, at: datetime) -> None:
    on = timezone.localdate(at)
    for place, one in enumerate(staff):
        set_profile(staff=one, speaks_welsh=place % 7 == 0, sex="FMF"[place % 3], by=head, at=at)
    address = ContactDetail.objects.filter(person__delivery_unit=unit, kind="address").exclude(postcode="").first()
    if address is not None:
        for team in Team.objects.filter(delivery_unit=unit):
            set_office(team=team, postcode=address.postcode, by=head, at=at)
    people = [case.person_id for case in waiting_cases(Area("unit", unit.pk), on=on)]
    if not people:
        return
    first = Person.objects.get(pk=people[0])
    set_need(person=first, officer_sex="F", words=ASKED, by=head, on=on, at=at)
    note_conflict(person=first, staff=staff[0], words=CONFLICT, by=head, on=on, at=at)
    proposal = propose(people, unit.pk, on=on, minutes=minutes_between("", minutes_for_a_kilometre=1))
    keep_plan(
        proposal=proposal, unit=unit, team=None, leaving=None, reason="initial-allocation", by=head, at=at,
    )  # fmt: skip
