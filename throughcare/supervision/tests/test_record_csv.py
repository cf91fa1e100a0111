"""Every list of a record, of a diary and of alarms comes as CSV, to whoever may see the page and nobody else."""

from __future__ import annotations

import csv
import io
from datetime import time, timedelta

import pytest
from django.utils import timezone

from throughcare.audit.models import Consultation
from throughcare.people.models import LimitedAccess
from throughcare.supervision.models import Closing
from throughcare.supervision.tests.enforcement_scene import enforced
from throughcare.supervision.tests.factories import AssessmentFactory, ContactFactory, RegistrationFactory
from throughcare.supervision.tests.scene import WITH_ACCESS, WITHOUT_ACCESS, make_scene
from throughcare.supervision.tests.test_casework_pages import signed_in
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db
PAGES = ("timeline/", "contacts/", "risk/", "risk/tiers/", "compliance/", "sentences/ended/")


@pytest.fixture
def on():
    return timezone.localdate()


@pytest.fixture
def it(on):
    it = enforced(make_scene(on))
    with as_role("jobs", 1):
        RegistrationFactory(person=it.person, reference="R-1", type="RHRH", note="=SUM(1)")
        AssessmentFactory(person=it.person, reference="S-1")
        ContactFactory(
            person=it.person, reference="C-x", staff=it.scene.staff, date=on - timedelta(days=3), time=time(9, 30),
            minutes=30, outcome="ATTC", notes="Spoke of\nwork, at length",
        )  # fmt: skip
        Closing.objects.create(
            sentence=it.sentence, person=it.person, how="completed", ended_on=on, summary="Done", went_well="Work",
            supervision_ended=False, closed_on=on, closed_by=it.scene.owner,
        )  # fmt: skip
    return it


def rows(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, address
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"].endswith('.csv"')
    return list(csv.reader(io.StringIO(answer.content.decode())))


def test_contacts_hold_notes_as_they_are(it, on):
    _head, line = rows(signed_in(it.scene.owner), f"/people/{it.person.crn}/contacts/?format=csv")
    staff = it.scene.staff
    assert line == [
        "C-x", str(on - timedelta(days=3)), "09:30:00", "30", "Planned office visit", "Attended, complied", staff.code,
        str(staff), "Spoke of\nwork, at length",
    ]  # fmt: skip


def test_risk_and_tiers_are_there_without_formulas(it):
    client = signed_in(it.scene.owner)
    found = rows(client, f"/people/{it.person.crn}/risk/?format=csv")
    assert [line[0] for line in found[1:]] == ["R-1", "S-1"]
    assert found[1][-1] == "'=SUM(1)"
    assert len(rows(client, f"/people/{it.person.crn}/risk/tiers/?format=csv")) > 1


def test_compliance_names_failures_warnings_and_decisions(it, on):
    first = it.failure(it.missed(on - timedelta(days=40), at=timezone.now()))
    it.warn(first, at=timezone.now() - timedelta(days=30))
    it.missed(on - timedelta(days=1), at=timezone.now())
    found = rows(signed_in(it.scene.owner), f"/people/{it.person.crn}/compliance/?format=csv")
    assert [line[1] for line in found[1:]] == ["Failure", "Failure", "Warning", "Decision on breach"]


def test_the_timeline_holds_what_is_planned_and_what_was_without_formulas(it, on):
    client = signed_in(it.scene.owner)
    with as_role("jobs", 1):
        later = on + timedelta(days=4)
        ContactFactory(person=it.person, date=later, time=time(10), outcome="", staff=it.scene.staff, notes="=1+1")
    found = rows(client, f"/people/{it.person.crn}/timeline/?format=csv")
    assert (found[1][0], found[1][4], found[1][5]) == (str(later), "'=1+1", "Planned")
    assert [line[0] for line in found[1:]] == sorted((line[0] for line in found[1:]), reverse=True)
    assert {"Contacts", "Sentences", "Registrations", "Tier"} <= {line[2] for line in found[1:]}
    only = rows(client, f"/people/{it.person.crn}/timeline/?kind=contact&format=csv")
    assert {line[2] for line in only[1:]} == {"Contacts"} and len(only) < len(found)


def test_closings_say_how_a_sentence_ended(it):
    _head, line = rows(signed_in(it.scene.owner), f"/people/{it.person.crn}/sentences/ended/?format=csv")
    assert line[0] == it.sentence.reference and line[3:5] == ["Done", "Work"]


def test_a_diary_is_there_line_by_line_for_one_and_for_the_team(it, on):
    with as_role("jobs", 1):
        ContactFactory(
            person=it.person, staff=it.scene.staff, date=on, time=time(10), minutes=30, outcome="", reference="C-y"
        )
    own = rows(signed_in(it.scene.owner), f"/diary/?day={on}&format=csv")
    assert [(line[2], line[3], line[6]) for line in own[1:]] == [(str(on), "10:00", it.person.crn)]
    team = rows(signed_in(it.scene.cast["senior"]), f"/diary/team/?day={on}&format=csv")
    assert it.person.crn in {line[6] for line in team[1:]}


@pytest.mark.parametrize("page", PAGES)
def test_a_file_is_for_whoever_may_see_the_page_and_the_look_is_logged(it, page):
    address = f"/people/{it.person.crn}/{page}?format=csv"
    for who in WITH_ACCESS:
        rows(signed_in(it.scene.cast[who]), address)
    with as_role("owner"):
        assert Consultation.objects.count() == len(WITH_ACCESS)
    for who in WITHOUT_ACCESS:
        assert signed_in(it.scene.cast[who]).get(address).status_code == 403
    assert signed_in(it.scene.cast["stranger"]).get(address).status_code == 302
    with as_role("jobs", 1):
        LimitedAccess.objects.create(
            person=it.person, kind="exclusion", user=it.scene.owner, reason="x", start=it.scene.on
        )
    assert signed_in(it.scene.owner).get(address).status_code == 404


def test_every_page_leads_to_its_file(it, on):
    client = signed_in(it.scene.owner)
    for page in PAGES:
        assert "format=csv" in client.get(f"/people/{it.person.crn}/{page}").content.decode(), page
    assert "format=csv" in client.get("/diary/").content.decode()
    assert "format=csv" in signed_in(it.scene.cast["senior"]).get("/diary/team/").content.decode()
