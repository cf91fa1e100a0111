"""Ending a sentence: the record, the chain, what lay ahead; refused, nothing has changed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from throughcare.accounts.acting import acting
from throughcare.audit.models import Entry
from throughcare.people.models import Requirement, Sentence
from throughcare.people.tests.factories import SentenceFactory
from throughcare.supervision.commands.endings import EndingRefused, end_sentence
from throughcare.supervision.models import Closing, Contact, ContactDue, OfficerSpell
from throughcare.supervision.tests.factories import ContactFactory
from throughcare.supervision.tests.scene import Scene, case, make_scene
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 25)
AT = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)


@pytest.fixture
def scene() -> Scene:
    return make_scene(ON)


def sentence_of(person, **changes) -> Sentence:
    with as_role("jobs"):
        Sentence.objects.filter(person=person).update(**changes)
        return Sentence.objects.select_related("person").get(person=person)


def ended(scene, sentence, **given):
    terms = {"how": "completed", "end_date": ON - timedelta(days=1), "reasons": "", "summary": "Done", "went_well": ""}
    with acting(scene.owner):
        return end_sentence(sentence=sentence, by=scene.owner, on=ON, at=AT, **{**terms, **given})


def test_the_last_sentence_ends_supervision_and_all_that_lay_ahead(scene):
    person = case(scene)
    sentence = sentence_of(person, ends_on=ON)
    with as_role("jobs"):
        Requirement.objects.create(
            reference="Q-1", person=person, sentence=sentence, category="rar", length=20, unit="days",
            start=sentence.starts_on,
        )  # fmt: skip
        ahead = ContactFactory(person=person, date=ON + timedelta(days=5), staff=scene.staff)
    closing = ended(scene, sentence, went_well="You kept every appointment.")
    assert (closing.supervision_ended, closing.keep_until) == (True, date(2032, 11, 24))
    with as_role("jobs"):
        sentence.refresh_from_db()
        assert (sentence.terminated_on, sentence.termination_reason) == (ON, "completed")
        assert Requirement.objects.get(reference="Q-1").terminated_on == ON
        assert Contact.objects.get(pk=ahead.pk).outcome != ""
        spell = OfficerSpell.objects.get(person=person, until__isnull=True)
        assert (spell.status, spell.start) == ("ended", ON)
        assert ContactDue.objects.get(person=person).state == "ended"
    with as_role("owner"):
        assert Entry.objects.filter(action="supervision.end_sentence", person=person.pk).count() == 1


def test_while_another_sentence_runs_supervision_goes_on(scene):
    person = case(scene)
    sentence = sentence_of(person, ends_on=ON)
    with as_role("jobs"):
        SentenceFactory(
            person=person, sentenced_on=date(2026, 6, 1), starts_on=date(2026, 6, 1), ends_on=date(2027, 6, 1)
        )
        ahead = ContactFactory(person=person, date=ON + timedelta(days=5))
    closing = ended(scene, sentence)
    assert (closing.supervision_ended, closing.keep_until) == (False, None)
    with as_role("jobs"):
        assert OfficerSpell.objects.get(person=person, until__isnull=True).status == "allocated"
        assert Contact.objects.get(pk=ahead.pk).outcome == ""


@pytest.mark.parametrize(
    ("given", "block"),
    [
        ({"summary": " "}, "no-summary"),
        ({"end_date": ON + timedelta(days=1)}, "in-the-future"),
        ({"how": "completed-early"}, "after-expiry"),
    ],
)
def test_a_refused_ending_changes_nothing(scene, given, block):
    person = case(scene)
    sentence = sentence_of(person, ends_on=ON)
    with pytest.raises(EndingRefused) as refused:
        ended(scene, sentence, **given)
    assert block in refused.value.decision.value.blocks
    with as_role("jobs"):
        sentence.refresh_from_db()
        assert sentence.terminated_on is None and not Closing.objects.exists()
        assert OfficerSpell.objects.get(person=person, until__isnull=True).status == "allocated"


def test_a_sentence_is_ended_once(scene):
    sentence = sentence_of(case(scene), ends_on=ON)
    ended(scene, sentence)
    with pytest.raises(EndingRefused, match="already-ended"):
        ended(scene, sentence)


def page(user, address, data=None):
    client = Client()
    if user is not None:
        client.force_login(user)
    return client.post(address, data) if data is not None else client.get(address)


def test_the_page_asks_to_look_at_what_is_open_and_keeps_what_was_typed(scene):
    today = timezone.localdate()
    person = case(scene)
    sentence = sentence_of(person, ends_on=today)
    with as_role("jobs"):
        ContactFactory(person=person, date=today + timedelta(days=5), staff=scene.staff)
    address = f"/people/{person.crn}/sentences/{sentence.reference}/end/"
    assert "Appointments lie ahead: 1." in page(scene.owner, address).content.decode()
    last = (today - timedelta(days=1)).isoformat()
    sent = {"how": "completed", "end_date": last, "summary": "Kept every appointment"}
    asked = page(scene.owner, address, sent)
    assert asked.status_code == 200 and "Kept every appointment" in asked.content.decode()
    assert page(scene.owner, address, {**sent, "open_known": "on"}).status_code == 302
    assert "Kept every appointment" in page(scene.owner, f"/people/{person.crn}/sentences/ended/").content.decode()


@pytest.mark.parametrize("role", ["administrator", "auditor", "supplier", "person", "none"])
def test_nobody_else_ends_a_sentence(scene, role):
    person = case(scene)
    sentence = sentence_of(person)
    assert page(scene.cast[role], f"/people/{person.crn}/sentences/{sentence.reference}/end/").status_code == 403
    assert page(scene.cast["stranger"], f"/people/{person.crn}/sentences/{sentence.reference}/end/").status_code == 302
    assert page(scene.owner, f"/people/{person.crn}/sentences/absent/end/").status_code == 404
