"""Appointments over the API, for the whole cast."""

from datetime import timedelta

import pytest
from django.utils import timezone

from throughcare.accounts.acting import acting
from throughcare.accounts.tests.api import Caller
from throughcare.people.models import LimitedAccess, Requirement
from throughcare.supervision.commands.derive import derive
from throughcare.supervision.models import Appointment, Contact, Engagement
from throughcare.supervision.tests.factories import ContactFactory
from throughcare.supervision.tests.scene import WITH_ACCESS, WITHOUT_ACCESS, case, make_scene
from throughcare.testing.acting import as_role
from throughcare.workforce.tests.factories import StaffFactory

pytestmark = pytest.mark.django_db
ONE_DAY = timedelta(days=1)
ASKED = {"asked_by": "person", "why": "Works that day"}


@pytest.fixture
def scene():
    return make_scene(timezone.localdate())


def known(scene):
    found = case(scene, derived=False)
    with acting(scene.owner):
        derive([found.pk], on=scene.on, cause="test")
    return found


@pytest.fixture
def person(scene):
    return known(scene)


def day(scene, ahead=7):
    """A day away from the changes of the clock's hour, whatever today is: the times used are after nine."""
    return (scene.on + ahead * ONE_DAY).isoformat()


def wanted(scene, **given):
    return {"type": "COAP", "times": [{"date": day(scene), "time": "10:00"}], "minutes": 30} | given


def everything():
    with as_role("jobs", 1):
        contacts = list(Contact.objects.order_by("pk").values_list("time", "outcome"))
        return contacts, list(Appointment.objects.order_by("pk").values_list("holds", "ended", "beside"))


def book(scene, person, **given):
    answer = Caller(scene.owner).post(f"/people/{person.crn}/appointments", wanted(scene, **given))
    assert answer.status_code == 201
    return answer.json()["appointments"]


def test_it_is_booked_and_read(scene, person):
    (made,) = book(scene, person, place="Room 2")
    assert (made["time"], made["minutes"], made["place"], made["staff"]) == ("10:00:00", 30, "Room 2", scene.staff.code)
    for who in WITH_ACCESS:
        body = Caller(scene.cast[who]).get(f"/people/{person.crn}/appointments").json()
        assert [each["reference"] for each in body["coming"]] == [made["reference"]]
        assert (body["waiting"], body["past"]) == ([], [])


def test_others_read_and_write_nothing(scene, person):
    (made,) = book(scene, person)
    before, address = everything(), f"/people/{person.crn}/appointments"
    writes = (
        (address, wanted(scene)),
        (f"{address}/{made['reference']}/move", {"to": {"date": day(scene, 9), "time": "10:00"}} | ASKED),
        (f"{address}/{made['reference']}/cancel", ASKED),
    )
    for who, status in (*((who, 403) for who in WITHOUT_ACCESS), ("stranger", 403), (None, 401)):
        caller = Caller(scene.cast[who] if who else None)
        found = {caller.get(address).status_code, *(caller.post(*write).status_code for write in writes)}
        assert found <= {status, 409, 422, 428} and 200 not in found and 201 not in found
    narrow = Caller(scene.owner, "contacts:read")
    assert [narrow.post(*write).status_code for write in writes] == [403, 403, 403]
    assert Caller(scene.owner, "caseload:read").get(address).status_code == 403
    assert everything() == before


def test_a_hidden_record_and_an_absent_one_answer_the_same(scene, person):
    with as_role("jobs", 1):
        LimitedAccess.objects.create(
            person=person, kind="exclusion", user=scene.owner, reason="Related", start=scene.on
        )
    caller = Caller(scene.owner)
    hidden, absent = (caller.get(f"/people/{crn}/appointments") for crn in (person.crn, "X000001"))
    assert (hidden.status_code, hidden.content) == (404, absent.content)


def test_several_are_booked_together_or_not_at_all(scene, person):
    times = [{"date": day(scene, ahead), "time": "10:00"} for ahead in (7, 14)]
    assert len({each["series"] for each in book(scene, person, times=times)}) == 1
    before = everything()
    clashing = [{"date": day(scene, 21), "time": "10:00"}, {"date": day(scene, 14), "time": "10:15"}]
    answer = Caller(scene.owner).post(f"/people/{person.crn}/appointments", wanted(scene, times=clashing))
    assert answer.status_code == 422
    assert "taken" in [each["code"] for each in answer.json()["errors"]]
    assert everything() == before


def test_the_same_key_books_once(scene, person):
    caller, address = Caller(scene.owner), f"/people/{person.crn}/appointments"
    first, again = (caller.post(address, wanted(scene), Idempotency_Key="one") for _ in range(2))
    assert (first.status_code, again.status_code, first.json()) == (201, 201, again.json())
    assert len(everything()[0]) == 1


def test_a_clash_is_let_in_for_a_reason_only(scene, person):
    book(scene, person)
    other = known(scene)
    answer = Caller(scene.owner).post(f"/people/{other.crn}/appointments", wanted(scene))
    assert [each["code"] for each in answer.json()["errors"]] == ["officer-busy", "taken"]
    (made,) = book(scene, other, beside={"reason": "joint", "note": "One group"})
    assert made["beside"] == "joint"


