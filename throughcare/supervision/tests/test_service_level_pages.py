"""Service levels counted from the record: who is in the base, where they are counted, what the pages show to whom."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from throughcare.organisations.tests.factories import PostingFactory
from throughcare.people.models import CustodySpell, LimitedAccess, Person
from throughcare.people.tests.factories import SentenceFactory
from throughcare.supervision.models import ContactDue
from throughcare.supervision.queries.cases import Area
from throughcare.supervision.queries.service_levels import MEASURES, by_staff, judged, measured, month_of, total
from throughcare.supervision.tests.factories import ContactDueFactory, ContactFactory, OfficerSpellFactory
from throughcare.supervision.tests.scene import Scene, make_scene
from throughcare.testing.acting import as_role
from throughcare.workforce.tests.factories import StaffFactory

pytestmark = pytest.mark.django_db

MARCH = month_of(date(2026, 3, 1), on=date(2026, 6, 1))


@pytest.fixture
def scene() -> Scene:
    scene = make_scene(timezone.localdate())
    for role in ("head", "senior"):
        PostingFactory(user=scene.cast[role], region=scene.unit.region, delivery_unit=scene.unit)
    return scene


def started(scene: Scene, sentenced: date, **sentence: object) -> Person:
    """Somebody sentenced on a day, held by the scene's practitioner from then on."""
    given = {"sentenced_on": sentenced, "starts_on": sentenced, "ends_on": sentenced + timedelta(days=365), **sentence}
    made = SentenceFactory(person__delivery_unit=scene.unit, **given)
    OfficerSpellFactory(person=made.person, staff=scene.staff, team=scene.staff.team, start=sentenced)
    return made.person


def found(measure: str, scene: Scene, *, kind: str = "unit", month=MARCH):
    """Each case of a measure as the head of the unit sees it: its number, state and reason."""
    key = {"unit": scene.unit.pk, "region": scene.unit.region_id, "staff": scene.staff.pk, "team": scene.staff.team_id}
    with as_role("web", scene.cast["head"].pk):
        cases = judged(measure, Area(kind, key[kind]), month=month)
        return {each.placed.crn: (each.state, each.level.reason.code) for each in cases}


def test_a_first_appointment_is_counted_in_the_month_of_sentence(scene):
    with as_role("jobs"):
        in_time, late, before = (started(scene, day) for day in (date(2026, 3, 2), date(2026, 3, 3), date(2026, 2, 27)))
        ContactFactory(person=in_time, type="COAI", date=date(2026, 3, 9), outcome="UAAB")
        ContactFactory(person=late, type="COAI", date=date(2026, 3, 11), outcome="ATTC")
        ContactFactory(person=before, type="COAI", date=date(2026, 3, 2), outcome="ATTC")
    expected = {in_time.crn: ("met", "arranged-in-time"), late.crn: ("missed", "not-arranged")}
    for kind in ("unit", "region", "team", "staff"):
        assert found("initial-appointment", scene, kind=kind) == expected


def test_a_release_is_the_unit_and_two_on_one_day_are_one(scene):
    with as_role("jobs"):
        person = started(scene, date(2025, 9, 1), kind="custody-determinate", ends_on=date(2027, 9, 1))
        other = SentenceFactory(person=person, kind="custody-short", sentenced_on=date(2025, 9, 1),
                                starts_on=date(2025, 9, 1), ends_on=date(2027, 1, 1))  # fmt: skip
        for sentence in (*person.sentences.exclude(pk=other.pk), other):
            CustodySpell.objects.create(person=person, sentence=sentence, kind="sentence", start=date(2025, 9, 1),
                                        until=date(2026, 3, 6))  # fmt: skip
        CustodySpell.objects.create(person=person, sentence=other, kind="recall", start=date(2026, 3, 16),
                                    until=date(2026, 3, 27))  # fmt: skip
        ContactFactory(person=person, type="COAI", date=date(2026, 3, 9))
    with as_role("web", scene.cast["head"].pk):
        cases = judged("release-appointment", Area("unit", scene.unit.pk), month=MARCH)
    assert [(each.level.value.clock_date, each.state) for each in cases] == [
        (date(2026, 3, 6), "met"),
        (date(2026, 3, 27), "missed"),
    ]


def test_the_plan_belongs_to_the_month_in_which_somebody_first_came(scene):
    with as_role("jobs"):
        person, absent = started(scene, date(2026, 2, 20)), started(scene, date(2026, 3, 20))
        ContactFactory(person=person, type="COAI", date=date(2026, 2, 26), outcome="UAAB")
        ContactFactory(person=person, type="COAP", date=date(2026, 3, 4), outcome="ATTC")
        ContactFactory(person=person, type="PLAN", date=date(2026, 3, 25))
    assert found("initial-plan", scene) == {
        person.crn: ("met", "plan-in-time"),
        absent.crn: ("pending", "not-attended"),
    }


