"""A competition on the commissioner's and the director's pages, from its first word to its withdrawal."""

from __future__ import annotations

from datetime import datetime, timedelta
from html import unescape
from unittest.mock import patch

import pytest
from django.test import Client
from django.utils import timezone

from throughcare.accounts.acting import acting
from throughcare.accounts.tests.factories import UserFactory
from throughcare.commissioning.commands import competition_drafts as drafts
from throughcare.commissioning.commands.competition_changes import withdraw_competition
from throughcare.commissioning.commands.competition_enquiries import ask_question
from throughcare.commissioning.commands.competition_publishing import offer_for_approval
from throughcare.commissioning.models import Competition, CompetitionEnquiry, LotFunding
from throughcare.commissioning.queries.competitions import answers_of
from throughcare.commissioning.tests.drafts import (
    APPROVED,
    DRAFTED,
    FIGURES,
    PUBLISHED,
    Drafted,
    approved,
    drafted,
    enrol,
    published,
)
from throughcare.kernel.local_time import HERE
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db
AT = APPROVED
ONE = "/competitions/finding-and-keeping-a-home/"


class Desk:
    """Somebody at the pages, at an instant."""

    def __init__(self, user, at: datetime = AT) -> None:
        self.client, self.at = Client(headers={"accept-language": "en-gb"}), at
        self.client.force_login(user)

    def get(self, path: str = ONE, status: int = 200) -> str:
        """The page."""
        with patch.object(timezone, "now", return_value=self.at):
            answer = self.client.get(path)
        assert answer.status_code == status, (path, answer.status_code)
        return unescape(answer.content.decode())

    def send(self, path: str, status: int = 302, **given) -> str:
        """The answer to a form."""
        with patch.object(timezone, "now", return_value=self.at):
            answer = self.client.post(path, given)
        text = unescape(answer.content.decode())
        assert answer.status_code == status, (path, answer.status_code, text[text.find("error-summary") :][:2000])
        return text


@pytest.fixture
def made() -> Drafted:
    """A draft with everything in order."""
    return drafted()


def test_it_is_begun_and_its_task_list_says_what_is_missing(made):
    desk = Desk(made.commissioner)
    desk.send("/competitions/new/", market=made.market.reference, title="Mentoring")
    page = desk.get("/competitions/mentoring/")
    for sentence in ("It has no lots.", "There are no criteria.", "It asks no questions."):
        assert sentence in page
    assert "Mentoring" in desk.get("/competitions/?stage=drafting")
    assert "Mentoring" not in desk.get("/competitions/?stage=open")
    page = desk.send("/competitions/mentoring/offer/")
    assert "It has no lots." in desk.get("/competitions/mentoring/")


def test_each_step_saves_what_was_typed_and_refuses_what_cannot_be(made):
    desk = Desk(made.commissioner)
    terms = {"title": "Homes", "specification": "More.", "starts_on": "2026-11-02", "term_months": "36",
             "extension_months": "12", "partners_per_bid": "1", "market_share_cap": "33.5",
             "suppliers_per_need": "2"}  # fmt: skip
    assert "More." in desk.send(f"{ONE}terms/", 200, **{**terms, "term_months": "60"})
    assert 'value="1.234"' in desk.send(f"{ONE}terms/", 200, **{**terms, "market_share_cap": "1.234"})
    assert 'value="1"' in desk.send(f"{ONE}terms/", 200, **{**terms, "suppliers_per_need": "1"})
    desk.send(f"{ONE}terms/", **terms)
    lot = {"title": "East", "category": made.lots[0].category_id, "value_pence": "£120,000.50", "mobilisation_pence": "0",
           "annual_volume": "40"}  # fmt: skip
    whole = desk.send(f"{ONE}lots/", 200, **{**lot, "mobilisation_pence": "120000.50"})
    assert "Starting up costs less than the whole value" in whole
    desk.send(f"{ONE}lots/", **lot)
    desk.send(f"{ONE}lots/3/funding/", hours_per_case="10", productive_hours="1400", cost_per_worker_pence="35000",
              fixed_cost_pence="0", overhead_percent="10", inflation_percent="2", uplift_percent="0")  # fmt: skip
    desk.send(f"{ONE}price/", formula="fixed-benchmark", benchmark_pence="230,000")
    desk.send(f"{ONE}dates/", closes_on="2026-06-01", closes_time="11:00", closing_reason="")
    one = made.again()
    assert (one.term_months, one.formula, one.benchmark_pence) == (36, "fixed-benchmark", 230_000_00)
    assert (one.market_share_cap, one.suppliers_per_need) == (3_350, 2)
    assert 'value="33.50"' in desk.get(f"{ONE}terms/")
    assert one.closes_wanted == datetime(2026, 6, 1, 11, 0, tzinfo=HERE)
    assert "It would close on a Monday morning." in desk.get(ONE)
    with acting(made.commissioner):
        assert one.lots.get(number=3).value_pence == 120_000_50
        assert LotFunding.objects.get(lot__number=3).cost_per_worker_pence == 35_000_00
    desk.send(f"{ONE}lots/3/remove/")
    assert "East" not in desk.get(f"{ONE}lots/")


