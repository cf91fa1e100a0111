"""Failures: made by outcomes, explained, confirmed, put right; the contact and its failure tell one story."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from throughcare.accounts.acting import acting
from throughcare.people.models import CustodySpell
from throughcare.supervision.commands import failures
from throughcare.supervision.commands.contacts import record_outcome
from throughcare.supervision.commands.enforcing import EnforcementRefused
from throughcare.supervision.models import Breach, Contact, Failure, FormalWarning, ReasonOffered
from throughcare.supervision.queries.compliance import compliance_with
from throughcare.supervision.tests.enforcement_scene import FIRST, NOW, SECOND, TODAY, enforced
from throughcare.supervision.tests.factories import ContactFactory, RegistrationFactory
from throughcare.supervision.tests.scene import make_scene
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def case():
    return enforced(make_scene(TODAY))


def standing(case, on=TODAY):
    with as_role("jobs", 1):
        return compliance_with(case.sentence, on=on)


def outcome(case, contact, code, at=NOW):
    with acting(case.scene.owner):
        return record_outcome(contact=contact, outcome=code, notes="", by=case.scene.owner, at=at, why="Put right")


def counts():
    with as_role("jobs", 1):
        return tuple(model.objects.count() for model in (Failure, ReasonOffered, FormalWarning, Breach))


def test_an_unacceptable_absence_makes_a_failure_with_when_and_how_it_became_known(case):
    failure = case.failure(case.missed(SECOND))
    assert (failure.state, failure.kind, failure.date, failure.aware_on, failure.aware_source) == (
        "unacceptable", "absence", SECOND, SECOND, "own",
    )  # fmt: skip
    assert failure.respond_by == date(2026, 3, 13)
    assert (failure.sentence, failure.recorded_by) == (case.sentence, case.scene.owner)
    assert case.entries() == ["supervision.record_contact", "supervision.record_failure"]


def test_an_absence_of_which_nothing_is_known_yet_waits_for_a_reason(case):
    failure = case.failure(case.missed(SECOND, "AFTA"))
    assert (failure.state, failure.decided_on) == ("awaiting-reason", None)
    assert standing(case).decision.value.next_step == "hear-reason"


@pytest.mark.parametrize("code", ["ATTC", "AAME", "RSSR"])
def test_an_outcome_that_is_no_failure_makes_none(case, code):
    case.missed(SECOND, code)
    assert counts() == (0, 0, 0, 0)


def test_a_failure_recorded_twice_is_one_failure(case):
    contact = case.missed(SECOND)
    with acting(case.scene.owner):
        again = failures.take_up(contact=contact, by=case.scene.owner, at=NOW)
    assert again == case.failure(contact)
    assert counts()[0] == 1
    with pytest.raises(IntegrityError, match="contact_id"), transaction.atomic(), as_role("jobs", 1):
        Failure.objects.create(
            reference="again", person=case.person, sentence=case.sentence, contact=contact, kind="absence", date=SECOND,
            aware_on=SECOND, aware_source="own", respond_by=SECOND, state="awaiting-reason", recorded_at=NOW,
            recorded_by=case.scene.owner,
        )  # fmt: skip


def test_confirming_makes_the_absence_unacceptable_on_the_record(case):
    contact = case.missed(SECOND, "AFTA")
    with acting(case.scene.owner):
        failures.confirm_failure(failure=case.failure(contact), by=case.scene.owner, at=NOW)
        contact.refresh_from_db()
    assert (contact.outcome, case.failure(contact).state) == ("UAAB", "unacceptable")
    assert case.entries()[-2:] == ["supervision.record_outcome", "supervision.confirm_failure"]
    assert standing(case).decision.reason.code == "warning-due"


def test_an_accepted_reason_makes_the_absence_acceptable_and_takes_it_out_of_the_count(case):
    contact = case.missed(SECOND)
    case.reason(case.failure(contact), accept=True)
    with acting(case.scene.owner):
        contact.refresh_from_db()
        offered = ReasonOffered.objects.get()
    assert (contact.outcome, case.failure(contact).state, offered.decision) == ("AAME", "acceptable", "accepted")
    assert (standing(case).decision.value.counted, offered.decided_by) == (0, case.scene.owner)


def test_accepting_asks_for_the_evidence_and_refusing_does_not(case):
    failure = case.failure(case.missed(SECOND))
    with pytest.raises(EnforcementRefused, match="evidence-missing"):
        case.reason(failure, accept=True, evidence="")
    assert (case.failure(failure.contact).state, counts()) == ("unacceptable", (1, 0, 0, 0))
    case.reason(failure, accept=False, evidence="")
    assert case.failure(failure.contact).state == "unacceptable"


def test_a_reason_is_decided_on_once(case):
    offered = case.reason(case.failure(case.missed(SECOND)), accept=False)
    with acting(case.scene.owner), pytest.raises(EnforcementRefused, match="not-possible-now"):
        failures.decide_reason(offered=offered, accept=True, by=case.scene.owner, at=NOW)


def test_a_reason_of_tomorrow_is_refused(case):
    failure = case.failure(case.missed(SECOND))
    with acting(case.scene.owner), pytest.raises(EnforcementRefused, match="reason-ahead"):
        failures.offer_reason(
            failure=failure, reason="AAME", words="", offered_on=TODAY + timedelta(days=1), by=case.scene.owner, at=NOW
        )
    assert counts() == (1, 0, 0, 0)


def test_a_reason_that_proved_untrue_is_looked_at_again(case):
    contact = case.missed(SECOND)
    case.reason(case.failure(contact), accept=True)
    with acting(case.scene.owner):
        failures.reopen_failure(
            failure=case.failure(contact), why="The letter was not genuine", by=case.scene.owner, at=NOW
        )
        contact.refresh_from_db()
        assert ReasonOffered.objects.get().decision == "refused"
    assert (contact.outcome, case.failure(contact).state) == ("AFTA", "awaiting-reason")


@pytest.mark.parametrize(
    ("first", "then", "state"),
    [
        ("UAAB", "AAME", "acceptable"),
        ("UAAB", "ATTC", "struck"),
        ("UAAB", "CANS", "struck"),
        ("UAAB", "AFTA", "awaiting-reason"),
        ("AFTA", "UAAB", "unacceptable"),
        ("AFTA", "AFTC", "unacceptable"),
        ("AFTC", "AAFC", "acceptable"),
    ],
)
def test_the_failure_follows_when_the_outcome_is_put_right(case, first, then, state):
    contact = case.missed(SECOND, first)
    outcome(case, contact, then)
    assert case.failure(contact).state == state


def test_an_outcome_put_right_and_wrong_again_brings_the_same_failure_back(case):
    contact = case.missed(SECOND)
    for code in ("ATTC", "UAAB", "AAME", "UAAB"):
        outcome(case, contact, code)
    assert (case.failure(contact).state, counts()[0]) == ("unacceptable", 1)


def test_a_failure_while_contact_was_suspended_is_flagged_and_not_counted(case):
    with as_role("jobs", 1):
        CustodySpell.objects.create(
            person=case.person, sentence=case.sentence, kind="remand", start=SECOND - timedelta(days=3), until=TODAY
        )
    failure = case.failure(case.missed(SECOND))
    decision = standing(case).decision
    assert (failure.suspended_by, decision.value.counted, decision.value.flagged) == ("custody", 0, True)


def test_a_suspended_failure_counts_where_somebody_says_why(case):
    with as_role("jobs", 1):
        RegistrationFactory(person=case.person, type="RMRH", registered_on=date(2025, 12, 1))
        case.sentence.starts_on = case.sentence.sentenced_on = date(2025, 9, 1)
        case.sentence.save()
    contact = case.missed(SECOND, "AFTA")
    assert case.failure(contact).suspended_by == "impact"
    with acting(case.scene.owner):
        failures.confirm_failure(
            failure=case.failure(contact), by=case.scene.owner, at=NOW, counts_because="Unpaid work, which goes on"
        )
    assert standing(case).decision.value.counted == 1


def entry(**given):
    return {
        "kind": "monitoring", "date": SECOND, "words": "Out after the curfew began", "aware_on": SECOND,
        "aware_source": "monitoring", "reference": "F-1",
    } | given  # fmt: skip


def record(case, **given):
    with acting(case.scene.owner):
        return failures.record_failure(
            person=case.person, sentence=case.sentence, by=case.scene.owner, at=NOW, **entry(**given)
        )


def test_a_failure_that_is_no_appointment_is_recorded_with_who_told_of_it(case):
    failure = record(case, aware_on=date(2026, 3, 9))
    assert (failure.state, failure.aware_source, failure.respond_by) == (
        "awaiting-reason",
        "monitoring",
        date(2026, 3, 17),
    )
    assert record(case).pk == failure.pk
    assert counts()[0] == 1


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({"aware_on": SECOND - timedelta(days=1)}, "aware-before-failure"),
        ({"date": TODAY + timedelta(days=1), "aware_on": TODAY + timedelta(days=1)}, "failure-ahead"),
        ({"aware_on": TODAY + timedelta(days=1)}, "aware-ahead"),
        ({"date": date(2020, 1, 6)}, "before-order"),
    ],
)
def test_an_impossible_failure_is_refused_and_changes_nothing(case, given, fault):
    with pytest.raises(EnforcementRefused, match=fault):
        record(case, **given)
    assert (counts(), case.entries()) == ((0, 0, 0, 0), [])


def test_the_same_failure_told_by_two_is_asked_about_and_counts_once_even_if_confirmed(case):
    first = record(case)
    with pytest.raises(EnforcementRefused, match="recorded-already"):
        record(case, reference="F-2", aware_source="police")
    assert counts()[0] == 1
    second = record(case, reference="F-2", aware_source="police", confirmed=True)
    with acting(case.scene.owner):
        for failure in (first, second):
            failures.confirm_failure(failure=failure, by=case.scene.owner, at=NOW)
    assert (counts()[0], standing(case).decision.value.counted) == (2, 1)


def test_another_kind_another_day_or_one_in_error_is_not_the_same_failure(case):
    first = record(case)
    record(case, reference="F-2", kind="residence")
    record(case, reference="F-3", date=FIRST, aware_on=FIRST)
    with acting(case.scene.owner):
        failures.strike_failure(failure=first, why="Another person", by=case.scene.owner, at=NOW)
    record(case, reference="F-4")
    assert counts()[0] == 4


def test_a_failure_recorded_in_error_is_struck_and_the_row_stays(case):
    failure = record(case)
    with acting(case.scene.owner):
        failures.strike_failure(failure=failure, why="Another person", by=case.scene.owner, at=NOW)
        assert Failure.objects.get().state == "struck"
    assert standing(case).decision.value.counted == 0


def test_a_failure_of_an_appointment_is_put_right_at_the_appointment(case):
    failure = case.failure(case.missed(SECOND))
    with acting(case.scene.owner), pytest.raises(EnforcementRefused, match="not-possible-now"):
        failures.strike_failure(failure=failure, why="x", by=case.scene.owner, at=NOW)


def test_history_keeps_what_a_failure_said_before(case):
    contact = case.missed(SECOND, "AFTA")
    with acting(case.scene.owner):
        failures.confirm_failure(failure=case.failure(contact), by=case.scene.owner, at=NOW)
        with connection.cursor() as cursor:
            cursor.execute("SELECT state FROM supervision_failureevent ORDER BY pgh_id")
            assert cursor.fetchall() == [("unacceptable",)]


def test_contacts_from_elsewhere_count_without_a_row_and_get_one_when_somebody_acts(case):
    with as_role("jobs", 1):
        contact = ContactFactory(person=case.person, date=FIRST, outcome="UAAB")
    assert standing(case).decision.value.counted == 1
    assert counts()[0] == 0
    with acting(case.scene.owner):
        failure = failures.take_up(contact=contact, by=case.scene.owner, at=NOW)
    assert (failure.reference, failure.state, standing(case).decision.value.counted) == (
        contact.reference,
        "unacceptable",
        1,
    )


def test_a_stranger_sees_and_writes_nothing(case):
    contact = case.missed(SECOND)
    with acting(case.scene.cast["stranger"]):
        assert list(Failure.objects.all()) == list(Contact.objects.all()) == []
        assert compliance_with(case.sentence, on=TODAY) is None
    assert case.failure(contact).state == "unacceptable"


def test_the_day_of_a_decision_is_the_local_day(case):
    late = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)
    contact = case.missed(date(2026, 7, 1), "AFTA", at=late - timedelta(hours=2))
    with acting(case.scene.owner):
        failures.confirm_failure(failure=case.failure(contact), by=case.scene.owner, at=late)
    assert case.failure(contact).decided_on == date(2026, 7, 2)