def test_a_month_of_contact_counts_each_person_once(scene):
    with as_role("jobs"):
        seen, missed, inside, suspended = (
            started(scene, day) for day in (date(2026, 1, 5), date(2026, 1, 5), date(2026, 3, 5), date(2025, 6, 2))
        )
        SentenceFactory(person=seen, sentenced_on=date(2026, 2, 2), starts_on=date(2026, 2, 2))
        ContactFactory(person=seen, type="COAP", date=date(2026, 3, 12), outcome="ATTC")
        ContactFactory(person=missed, type="COAP", date=date(2026, 3, 12), outcome="UAAB")
        ContactDueFactory(person=suspended, state="suspended", suspended_from=date(2026, 2, 1))
    assert found("monthly-contact", scene) == {
        seen.crn: ("met", "attended"),
        missed.crn: ("missed", "not-followed-up"),
        inside.crn: ("left-out", "not-whole-month"),
        suspended.crn: ("left-out", "suspended"),
    }


def test_making_a_new_appointment_follows_an_absence_up(scene):
    with as_role("jobs"):
        person = started(scene, date(2026, 1, 5))
        ContactFactory(
            person=person, type="COAP", date=date(2026, 3, 12), outcome="UAAB", arranged_on=date(2026, 2, 12)
        )
        ContactFactory(person=person, type="COAP", date=date(2026, 3, 26), arranged_on=date(2026, 3, 16))
    assert found("monthly-contact", scene) == {person.crn: ("met", "followed-up")}


def test_orders_and_licences_count_by_how_they_ended(scene):
    with as_role("jobs"):
        done = started(scene, date(2025, 3, 10), ends_on=date(2026, 3, 10), terminated_on=date(2026, 3, 10),
                       termination_reason="completed")  # fmt: skip
        breached = started(
            scene, date(2025, 9, 1), terminated_on=date(2026, 3, 17), termination_reason="revoked-breach"
        )
        silent = started(scene, date(2025, 3, 12), ends_on=date(2026, 3, 12))
        licence = started(scene, date(2025, 1, 6), kind="custody-determinate", ends_on=date(2026, 3, 20))
        CustodySpell.objects.create(person=licence, sentence=licence.sentences.get(), kind="sentence",
                                    start=date(2025, 1, 6), until=date(2025, 8, 1))  # fmt: skip
    assert found("order-completion", scene) == {
        done.crn: ("met", "completed"),
        breached.crn: ("missed", "not-completed"),
        silent.crn: ("pending", "end-not-recorded"),
    }
    assert found("licence-completion", scene) == {licence.crn: ("pending", "end-not-recorded")}


def test_a_case_is_counted_where_it_lies_at_the_end_of_the_month(scene):
    with as_role("jobs"):
        person = started(scene, date(2026, 3, 2))
        other = StaffFactory(team=scene.staff.team)
        person_spell = {"person": person, "team": scene.staff.team}
        from throughcare.supervision.models import OfficerSpell

        OfficerSpell.objects.filter(person=person).delete()
        OfficerSpellFactory(staff=scene.staff, start=date(2026, 3, 2), until=date(2026, 3, 20), **person_spell)
        OfficerSpellFactory(staff=other, start=date(2026, 3, 20), **person_spell)
    with as_role("web", scene.cast["head"].pk):
        cases = judged("initial-appointment", Area("unit", scene.unit.pk), month=MARCH)
        assert [score.code for score in by_staff(cases)] == [other.code]


def test_limited_access_and_other_regions_count_for_nobody_else(scene):
    with as_role("jobs"):
        person = started(scene, date(2026, 3, 2))
        Person.objects.filter(pk=person.pk).update(limited=True)
        LimitedAccess.objects.create(
            person=person, kind="exclusion", user=scene.cast["head"], reason="x", start=date(2026, 1, 1)
        )
    assert found("initial-appointment", scene) == {}
    with as_role("web", scene.cast["director"].pk):
        assert len(judged("initial-appointment", Area("unit", scene.unit.pk), month=MARCH)) == 1
    with as_role("web", scene.cast["stranger"].pk):
        assert judged("initial-appointment", Area("unit", scene.unit.pk), month=MARCH) == []


def test_before_a_measure_was_in_use_it_is_not_counted(scene):
    early = month_of(date(2014, 3, 1), on=date(2014, 6, 1))
    with as_role("web", scene.cast["head"].pk):
        assert measured(Area("unit", scene.unit.pk), month=early) == []
        under_contract = measured(Area("unit", scene.unit.pk), month=month_of(date(2018, 3, 1), on=date(2018, 6, 1)))
    assert [each.rule.rule_set for each in under_contract][:2] == ["nps-sl003r", "nps-sl004r"]
    licence = next(each for each in under_contract if each.measure == "licence-completion")
    assert licence.target is not None and licence.target.value == 65


