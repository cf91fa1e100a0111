"""Transfers: offered, answered, moved; who sees what meanwhile; a chain of officers without gap or overlap."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from throughcare.accounts.acting import acting, acting_by_itself
from throughcare.audit.models import Entry
from throughcare.organisations.tests.factories import DeliveryUnitFactory, PostingFactory
from throughcare.people.commands.access import limit_access
from throughcare.people.models import ContactDetail, Person
from throughcare.supervision.commands.officers import AlreadyChanged, OfficerRefused, change_officer, end_responsibility
from throughcare.supervision.commands.transfers import (
    TransferRefused,
    accept_transfer,
    move_accepted,
    offer_transfer,
    refuse_transfer,
    withdraw_transfer,
)
from throughcare.supervision.models import OfficerSpell, Transfer
from throughcare.supervision.queries import transfers
from throughcare.supervision.queries.cases import Area
from throughcare.supervision.queries.places import Place
from throughcare.supervision.rules.transfer_states import OFFICER_REASON, TRANSFER, TRANSFER_STATE
from throughcare.supervision.tests.scene import Scene, case, make_scene
from throughcare.testing.acting import as_role
from throughcare.workforce.tests.factories import StaffFactory, TeamFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)
ON = date(2026, 11, 25)


@pytest.fixture
def scene() -> Scene:
    return make_scene(ON)


@pytest.fixture
def other(scene):
    """A delivery unit of another region with a team, a practitioner and a head."""
    unit = DeliveryUnitFactory()
    team = TeamFactory(delivery_unit=unit)
    head = PostingFactory(region=unit.region, delivery_unit=unit, user__role="head").user
    return {"unit": unit, "team": team, "head": head, "staff": StaffFactory(team=team)}


def offered(scene, other, person, **given):
    terms = {"reason": "address", "words": "Moved", "wanted_on": ON + timedelta(days=7), **given}
    with acting(scene.owner):
        return offer_transfer(person=person, to_unit=other["unit"], by=scene.owner, on=ON, at=AT, **terms)


def accepted(other, transfer, **given):
    terms = {"team": other["team"], "staff": other["staff"], "moves_on": ON, "answer": "", **given}
    with acting(other["head"]):
        return accept_transfer(transfer=transfer, by=other["head"], on=ON, at=AT, **terms)


def sees(user, person) -> bool:
    with as_role("web", user.pk):
        return Person.objects.filter(pk=person.pk).exists()


def chain(person):
    with as_role("jobs"):
        rows = OfficerSpell.objects.filter(person=person).order_by("start")
        return [(row.start, row.until, row.status, row.staff_id) for row in rows]


def test_the_receiving_region_sees_the_case_as_soon_as_it_is_offered(scene, other):
    person = case(scene)
    assert not sees(other["head"], person)
    offered(scene, other, person)
    assert sees(other["head"], person) and sees(scene.owner, person)
    assert chain(person)[-1][3] == scene.staff.pk


def test_an_accepted_case_moves_with_its_chain_its_unit_and_its_visibility(scene, other):
    person = case(scene)
    before = chain(person)
    transfer = accepted(other, offered(scene, other, person))
    assert transfer.state == "moved"
    assert chain(person) == [
        (before[0][0], ON, "allocated", scene.staff.pk),
        (ON, None, "allocated", other["staff"].pk),
    ]
    with as_role("jobs"):
        person.refresh_from_db()
    with as_role("owner"):
        actions = list(Entry.objects.filter(person=person.pk).order_by("pk").values_list("action", flat=True))
    assert (person.delivery_unit, person.offered_unit) == (other["unit"], None)
    assert sees(other["head"], person) and not sees(scene.owner, person)
    assert actions[-3:] == ["supervision.offer_transfer", "supervision.accept_transfer", "supervision.change_officer"]


def test_responsibility_stays_until_the_day_agreed_and_then_moves_by_itself(scene, other):
    person = case(scene)
    later = ON + timedelta(days=7)
    transfer = accepted(other, offered(scene, other, person), moves_on=later)
    assert transfer.state == "accepted" and chain(person)[-1][3] == scene.staff.pk
    with as_role("jobs"), acting_by_itself(why="test"):
        assert move_accepted(on=later - timedelta(days=1), at=AT) == 0
        assert move_accepted(on=later, at=AT) == 1
        assert move_accepted(on=later, at=AT) == 0
    assert chain(person)[-1] == (later, None, "allocated", other["staff"].pk)


def test_a_case_whose_new_officer_has_left_meanwhile_waits_in_the_team(scene, other):
    person = case(scene)
    later = ON + timedelta(days=7)
    accepted(other, offered(scene, other, person), moves_on=later)
    with as_role("jobs"), acting_by_itself(why="test"):
        type(other["staff"]).objects.filter(pk=other["staff"].pk).update(until=later)
        move_accepted(on=later, at=AT)
    assert chain(person)[-1] == (later, None, "unallocated", None)


def test_a_refusal_after_the_person_moved_leaves_the_case_where_it_was(scene, other):
    person = case(scene)
    before = chain(person)
    transfer = offered(scene, other, person)
    with acting(other["head"]):
        refuse_transfer(transfer=transfer, answer="Not ours", by=other["head"], on=ON, at=AT)
    assert chain(person) == before
    assert not sees(other["head"], person) and sees(scene.owner, person)
    with as_role("web", scene.owner.pk):
        found = Transfer.objects.get(pk=transfer.pk)
        assert (found.state, found.answer, found.answered_by) == ("refused", "Not ours", other["head"])


def test_a_transfer_refused_after_the_person_moved_keeps_address_and_officer_and_names_them_again(scene, other):
    person = case(scene, allocated=ON - timedelta(days=90))
    moved = ON - timedelta(days=10)
    with as_role("jobs", 1):
        for value, start, until in (("3 Mill Lane, M1 7AA", ON - timedelta(days=200), moved),
                                    ("3 Mill Lane, LS2 7AA", moved, None)):  # fmt: skip
            ContactDetail.objects.create(person=person, kind="address", value=value, start=start, until=until)
    unit, before = Place(Area("unit", scene.unit.pk), scene.unit), chain(person)
    client, overview = Client(), f"/people/{person.crn}/"
    client.force_login(scene.owner)
    assert "Moved to another district" in client.get(overview).content.decode()
    transfer = offered(scene, other, person)
    with acting(scene.owner):
        assert transfers.moved_addresses(unit) == []
    assert "Moved to another district" not in client.get(overview).content.decode()
    with acting(other["head"]):
        refuse_transfer(transfer=transfer, answer="No capacity until June", by=other["head"], on=ON, at=AT)
    with acting(scene.owner):
        (named,) = transfers.moved_addresses(unit)
        assert (named.crn, named.now, named.refused_on) == (person.crn, "3 Mill Lane, LS2 7AA", ON)
        assert ContactDetail.objects.get(person=person, until=None).value == "3 Mill Lane, LS2 7AA"
    assert chain(person) == before
    assert "Moved to another district" in client.get(overview).content.decode()
    page = client.get(f"/people/{person.crn}/transfer/{transfer.pk}/").content.decode()
    assert "Refused" in page and "No capacity until June" in page


def test_an_accepted_transfer_can_be_called_off_before_it_moves(scene, other):
    person = case(scene)
    transfer = accepted(other, offered(scene, other, person), moves_on=ON + timedelta(days=7))
    with acting(scene.owner):
        found = withdraw_transfer(transfer=transfer, answer="Moved back", by=scene.owner, on=ON, at=AT)
    assert found.state == "called-off" and not sees(other["head"], person)
    with as_role("jobs"), acting_by_itself(why="test"):
        assert move_accepted(on=ON + timedelta(days=9), at=AT) == 0


@pytest.mark.parametrize(
    ("code", "given"),
    [
        ("no-words", {"words": "  "}),
        ("no-reason", {"reason": "probation-reset"}),
        ("in-the-past", {"wanted_on": ON - timedelta(days=1)}),
    ],
)
def test_an_offer_that_lacks_something_changes_nothing(scene, other, code, given):
    person = case(scene)
    with pytest.raises(TransferRefused) as refused:
        offered(scene, other, person, **given)
    assert refused.value.code == code
    with as_role("jobs"):
        assert not Transfer.objects.exists()
        assert Person.objects.get(pk=person.pk).offered_unit is None


def test_a_case_is_offered_once_at_a_time(scene, other):
    person = case(scene)
    offered(scene, other, person)
    with pytest.raises(TransferRefused, match="already-offered"):
        offered(scene, other, person)
    with pytest.raises(TransferRefused, match="same-unit"):
        offered(scene, {"unit": scene.unit}, person)


def test_the_sending_side_cannot_accept_its_own_offer(scene, other):
    person = case(scene)
    transfer = offered(scene, other, person)
    with acting(scene.owner), pytest.raises(TransferRefused, match="not-receiving"):
        accept_transfer(
            transfer=transfer, team=other["team"], staff=None, moves_on=ON, answer="", by=scene.owner, on=ON, at=AT
        )
    assert chain(person)[-1][3] == scene.staff.pk


def test_two_answers_at_once_are_one(scene, other):
    person = case(scene)
    transfer = offered(scene, other, person)
    accepted(other, transfer)
    with acting(other["head"]), pytest.raises(TransferRefused, match="not-open"):
        refuse_transfer(transfer=transfer, answer="x", by=other["head"], on=ON, at=AT)


@pytest.mark.parametrize(("code", "team", "staff"), [("other-unit", "foreign", None), ("other-team", "own", "foreign")])
def test_a_case_goes_into_the_unit_it_is_offered_to(scene, other, code, team, staff):
    person = case(scene)
    transfer = offered(scene, other, person)
    foreign = StaffFactory(team=TeamFactory(delivery_unit=scene.unit))
    with pytest.raises(TransferRefused, match=code):
        accepted(
            other, transfer, team=foreign.team if team == "foreign" else other["team"], staff=foreign if staff else None
        )
    assert chain(person)[-1][3] == scene.staff.pk


def test_limited_access_travels_with_the_person(scene, other):
    person = case(scene)
    head = scene.cast["head"]
    with as_role("web", head.pk), acting(head):
        limit_access(person=person, kind="restriction", user=scene.owner, reason="known", by=head, on=ON, at=AT)
    with pytest.raises(TransferRefused, match="nobody-to-receive"):
        offered(scene, other, person)
    with as_role("web", head.pk), acting(head):
        limit_access(person=person, kind="restriction", user=other["head"], reason="takes over", by=head, on=ON, at=AT)
    accepted(other, offered(scene, other, person))
    stranger = PostingFactory(region=other["unit"].region, user__role="practitioner").user
    assert sees(other["head"], person) and not sees(stranger, person)


def test_the_database_itself_refuses_a_second_open_transfer_and_an_answer_by_nobody(scene, other):
    transfer = offered(scene, other, case(scene))
    with as_role("jobs"):
        for change in ({"state": "refused"}, {"state": "accepted", "answered_on": ON, "answered_by": other["head"]}):
            with pytest.raises(IntegrityError), transaction.atomic():
                Transfer.objects.filter(pk=transfer.pk).update(**change)


def test_two_who_allocate_at_once_do_not_overwrite_each_other(scene):
    person = case(scene)
    colleague = StaffFactory(team=scene.staff.team)
    with acting(scene.cast["senior"]):
        seen = OfficerSpell.objects.get(person=person, until__isnull=True).pk
        senior, terms = scene.cast["senior"], {"team": None, "on": ON, "at": AT, "seen": seen}
        change_officer(person=person, staff=colleague, reason="caseload-adjustment", by=senior, **terms)
        with pytest.raises(AlreadyChanged) as told:
            change_officer(person=person, staff=StaffFactory(team=colleague.team), reason="other", by=senior, **terms)
    assert told.value.spell.staff == colleague
    assert [row[3] for row in chain(person)] == [scene.staff.pk, colleague.pk]


@pytest.mark.parametrize("code", ["same", "before-current", "not-working", "no-team"])
def test_a_change_of_officer_that_cannot_be_is_refused(scene, code):
    person = case(scene)
    before = chain(person)
    gone = StaffFactory(team=scene.staff.team, until=ON)
    terms = {
        "same": {"staff": scene.staff, "team": scene.staff.team, "on": ON},
        "before-current": {
            "staff": StaffFactory(team=scene.staff.team),
            "team": None,
            "on": before[0][0] - timedelta(1),
        },
        "not-working": {"staff": gone, "team": None, "on": ON},
        "no-team": {"staff": None, "team": None, "on": ON},
    }[code]
    with acting(scene.cast["senior"]), pytest.raises(OfficerRefused, match=code):
        change_officer(person=person, reason="other", by=scene.cast["senior"], at=AT, **terms)
    assert chain(person) == before


def test_a_second_change_on_the_same_day_puts_the_first_right(scene):
    person = case(scene)
    first, second = StaffFactory(team=scene.staff.team), StaffFactory(team=scene.staff.team)
    with acting(scene.cast["senior"]):
        for staff in (first, second):
            change_officer(person=person, staff=staff, team=None, on=ON, reason="other", by=scene.cast["senior"], at=AT)
    assert [row[3] for row in chain(person)] == [scene.staff.pk, second.pk]


def test_after_the_end_nobody_is_responsible(scene):
    person = case(scene)
    with acting(scene.owner):
        end_responsibility(person=person, on=ON, by=scene.owner, at=AT)
    assert chain(person)[-1] == (ON, None, "ended", None)


def test_whoever_moved_to_another_district_is_named_until_a_transfer_is_offered(scene, other):
    near, far = case(scene), case(scene)
    with as_role("jobs"):
        for person, now in ((near, "3 Mill Lane, M1 7AA"), (far, "3 Mill Lane, LS2 7AA")):
            ContactDetail.objects.create(
                person=person,
                kind="address",
                value="1 High Street, M1 4BT",
                start=date(2025, 1, 1),
                until=date(2026, 11, 1),
            )
            ContactDetail.objects.create(person=person, kind="address", value=now, start=date(2026, 11, 1))
    place = Place(Area("unit", scene.unit.pk), scene.unit)
    with as_role("web", scene.owner.pk):
        assert [each.crn for each in transfers.moved_addresses(place)] == [far.crn]
    offered(scene, other, far)
    with as_role("web", scene.owner.pk):
        assert transfers.moved_addresses(place) == []


def test_the_tables_of_states_and_reasons_agree():
    assert set(TRANSFER.table) == {entry.code for entry in TRANSFER_STATE}
    assert "transfer-in" in OFFICER_REASON


def page(user, address, data=None):
    client = Client()
    if user is not None:
        client.force_login(user)
    return client.post(address, data) if data is not None else client.get(address)


def test_a_practitioner_offers_and_the_receiving_head_accepts_on_the_pages(scene, other):
    person = case(scene)
    today = timezone.localdate()
    sent = {"to_unit": other["unit"].pk, "reason": "address", "words": "", "day": today.isoformat()}
    refused = page(scene.owner, f"/people/{person.crn}/transfer/", sent)
    assert refused.status_code == 200 and "Say why, in a sentence or two." in refused.content.decode()
    assert page(scene.owner, f"/people/{person.crn}/transfer/", {**sent, "words": "Moved"}).status_code == 302
    with as_role("jobs"):
        key = Transfer.objects.get(person=person).pk
    address = f"/people/{person.crn}/transfer/{key}/"
    assert person.crn in page(other["head"], "/transfers/").content.decode()
    assert "Accept the case" in page(other["head"], address).content.decode()
    assert "Accept the case" not in page(scene.owner, address).content.decode()
    answer = {"step": "accept", "a-team": other["team"].pk, "a-staff": "", "a-day": today.isoformat(), "a-words": ""}
    assert page(scene.owner, address, answer).status_code == 403
    assert page(other["head"], address, answer).status_code == 302
    assert chain(person)[-1][2] == "unallocated"


@pytest.mark.parametrize("role", ["administrator", "auditor", "supplier", "person", "none"])
def test_nobody_else_opens_transfers(scene, role):
    assert page(scene.cast[role], "/transfers/").status_code == 403
    assert page(scene.cast[role], f"/people/{case(scene).crn}/transfer/").status_code == 403


def test_a_stranger_is_asked_for_a_reason_and_an_absent_transfer_is_not_found(scene):
    person = case(scene)
    assert page(scene.cast["stranger"], f"/people/{person.crn}/transfer/").status_code == 302
    assert page(scene.owner, f"/people/{person.crn}/transfer/999999/").status_code == 404
