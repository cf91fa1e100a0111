"""Custody and release: recorded where they are learnt, and contact follows at once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from throughcare.accounts.acting import acting
from throughcare.audit.models import Entry
from throughcare.people.models import CustodySpell, Sentence
from throughcare.supervision.models import ContactDue
from throughcare.supervision.tests.scene import WITH_ACCESS, WITHOUT_ACCESS, case, make_scene
from throughcare.supervision.tests.test_casework_pages import signed_in
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def on():
    return timezone.localdate()


@pytest.fixture
def scene(on):
    return make_scene(on)


@pytest.fixture
def person(scene):
    return case(scene)


def custodial(person, scene):
    with as_role("jobs", scene.owner.pk):
        Sentence.objects.filter(person=person).update(kind="custody-determinate")
    return person


def address(person, scene):
    with acting(scene.owner):
        return f"/people/{person.crn}/sentences/{Sentence.objects.get(person=person).reference}/custody/"


def spells(person, scene):
    with acting(scene.owner):
        return list(CustodySpell.objects.filter(person=person).order_by("start").values_list("kind", "start", "until"))


@pytest.mark.parametrize("who", WITH_ACCESS)
def test_a_recall_suspends_contact_and_release_starts_it_afresh(scene, person, on, who):
    where, client = address(custodial(person, scene), scene), signed_in(scene.cast[who])
    held, out = on - timedelta(days=20), on - timedelta(days=1)
    assert client.post(where, {"kind": "recall", "day": held.isoformat()}).status_code == 302
    assert spells(person, scene) == [("recall", held, None)]
    with acting(scene.owner):
        assert ContactDue.objects.get(person=person).state == "suspended"
    assert client.post(where, {"day": out.isoformat()}).status_code == 302
    assert spells(person, scene) == [("recall", held, out)]
    with acting(scene.owner):
        assert ContactDue.objects.get(person=person).state == "due"
    assert {"people.take_into_custody", "people.release"} <= set(Entry.objects.values_list("action", flat=True))


@pytest.mark.parametrize("who", [*WITHOUT_ACCESS, "stranger"])
def test_others_record_nothing(scene, person, on, who):
    where = address(custodial(person, scene), scene)
    signed_in(scene.cast[who]).post(where, {"kind": "recall", "day": on.isoformat()})
    assert spells(person, scene) == []


@pytest.mark.parametrize(("kind", "days", "words"), [
    ("recall", 1, "cannot lie in the future"), ("recall", -101, "before the sentence starts"),
])  # fmt: skip
def test_a_day_that_cannot_be_is_refused_and_kept_on_the_form(scene, person, on, kind, days, words):
    day = (on + timedelta(days=days)).isoformat()
    page = signed_in(scene.owner).post(address(custodial(person, scene), scene), {"kind": kind, "day": day})
    assert page.status_code == 200
    assert words in page.content.decode()
    assert spells(person, scene) == []


def test_nobody_is_recalled_from_an_order_but_may_be_remanded(scene, person, on):
    where, client = address(person, scene), signed_in(scene.owner)
    page = client.post(where, {"kind": "recall", "day": on.isoformat()})
    assert "choose remand" in page.content.decode()
    assert client.post(where, {"kind": "remand", "day": on.isoformat()}).status_code == 302
    assert spells(person, scene) == [("remand", on, None)]
    assert "must lie after" in client.post(where, {"day": on.isoformat()}).content.decode()


def test_a_second_time_in_custody_lies_after_the_first(scene, person, on):
    where, client = address(custodial(person, scene), scene), signed_in(scene.owner)
    client.post(where, {"kind": "recall", "day": (on - timedelta(days=20)).isoformat()})
    client.post(where, {"day": (on - timedelta(days=10)).isoformat()})
    page = client.post(where, {"kind": "recall", "day": (on - timedelta(days=15)).isoformat()})
    assert "in custody on that day already" in page.content.decode()
    assert client.post(where, {"kind": "recall", "day": (on - timedelta(days=10)).isoformat()}).status_code == 302
    assert len(spells(person, scene)) == 2
