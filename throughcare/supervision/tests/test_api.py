"""Caseload, standing and contacts over the API, for the whole cast."""

from datetime import time, timedelta

import pytest
from django.utils import timezone

from throughcare.accounts.acting import acting
from throughcare.accounts.tests.api import Caller
from throughcare.audit.models import Consultation, Entry
from throughcare.people.models import LimitedAccess
from throughcare.supervision.commands.derive import derive
from throughcare.supervision.models import Contact, ContactDue
from throughcare.supervision.queries.caseload import STATES
from throughcare.supervision.tests.factories import AssessmentFactory, ContactFactory, RegistrationFactory
from throughcare.supervision.tests.scene import WITH_ACCESS, WITHOUT_ACCESS, case, make_scene
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db
READS = ("/people/{crn}/supervision", "/people/{crn}/contacts", "/people/{crn}/decisions")
REASON = "duty: Called the duty line"


@pytest.fixture
def on():
    return timezone.localdate()


@pytest.fixture
def scene(on):
    return make_scene(on)


@pytest.fixture
def person(scene):
    found = case(scene, derived=False)
    with as_role("jobs", scene.owner.pk):
        RegistrationFactory(person=found)
        AssessmentFactory(person=found)
    with acting(scene.owner):
        derive([found.pk], on=scene.on, cause="test")
    return found


def problem(answer):
    return answer.status_code, answer.json()["type"].removeprefix("urn:throughcare:problem:")


def contacts():
    with as_role("jobs", 1):
        return list(Contact.objects.order_by("pk").values_list("outcome", "notes"))


def looks():
    with as_role("owner"):
        return list(Consultation.objects.order_by("pk").values_list("actor", "page"))


def entries(action):
    with as_role("owner"):
        return Entry.objects.filter(action=action).count()


def exclude(person, user, on):
    with as_role("jobs", 1):
        LimitedAccess.objects.create(person=person, kind="exclusion", user=user, reason="Related", start=on)


def seen(on, **changes):
    return {"type": "COAP", "date": on.isoformat(), "outcome": "ATTC", "notes": "Spoke of work"} | changes


# Caseload


def test_a_practitioner_reads_their_own_caseload(scene, person, on):
    late = case(scene, due=on - timedelta(days=3))
    body = Caller(scene.owner).get("/caseload").json()
    assert {each["crn"] for each in body["items"]} == {person.crn, late.crn}
    row = next(each for each in body["items"] if each["crn"] == late.crn)
    assert (row["overdue"], row["due_date"], row["tier"]) == (True, (on - timedelta(days=3)).isoformat(), "C")
    assert body["next_cursor"] is None


@pytest.mark.parametrize("who", ["colleague", "senior", "head", "director"])
def test_the_region_reads_a_colleagues_caseload(scene, person, who):
    body = Caller(scene.cast[who]).get("/caseload", {"staff": scene.staff.code}).json()
    assert [each["crn"] for each in body["items"]] == [person.crn]


def test_a_caseload_of_another_region_is_absent(scene, person):
    stranger = Caller(scene.cast["stranger"])
    theirs, none = (
        stranger.get("/caseload", {"staff": scene.staff.code}),
        stranger.get("/caseload", {"staff": "NOBODY"}),
    )
    assert problem(theirs) == (404, "not-found")
    assert theirs.content == none.content


def test_who_holds_no_cases_is_told_to_name_somebody(scene):
    answer = Caller(scene.cast["unlinked"]).get("/caseload")
    assert problem(answer) == (422, "invalid")
    assert answer.json()["errors"][0]["field"] == "staff"


@pytest.mark.parametrize("who", WITHOUT_ACCESS)
def test_other_roles_read_no_caseload(scene, person, who):
    assert problem(Caller(scene.cast[who]).get("/caseload", {"staff": scene.staff.code})) == (403, "not-permitted")


def test_a_caseload_leaves_out_whom_the_user_may_not_see(scene, person, on):
    exclude(person, scene.owner, on)
    assert Caller(scene.owner).get("/caseload").json()["items"] == []


