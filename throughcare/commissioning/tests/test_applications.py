"""Applications to a panel: filled from the library, signed, sent, assessed by the rule, decided in time or late."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from html import unescape

import pytest
from django.db import DatabaseError, transaction

from throughcare.accounts.acting import acting
from throughcare.accounts.tests.factories import UserFactory
from throughcare.commissioning.commands import applications, assessing
from throughcare.commissioning.commands.applications import Answered
from throughcare.commissioning.commands.refusals import PanelRefused
from throughcare.commissioning.models import (
    ApplicationAnswer,
    ApplicationCategory,
    ApplicationPartner,
    MarketApplication,
    Membership,
    PublishedProcess,
    PublishedRelease,
    SupplierEvidence,
)
from throughcare.commissioning.queries.applications import assessments, decisions_of_market, due_of
from throughcare.commissioning.queries.ocds_markets import market_now
from throughcare.commissioning.queries.places import standings
from throughcare.commissioning.rules.ocds import Release, encode
from throughcare.commissioning.tests.panel_scene import EXPIRES, SENT, filled, panel_scene, submitted, supplier_user
from throughcare.commissioning.web.application_forms import GroundForm
from throughcare.organisations.commands.suppliers import IdentifierRefused
from throughcare.organisations.models import Supplier, SupplierUser
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db
LAST = datetime(2026, 4, 13, 15, 0, tzinfo=UTC)
"""The tenth working day after ``SENT``, over Good Friday and Easter Monday."""


@pytest.fixture
def panel():
    return panel_scene()


def refused(code, work):
    with pytest.raises(PanelRefused) as refusal:
        work()
    assert refusal.value.code == code


def assess(panel, made, at=LAST, **found):
    """Review and assess everything as met, or as ``found`` says."""
    with acting(panel.commissioner):
        assessing.review_application(application=made, by=panel.commissioner, at=at)
        rows = made.answers.select_related("condition")
        judged = {row.pk: (found.get(row.condition.code, "met"), "") for row in rows}
        assessing.assess_answers(application=made, found=judged, by=panel.commissioner, at=at)


def admit(panel, made, at=LAST):
    with acting(panel.commissioner):
        return assessing.admit_application(application=made, by=panel.commissioner, at=at)


def test_answers_are_filled_from_the_library(panel):
    with acting(panel.user):
        made = applications.start_application(market=panel.market, supplier=panel.supplier, by=panel.user, at=SENT)
        told = [(row.condition.code, row.answer, row.text, row.evidence_id) for row in made.answers.all()]
    assert told == [
        ("insurance", "", "", panel.cover.pk), ("safeguarding", "met", "Yes.", None), ("quality", "", "", None),
    ]  # fmt: skip


def test_admission_gives_a_place_in_each_category_that_meets_its_conditions_and_publishes_it(panel):
    made = submitted(panel, categories=2, quality="not-met")
    assess(panel, made, quality="not-met")
    (place,) = admit(panel, made)
    with acting(panel.commissioner):
        made.refresh_from_db()
        assert (made.state, place.category, place.application) == ("admitted", panel.categories[0], made)
        told = list(made.categories.values_list("outcome", "cures"))
        assert told == [
            ("admit", []), ("decline", [{"code": "quality", "why": "not-met", "cure": "Mend quality."}]),
        ]  # fmt: skip
        latest = PublishedRelease.objects.order_by("-number").first()
        assert latest.tags == ["tenderAmendment"]
        (amendment,) = latest.body["tender"]["amendments"]
        assert [each["name"] for each in amendment["suppliersAdded"]] == [panel.supplier.legal_name]
        parties, tender = market_now(panel.market)
        now = encode(Release(ocid="x", id="x", date=SENT, tag=("compiled",), initiation_type="tender", language="en",
                             parties=parties, tender=tender))  # fmt: skip
        compiled = PublishedProcess.objects.get(ocid=panel.market.ocid).compiled
        assert (compiled["tender"], compiled["parties"]) == (now["tender"], now["parties"])
        standing = standings([place], on=EXPIRES + timedelta(days=1))[place.pk].value
        assert (standing.standing, standing.expired_evidence) == ("lapsed", ("public-liability",))


def test_a_decision_on_the_tenth_working_day_is_in_time_and_on_the_eleventh_late(panel):
    made = submitted(panel)
    with acting(panel.commissioner):
        made.refresh_from_db()

    def state(on, **told):
        for name, value in told.items():
            setattr(made, name, value)
        with acting(panel.commissioner):
            value = due_of(made, on=on).value
        return value.due_date, value.state

    assert state(LAST.date()) == (LAST.date(), "open")
    assert state(date(2026, 4, 14)) == (LAST.date(), "overdue")
    assert state(date(2026, 5, 1), decided_at=LAST)[1] == "decided"
    assert state(date(2026, 5, 1), decided_at=LAST + timedelta(days=1))[1] == "decided-late"
    with acting(panel.commissioner):
        assessing.extend_application(application=made, reason="A referee is away.", by=panel.commissioner, at=SENT)
        for code, reason in (("extended-already", "Again."), ("extended-already", "")):
            refused(code, lambda reason=reason: assessing.extend_application(
                application=made, reason=reason, by=panel.commissioner, at=SENT))  # fmt: skip
        made.refresh_from_db()
    assert state(date(2026, 4, 20)) == (date(2026, 4, 20), "open")
    assert state(date(2026, 4, 21))[1] == "overdue"


def test_late_decisions_are_counted_for_everybody_without_names(panel):
    assess(panel, made := submitted(panel), at=LAST + timedelta(days=1))
    admit(panel, made, at=LAST + timedelta(days=1))
    with acting(UserFactory(role="practitioner")):
        counted = decisions_of_market(
            panel.market.pk, on=date(2026, 5, 1), pack=panel.market.pack, opened=panel.market.opened_at.date()
        )
    assert counted == {"decided": 1, "late": 1, "overdue": 0}


def test_what_is_not_met_is_declined_with_its_cure_and_can_be_asked_for_again(panel):
    made = submitted(panel)
    assess(panel, made, safeguarding="not-met")
    with acting(panel.commissioner):
        refused(
            "nobody-to-admit", lambda: assessing.admit_application(application=made, by=panel.commissioner, at=LAST)
        )
        assessing.decline_application(application=made, by=panel.commissioner, at=LAST)
        assert not Membership.objects.exists()
    again = submitted(panel)
    assert again.pk != made.pk
    with acting(panel.user):
        (asked,) = ApplicationCategory.objects.filter(application=made)
        assert asked.cures == [{"code": "safeguarding", "why": "not-met", "cure": "Mend safeguarding."}]
        refused("already-applying", lambda: submitted(panel))


def test_whoever_meets_everything_is_not_declined_and_nobody_is_decided_unassessed(panel):
    made = submitted(panel)
    with acting(panel.commissioner):
        assessing.review_application(application=made, by=panel.commissioner, at=LAST)
        refused("not-assessed", lambda: assessing.admit_application(application=made, by=panel.commissioner, at=LAST))
        rows = {row.pk: ("met", "") for row in made.answers.all()}
        assessing.assess_answers(application=made, found=rows, by=panel.commissioner, at=LAST)
        refused("must-admit", lambda: assessing.decline_application(application=made, by=panel.commissioner, at=LAST))
        assert MarketApplication.objects.get().state == "under-review"


def test_evidence_that_has_run_out_on_the_day_of_decision_gives_no_place(panel):
    made = submitted(panel)
    after = datetime(2027, 1, 4, 9, 0, tzinfo=UTC)
    assess(panel, made, at=after)
    with acting(panel.commissioner):
        (judged,) = assessments(MarketApplication.objects.get(), on=after.date())
        assert [(each.code, each.why) for each in judged.decision.value.failed] == [("insurance", "evidence-expired")]
        refused(
            "nobody-to-admit", lambda: assessing.admit_application(application=made, by=panel.commissioner, at=after)
        )


def test_a_number_with_wrong_check_digits_is_refused_and_nothing_changes(panel):
    made = filled(panel)
    with acting(panel.user):
        with pytest.raises(IdentifierRefused) as refusal:
            applications.fill_application(
                application=made, categories=panel.categories, scheme="XI-LEI", number="0" * 18 + "12", answers={},
                by=panel.user, at=SENT,
            )  # fmt: skip
        assert "check digits" in refusal.value.decision.reason.words.say()
        stored = MarketApplication.objects.get()
        assert (stored.scheme, stored.categories.count()) == ("GB-CHC", 1)


def test_the_number_of_another_organisation_is_not_applied_under(panel):
    with as_role("owner"):
        other = supplier_user().supplier.identifiers.get()
    made = filled(panel)
    with acting(panel.user):
        applications.fill_application(
            application=made, categories=panel.categories[:1], scheme=other.scheme, number=f" {other.number}",
            answers={}, by=panel.user, at=SENT,
        )  # fmt: skip
        made.refresh_from_db()
        (judged,) = assessments(made, on=SENT.date())
        assert [each.why for each in judged.decision.value.failed] == ["same-organisation"]
        refused("other-organisation", lambda: applications.submit_application(application=made, by=panel.user, at=SENT))


def test_a_number_that_nobody_verified_is_asked_for(panel):
    with as_role("owner"):
        panel.supplier.identifiers.update(verified_at=None, verified_by=None, evidence="")
    made = submitted(panel)
    assess(panel, made)
    with acting(panel.commissioner):
        (judged,) = assessments(MarketApplication.objects.get(), on=LAST.date())
        assert (judged.decision.value.outcome, [each.why for each in judged.decision.value.failed]) == (
            "ask", ["no-identifier"],
        )  # fmt: skip
        refused(
            "nobody-to-admit", lambda: assessing.admit_application(application=made, by=panel.commissioner, at=LAST)
        )


def test_a_consortium_is_sent_once_every_partner_has_signed_for_itself(panel):
    with as_role("owner"):
        partner = supplier_user()
        number = str(partner.supplier.identifiers.get())
    made = filled(panel)
    with acting(panel.user):
        applications.add_partner(application=made, identifier=number, part="Advice", by=panel.user, at=SENT)
        row = made.partners.get()
        refused("unsigned", lambda: applications.submit_application(application=made, by=panel.user, at=SENT))
        refused("partner-twice", lambda: applications.add_partner(
            application=made, identifier=number, part="x", by=panel.user, at=SENT))  # fmt: skip
        with pytest.raises(DatabaseError), transaction.atomic():
            applications.sign_application(partner=row, by=panel.user, at=SENT)
        row.refresh_from_db()
        assert row.signed_at is None
    with acting(partner.user):
        assert list(MarketApplication.objects.all()) == [made]
        assert not SupplierEvidence.objects.exists()
        applications.sign_application(partner=row, by=partner.user, at=SENT)
    later = SENT + timedelta(hours=1)
    with acting(panel.user):
        applications.fill_application(
            application=made, categories=panel.categories[:1], scheme=made.scheme, number=made.number, answers={},
            by=panel.user, at=later,
        )  # fmt: skip
        refused("unsigned", lambda: applications.submit_application(application=made, by=panel.user, at=later))
    with acting(partner.user):
        row = ApplicationPartner.objects.select_related("application").get()
        applications.sign_application(partner=row, by=partner.user, at=later)
    with acting(panel.user):
        applications.submit_application(application=made, by=panel.user, at=later)
    with acting(panel.commissioner):
        assert MarketApplication.objects.get().state == "submitted"


def test_an_answer_that_changes_after_it_was_assessed_is_assessed_anew(panel):
    assess(panel, made := submitted(panel))
    with acting(panel.commissioner):
        assessing.ask_applicant(application=made, text="Which board?", by=panel.commissioner, at=LAST)
    with acting(panel.user):
        rows = {row.condition.code: row for row in made.answers.select_related("condition", "evidence")}
        answers = {
            row.condition_id: Answered(row.answer, "Changed." if code == "safeguarding" else row.text, row.evidence)
            for code, row in rows.items()
        }
        applications.fill_application(
            application=made, categories=panel.categories[:1], scheme="GB-CHC", number=made.number, answers=answers,
            by=panel.user, at=LAST,
        )  # fmt: skip
        told = dict(ApplicationAnswer.objects.values_list("condition__code", "assessed"))
    assert (told["insurance"], told["safeguarding"]) == ("met", "")


def test_nobody_else_reads_or_decides_an_application(panel):
    made = filled(panel)
    with as_role("owner"):
        other = supplier_user()
    with acting(panel.commissioner):
        assert not MarketApplication.objects.exists()
    with acting(panel.user):
        applications.submit_application(application=made, by=panel.user, at=SENT)
        for values in ({"state": "admitted", "decided_at": LAST, "decided_by": panel.user},):
            with pytest.raises(DatabaseError), transaction.atomic():
                MarketApplication.objects.update(**values)
        with pytest.raises(DatabaseError), transaction.atomic():
            Membership.objects.create(
                category=panel.categories[0], supplier=panel.supplier, admitted_at=SENT, admitted_by=panel.user
            )
    for user in (other.user, UserFactory(role="practitioner"), UserFactory(role="supplier")):
        with acting(user):
            assert not MarketApplication.objects.exists()
            assert not ApplicationAnswer.objects.exists()
    with acting(panel.commissioner):
        assert ApplicationAnswer.objects.count() == 3
        assert SupplierEvidence.objects.get().shared_at == SENT


def test_an_applicant_does_not_assess_itself(panel):
    filled(panel)
    with acting(panel.user):
        with pytest.raises(DatabaseError, match="assessed by those who buy"), transaction.atomic():
            ApplicationAnswer.objects.update(assessed="met", assessed_by=panel.user, assessed_at=SENT)
        assert set(ApplicationAnswer.objects.values_list("assessed", flat=True)) == {""}


def test_a_question_is_answered_and_the_application_goes_back(panel):
    made = submitted(panel)
    with acting(panel.commissioner):
        question = assessing.ask_applicant(application=made, text="Which board?", by=panel.commissioner, at=SENT)
    with acting(panel.user):
        refused("question-open", lambda: applications.answer_application(
            application=made, answers={question.pk: " "}, by=panel.user, at=SENT))  # fmt: skip
        applications.answer_application(application=made, answers={question.pk: "Ours."}, by=panel.user, at=SENT)
        made.refresh_from_db()
        assert (made.state, made.submitted_at, made.questions.get().answer) == ("submitted", SENT, "Ours.")


@pytest.mark.parametrize(
    ("ground", "words", "outcome"),
    [("fraud", "", "decline"), ("fraud", "New board.", "person-decides"), ("insolvency", "", "person-decides")],
)
def test_a_ground_of_exclusion_declines_or_waits_for_a_person(panel, ground, words, outcome):
    made = filled(panel)
    with acting(panel.user):
        stated = applications.state_ground(
            application=made, ground=ground, event_on=date(2025, 1, 6), words=words, by=panel.user, at=SENT
        )
        applications.submit_application(application=made, by=panel.user, at=SENT)
    assess(panel, made)
    with acting(panel.commissioner):
        (judged,) = assessments(MarketApplication.objects.get(), on=LAST.date())
        assert judged.decision.value.outcome == outcome
        if outcome == "person-decides":
            refused("ground-open", lambda: assessing.admit_application(
                application=made, by=panel.commissioner, at=LAST))  # fmt: skip
            assessing.decide_ground(
                ground=stated, accepted=True, reasons="Enough was done.", by=panel.commissioner, at=LAST
            )
            assert len(assessing.admit_application(application=made, by=panel.commissioner, at=LAST)) == 1


def test_it_is_taken_back_before_it_is_decided_and_not_after(panel):
    made = submitted(panel)
    with acting(panel.user):
        applications.withdraw_application(application=made, by=panel.user, at=SENT)
    again = submitted(panel)
    assess(panel, again)
    admit(panel, again)
    with acting(panel.user):
        refused("wrong-state", lambda: applications.withdraw_application(application=again, by=panel.user, at=LAST))
        assert sorted(MarketApplication.objects.values_list("state", flat=True)) == ["admitted", "withdrawn"]


def test_answers_are_kept_in_the_library_where_that_is_wanted(panel):
    made = filled(panel)
    with acting(panel.user):
        row = made.answers.get(condition__code="quality")
        applications.fill_application(
            application=made, categories=panel.categories, scheme=made.scheme, number=made.number, keep=True,
            answers={row.condition_id: Answered("met", "Our mark.")}, by=panel.user, at=SENT,
        )  # fmt: skip
        applications.withdraw_application(application=made, by=panel.user, at=SENT)
        again = applications.start_application(market=panel.market, supplier=panel.supplier, by=panel.user, at=SENT)
        assert again.answers.get(condition__code="quality").text == "Our mark."


def text_of(answer):
    return unescape(answer.content.decode())


def test_a_supplier_applies_in_the_browser_and_a_commissioner_admits(client, panel):
    client.force_login(panel.user)
    begun = client.post("/panels/homes/apply/", {"supplier": panel.supplier.pk})
    page = begun.url
    made = MarketApplication.objects.get()
    conditions = {row.condition.code: row.condition_id for row in made.answers.select_related("condition")}
    form = {
        "categories": [panel.categories[0].pk], "scheme": made.scheme, "number": "12 3",
        f"c{conditions['insurance']}-answer": "met", f"c{conditions['insurance']}-evidence": panel.cover.pk,
        f"c{conditions['safeguarding']}-answer": "met", f"c{conditions['safeguarding']}-text": "Typed words.",
    }  # fmt: skip
    refusal = text_of(client.post(page, form))
    assert "This is not a number of this register" in refusal and "Typed words." in refusal
    assert client.post(page, form | {"number": made.number}).status_code == 302
    assert "Admit" in text_of(client.get(page))
    wrong = client.post(f"{page}partners/", {"identifier": "GB-CHC-1", "part": "Advice"})
    assert "No registered organisation has this identifier." in text_of(wrong)
    client.post(f"{page}step/", {"verb": "submit"})
    assert "Submitted" in text_of(client.get("/applications/"))
    client.force_login(panel.commissioner)
    assert panel.supplier.legal_name in text_of(client.get("/applications/"))
    client.post(f"{page}review/")
    rows = {row.condition_id: row.pk for row in made.answers.all()}
    judged = {f"a{rows[conditions[code]]}": "met" for code in ("insurance", "safeguarding")}
    assert "Assess every answer first." in text_of(client.post(f"{page}decide/", {"verb": "admit"}))
    client.post(f"{page}assess/", judged)
    assert client.post(f"{page}decide/", {"verb": "admit", "words": "Welcome."}).status_code == 302
    text = text_of(client.get(page))
    assert "Admitted" in text and "Welcome." in text
    client.logout()
    public = text_of(client.get("/panels/homes/"))
    assert panel.supplier.legal_name in public and "Applications decided: 1" in public


def test_what_is_typed_is_saved_with_sending_where_no_partner_has_to_sign_it(client, panel):
    with acting(panel.user):
        made = applications.start_application(market=panel.market, supplier=panel.supplier, by=panel.user, at=SENT)
        rows = {row.condition.code: row for row in made.answers.select_related("condition")}
    client.force_login(panel.user)
    page = f"/applications/{made.pk}/"
    assert 'form="answers-form" name="then" value="send"' in text_of(client.get(page))
    typed = {"categories": [panel.categories[0].pk], "scheme": made.scheme, "number": made.number, "then": "send"}
    for code, row in rows.items():
        typed[f"c{row.condition_id}-answer"] = "met"
        typed[f"c{row.condition_id}-text"] = f"We do so: {code}."
        if row.evidence_id:
            typed[f"c{row.condition_id}-evidence"] = row.evidence_id
    lacking = client.post(page, {**typed, "categories": []})
    assert lacking.status_code == 200 and "We do so: quality." in text_of(lacking)
    assert client.post(page, typed).status_code == 302
    with acting(panel.user):
        made.refresh_from_db()
        told = {row.condition.code: row.text for row in made.answers.select_related("condition")}
    assert (made.state, told) == ("submitted", {code: f"We do so: {code}." for code in rows})


def typed_in(panel, made, words="We do so."):
    """What a browser sends of the answers, with other words in each."""
    with acting(panel.user):
        rows = list(made.answers.select_related("condition"))
    typed = {"categories": [panel.categories[0].pk], "scheme": made.scheme, "number": made.number}
    for row in rows:
        typed |= {f"c{row.condition_id}-answer": "met", f"c{row.condition_id}-text": words}
        typed |= {f"c{row.condition_id}-evidence": row.evidence_id} if row.evidence_id else {}
    return typed


def told_in(panel, made):
    with acting(panel.user):
        made.refresh_from_db()
        return made.state, {row.text for row in made.answers.all()}


def test_what_is_typed_is_saved_with_a_partner_and_with_a_ground(client, panel):
    with as_role("owner"):
        number = str(supplier_user().supplier.identifiers.get())
    with acting(panel.user):
        made = applications.start_application(market=panel.market, supplier=panel.supplier, by=panel.user, at=SENT)
    client.force_login(panel.user)
    page, partner = f"/applications/{made.pk}/", {"identifier": number, "part": "Advice"}
    shown = text_of(client.get(page))
    assert f'form="answers-form" formaction="{page}partners/"' in shown
    lacking = client.post(f"{page}partners/", typed_in(panel, made) | partner | {"categories": []})
    assert lacking.status_code == 200 and "We do so." in text_of(lacking) and 'value="Advice"' in text_of(lacking)
    with acting(panel.user):
        assert made.partners.count() == 0
    answer = client.post(f"{page}partners/", typed_in(panel, made) | partner | {"words": "We paid it back."})
    assert answer.status_code == 200 and "We paid it back." in text_of(answer)
    assert told_in(panel, made) == ("draft", {"We do so."})
    ground = {"ground": "fraud", "words": "We paid it back.", "event_on": "2025-01-01"}
    with acting(panel.user):
        assert made.partners.count() == 1
    kept = client.post(page, typed_in(panel, made, "Typed second.") | ground | {"then": "send"})
    assert kept.status_code == 200 and "or state the ground that you typed" in text_of(kept)
    assert told_in(panel, made) == ("draft", {"Typed second."})
    codes = [code for code, _name in GroundForm(law_of=SENT.date()).fields["ground"].choices if code]
    stated = client.post(f"{page}grounds/", typed_in(panel, made, "Typed third.") | ground | {"ground": codes[0]})
    assert stated.status_code == 302 and told_in(panel, made) == ("draft", {"Typed third."})
    with acting(panel.user):
        assert [each.words for each in made.grounds.all()] == ["We paid it back."]


def test_sending_with_partners_saves_what_changed_and_has_it_signed_anew(client, panel):
    with as_role("owner"):
        partner = supplier_user()
        number = str(partner.supplier.identifiers.get())
    made = filled(panel)
    with acting(panel.user):
        applications.add_partner(application=made, identifier=number, part="Advice", by=panel.user, at=SENT)
    with acting(partner.user):
        applications.sign_application(partner=made.partners.get(), by=partner.user, at=SENT)
    client.force_login(panel.user)
    page = f"/applications/{made.pk}/"
    answer = client.post(page, typed_in(panel, made) | {"then": "send"}, follow=True)
    assert "every partner must sign them anew" in text_of(answer)
    assert told_in(panel, made) == ("draft", {"We do so."})
    with acting(partner.user):
        row = made.partners.select_related("application").get()
        assert not row.signed
        applications.sign_application(partner=row, by=partner.user, at=made.changed_at)
    client.post(page, typed_in(panel, made) | {"then": "send"})
    assert told_in(panel, made) == ("submitted", {"We do so."})


def test_the_pages_of_an_application_are_closed_to_everybody_else(client, panel):
    made = submitted(panel)
    with as_role("owner"):
        other = supplier_user()
    page = f"/applications/{made.pk}/"
    for user, status in (
        (other.user, 404), (UserFactory(role="practitioner"), 403), (panel.commissioner, 200), (panel.user, 200),
    ):  # fmt: skip
        client.force_login(user)
        assert client.get(page).status_code == status
    client.force_login(other.user)
    assert client.post(f"{page}step/", {"verb": "withdraw"}).status_code == 404
    assert panel.supplier.legal_name not in text_of(client.get("/applications/"))
    client.force_login(panel.user)
    assert client.post(f"{page}decide/", {"verb": "admit"}).status_code == 403


def test_a_supplier_sees_first_what_it_holds_what_it_applied_for_and_what_it_can_join(client, panel):
    client.force_login(panel.user)
    assert client.get("/").url == "/my-panels/"
    assert '/panels/homes/">Homes</a>' in text_of(client.get("/my-panels/")).partition("Panels you can join")[2]
    assess(panel, made := submitted(panel, categories=2))
    text = text_of(client.get("/my-panels/"))
    assert "Under review" in text and "No place in a panel yet." in text and "Decision by 13 April 2026" in text
    assert '/panels/homes/">Homes</a>' not in text.partition("Panels you can join")[2]
    admit(panel, made)
    text = text_of(client.get("/my-panels/"))
    assert (
        "Accommodation: Greater Manchester" in text
        and "The place is active; something ends it on 1 January 2027" in text
    )


def test_a_decision_whose_day_is_past_is_late_on_the_first_page(client, panel):
    submitted(panel)
    client.force_login(panel.user)
    late = text_of(client.get("/my-panels/")).partition("Decision by 13 April 2026")[2].partition("</li>")[0]
    assert "Late" in late


def test_the_first_page_says_that_the_number_is_still_being_checked(client, panel):
    client.force_login(panel.user)
    assert "still being checked" not in text_of(client.get("/my-panels/"))
    with as_role("owner"):
        panel.supplier.identifiers.update(verified_at=None, verified_by=None, evidence="")
        Supplier.objects.filter(pk=panel.supplier.pk).update(registered_by=panel.user)
    shown = text_of(client.get("/my-panels/"))
    assert "Your number is still being checked" in shown and "cannot be looked up" not in shown


def test_who_acts_for_two_organisations_sees_a_panel_that_only_one_of_them_applies_to(client, panel):
    with as_role("owner"):
        other = supplier_user()
        SupplierUser.objects.create(user=panel.user, supplier=other.supplier, since=SENT)
    client.force_login(panel.user)
    submitted(panel, categories=2)
    assert '/panels/homes/">Homes</a>' in text_of(client.get("/my-panels/")).partition("Panels you can join")[2]
    with acting(panel.user):
        applications.start_application(market=panel.market, supplier=other.supplier, by=panel.user, at=SENT)
    assert '/panels/homes/">Homes</a>' not in text_of(client.get("/my-panels/")).partition("Panels you can join")[2]
