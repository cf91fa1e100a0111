"""The hard cases that sentence management must stand: the record is right afterwards, and somebody is told.

| case | the record | what the user is told |
|---|---|---|
| two allocate one case at once | ``test_allocations_at_once`` | ``test_allocation_pages``, whoever comes second |
| hours that end tomorrow | here | here |
| a sentence without a requirement | ``test_openings``, here | ``test_openings`` (asked before it is saved), here |
| a failure recorded twice | ``test_failures`` | ``test_enforcement_pages``, ``test_api_enforcement`` |
| a warning withdrawn after breach began | ``test_warnings`` | ``test_enforcement_pages`` |
| an appointment in the hour that comes twice | ``test_appointments`` | ``test_appointment_pages``, here (messages) |
| a transfer refused after the person moved | ``test_transfers`` | ``test_transfers`` |
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from throughcare.accounts.acting import acting
from throughcare.people.models import Requirement
from throughcare.supervision.commands.allocations import AllocationRefused
from throughcare.supervision.commands.derive import derive
from throughcare.supervision.commands.reminder_words import Meeting, compose
from throughcare.supervision.models import Allocation, ContactDue
from throughcare.supervision.queries.cases import Area
from throughcare.supervision.queries.reallocation import to_reallocate
from throughcare.supervision.queries.workload import load_of
from throughcare.supervision.tests.allocation_scene import chain, give, officer, waiting
from throughcare.supervision.tests.scene import case, make_scene
from throughcare.supervision.tests.test_casework_pages import signed_in
from throughcare.testing.acting import as_role
from throughcare.workforce.commands.working_time import set_hours

pytestmark = pytest.mark.django_db
ONE_DAY = timedelta(days=1)


@pytest.fixture
def on():
    return timezone.localdate()


@pytest.fixture
def scene(on):
    return make_scene(on)


def test_an_officer_whose_hours_end_tomorrow_gets_a_case_for_a_reason_only_and_is_listed(scene, on):
    person, staff, senior, now = waiting(scene), officer(scene), scene.cast["senior"], timezone.now()
    with acting(senior):
        set_hours(staff=staff, hours=Decimal(0), start=on + ONE_DAY, by=senior, at=now)
        before = chain(person)
        with pytest.raises(AllocationRefused) as told:
            give(scene, person, staff, now)
        assert (told.value.code, told.value.doubts) == ("needs-reason", ("away-soon",))
        assert (chain(person), Allocation.objects.count()) == (before, 0)
        made = give(scene, person, staff, now, despite="Covers the first appointment today")
    assert made.doubts == ["away-soon"]
    assert chain(person)[-1][3] == staff.pk
    with acting(senior):
        listed = to_reallocate(Area("unit", scene.unit.pk), on=on).leavers
        assert [(one.officer.staff, one.kind) for one in listed] == [(staff.pk, "away-soon")]
        tomorrow = load_of(staff.pk, on=on + ONE_DAY)
    assert (tomorrow.available, tomorrow.cases, tomorrow.level) == (0, 1, "unknown")
    page = signed_in(senior).get("/allocation/again/").content.decode()
    assert staff.surname in page


def test_an_order_without_a_requirement_is_supervised_planned_and_ended_like_any_other(scene, on):
    person = case(scene, derived=False)
    with acting(scene.owner):
        derive([person.pk], on=on, cause="test")
        due = ContactDue.objects.get(person=person)
    with as_role("jobs", 1):
        assert Requirement.objects.filter(person=person).count() == 0
        sentence = person.sentences.get()
    assert (due.state, due.duty) == ("due", "first-appointment")
    client = signed_in(scene.owner)
    pages = (
        "", "sentences/", "compliance/", "risk/", "plan/", "appointments/", "appointments/new/", "appointments/ahead/",
        "contacts/new/", f"sentences/{sentence.reference}/end/", "why/contact-due/", "why/tier/",
    )  # fmt: skip
    for page in pages:
        answer = client.get(f"/people/{person.crn}/{page}")
        assert answer.status_code == 200, page
        assert "RAR days used" not in answer.content.decode(), page
    ended = client.post(f"/people/{person.crn}/sentences/{sentence.reference}/end/", {
        "how": "completed-early", "end_date": on.isoformat(), "reasons": "Good progress", "summary": "Done",
    })  # fmt: skip
    assert ended.status_code == 302
    with as_role("jobs", 1):
        sentence.refresh_from_db()
    assert sentence.terminated_on is not None


def test_messages_say_which_of_the_two_equal_hours_is_meant():
    first, second = datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    for language in ("en", "cy"):
        texts = [
            compose("appointment-booked", Meeting("Rowan", "Priya", at, "COAP", "Room 2"), language=language)[1]
            for at in (first, second)
        ]
        assert texts[0] != texts[1]
        assert all("1:30" in text for text in texts)