def test_it_moves_in_a_chain_and_keeps_its_place(scene, person):
    (made,) = book(scene, person, place="Room 2")
    address = f"/people/{person.crn}/appointments/{made['reference']}/move"
    answer = Caller(scene.owner).post(address, {"to": {"date": day(scene, 9), "time": "11:00"}} | ASKED)
    assert answer.status_code == 201
    (moved,) = answer.json()["appointments"]
    assert (moved["replaces"], moved["place"], moved["time"]) == (made["reference"], "Room 2", "11:00:00")
    (old,) = Caller(scene.owner).get(f"/people/{person.crn}/appointments").json()["past"]
    assert (old["ended"], old["asked_by"], old["why"]) == ("moved", "person", "Works that day")
    assert old["replaced_by"] == moved["reference"]


def test_it_is_cancelled_with_the_rest_of_its_series(scene, person):
    times = [{"date": day(scene, ahead), "time": "10:00"} for ahead in (7, 14, 21)]
    made = book(scene, person, times=times)
    address = f"/people/{person.crn}/appointments/{made[1]['reference']}/cancel"
    answer = Caller(scene.owner).post(address, ASKED | {"rest_of_series": True})
    assert [each["ended"] for each in answer.json()["appointments"]] == ["cancelled", "cancelled"]
    assert [outcome for _, outcome in everything()[0]] == ["", "CANP", "CANP"]
    assert Caller(scene.owner).post(address, ASKED).status_code == 422


@pytest.mark.parametrize(
    "given",
    [
        {"type": "NOTE"},
        {"times": []},
        {"times": [{"date": "2001-01-01", "time": "10:00"}]},
        {"minutes": 0},
        {"beside": {"reason": "taken-over", "note": "x"}},
        {"staff": "NOBODY"},
        {"requirement": "R-none"},
        {"colour": "red"},
    ],
)
def test_what_cannot_be_is_refused_and_nothing_changes(scene, person, given):
    answer = Caller(scene.owner).post(f"/people/{person.crn}/appointments", wanted(scene, **given))
    assert answer.status_code == 422
    assert everything() == ([], [])


def test_it_counts_towards_a_requirement_and_is_with_a_colleague(scene, person):
    with as_role("jobs", 1):
        sentence = person.sentences.get()
        Requirement.objects.create(
            reference="R-1", person=person, sentence=sentence, category="rar", length=20, unit="days",
            start=sentence.starts_on,
        )  # fmt: skip
        mate = StaffFactory(team=scene.staff.team)
    (made,) = book(scene, person, requirement="R-1", staff=mate.code)
    assert (made["requirement"], made["staff"]) == ("R-1", mate.code)


def test_an_outcome_over_the_api_keeps_what_it_counts_towards_and_can_say_it(scene, person):
    with as_role("jobs", 1):
        sentence = person.sentences.get()
        counted = Requirement.objects.create(
            reference="R-1", person=person, sentence=sentence, category="rar", length=20, unit="days",
            start=sentence.starts_on,
        )  # fmt: skip
        past = ContactFactory(person=person, staff=scene.staff, type="COAP", date=scene.on - ONE_DAY, outcome="")
    address = f"/people/{person.crn}/contacts/{past.reference}/outcome"
    assert Caller(scene.owner).post(address, {"outcome": "ATTC", "requirement": "R-1"}).status_code == 200
    assert Caller(scene.owner).post(address, {"outcome": "AFTC"}).status_code == 200
    with as_role("jobs", 1):
        assert Appointment.objects.values_list("requirement", "contact__outcome").get() == (counted.pk, "AFTC")
    assert Caller(scene.owner).post(address, {"outcome": "ATTC", "requirement": "R-2"}).status_code == 422


def test_a_diary_is_read_by_its_owner_and_the_region(scene, person):
    (made,) = book(scene, person)
    with as_role("jobs", 1):
        Engagement.objects.create(
            reference="E-1", staff=scene.staff, kind="court", title="Leeds", starts_at=timezone.now(),
            ends_at=timezone.now() + timedelta(hours=2),
        )  # fmt: skip
    body = Caller(scene.owner).get("/diary", {"days": 10}).json()
    assert len(body["days"]) == 10 and body["days"][0]["taken"][0]["kind"] == "court"
    assert [each["reference"] for each in body["days"][7]["meetings"]] == [made["reference"]]
    for who in ("colleague", "senior"):
        assert Caller(scene.cast[who]).get("/diary", {"staff": scene.staff.code}).status_code == 200
    assert Caller(scene.cast["stranger"]).get("/diary", {"staff": scene.staff.code}).status_code == 404
    for who in WITHOUT_ACCESS:
        assert Caller(scene.cast[who]).get("/diary", {"staff": scene.staff.code}).status_code == 403
    assert Caller(scene.cast["unlinked"]).get("/diary").status_code == 422
    assert Caller(scene.owner).get("/diary", {"first": "yesterday"}).status_code == 422
    assert Caller(scene.owner).get("/diary", {"days": 1000}).status_code == 422