def test_pages_of_a_caseload_hold_every_case_once_even_when_one_goes(scene, on):
    people = [case(scene, due=on + timedelta(days=number)) for number in range(5)]
    caller = Caller(scene.owner)
    first = caller.get("/caseload", {"limit": 2}).json()
    with acting(scene.owner):
        ContactDue.objects.filter(person=people[0]).update(due_date=on + timedelta(days=30))
    second = caller.get("/caseload", {"limit": 3, "cursor": first["next_cursor"]}).json()
    assert [each["crn"] for each in first["items"]] == [people[0].crn, people[1].crn]
    assert [each["crn"] for each in second["items"]] == [people[2].crn, people[3].crn, people[4].crn]


@pytest.mark.parametrize("state", STATES)
def test_every_state_narrows_the_caseload(scene, person, state):
    assert Caller(scene.owner).get("/caseload", {"state": state}).status_code == 200


@pytest.mark.parametrize(
    ("asked", "field"),
    [({"state": "asleep"}, "state"), ({"tier": "Z"}, "tier"), ({"sort": "-age"}, "sort"), ({"cursor": "WzFd"}, "cursor"),
     ({"name": "n" * 101}, "name"), ({"tire": "A"}, "tire"), ({"limit": "1.5"}, "limit")],
)  # fmt: skip
def test_a_question_that_cannot_be_says_which_part_to_mend(scene, person, asked, field):
    answer = Caller(scene.owner).get("/caseload", asked)
    assert problem(answer) == (422, "invalid")
    assert [each["field"] for each in answer.json()["errors"]] == [field]


# One record


@pytest.mark.parametrize("address", READS)
@pytest.mark.parametrize("who", WITH_ACCESS)
def test_the_region_reads_the_record(scene, person, who, address):
    assert Caller(scene.cast[who]).get(address.format(crn=person.crn)).status_code == 200
    assert looks() == [(scene.cast[who].pk, f"api-{address.rpartition('/')[2]}")]


@pytest.mark.parametrize("address", READS)
@pytest.mark.parametrize("who", WITHOUT_ACCESS)
def test_other_roles_read_no_record(scene, person, who, address):
    assert problem(Caller(scene.cast[who]).get(address.format(crn=person.crn))) == (403, "not-permitted")
    assert looks() == []


@pytest.mark.parametrize("address", READS)
def test_without_a_token_nobody_reads(scene, person, address):
    assert problem(Caller(None).get(address.format(crn=person.crn))) == (401, "no-token")


@pytest.mark.parametrize("address", READS)
def test_another_region_needs_a_reason(scene, person, address):
    stranger = Caller(scene.cast["stranger"])
    assert problem(stranger.get(address.format(crn=person.crn))) == (403, "reason-needed")
    assert stranger.get(address.format(crn=person.crn), Access_Reason=REASON).status_code == 200
    assert len(looks()) == 1


@pytest.mark.parametrize("address", READS)
def test_hidden_and_absent_answer_alike(scene, person, on, address):
    exclude(person, scene.owner, on)
    caller = Caller(scene.owner)
    hidden, absent = caller.get(address.format(crn=person.crn)), caller.get(address.format(crn="X000001"))
    assert problem(hidden) == (404, "not-found")
    assert hidden.content == absent.content


def test_the_standing_says_tier_due_officer_and_registrations(scene, person, on):
    body = Caller(scene.owner).get(f"/people/{person.crn}/supervision").json()
    assert [tier["scheme"] for tier in body["tiers"]] == ["a-to-g-2026", "two-axis-2021"]
    with acting(scene.owner):
        due = ContactDue.objects.get(person=person)
    assert (body["contact_due"]["state"], body["contact_due"]["reason_code"]) == (due.state, due.reason_code)
    assert (body["officer"]["staff"], body["officer"]["team"]) == (scene.staff.code, scene.staff.team.code)
    assert [each["type"] for each in body["registrations"]] == ["RMRH"]
    assert (body["on"], body["in_custody"]) == (on.isoformat(), False)


