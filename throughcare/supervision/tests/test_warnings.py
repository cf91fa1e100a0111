"""Warnings: given with a letter, appealed to somebody else, withdrawn; also after a breach began."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, InternalError, connection, transaction

from throughcare.accounts.acting import acting
from throughcare.supervision.commands import warnings
from throughcare.supervision.commands.enforcing import EnforcementRefused
from throughcare.supervision.documents.render import hash_of, pdf_of
from throughcare.supervision.models import Breach, Failure, FormalWarning, IssuedDocument, WarnedFailure
from throughcare.supervision.queries.compliance import compliance_with
from throughcare.supervision.tests.enforcement_scene import FIRST, NOW, SECOND, TODAY, enforced
from throughcare.supervision.tests.scene import make_scene
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def case():
    return enforced(make_scene(TODAY))


def kept(model):
    with as_role("jobs", 1):
        return list(model.objects.order_by("pk"))


def standing(case):
    with as_role("jobs", 1):
        return compliance_with(case.sentence, on=TODAY)


def test_a_warning_is_given_with_its_letter_an_audit_entry_and_the_day_to_respond_by(case):
    failure = case.failure(case.missed(SECOND, "AFTA"))
    warning = case.warn(failure)
    letter = kept(IssuedDocument)[0]
    assert (warning.state, warning.given_on, warning.respond_by) == ("given", TODAY, date(2026, 3, 22))
    assert case.failure(failure.contact).respond_by == date(2026, 3, 22)
    assert (letter.kind, letter.state, letter.warning_id, letter.language) == ("warning", "ready", warning.pk, "en")
    assert case.entries()[-2:] == ["supervision.give_warning", "supervision.issue_document"]


def test_a_warning_letter_says_what_the_act_asks_for(case):
    case.warn(case.failure(case.missed(SECOND)))
    text = kept(IssuedDocument)[0].html
    assert "5 March 2026: Missed an appointment (Planned office visit)" in text
    assert "This is unacceptable." in text
    assert (
        "in the 12 months that begin with the date of this letter, you will be liable to be brought before a court"
        in text
    )
    assert "22 March 2026" in text


def test_the_letter_comes_in_welsh(case):
    case.warn(case.failure(case.missed(SECOND)), language="cy")
    letter = kept(IssuedDocument)[0]
    assert '<article lang="cy">' in letter.html
    assert "5 Mawrth 2026" in letter.html
    assert "This is unacceptable" not in letter.html


def test_the_kept_data_gives_the_same_pdf_and_hash_again(case):
    case.warn(case.failure(case.missed(SECOND)))
    letter = kept(IssuedDocument)[0]
    pdf = bytes(letter.pdf)
    assert pdf == pdf_of("letter", letter.source, at=letter.made_at)
    assert letter.sha256 == hash_of(pdf)
    assert pdf.startswith(b"%PDF")
    assert b"/StructTreeRoot" in pdf


def test_a_letter_that_was_issued_cannot_be_changed(case):
    case.warn(case.failure(case.missed(SECOND)))
    with (
        pytest.raises((IntegrityError, InternalError), match="cannot be changed"),
        transaction.atomic(),
        as_role("jobs", 1),
    ):
        IssuedDocument.objects.update(html="Another letter")


def test_the_same_form_sent_twice_gives_one_warning(case):
    failure = case.failure(case.missed(SECOND))
    first, second = case.warn(failure, reference="WN-x"), case.warn(failure, reference="WN-x")
    assert (first.pk, len(kept(FormalWarning)), len(kept(IssuedDocument))) == (second.pk, 1, 1)


def test_a_failure_is_warned_about_once_at_a_time(case):
    failure = case.failure(case.missed(SECOND))
    warning = case.warn(failure)
    with pytest.raises(EnforcementRefused, match="warned-already"):
        case.warn(failure)
    with acting(case.scene.owner):
        warnings.withdraw_warning(warning=warning, because="Wrong date", language="en", by=case.scene.owner, at=NOW)
    case.warn(failure)
    assert [one.state for one in kept(FormalWarning)] == ["withdrawn", "given"]


@pytest.mark.parametrize("days", [-1, 0, 7])
def test_less_time_to_respond_than_the_standard_gives_is_refused_and_changes_nothing(case, days):
    failure = case.failure(case.missed(SECOND))
    with pytest.raises(EnforcementRefused, match="respond-by-too-early"):
        case.warn(failure, respond_by=TODAY + timedelta(days=days))
    assert (kept(FormalWarning), kept(WarnedFailure), kept(IssuedDocument)) == ([], [], [])


def test_the_sixth_working_day_is_enough(case):
    assert case.warn(case.failure(case.missed(SECOND)), respond_by=date(2026, 3, 18)).state == "given"


def test_nothing_to_warn_about_is_refused(case):
    accepted = case.failure(case.missed(SECOND))
    case.reason(accepted, accept=True)
    for about in ((), (case.failure(accepted.contact),)):
        with pytest.raises(EnforcementRefused, match="nothing-to-warn-about"):
            case.warn(*about)
    assert kept(FormalWarning) == []


def test_on_licence_a_manager_decides_first():
    case = enforced(make_scene(TODAY), kind="custody-determinate", licence_ends_on=date(2026, 8, 1))
    failure = case.failure(case.missed(SECOND))
    with pytest.raises(EnforcementRefused, match="manager-first"):
        case.warn(failure, kind="licence")
    assert (case.breach().kind, case.breach().because, case.breach().due_on) == ("recall", "licence", None)
    case.decide(False, reasons="A warning will do")
    case.warn(failure, kind="licence")
    assert "you may be recalled to prison" in kept(IssuedDocument)[-1].html


def test_an_accepted_reason_withdraws_the_warning_about_that_failure_alone(case):
    first = case.failure(case.missed(FIRST))
    second = case.failure(case.missed(SECOND))
    both, alone = case.warn(first, second), None
    case.reason(first, accept=True)
    assert kept(FormalWarning)[0].state == "given"
    case.reason(second, accept=True)
    alone = kept(FormalWarning)[0]
    assert (alone.pk, alone.state, alone.withdrawn_because) == (both.pk, "withdrawn", "")
    assert "We have accepted the reason that you gave us." in kept(IssuedDocument)[-1].html


def test_withdrawing_says_why_and_tells_the_person(case):
    warning = case.warn(case.failure(case.missed(SECOND)))
    with acting(case.scene.owner), pytest.raises(EnforcementRefused, match="say-why"):
        warnings.withdraw_warning(warning=warning, because="  ", language="en", by=case.scene.owner, at=NOW)
    with acting(case.scene.owner):
        warnings.withdraw_warning(warning=warning, because="The letter named the wrong day.", language="en",
                                  by=case.scene.owner, at=NOW)  # fmt: skip
        with pytest.raises(EnforcementRefused, match="not-possible-now"):
            warnings.withdraw_warning(warning=warning, because="again", language="en", by=case.scene.owner, at=NOW)
    assert [one.kind for one in kept(IssuedDocument)] == ["warning", "warning-withdrawn"]
    assert "The letter named the wrong day." in kept(IssuedDocument)[-1].html


def appeal(case, warning, on=TODAY):
    with acting(case.scene.owner):
        return warnings.appeal_warning(warning=warning, words="I was there", on=on, by=case.scene.owner, at=NOW)


def decide(case, warning, outcome, who="senior"):
    by = case.scene.cast[who]
    with acting(by):
        return warnings.decide_appeal(
            warning=warning, outcome=outcome, reasons="The log shows it.", language="en", by=by, at=NOW
        )


def test_an_appeal_is_decided_by_somebody_else_than_who_gave_the_warning(case):
    warning = case.warn(case.failure(case.missed(SECOND)))
    appeal(case, warning)
    with pytest.raises(EnforcementRefused, match="own-warning"):
        decide(case, warning, "upheld", who="owner")
    assert kept(FormalWarning)[0].state == "appealed"
    upheld = decide(case, warning, "upheld")
    assert (upheld.state, upheld.appeal_outcome, upheld.appeal_decided_by) == ("upheld", "upheld", case.senior)
    assert standing(case).decision.reason.code == "warned"


def test_the_database_refuses_an_appeal_decided_by_the_issuer(case):
    warning = case.warn(case.failure(case.missed(SECOND)))
    with (
        pytest.raises(IntegrityError, match="appeal_decided_by_somebody_else"),
        transaction.atomic(),
        as_role("jobs", 1),
    ):
        FormalWarning.objects.filter(pk=warning.pk).update(appeal_decided_by=case.scene.owner)


def test_an_appeal_that_succeeds_withdraws_the_warning(case):
    warning = case.warn(case.failure(case.missed(SECOND)))
    appeal(case, warning)
    done = decide(case, warning, "withdrawn")
    assert (done.state, done.withdrawn_on, done.appeal_outcome) == ("withdrawn", TODAY, "withdrawn")
    assert standing(case).decision.reason.code == "warning-due"


@pytest.mark.parametrize(("days", "fault"), [(-30, "appeal-before-warning"), (1, "appeal-ahead")])
def test_an_impossible_appeal_is_refused(case, days, fault):
    warning = case.warn(case.failure(case.missed(SECOND)))
    with pytest.raises(EnforcementRefused, match=fault):
        appeal(case, warning, on=TODAY + timedelta(days=days))
    assert kept(FormalWarning)[0].state == "given"


def test_a_warning_withdrawn_after_breach_began_leaves_the_breach_and_shows_what_follows(case):
    first = case.failure(case.missed(FIRST))
    warning = case.warn(first, at=NOW - timedelta(days=24))
    case.missed(SECOND)
    case.decide(True)
    with acting(case.scene.owner):
        warnings.withdraw_warning(
            warning=warning, because="Sent to an old address", language="en", by=case.scene.owner, at=NOW
        )
    found = standing(case)
    assert [one.state for one in kept(Breach)] == ["begun"]
    assert (found.decision.value.status, found.decision.value.threshold_reached) == ("in-progress", False)
    assert "warning-withdrawn" in [step.code for step in found.decision.steps]
    assert [one.state for one in kept(Failure)] == ["unacceptable", "unacceptable"]


def test_history_keeps_who_withdrew(case):
    warning = case.warn(case.failure(case.missed(SECOND)))
    with acting(case.scene.owner):
        warnings.withdraw_warning(warning=warning, because="x", language="en", by=case.scene.owner, at=NOW)
        with connection.cursor() as cursor:
            cursor.execute("SELECT state FROM supervision_formalwarningevent")
            assert cursor.fetchall() == [("withdrawn",)]
