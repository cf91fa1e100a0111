"""Keeping the answers of the rules beside the facts."""

from datetime import date

import pytest

from throughcare.people.models import CustodySpell, Requirement
from throughcare.people.tests.factories import PersonFactory, SentenceFactory
from throughcare.supervision.commands.derive import derive, refresh_stale
from throughcare.supervision.models import Assessment, Contact, ContactDue, Registration, Tier
from throughcare.supervision.queries.explained import explain_contact_due, explain_tier
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db

SENTENCED = date(2026, 1, 5)


@pytest.fixture
def person():
    with as_role("jobs"):
        sentence = SentenceFactory(sentenced_on=SENTENCED, starts_on=SENTENCED, ends_on=date(2027, 1, 5))
        Requirement.objects.create(
            reference="R-1", person=sentence.person, sentence=sentence, category="rar", start=SENTENCED
        )
        yield sentence.person


def test_a_new_order_owes_a_first_appointment_within_five_working_days(person):
    assert derive([person.pk], on=date(2026, 1, 6), cause="test") == 1
    due = ContactDue.objects.get(person=person)
    assert (due.state, due.duty, due.due_date) == ("due", "first-appointment", date(2026, 1, 12))


def test_the_kept_answer_is_the_explained_one(person):
    on = date(2026, 1, 6)
    derive([person.pk], on=on, cause="test")
    due = ContactDue.objects.get(person=person)
    explained = explain_contact_due(person.pk, on=on)
    assert explained.value.next.due_date == due.due_date
    assert explained.reason.code == due.reason_code
    tier = explain_tier(person.pk, scheme="two-axis-2021", on=on)
    assert Tier.objects.get(person=person, scheme="two-axis-2021").label == tier.value.tier


def test_seeing_the_person_moves_the_due_date(person):
    derive([person.pk], on=date(2026, 1, 6), cause="test")
    before = ContactDue.objects.get(person=person).due_date
    Contact.objects.create(reference="C-1", person=person, type="COAI", date=date(2026, 1, 8), outcome="ATTC")
    Contact.objects.create(reference="C-2", person=person, type="PLAN", date=date(2026, 1, 20), outcome="ATTC")
    derive([person.pk], on=date(2026, 1, 20), cause="test")
    due = ContactDue.objects.get(person=person)
    assert due.duty == "contact"
    assert due.due_date > before
    assert due.last_seen == date(2026, 1, 8)


def test_a_changed_tier_keeps_its_history(person):
    derive([person.pk], on=date(2026, 1, 6), cause="first")
    Registration.objects.create(reference="G-1", person=person, type="RVHR", registered_on=date(2026, 1, 7))
    derive([person.pk], on=date(2026, 1, 7), cause="registration")
    labels = list(
        Tier.objects.filter(person=person, scheme="two-axis-2021").order_by("id").values_list("label", "cause")
    )
    assert labels == [("D2", "first"), ("A2", "registration")]
    assert Tier.objects.filter(person=person, scheme="two-axis-2021", superseded_at=None).get().label == "A2"


def test_deriving_twice_changes_nothing(person):
    on = date(2026, 1, 6)
    derive([person.pk], on=on, cause="test")
    before = list(Tier.objects.order_by("id").values()), list(ContactDue.objects.values())
    derive([person.pk], on=on, cause="again")
    assert (list(Tier.objects.order_by("id").values()), list(ContactDue.objects.values())) == before


def test_a_person_without_a_sentence_owes_nothing_and_is_not_listed():
    with as_role("jobs"):
        person = PersonFactory()
        derive([person.pk], on=date(2026, 1, 6), cause="test")
        assert not ContactDue.objects.filter(person=person).exists()
        assert Tier.objects.get(person=person, scheme="a-to-g-2026").label == "NOT_SUPERVISED"


def test_a_custodial_sentence_is_custody_then_licence_then_post_sentence_supervision():
    with as_role("jobs"):
        sentence = SentenceFactory(
            kind="custody-short",
            sentenced_on=date(2026, 1, 5),
            starts_on=date(2026, 1, 5),
            licence_ends_on=date(2026, 9, 5),
            ends_on=date(2027, 3, 5),
        )
        spell = CustodySpell.objects.create(
            person=sentence.person, sentence=sentence, kind="sentence", start=date(2026, 1, 5), until=date(2026, 4, 1)
        )
        person = [sentence.person.pk]
        assert spell.pk
        derive(person, on=date(2026, 2, 1), cause="test")
        assert ContactDue.objects.get().state in ("not-started", "due")
        derive(person, on=date(2026, 4, 1), cause="test")
        due = ContactDue.objects.get()
        assert (due.duty, due.due_date) == ("first-appointment", date(2026, 4, 2))
        derive(person, on=date(2026, 12, 1), cause="test")
        assert explain_contact_due(person[0], on=date(2026, 12, 1)).value.state in ("suspended", "due", "overdue")


def test_answers_that_time_has_overtaken_are_asked_again(person):
    derive([person.pk], on=date(2026, 1, 6), cause="test")
    held = ContactDue.objects.get(person=person).holds_until
    assert held is not None
    assert refresh_stale(on=date(2026, 1, 6)) == 0
    assert refresh_stale(on=held) == 1
    assert ContactDue.objects.get(person=person).decided_on >= date(2026, 1, 6)


def test_whoever_cannot_see_the_record_gets_no_explanation(person):
    person_id = person.pk
    with as_role("web"):
        assert explain_contact_due(person_id, on=date(2026, 1, 6)) is None


def test_a_two_axis_tier_that_stands_on_nothing_is_not_used(person):
    Assessment.objects.filter(person=person).delete()
    explained = explain_contact_due(person.pk, on=date(2026, 1, 6))
    assert "tier-missing" in explained.value.flags