def test_the_suspended_day_is_kept_with_the_answer(scene):
    from throughcare.supervision.commands.derive import derive

    with as_role("jobs", scene.owner.pk):
        person = started(scene, date(2025, 1, 6), ends_on=date(2026, 1, 5), offence_group="theft")
        derive([person.pk], on=date(2025, 12, 1), cause="test")
        due = ContactDue.objects.get(person=person)
    assert (due.state, due.suspended_from) == ("suspended", date(2025, 9, 6))


def page(user, address, **query):
    client = Client()
    if user is not None:
        client.force_login(user)
    return client.get(address, query)


@pytest.mark.parametrize("role", ["owner", "colleague", "senior", "head", "director"])
def test_those_who_practise_see_their_place(scene, role):
    with as_role("jobs"):
        person = started(scene, date(2026, 3, 2))
    response = page(scene.cast[role], "/service-levels/", month="2026-03", unit=scene.unit.code)
    assert response.status_code == 200
    detail = page(scene.cast[role], "/service-levels/initial-appointment/", month="2026-03", unit=scene.unit.code)
    assert person.crn in detail.content.decode()


@pytest.mark.parametrize("role", ["administrator", "auditor", "supplier", "person", "none"])
def test_nobody_else_does(scene, role):
    assert page(scene.cast[role], "/service-levels/").status_code == 403
    assert page(scene.cast[role], "/service-levels/monthly-contact/").status_code == 403


def test_a_stranger_cannot_ask_for_another_region(scene):
    for address in ("/service-levels/", "/service-levels/monthly-contact/"):
        assert page(scene.cast["stranger"], address, unit=scene.unit.code).status_code == 404
    assert page(None, "/service-levels/").status_code == 302


@pytest.mark.parametrize("month", ["2026-13", "x", "9999-01", "", "0000-01"])
def test_a_month_that_is_none_falls_back(scene, month):
    assert page(scene.cast["head"], "/service-levels/", month=month, unit=scene.unit.code).status_code == 200


def test_an_unknown_measure_is_not_found(scene):
    assert page(scene.cast["head"], "/service-levels/nope/").status_code == 404


def test_the_list_behind_a_number_downloads_with_reasons(scene):
    with as_role("jobs"):
        person = started(scene, date(2026, 3, 2))
    response = page(
        scene.cast["head"], "/service-levels/initial-appointment/", month="2026-03", state="missed", format="csv",
        unit=scene.unit.code,
    )  # fmt: skip
    rows = list(csv.DictReader(io.StringIO(response.content.decode())))
    assert [(row["CRN"], row["State"], row["Last day in time"]) for row in rows] == [
        (person.crn, "Missed", "2026-03-09")
    ]


def test_what_was_counted_opens_into_its_cases_met_and_missed_alike(scene):
    with as_role("jobs"):
        missed, met = started(scene, date(2026, 3, 2)), started(scene, date(2026, 3, 3))
        ContactFactory(person=met, type="COAI", date=date(2026, 3, 5), arranged_on=date(2026, 3, 4), outcome="ATTC")
    address, month = "/service-levels/initial-appointment/", {"month": "2026-03", "unit": scene.unit.code}
    overview = page(scene.cast["head"], "/service-levels/", **month).content.decode()
    assert "state=counted" in overview
    answer = page(scene.cast["head"], address, state="counted", format="csv", **month)
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert {row["CRN"]: row["State"] for row in rows} == {missed.crn: "Missed", met.crn: "Met"}
    html = page(scene.cast["head"], address, state="counted", **month).content.decode()
    assert missed.crn in html and met.crn in html and "Show every case" in html


def test_why_opens_the_record_and_says_the_steps(scene):
    with as_role("jobs"):
        person = started(scene, date(2026, 3, 2))
    address = f"/people/{person.crn}/service-levels/initial-appointment/"
    html = page(scene.owner, address, month="2026-03").content.decode()
    assert "No appointment in the right form was arranged for a day in time." in html
    assert "9 March 2026" in html
    assert page(scene.cast["supplier"], address).status_code == 403


def test_every_measure_adds_up(scene):
    with as_role("jobs"):
        for day in (date(2026, 3, 2), date(2026, 1, 5), date(2025, 6, 2)):
            started(scene, day)
    with as_role("web", scene.cast["head"].pk):
        for measure in MEASURES:
            cases = judged(measure, Area("unit", scene.unit.pk), month=MARCH)
            score = total(cases)
            assert score.counted + score.pending + score.left_out.total() == len(cases)