def test_too_few_officers_are_told_while_it_is_drafted_and_stop_publishing_alone(made):
    desk, few = (
        Desk(made.commissioner),
        "Officers who have enrolled to open the bids together: 1. At least 2 are needed",
    )
    enrol(made, 1)
    page = desk.get(ONE)
    assert few in page and "/openings/finding-and-keeping-a-home/" in page
    desk.send(f"{ONE}offer/")
    director = Desk(made.director)
    director.send(f"{ONE}approve/")
    assert made.again().state == "approved"
    assert "Before it is published, at least 2 officers enrol" in desk.get(ONE)
    assert few in desk.send(f"{ONE}publish/", 200, closes_on="", closes_time="12:00")
    assert made.again().state == "approved"


def test_weights_and_questions_are_kept_however_wrong_and_the_page_says_so(made):
    desk = Desk(made.commissioner)
    rows = {"title_1": "Quality", "kind_1": "quality", "weight_1": "60", "title_2": "Social value",
            "kind_2": "social-value", "weight_2": "15", "title_3": "Price", "kind_3": "price", "weight_3": "24"}  # fmt: skip
    assert "Name the criterion" in desk.send(f"{ONE}criteria/", 200, **{**rows, "weight_4": "1"})
    desk.send(f"{ONE}criteria/", **rows)
    assert "The weights total 99, and must total 100." in desk.get(f"{ONE}criteria/")
    assert "The weights total 99, and must total 100." in desk.get(ONE)
    with acting(made.commissioner):
        assert made.again().questions.count() == 2
        quality = made.again().criteria.get(code="quality")
    desk.send(
        f"{ONE}questions/new/", criterion=quality.pk, text="Which hard hats do you wear?", words="9000", status=200
    )
    desk.send(f"{ONE}questions/new/", criterion=quality.pk, text="Which hard hats do you wear?", words="500",
              asks_for="answer")  # fmt: skip
    assert "q3: serves no need of the specification." in desk.get(f"{ONE}questions/")
    desk.send(f"{ONE}questions/q3/remove/")
    assert "hard hats" not in desk.get(f"{ONE}questions/")


def test_jargon_is_shown_once_it_is_saved_and_stands_in_nobodys_way(made):
    desk, quality = Desk(made.commissioner), made.competition.criteria.get(code="quality")
    assert "Could be plainer" not in desk.get(f"{ONE}terms/")
    terms = {"title": made.competition.title, "starts_on": "2026-10-01", "term_months": "24", "extension_months": "0",
             "partners_per_bid": "0"}  # fmt: skip
    desk.send(f"{ONE}terms/", specification="A holistic offer.", **terms)
    assert "say “whole” instead of “holistic”" in desk.get(f"{ONE}terms/")
    before = desk.get()
    assert "Texts that could be plainer: 1. They can be published like this." in before
    desk.send(f"{ONE}questions/new/", criterion=quality.pk, text="Demonstrate your methodology and KPIs.", words="100",
              serves="A home", asks_for="answer")  # fmt: skip
    page = desk.get(f"{ONE}questions/")
    for said in ("say “method” instead of “methodology”", "say what KPI stands for", "what a good answer holds"):
        assert f"q3: {said}" in page or f"q3: it does not say {said}" in page
    desk.send(f"{ONE}offer/")
    assert made.again().offered_at == AT


def test_what_is_typed_into_a_step_is_kept_as_a_draft(made):
    desk = Desk(made.commissioner)
    mark = desk.get(f"{ONE}terms/").split('name="typed_by" value="')[1].split('"')[0]
    desk.send(f"{ONE}terms/", typed_by=mark, draft="keep", specification="Half a sentence that")
    assert "Half a sentence that" in desk.get(f"{ONE}terms/")
    assert made.again().specification == "Help people to find a home."


