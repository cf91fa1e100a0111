"""People of the demonstration with a sign-in of their own: one with an appointment, a plan and a question that waits."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import product

from django.utils import timezone

from throughcare.accounts.acting import acting, acting_by_itself
from throughcare.accounts.models import User
from throughcare.own.commands.accounts import invite_person
from throughcare.own.commands.asking import ask_to_rearrange
from throughcare.own.models import Account, OwnAppointment
from throughcare.people.commands.details import add_contact_detail
from throughcare.people.models import ContactDetail, Person, Requirement
from throughcare.supervision.commands.appointments import Wanted, book_appointments
from throughcare.supervision.commands.arranging import Arrangement, ContactRefused
from throughcare.supervision.models import OfficerSpell, PlanVersion
from throughcare.workforce.commands.teams import set_team_phone
from throughcare.workforce.models import Team

PEOPLE = 2
NUMBERS = ("07700 900461", "07700 900872")
TEAM_PHONE = "020 7946 0{:03}"
PLACE = "Garth House, first floor"
DAYS = ((5, 19), (6, 20), (8, 22), (12, 26), (33, 40))
TIMES = (time(9, 30), time(14), time(16, 30), time(11), time(12, 30))


def give_some_their_own(*, region: str, at: datetime) -> None:
    """Give people with an agreed plan their own sign-in; doing it twice changes nothing."""
    with acting_by_itself(why="demonstration"):
        if Account.objects.exists():
            return
        spells = _spells(region)
    for place, spell in enumerate(spells):
        assert spell.staff is not None and spell.staff.user is not None
        _give(spell.person, spell.staff.user, NUMBERS[place], at)
    director = User.objects.filter(role="director", is_active=True).order_by("pk").first()
    if director is not None:
        _phones(region, director, at)


def _give(person: Person, by: User, number: str, at: datetime) -> None:
    on = timezone.localdate(at)
    with acting(by, why="demonstration"):
        detail = ContactDetail.objects.filter(person=person, kind="mobile", until=None, avoid="").first()
        if detail is None:
            detail = add_contact_detail(person=person, kind="mobile", value=number, by=by, on=on, at=at)
        _book(person, by, on, at)
        account = invite_person(
            person=person, detail=detail, link=lambda who, token: f"https://example.org/password/{who}/{token}/",
            by=by, at=at,
        )  # fmt: skip
    with acting(account.user, why="demonstration"):
        ahead = OwnAppointment.objects.filter(date__gt=on, outcome="").order_by("-date", "-id").first()
        if ahead is not None:
            ask_to_rearrange(
                appointment=ahead, reason="work", words="I start a new job. After 4 on any day is good.",
                by=account.user, at=at,
            )  # fmt: skip


def _book(person: Person, by: User, on: date, at: datetime) -> None:
    """Two meetings ahead at the first days and time that are free; where none are, what stands in the diary has to do."""
    rar = Requirement.objects.filter(person=person, category="rar", terminated_on=None).first()
    for days, clock in product(DAYS, TIMES):
        wanted = [Wanted("COAP", _weekday(on + timedelta(days=each)), clock, 30) for each in days]
        how = Arrangement(place=PLACE, requirement=rar.pk if rar else None)
        try:
            book_appointments(
                person=person, wanted=wanted, notes="", reference=f"DEMO-OWN-{person.crn}", by=by, at=at, how=how,
                confirmed=True,
            )  # fmt: skip
        except ContactRefused:
            continue
        return


def _weekday(day: date) -> date:
    return day + timedelta(days=(0, 0, 0, 0, 0, 2, 1)[day.weekday()])


def _spells(region: str) -> list[OfficerSpell]:
    agreed = PlanVersion.objects.filter(state="agreed", plan__closed_on=None).values("person")
    spells = OfficerSpell.objects.filter(
        person__in=agreed, until=None, status="allocated", staff__user__is_active=True, person__limited=False,
        person__delivery_unit__region__code=region,
    )  # fmt: skip
    with_days = spells.filter(person__requirements__category="rar", person__requirements__terminated_on=None)
    chosen = list(with_days.select_related("person", "staff__user").distinct().order_by("pk")[:PEOPLE])
    return chosen or list(spells.select_related("person", "staff__user").order_by("pk")[:PEOPLE])


def _phones(region: str, by: User, at: datetime) -> None:
    for place, team in enumerate(Team.objects.filter(delivery_unit__region__code=region).order_by("code")):
        with acting(by, why="demonstration"):
            set_team_phone(team=team, phone=TEAM_PHONE.format(place % 1000), by=by, at=at)