def test_the_decisions_are_those_that_the_lists_show(scene, person, on):
    found = Caller(scene.owner).get(f"/people/{person.crn}/decisions").json()
    assert [(each["rule"], each["rule_set"]) for each in found[:2]] == [
        ("tier", "a-to-g-2026"),
        ("tier", "two-axis-2021"),
    ]
    with acting(scene.owner):
        due = ContactDue.objects.get(person=person)
    assert found[2]["value"]["next"]["due_date"] == due.due_date.isoformat()
    assert found[2]["policies"] and found[2]["steps"]


def test_the_decisions_of_a_day_to_come_are_refused(scene, person, on):
    caller, address = Caller(scene.owner), f"/people/{person.crn}/decisions"
    assert caller.get(address, {"on": (on - timedelta(days=30)).isoformat()}).status_code == 200
    assert problem(caller.get(address, {"on": (on + timedelta(days=1)).isoformat()})) == (422, "invalid")
    assert problem(caller.get(address, {"on": "soon"})) == (422, "invalid")
    assert problem(caller.get(address, {"on": "2000-01-01"})) == (422, "undecided")


# Contacts


def test_pages_of_contacts_hold_each_once_latest_first(scene, person, on):
    with as_role("jobs", 1):
        for number in range(5):
            ContactFactory(person=person, date=on - timedelta(days=number // 2), time=time(9 + number), outcome="ATTC")
        ContactFactory(person=person, date=on, outcome="ATTC")
        ContactFactory(person=person, date=on, outcome="ATTC")
    caller, found, cursor = Caller(scene.owner), [], ""
    while cursor is not None:
        page = caller.get(f"/people/{person.crn}/contacts", {"limit": 2, "cursor": cursor}).json()
        assert 1 <= len(page["items"]) <= 2
        found += [(each["date"], each["time"] or "", each["reference"]) for each in page["items"]]
        cursor = page["next_cursor"]
    assert len(found) == len(set(found)) == 7
    assert [each[:2] for each in found] == sorted((each[:2] for each in found), reverse=True)


@pytest.mark.parametrize("cursor", ["WzEsMiwzXQ", "WyJ4IiwieSIsM10", "WyIyMDI2LTAxLTAxIiwiMDA6MDA6MDAiLC0xXQ"])
def test_a_cursor_that_no_list_gave_is_refused(scene, person, cursor):
    assert problem(Caller(scene.owner).get(f"/people/{person.crn}/contacts", {"cursor": cursor})) == (422, "invalid")


@pytest.mark.parametrize("who", WITH_ACCESS)
def test_the_region_records_a_contact_and_learns_how_the_date_moved(scene, person, on, who):
    caller = Caller(scene.cast[who])
    answer = caller.post(f"/people/{person.crn}/contacts", seen(on - timedelta(days=1), time="09:30", minutes=40))
    assert answer.status_code == 201
    body = answer.json()
    assert body["contact"]["notes"] == "Spoke of work"
    assert (body["contact"]["time"], body["contact"]["minutes"]) == ("09:30:00", 40)
    assert body["due_before"]["due_date"] != body["due_after"]["due_date"]
    assert contacts() == [("ATTC", "Spoke of work")]
    assert entries("supervision.record_contact") == 1
    assert caller.client.get(answer["Location"], headers=caller.headers).json() == body["contact"]


def test_an_appointment_is_arranged_and_its_outcome_recorded(scene, person, on):
    caller = Caller(scene.owner)
    booked = caller.post(f"/people/{person.crn}/contacts", seen(on + timedelta(days=2), outcome=None))
    assert (booked.status_code, booked.json()["contact"]["outcome"]) == (201, "")
    assert entries("supervision.book_contact") == 1
    address = f"/people/{person.crn}/contacts/{booked.json()['contact']['reference']}/outcome"
    assert problem(caller.post(address, {"outcome": "ATTC"})) == (422, "refused")
    with as_role("jobs", 1):
        Contact.objects.update(date=on, arranged_on=on)
    answer = caller.post(address, {"outcome": "AAME", "minutes": 5})
    assert answer.status_code == 200
    assert contacts() == [("AAME", "Spoke of work")]
    assert entries("supervision.record_outcome") == 1


def test_a_reference_with_strokes_has_an_address(scene, person, on):
    with as_role("jobs", 1):
        ContactFactory(person=person, reference="a/b c", date=on - timedelta(days=1))
    caller = Caller(scene.owner)
    assert caller.get(f"/people/{person.crn}/contacts/a/b%20c").json()["reference"] == "a/b c"
    assert caller.post(f"/people/{person.crn}/contacts/a/b%20c/outcome", {"outcome": "ATTC"}).status_code == 200
    assert problem(caller.get(f"/people/{person.crn}/contacts/none")) == (404, "not-found")


def test_a_contact_of_another_person_is_absent(scene, person, on):
    other = case(scene, due=on)
    with as_role("jobs", 1):
        contact = ContactFactory(person=other, date=on)
    caller = Caller(scene.owner)
    assert problem(caller.get(f"/people/{person.crn}/contacts/{contact.reference}")) == (404, "not-found")
    address = f"/people/{person.crn}/contacts/{contact.reference}/outcome"
    assert problem(caller.post(address, {"outcome": "ATTC"})) == (404, "not-found")
    assert contacts() == [("", "")]


@pytest.mark.parametrize("who", [*WITHOUT_ACCESS, None])
def test_others_record_nothing(scene, person, on, who):
    answer = Caller(scene.cast[who] if who else None).post(f"/people/{person.crn}/contacts", seen(on))
    assert problem(answer) == ((403, "not-permitted") if who else (401, "no-token"))
    assert contacts() == []


def test_reading_does_not_cover_writing(scene, person, on):
    answer = Caller(scene.owner, "contacts:read", "people:read").post(f"/people/{person.crn}/contacts", seen(on))
    assert problem(answer) == (403, "scope-missing")
    assert contacts() == []


def test_another_region_records_with_a_reason_alone(scene, person, on):
    stranger = Caller(scene.cast["stranger"])
    assert problem(stranger.post(f"/people/{person.crn}/contacts", seen(on))) == (403, "reason-needed")
    assert contacts() == []
    answer = stranger.post(f"/people/{person.crn}/contacts", seen(on), Access_Reason=REASON)
    assert answer.status_code == 201
    assert contacts() == [("ATTC", "Spoke of work")]


@pytest.mark.parametrize(
    ("change", "expected", "field"),
    [
        ({"type": "nonsense"}, "invalid", "type"),
        ({"outcome": "nonsense"}, "invalid", "outcome"),
        ({"date": "31.2.2026"}, "invalid", "date"),
        ({"date": 20260101}, "invalid", "date"),
        ({"time": "09:00+01:00"}, "invalid", "time"),
        ({"time": 900}, "invalid", "time"),
        ({"minutes": "5"}, "invalid", "minutes"),
        ({"minutes": 1441}, "invalid", "minutes"),
        ({"notes": "x" * 20_001}, "invalid", "notes"),
        ({"confirmed": "yes"}, "invalid", "confirmed"),
        ({"colour": "blue"}, "invalid", "colour"),
        ({"date": "1999-01-01"}, "refused", "date"),
        ({"date": "2031-01-01"}, "refused", "outcome"),
        ({"outcome": None, "date": "2026-11-02"}, "refused", "outcome"),
    ],
)
def test_a_contact_that_cannot_be_says_which_part_to_mend_and_changes_nothing(
    scene, person, on, change, expected, field
):
    answer = Caller(scene.owner).post(f"/people/{person.crn}/contacts", seen(on, **change))
    assert problem(answer) == (422, expected)
    assert [each["field"] for each in answer.json()["errors"]] == [field]
    assert contacts() == []
    assert entries("supervision.record_contact") == 0


def test_what_is_unlikely_is_recorded_once_confirmed(scene, person, on):
    far = (on + timedelta(days=700)).isoformat()
    caller, address = Caller(scene.owner), f"/people/{person.crn}/contacts"
    answer = caller.post(address, seen(on, date=far, outcome=None))
    assert problem(answer) == (422, "refused")
    assert "confirmed" in answer.json()["detail"]
    assert caller.post(address, seen(on, date=far, outcome=None, confirmed=True)).status_code == 201


@pytest.mark.parametrize(
    ("body", "code"),
    [("{", 400), ("", 422), ("null", 422), ("[]", 422), ('"x"', 422), ("{}", 422), (b"\xff", 400),
     ('{"type": "\\ud800"}', 400), ('{"notes": "\\u0000"}', 400), ("[" * 100_000, 400), ('{"minutes": NaN}', 400)],
)  # fmt: skip
def test_a_body_that_is_no_contact_is_refused(scene, person, body, code):
    answer = Caller(scene.owner).post(f"/people/{person.crn}/contacts", body)
    assert answer.status_code == code
    assert answer["Content-Type"] == "application/problem+json"
    assert contacts() == []


def test_another_form_of_body_is_refused(scene, person, on):
    caller = Caller(scene.owner)
    headers = caller.headers | {"Idempotency-Key": "k"}
    answer = caller.client.post(f"/api/v1/people/{person.crn}/contacts", seen(on), headers=headers)
    assert problem(answer) == (415, "not-json")


def test_a_body_that_is_too_large_is_refused(scene, person, on):
    answer = Caller(scene.owner).post(f"/people/{person.crn}/contacts", seen(on, notes="x" * 3_000_000))
    assert problem(answer) == (413, "too-large")


# Called off, and recorded by mistake


def past(person, on):
    with as_role("jobs", 1):
        return ContactFactory(person=person, type="COAP", date=on - timedelta(days=1), outcome="")


def test_a_meeting_called_off_needs_a_reason_and_moving_is_another_operation(scene, person, on):
    contact, caller = past(person, on), Caller(scene.owner)
    address = f"/people/{person.crn}/contacts/{contact.reference}/outcome"
    for body, code in (
        ({"outcome": "CANS"}, "say-why"),
        ({"outcome": "RSOF", "why": "x"}, "reschedule-instead"),
        ({"outcome": "EROR", "why": "x"}, "strike-out-instead"),
    ):
        answer = caller.post(address, body)
        assert problem(answer) == (422, "refused")
        assert [each["code"] for each in answer.json()["errors"]] == [code]
    assert contacts() == [("", "")]
    assert caller.post(address, {"outcome": "CANS", "why": "No officer"}).status_code == 200
    assert contacts() == [("CANS", "")]


@pytest.mark.parametrize("who", WITH_ACCESS)
def test_the_region_strikes_out_what_was_a_mistake(scene, person, on, who):
    contact = past(person, on)
    address = f"/people/{person.crn}/contacts/{contact.reference}/in-error"
    assert problem(Caller(scene.cast[who]).post(address, {"why": " "})) == (422, "refused")
    caller = Caller(scene.cast[who])
    first, again = (caller.post(address, {"why": "Twice"}, Idempotency_Key="x") for _ in range(2))
    assert (first.status_code, first.json()["contact"]["outcome"], again.json()) == (200, "EROR", first.json())
    assert problem(Caller(scene.cast[who]).post(address, {"why": "Twice"})) == (422, "refused")
    assert entries("supervision.strike_out_contact") == 1


@pytest.mark.parametrize("who", [*WITHOUT_ACCESS, None])
def test_others_strike_out_nothing(scene, person, on, who):
    contact = past(person, on)
    address = f"/people/{person.crn}/contacts/{contact.reference}/in-error"
    answer = Caller(scene.cast[who] if who else None).post(address, {"why": "x"})
    assert problem(answer) == ((403, "not-permitted") if who else (401, "no-token"))
    assert problem(Caller(scene.owner, "contacts:read").post(address, {"why": "x"})) == (403, "scope-missing")
    assert problem(Caller(scene.cast["stranger"]).post(address, {"why": "x"})) == (403, "reason-needed")
    assert contacts() == [("", "")]