def test_a_director_decides_on_one_page_and_red_funding_needs_a_public_reason(made):
    with acting(made.commissioner):
        dear = {**FIGURES, "cost_per_worker_pence": 90_000_00}
        drafts.keep_funding(lot=made.lots[0], figures=dear, by=made.commissioner, at=DRAFTED)
        offer_for_approval(competition=made.competition, by=made.commissioner, at=DRAFTED)
    desk = Desk(made.director)
    assert "Finding and keeping a home" in desk.get("/competitions/approvals/")
    page = desk.get(ONE)
    for said in ("Below its full cost", "What bidding for it costs", "Which small organisations could hold it",
                 "Who would be invited", "How will you find homes?", "Why these days?", "A worked example"):  # fmt: skip
        assert said in page, said
    refused = desk.send(f"{ONE}approve/", 200, public_reason=" ")
    assert "gives a reason, which is published" in refused
    desk.send(f"{ONE}approve/", public_reason="A pilot.")
    one = made.again()
    assert (one.state, one.underfunding_director, one.underfunding_reason) == ("approved", made.director, "A pilot.")
    assert "Finding and keeping a home" not in desk.get("/competitions/approvals/")


def test_a_director_sends_it_back_and_its_author_reads_why(made):
    with acting(made.commissioner):
        offer_for_approval(competition=made.competition, by=made.commissioner, at=DRAFTED)
    Desk(made.director).send(f"{ONE}send-back/", why="The volumes are last year's.")
    assert "The volumes are last year's." in Desk(made.commissioner).get(ONE)
    assert made.again().offered_at is None


def test_it_is_published_with_the_list_that_follows_from_the_panel():
    made = approved()
    desk = Desk(made.commissioner, PUBLISHED)
    assert "/openings/finding-and-keeping-a-home/" in desk.get(ONE)
    page = desk.get(f"{ONE}publish/")
    assert all(supplier.legal_name in page for supplier in made.suppliers)
    assert "It would close on a day that is no working day." in desk.send(
        f"{ONE}publish/", 200, closes_on="2026-05-25", closes_time="12:00"
    )
    desk.send(f"{ONE}publish/", closes_on="2026-06-02", closes_time="12:00")
    assert made.again().closes_at == datetime(2026, 6, 2, 12, 0, tzinfo=HERE)


def test_a_question_is_answered_the_competition_changed_and_withdrawn():
    made = published()
    bidder, later = made.bidders[0], PUBLISHED + timedelta(days=1)
    with acting(bidder.user):
        given = {"supplier": bidder.supplier, "text": "We at No. 7: why?", "by": bidder.user, "at": PUBLISHED}
        ask_question(competition=made.competition, **given)
    desk = Desk(made.commissioner, later)
    assert bidder.supplier.legal_name in desk.get(f"{ONE}enquiries/")
    with acting(made.commissioner):
        key = CompetitionEnquiry.objects.get().pk
    desk.send(f"{ONE}enquiries/{key}/", told="Why?", answer="Because.")
    assert [each.told for each in answers_of(made.competition)] == ["Why?"]
    fields = {
        "specification": "Help people to find a home.", "lot-1.annual_volume": "90", "lot-1.value_pence": "240000",
        "lot-2.annual_volume": "100", "lot-2.value_pence": "240000", "question-q1.text": "How will you find homes?",
        "question-q2.text": "What else will the area gain?",
    }  # fmt: skip
    desk.at = later + timedelta(minutes=1)
    assert "Enter why it is changed" in desk.send(f"{ONE}change/", 200, **fields, why="")
    desk.send(f"{ONE}change/", **fields, why="A slip.")
    with acting(made.commissioner):
        (change,) = made.again().changes.all()
    assert change.after == {"lot-1": {"annual_volume": 90}}
    desk.at = later + timedelta(minutes=2)
    desk.send(f"{ONE}withdraw/", why="The budget was cut.")
    assert "The budget was cut." in desk.get(ONE)
    with acting(made.commissioner):
        lots = [str(each.pk) for each in made.again().lots.all()][:1]
    desk.send(f"{ONE}next-round/", title="Once more", lots=lots)
    assert "Lot 1: Home north" in desk.get("/competitions/once-more/lots/")
    listed = desk.get("/competitions/")
    assert listed.index('href="/competitions/once-more/"') < listed.index(f'href="{ONE}"'), "what has ended comes last"


def test_others_do_not_see_the_workbench_and_a_director_drafts_nothing(made):
    for role in ("supplier", "practitioner", "auditor", "head"):
        with as_role("owner"):
            user = UserFactory(role=role)
        Desk(user).get("/competitions/", 403)
        Desk(user).get(ONE, 403)
    director = Desk(made.director)
    director.get(f"{ONE}terms/", 403)
    director.get("/competitions/new/", 403)
    commissioner = Desk(made.commissioner)
    commissioner.get("/competitions/approvals/", 403)
    commissioner.send(f"{ONE}approve/", 403)
    with acting(made.commissioner):
        withdraw_competition(competition=made.competition, why="x", by=made.commissioner, at=AT)
    commissioner.get(f"{ONE}terms/", 404)
    with as_role("owner"):
        assert Competition.objects.get().state == "withdrawn"
