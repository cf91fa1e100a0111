"""Breach and recall: asked for at the threshold, decided by a manager, conducted before the court, ended."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from throughcare.accounts.acting import acting
from throughcare.people.models import Person, Requirement, Sentence
from throughcare.supervision.commands import breaches
from throughcare.supervision.commands.breach_questions import ask_for_decision
from throughcare.supervision.commands.breaches import AddedRequirement
from throughcare.supervision.commands.documents import make_pack
from throughcare.supervision.commands.enforcing import EnforcementRefused
from throughcare.supervision.models import Breach, BreachHearing, ContactDue, Enforcement, IssuedDocument, Tier
from throughcare.supervision.queries.compliance import compliance_with
from throughcare.supervision.tests.enforcement_scene import FIRST, NOW, SECOND, TODAY, enforced
from throughcare.supervision.tests.factories import ContactFactory
from throughcare.supervision.tests.scene import make_scene
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=60)


@pytest.fixture
def case():
    return enforced(make_scene(TODAY))


@pytest.fixture
def waiting(case):
    """A second failure after a warning: a decision waits."""
    case.warn(case.failure(case.missed(FIRST)), at=NOW - timedelta(days=24))
    case.missed(SECOND)
    return case


def kept(model):
    with as_role("jobs", 1):
        return list(model.objects.order_by("pk"))


def standing(case, on=TODAY):
    with as_role("jobs", 1):
        return compliance_with(case.sentence, on=on)


def present(case, *, on=TODAY, at=NOW, **given):
    with acting(case.senior):
        return breaches.present_breach(
            breach=case.breach(), presented_on=on, court="Example Magistrates’ Court", accepted_first_time=True,
            by=case.senior, at=at, **({"hearing_on": on + timedelta(days=20)} | given),
        )  # fmt: skip


def heard(case, outcome, *, on=date(2026, 4, 1), at=LATER, **given):
    with acting(case.senior):
        return breaches.record_hearing(
            breach=case.breach(), on=on, outcome=outcome, words="As the court said", by=case.senior, at=at, **given
        )


def test_a_first_failure_asks_nobody(case):
    case.missed(SECOND)
    assert case.breach() is None


def test_a_second_failure_without_a_warning_asks_nobody(case):
    case.missed(FIRST)
    case.missed(SECOND)
    assert case.breach() is None
    assert standing(case).decision.reason.code == "warning-missing"


def test_the_second_failure_after_a_warning_asks_a_manager_in_the_same_transaction(waiting):
    breach = waiting.breach()
    assert (breach.state, breach.kind, breach.because) == ("waiting", "breach", "threshold")
    assert (breach.aware_on, breach.aware_source, breach.due_on) == (SECOND, "own", date(2026, 3, 19))
    assert breach.process is None
    assert waiting.entries()[-1] == "supervision.ask_for_breach_decision"
    assert standing(waiting).decision.value.next_step == "decide-breach"


def test_a_third_failure_while_one_waits_asks_no_second_time(waiting):
    waiting.missed(date(2026, 3, 9))
    assert len(kept(Breach)) == 1


def test_the_database_keeps_one_open_breach_for_a_sentence(waiting):
    breach = waiting.breach()
    with pytest.raises(IntegrityError, match="one_open_breach_of_a_sentence"), transaction.atomic(), as_role("jobs", 1):
        breach.pk, breach.reference = None, "B-other"
        breach.save()


def test_one_serious_failure_can_be_put_to_a_manager(case):
    failure = case.failure(case.missed(SECOND))
    with acting(case.scene.owner):
        breach = ask_for_decision(
            failure=failure, because="serious", words="Threatened staff", by=case.scene.owner, at=NOW
        )
        with pytest.raises(EnforcementRefused, match="open-already"):
            ask_for_decision(failure=failure, because="serious", words="", by=case.scene.owner, at=NOW)
    assert (breach.because, breach.words, breach.asked_by) == ("serious", "Threatened staff", case.scene.owner)


def test_failures_known_only_from_contacts_get_rows_when_a_manager_is_asked(case):
    with as_role("jobs", 1):
        elsewhere = ContactFactory(person=case.person, date=FIRST, outcome="UAAB")
    failure = case.failure(case.missed(SECOND))
    with acting(case.scene.owner):
        ask_for_decision(failure=failure, because="other", words="", by=case.scene.owner, at=NOW)
    assert case.failure(elsewhere).state == "unacceptable"


def test_a_decision_to_begin_makes_the_process_that_tiers_read_and_the_letter(waiting):
    breach = waiting.decide(True)
    assert (breach.state, breach.decided_by, breach.decided_on) == ("begun", waiting.senior, TODAY)
    assert [(one.reference, one.started_on, one.outcome) for one in kept(Enforcement)] == [
        (breach.reference, TODAY, "")
    ]
    assert [one.kind for one in kept(IssuedDocument)] == ["warning", "breach-begun"]
    assert standing(waiting).decision.value.status == "in-progress"


def test_a_decision_against_breach_keeps_the_reasons_and_asks_again_only_at_the_next_failure(waiting):
    waiting.decide(False, reasons="Engaging well since")
    assert (waiting.breach().state, kept(Enforcement)) == ("declined", [])
    assert standing(waiting).decision.reason.code == "decided-against-breach"
    waiting.missed(date(2026, 3, 9))
    assert [one.state for one in kept(Breach)] == ["declined", "waiting"]


def test_a_decision_without_reasons_is_refused_and_changes_nothing(waiting):
    with pytest.raises(EnforcementRefused, match="say-why"):
        waiting.decide(True, reasons=" ")
    assert (waiting.breach().state, kept(Enforcement)) == ("waiting", [])


def test_two_managers_deciding_at_once_decide_once(waiting):
    breach = waiting.breach()
    waiting.decide(True)
    with acting(waiting.scene.cast["head"]), pytest.raises(EnforcementRefused, match="not-possible-now"):
        breaches.decide_breach(breach=breach, begin=False, reasons="No", by=waiting.scene.cast["head"], at=NOW)
    assert (waiting.breach().state, len(kept(Enforcement))) == ("begun", 1)


def test_a_process_begun_elsewhere_is_not_begun_twice(waiting):
    with as_role("jobs", 1):
        Enforcement.objects.create(reference="E-1", person=waiting.person, sentence=waiting.sentence, started_on=SECOND)
    with pytest.raises(EnforcementRefused, match="open-already"):
        waiting.decide(True)
    assert waiting.breach().state == "waiting"


@pytest.mark.parametrize(
    ("days", "at", "fault"),
    [(-6, NOW, "presented-before-aware"), (-1, NOW, "presented-before-decision"), (1, NOW, "presented-ahead")],
)
def test_an_impossible_day_of_presentation_is_refused(waiting, days, at, fault):
    waiting.decide(True)
    with pytest.raises(EnforcementRefused, match=fault):
        present(waiting, on=TODAY + timedelta(days=days), at=at)
    assert (waiting.breach().state, waiting.breach().presented_on) == ("begun", None)


def test_a_breach_is_presented_with_what_timeliness_is_measured_by(waiting):
    waiting.decide(True)
    breach = present(waiting)
    assert (breach.state, breach.presented_on, breach.accepted_first_time) == ("presented", TODAY, True)
    assert (breach.presented_on - breach.aware_on).days == 5


def test_it_is_not_presented_before_it_is_decided(waiting):
    with pytest.raises(EnforcementRefused, match="not-possible-now"):
        present(waiting)


def test_an_adjournment_keeps_it_before_the_court(waiting):
    waiting.decide(True)
    present(waiting)
    breach = heard(waiting, "adjourned", adjourned_to=date(2026, 4, 20))
    assert (breach.state, breach.hearing_on, breach.ended_on) == ("presented", date(2026, 4, 20), None)
    heard(waiting, "order-continues", on=date(2026, 4, 20))
    assert [(one.on, one.outcome) for one in kept(BreachHearing)] == [
        (date(2026, 4, 1), "adjourned"), (date(2026, 4, 20), "order-continues"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("outcome", "given", "fault"),
    [
        ("adjourned", {}, "adjourned-to-missing"),
        ("adjourned", {"adjourned_to": date(2026, 4, 1)}, "adjourned-backwards"),
        ("fine", {"adjourned_to": date(2026, 4, 20)}, "not-adjourned"),
        ("fine", {"on": date(2026, 3, 9)}, "hearing-before-presented"),
        ("fine", {"on": date(2026, 6, 1)}, "hearing-ahead"),
        ("activated", {}, "not-of-this-sentence"),
        ("more-onerous", {}, "requirement-missing"),
        ("fine", {"added": AddedRequirement("curfew")}, "requirement-unwanted"),
    ],
)
def test_an_impossible_hearing_is_refused_and_changes_nothing(waiting, outcome, given, fault):
    waiting.decide(True)
    present(waiting)
    with pytest.raises(EnforcementRefused, match=fault):
        heard(waiting, outcome, **given)
    assert (waiting.breach().state, kept(BreachHearing), kept(Requirement)) == ("presented", [], [])


@pytest.mark.parametrize(
    ("outcome", "process"),
    [("order-continues", "CONT"), ("fine", "FINE"), ("withdrawn", "BRE99"), ("not-proved", "BRE99")],
)
def test_an_outcome_ends_the_breach_and_its_process_and_leaves_the_sentence(waiting, outcome, process):
    waiting.decide(True)
    present(waiting)
    breach = heard(waiting, outcome)
    ended = kept(Enforcement)[0]
    assert (breach.state, breach.ended_on, ended.outcome, ended.outcome_on) == (
        "concluded", date(2026, 4, 1), process, date(2026, 4, 1),
    )  # fmt: skip
    assert kept(Sentence)[0].terminated_on is None


def test_failures_start_from_nought_after_a_proved_breach(waiting):
    waiting.decide(True)
    present(waiting)
    heard(waiting, "order-continues")
    assert standing(waiting, on=date(2026, 4, 2)).decision.value.counted == 0
    waiting.missed(date(2026, 4, 14), at=LATER)
    assert standing(waiting, on=date(2026, 4, 14)).decision.value.counted == 1


def test_a_more_onerous_requirement_is_put_on_the_sentence(waiting):
    waiting.decide(True)
    present(waiting)
    heard(waiting, "more-onerous", added=AddedRequirement("upw", 40, "hours"))
    added = kept(Requirement)[0]
    assert (added.category, added.length, added.unit, added.start) == ("upw", 40, "hours", date(2026, 4, 1))
    assert added.sentence_id == waiting.sentence.pk


def test_a_revoked_order_ends_with_its_requirements_and_contact_is_no_longer_due(waiting):
    with as_role("jobs", 1):
        Requirement.objects.create(
            reference="R-1",
            person=waiting.person,
            sentence=waiting.sentence,
            category="rar",
            start=waiting.sentence.starts_on,
        )
    waiting.decide(True)
    present(waiting)
    heard(waiting, "revoked")
    sentence, requirement = kept(Sentence)[0], kept(Requirement)[0]
    assert (sentence.terminated_on, sentence.termination_reason) == (date(2026, 4, 1), "revoked-breach")
    assert (requirement.terminated_on, requirement.termination_reason) == (date(2026, 4, 1), "revoked-breach")
    assert kept(ContactDue)[0].state == "ended"


def test_activation_is_for_a_suspended_sentence():
    case = enforced(make_scene(TODAY), kind="suspended-sentence-order")
    for day in (date(2026, 1, 20), FIRST, SECOND):
        case.missed(day)
    assert case.breach().because == "threshold"
    case.decide(True)
    present(case)
    heard(case, "activated")
    assert (kept(Sentence)[0].terminated_on, kept(Enforcement)[0].outcome) == (date(2026, 4, 1), "ACTIVATED")


def test_a_proved_breach_counts_in_the_tier_of_a_woman_in_the_same_transaction(waiting):
    with as_role("jobs", 1):
        Person.objects.filter(pk=waiting.person.pk).update(sex="F")
        Sentence.objects.filter(pk=waiting.sentence.pk).update(ends_on=waiting.sentence.starts_on + timedelta(days=200))
    waiting.decide(True)
    present(waiting)

    def protect():
        current = [one for one in kept(Tier) if one.superseded_at is None and one.scheme == "two-axis-2021"]
        return current[0].protect_points

    before = protect()
    heard(waiting, "order-continues")
    assert (before, protect()) == (0, 2)


def test_a_breach_that_was_withdrawn_does_not_count_in_the_tier(waiting):
    with as_role("jobs", 1):
        Person.objects.filter(pk=waiting.person.pk).update(sex="F")
    waiting.decide(True)
    with acting(waiting.senior):
        breaches.withdraw_breach(
            breach=waiting.breach(), on=TODAY, because="Reason accepted", by=waiting.senior, at=NOW
        )
    assert [one.outcome for one in kept(Enforcement)] == ["BRE99"]
    assert {one.protect_points for one in kept(Tier) if one.scheme == "two-axis-2021"} == {0}
    assert standing(waiting).decision.reason.code == "breach-withdrawn"


def test_on_licence_recall_is_asked_for_and_concluded():
    case = enforced(make_scene(TODAY), kind="custody-determinate", licence_ends_on=date(2026, 8, 1))
    case.missed(SECOND)
    case.decide(True)
    with acting(case.senior):
        breaches.conclude_recall(breach=case.breach(), on=TODAY, words="Recalled", by=case.senior, at=NOW)
    assert [(one.outcome, one.outcome_on) for one in kept(Enforcement)] == [("RECALLED", TODAY)]
    assert case.breach().state == "concluded"


def test_an_accepted_reason_after_breach_began_leaves_it_to_the_manager(waiting):
    waiting.decide(True)
    waiting.reason(waiting.breach().failure, accept=True)
    found = standing(waiting)
    assert (waiting.breach().state, found.decision.value.status) == ("begun", "in-progress")
    assert found.decision.value.counted_at_last == 1
    assert not found.decision.value.threshold_reached


def test_a_breach_pack_assembles_the_history_and_keeps_data_and_hash(waiting):
    waiting.decide(True)
    with acting(waiting.senior):
        pack = make_pack(breach=waiting.breach(), language="en", by=waiting.senior, at=NOW)
        again = make_pack(breach=waiting.breach(), language="cy", by=waiting.senior, at=NOW)
    headings = [section["heading"] for section in pack.source["sections"]]
    assert headings == [
        "Person", "Order", "What it requires", "Failures", "Reasons offered", "Warnings", "Contacts since the order began",
        "Officer and next appointment", "Decision to begin breach", "How the failures were counted",
    ]  # fmt: skip
    failures = pack.source["sections"][3]["table"]["rows"]
    assert [row[0] for row in failures] == ["12 February 2026", "5 March 2026"]
    assert bytes(pack.pdf).startswith(b"%PDF")
    assert pack.sha256 != again.sha256
    assert again.source["language"] == "cy"
    assert waiting.entries()[-1] == "supervision.issue_document"


def test_a_pack_is_made_only_for_a_breach_that_has_begun(waiting):
    with acting(waiting.senior), pytest.raises(EnforcementRefused, match="not-possible-now"):
        make_pack(breach=waiting.breach(), language="en", by=waiting.senior, at=NOW)
    assert [one.kind for one in kept(IssuedDocument)] == ["warning"]


def test_history_keeps_each_state(waiting):
    waiting.decide(True)
    present(waiting)
    with acting(waiting.senior), connection.cursor() as cursor:
        cursor.execute("SELECT state FROM supervision_breachevent ORDER BY pgh_id")
        assert [state for (state,) in cursor.fetchall()] == ["begun", "presented"]
