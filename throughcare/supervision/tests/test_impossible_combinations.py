"""What no measure may ever count, because it cannot be: refused where it is entered, by the rule and by the database.

A group of tests for each family of measures, with what its records must not say.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from throughcare.accounts.acting import acting
from throughcare.kernel.local_time import HERE
from throughcare.kernel.period import Period
from throughcare.supervision.commands.contacts import ContactRefused, record_contact
from throughcare.supervision.models import Breach, Contact, FormalWarning
from throughcare.supervision.rules import RULES
from throughcare.supervision.rules.codes import CONTACT_TYPE
from throughcare.supervision.rules.enforcement_entry import check_failure, check_presented, check_warning
from throughcare.supervision.rules.service_level_cases import Appointment, MonthCase
from throughcare.supervision.tests.enforcement_scene import FIRST, NOW, SECOND, TODAY, Enforced, enforced
from throughcare.supervision.tests.factories import ContactFactory
from throughcare.supervision.tests.scene import make_scene
from throughcare.supervision.web.enforcement_forms import PresentForm
from throughcare.testing.acting import as_role

ON = date(2026, 3, 10)
AT = datetime(2026, 3, 10, 11, 0, tzinfo=HERE)


def codes(faults):
    return [fault.code for fault in faults]


@pytest.fixture
def person(db) -> Enforced:
    return enforced(make_scene(TODAY))


def entered(it: Enforced, **given):
    """A contact as a practitioner enters it on ``ON``."""
    facts = {"type": "COAP", "date": ON, "outcome": "ATTC", "reference": "X-1", "notes": "", "confirmed": True} | given
    with acting(it.scene.owner):
        return record_contact(person=it.person, by=it.scene.owner, at=AT, **facts)


def contacts() -> int:
    with as_role("jobs", 1):
        return Contact.objects.count()


# First appointment: arranged before its day, in a known form


@pytest.mark.parametrize(("given", "code"), [
    ({"date": ON - timedelta(days=1), "outcome": ""}, "outcome-missing"),
    ({"date": ON + timedelta(days=1), "outcome": "ATTC"}, "outcome-of-the-future"),
    ({"date": date(2020, 1, 1)}, "before-sentence"),
])  # fmt: skip
def test_an_appointment_is_not_arranged_for_a_day_that_has_passed(person, given, code):
    with pytest.raises(ContactRefused) as refused:
        entered(person, **given)
    assert codes(refused.value.faults) == [code]
    assert contacts() == 0


def test_what_is_recorded_afterwards_was_never_arranged(person):
    assert entered(person, date=ON - timedelta(days=3)).contact.arranged_on is None


def test_the_database_takes_no_appointment_made_after_its_own_day(person):
    with as_role("jobs", person.scene.owner.pk), pytest.raises(IntegrityError), transaction.atomic():
        ContactFactory(person=person.person, date=ON, arranged_on=ON + timedelta(days=1), outcome="")
    assert contacts() == 0


def test_no_contact_is_without_a_mode():
    modes = {str(entry.facts["mode"]) for entry in CONTACT_TYPE}
    assert modes == {"in-person", "home-visit", "video", "phone", "digital-check-in", "none"}


# Plan: not before the sentence


def test_no_plan_is_made_before_the_sentence(person):
    with pytest.raises(ContactRefused) as refused:
        entered(person, type="PLAN", outcome="", date=date(2020, 1, 1))
    assert codes(refused.value.faults) == ["before-sentence"]
    assert contacts() == 0


# Breach: aware, then decided, then presented


@pytest.mark.parametrize(("aware_on", "decided_on", "presented_on", "code"), [
    (ON, ON, ON - timedelta(days=1), "presented-before-aware"),
    (ON - timedelta(days=9), ON, ON - timedelta(days=1), "presented-before-decision"),
    (ON, ON, ON + timedelta(days=1), "presented-ahead"),
])  # fmt: skip
def test_nothing_is_presented_before_anybody_was_aware(aware_on, decided_on, presented_on, code):
    found = check_presented(aware_on=aware_on, decided_on=decided_on, presented_on=presented_on, today=ON)
    assert codes(found) == [code]


def test_nobody_is_aware_of_a_failure_before_it_happened():
    found = check_failure(failed_on=ON, aware_on=ON - timedelta(days=1), begins=FIRST, ended=None, today=ON)
    assert codes(found) == ["aware-before-failure"]


def test_the_database_takes_no_breach_presented_before_anybody_was_aware(person):
    person.warn(person.failure(person.missed(FIRST)), at=NOW - timedelta(days=24))
    person.missed(SECOND)
    with as_role("jobs", person.senior.pk):
        rows = Breach.objects.filter(person=person.person)
        assert rows.count() == 1
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(presented_on=SECOND - timedelta(days=1))


def test_whether_a_pack_was_accepted_must_be_answered():
    form = PresentForm({"presented_on": ON.isoformat(), "court": "Example"})
    assert not form.is_valid()
    assert list(form.errors) == ["accepted"]


# Follow-up: not before the miss


def test_a_warning_does_not_come_before_the_failure():
    found = check_warning(failed_on=ON, given_on=ON - timedelta(days=1), respond_by=ON, earliest=ON)
    assert codes(found) == ["follow-up-before-failure"]


def test_a_warning_is_kept_with_a_day_to_answer_that_follows_it(person):
    person.warn(person.failure(person.missed(FIRST)))
    with as_role("jobs", person.scene.owner.pk):
        row = FormalWarning.objects.get()
        with pytest.raises(IntegrityError), transaction.atomic():
            FormalWarning.objects.update(respond_by=row.given_on - timedelta(days=1))


# Monthly contact: no miss in time for which contact was suspended, or the person was inside


@pytest.mark.parametrize("outside", [
    {"suspended_from": date(2026, 3, 20)},
    {"in_custody": (Period(date(2026, 3, 5), date(2026, 3, 9)),)},
    {"supervised": Period(date(2026, 3, 2), None)},
])  # fmt: skip
def test_no_miss_is_counted_in_a_month_that_was_not_supervised_throughout(outside):
    case = {"supervised": Period(date(2026, 1, 1), None), "sentence": "community-order", "month": date(2026, 3, 1),
            "appointments": (Appointment(date(2026, 3, 12), "missed"),)} | outside  # fmt: skip
    level = RULES.find("monthly-contact", "ups-monthly-contact").decide(MonthCase(on=date(2026, 4, 20), **case))
    assert level.value.state == "left-out"
