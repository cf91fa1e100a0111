"""From court to the list of cases that wait: somebody new, somebody with a record, and what is refused."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from throughcare.accounts.acting import acting
from throughcare.audit.models import Entry
from throughcare.people.models import CustodySpell, LicenceCondition, Person, Requirement, Sentence
from throughcare.people.rules.passed import SentencePassed
from throughcare.people.tests.factories import PersonFactory
from throughcare.supervision.models import ContactDue, OfficerSpell
from throughcare.supervision.rules.sentence_entry import check_sentence
from throughcare.supervision.tests.scene import WITH_ACCESS, WITHOUT_ACCESS, case, make_scene
from throughcare.supervision.tests.test_casework_pages import TOKEN, signed_in
from throughcare.testing.acting import as_role

TODAY, BORN = date(2026, 11, 20), date(1990, 3, 27)
ORDER = SentencePassed(
    "community-order", "theft", date(2026, 11, 16), date(2026, 11, 16), date(2027, 11, 16),
    requirements=(("rar", 20), ("drr", None)),
)  # fmt: skip
CUSTODY = SentencePassed(
    "custody-short", "theft", date(2026, 6, 1), date(2026, 6, 1), date(2027, 3, 1), date(2026, 12, 1), date(2026, 9, 1),
    conditions=("standard",),
)  # fmt: skip


def changed(passed, **changes):
    return SentencePassed(**{name: getattr(passed, name) for name in SentencePassed.__slots__} | changes)


@pytest.mark.parametrize(
    ("passed", "expected"),
    [
        (ORDER, []),
        (CUSTODY, []),
        (changed(ORDER, sentenced_on=TODAY, starts_on=TODAY), []),
        (changed(ORDER, sentenced_on=date(2026, 11, 21), starts_on=date(2026, 11, 21)), ["in-the-future"]),
        (changed(ORDER, sentenced_on=BORN, starts_on=BORN), ["before-birth"]),
        (changed(ORDER, starts_on=date(2026, 11, 15)), ["starts-before-sentence"]),
        (changed(ORDER, ends_on=None), ["no-end"]),
        (changed(ORDER, ends_on=date(2026, 11, 16)), ["ends-before-start"]),
        (changed(ORDER, ends_on=date(2026, 11, 17)), []),
        (changed(ORDER, licence_ends_on=date(2027, 1, 1)), ["licence-of-order"]),
        (changed(ORDER, released_on=date(2026, 11, 17)), ["release-of-order"]),
        (changed(ORDER, conditions=("standard",)), ["conditions-of-order"]),
        (changed(ORDER, requirements=(("rar", 20), ("rar", 10))), ["same-requirement-twice"]),
        (changed(ORDER, requirements=(("upw", None),)), ["length-missing"]),
        (changed(ORDER, requirements=()), ["no-requirement"]),
        (changed(CUSTODY, requirements=(("rar", 20),)), ["requirements-of-custody"]),
        (changed(CUSTODY, kind="custody-life"), ["end-of-indeterminate"]),
        (changed(CUSTODY, kind="custody-life", ends_on=None, licence_ends_on=None), []),
        (changed(CUSTODY, released_on=date(2026, 5, 31)), ["release-before-start"]),
        (changed(CUSTODY, released_on=date(2027, 3, 1), licence_ends_on=None), ["release-after-end"]),
        (changed(CUSTODY, licence_ends_on=date(2027, 3, 2)), ["licence-after-end"]),
        (changed(CUSTODY, licence_ends_on=date(2026, 9, 1)), ["licence-before-release"]),
        (changed(CUSTODY, released_on=None), ["no-release-yet"]),
    ],
)
def test_a_sentence_is_taken_as_a_court_can_pass_it(passed, expected):
    assert [fault.code for fault in check_sentence(passed, born=BORN, today=TODAY)] == expected


@pytest.fixture
def on():
    return timezone.localdate()


@pytest.fixture
def scene(on):
    return make_scene(on)


def typed(scene, **given):
    day = scene.on - timedelta(days=2)
    entry = {
        "token": TOKEN, "kind": "community-order", "offence_group": "theft", "offence": "Shoplifting",
        "court": "Bury Magistrates", "sentenced_on": day.isoformat(),
        "last_day": (day + timedelta(days=364)).isoformat(), "requirement_1": "rar", "length_1": "20",
        "team": scene.staff.team_id, "forenames": "Rowena", "surname": "Unheard", "date_of_birth": "27 3 1990",
        "sex": "F", "language": "cy",
    }  # fmt: skip
    return entry | given


def people(scene):
    with acting(scene.owner):
        return list(Person.objects.filter(surname="Unheard"))


@pytest.mark.django_db
@pytest.mark.parametrize("who", WITH_ACCESS)
def test_somebody_new_waits_for_a_practitioner_at_once(scene, who):
    answer = signed_in(scene.cast[who]).post("/people/new/", typed(scene))
    (person,) = people(scene)
    assert (answer.status_code, answer.url) == (302, f"/people/{person.crn}/")
    assert person.crn[0] == "K"
    with acting(scene.owner):
        spell = OfficerSpell.objects.get(person=person)
        assert (spell.status, spell.team_id, spell.until) == ("unallocated", scene.staff.team_id, None)
        assert spell.start == scene.on - timedelta(days=2)
        sentence = Sentence.objects.get(person=person)
        assert (sentence.ends_on - sentence.starts_on).days == 365
        assert list(Requirement.objects.values_list("category", "length", "unit")) == [("rar", 20, "days")]
        assert ContactDue.objects.get(person=person).reason_code == "first-appointment-sentence"
    assert {"people.add_person", "people.record_sentence", "supervision.change_officer"} <= set(
        Entry.objects.values_list("action", flat=True)
    )


@pytest.mark.django_db
@pytest.mark.parametrize("who", [*WITHOUT_ACCESS, None])
def test_others_record_nobody(scene, who):
    if who is not None:
        assert signed_in(scene.cast[who]).post("/people/new/", typed(scene)).status_code in (302, 403)
    assert people(scene) == []


@pytest.mark.django_db
def test_a_form_sent_twice_is_one_case(scene):
    client = signed_in(scene.owner)
    client.post("/people/new/", typed(scene))
    again = client.post("/people/new/", typed(scene, not_these="on"))
    assert again.status_code == 302
    assert len(people(scene)) == 1


@pytest.mark.django_db
def test_somebody_alike_in_another_region_is_shown_first(scene):
    with as_role("jobs", 1):
        known = PersonFactory(forenames="Rowena", surname="Unheard", date_of_birth=BORN)
    client = signed_in(scene.owner)
    page = client.post("/people/new/", typed(scene)).content.decode()
    assert known.crn in page
    assert "Shoplifting" in page, "what was typed is lost"
    assert people(scene) == []
    client.post("/people/new/", typed(scene, not_these="on"))
    assert len(people(scene)) == 1


@pytest.mark.django_db
def test_an_order_without_requirement_is_asked_about_once(scene):
    client = signed_in(scene.owner)
    entry = typed(scene, requirement_1="", length_1="")
    page = client.post("/people/new/", entry).content.decode()
    assert "Is that what the court ordered?" in page
    assert people(scene) == []
    client.post("/people/new/", entry | {"seen": TOKEN})
    (person,) = people(scene)
    with acting(scene.owner):
        assert not Requirement.objects.filter(person=person).exists()
        assert ContactDue.objects.get(person=person).state == "due"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [{"pnc": "2004/0012345A"}, {"last_day": ""}, {"sentenced_on": "31 2 2026"}, {"team": "0"}, {"kind": "fine"}],
)
def test_a_wrong_entry_changes_nothing_and_keeps_what_was_typed(scene, wrong):
    answer = signed_in(scene.owner).post("/people/new/", typed(scene, **wrong))
    assert answer.status_code == 200
    assert "Bury Magistrates" in answer.content.decode()
    assert people(scene) == []


@pytest.mark.django_db
def test_a_further_sentence_leaves_the_practitioner(scene, on):
    person = case(scene)
    answer = signed_in(scene.owner).post(
        f"/people/{person.crn}/sentences/new/",
        typed(scene, kind="custody-short", requirement_1="", length_1="", released_on=(on - timedelta(days=1)).isoformat(),
              licence_last_day=(on + timedelta(days=90)).isoformat(), conditions=["standard", "curfew"]),
    )  # fmt: skip
    assert (answer.status_code, answer.url) == (302, f"/people/{person.crn}/sentences/")
    with acting(scene.owner):
        assert Sentence.objects.filter(person=person).count() == 2
        assert CustodySpell.objects.get(person=person).until == on - timedelta(days=1)
        assert LicenceCondition.objects.filter(person=person).count() == 2
        assert OfficerSpell.objects.get(person=person).status == "allocated"


@pytest.mark.django_db
def test_a_number_that_an_import_brought_in_is_passed_over(scene):
    with as_role("jobs", 1):
        PersonFactory(crn="K000000")
        PersonFactory(crn="K000001")
    signed_in(scene.owner).post("/people/new/", typed(scene))
    (person,) = people(scene)
    assert person.crn not in ("K000000", "K000001")
