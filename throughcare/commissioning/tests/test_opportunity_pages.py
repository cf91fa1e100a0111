"""What the public and suppliers read of competitions, and the question that a supplier asks there."""

from __future__ import annotations

from datetime import datetime, timedelta
from unittest.mock import patch

import pytest
from django.test import Client
from django.utils import timezone

from throughcare.accounts.acting import acting
from throughcare.commissioning.commands.competition_changes import change_competition, withdraw_competition
from throughcare.commissioning.commands.competition_closing import close_due
from throughcare.commissioning.commands.competition_enquiries import answer_question, ask_question
from throughcare.commissioning.models import Competition, CompetitionEnquiry
from throughcare.commissioning.tests.drafts import PUBLISHED, Drafted, drafted, published
from throughcare.kernel.local_time import HERE
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db
CLOSES = datetime(2026, 5, 15, 12, 0, tzinfo=HERE)
PAGE = "/opportunities/finding-and-keeping-a-home/"


@pytest.fixture
def made() -> Drafted:
    """A published competition that closes on Friday 15 May 2026 at noon."""
    return published()


def read(path: str, user=None, *, at: datetime = PUBLISHED + timedelta(hours=1), language: str = "en-gb") -> str:
    """The page as somebody reads it at an instant."""
    client = Client(headers={"accept-language": language})
    if user is not None:
        client.force_login(user)
    with patch.object(timezone, "now", return_value=at):
        response = client.get(path)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def test_the_public_reads_what_where_for_how_much_by_when_and_why(made):
    page = read(PAGE)
    for said in (
        "Finding and keeping a home", "Help people to find a home.", "£240,000", "£10,000", "15 May 2026",
        "7 May 2026", "Why these days?", "Relative to the lowest price", "A worked example", "How will you find homes?",
        "Covers its cost", "At most 500 words", "24 months",
    ):  # fmt: skip
        assert said in page, said
    assert made.suppliers[0].legal_name not in page
    assert "You are invited" not in page


def test_it_is_read_in_welsh_too(made):
    assert "Cwestiynau ac atebion" in read(PAGE, language="cy")


def test_who_is_invited_reads_for_which_lots_and_asks_and_nobody_else_reads_who(made):
    user = made.bidders[0].user
    page = read(PAGE, user)
    assert "You are invited" in page
    assert "Ask a question" in page
    assert "Finding and keeping a home" in read("/opportunities/invited/", user)
    client = Client()
    client.force_login(user)
    with patch.object(timezone, "now", return_value=PUBLISHED + timedelta(days=1)):
        empty = client.post(f"{PAGE}ask/", {"supplier": made.suppliers[0].pk, "text": " "})
        assert "Enter your question" in empty.content.decode()
        sent = client.post(f"{PAGE}ask/", {"supplier": made.suppliers[0].pk, "text": "Who pays for furniture?"})
        other = client.post(f"{PAGE}ask/", {"supplier": made.suppliers[1].pk, "text": "In their name?"})
    assert (sent.status_code, other.status_code) == (302, 200)
    with acting(made.commissioner):
        enquiry = CompetitionEnquiry.objects.get()
    assert "furniture" not in read(PAGE, made.bidders[1].user)
    with acting(made.commissioner):
        answer_question(enquiry=enquiry, answer="We do.", by=made.commissioner, at=PUBLISHED + timedelta(days=2))
    page = read(PAGE, made.bidders[1].user)
    assert "Who pays for furniture?" in page
    assert "We do." in page


def test_questions_that_come_too_late_are_refused_and_what_was_typed_stays(made):
    client = Client()
    client.force_login(made.bidders[0].user)
    with patch.object(timezone, "now", return_value=CLOSES - timedelta(days=1)):
        assert "No more questions are taken" in client.get(f"{PAGE}ask/").content.decode()
        answer = client.post(f"{PAGE}ask/", {"supplier": made.suppliers[0].pk, "text": "Too late?"}).content.decode()
    assert "Questions were taken until 7 May 2026" in answer


def test_a_change_is_shown_with_old_and_new_and_why_the_closing_moved(made):
    at = CLOSES - timedelta(days=2)
    with acting(made.commissioner):
        change_competition(competition=made.competition, changes={"lot-2": {"annual_volume": 90}}, why="A slip.",
                           by=made.commissioner, at=at)  # fmt: skip
    page = read(PAGE, at=at + timedelta(hours=1))
    assert "<del>100</del> <ins>90</ins>" in page
    assert "20 May 2026" in page
    assert "Why the closing moved: change 1" in page


def test_whoever_looks_first_after_the_deadline_finds_it_closed_and_so_does_the_database(made):
    assert "Bids until" in read(PAGE, at=CLOSES)
    page = read(PAGE, at=CLOSES + timedelta(seconds=1))
    assert "Closed" in page
    with as_role("owner"):
        assert Competition.objects.get().state == "closed"


def test_a_draft_is_no_page():
    drafted()
    assert Client().get(PAGE).status_code == 404


def test_a_withdrawn_one_says_why(made):
    with acting(made.commissioner):
        given = {"by": made.commissioner, "at": PUBLISHED + timedelta(hours=1)}
        withdraw_competition(competition=made.competition, why="The budget was cut.", **given)
    assert "The budget was cut." in read(PAGE)


def test_the_list_has_what_is_open_and_its_csv_runs_no_formula(made):
    with as_role("owner"):
        Competition.objects.update(title='=HYPERLINK("http://x.example","Home")')
    assert "HYPERLINK" in read("/opportunities/")
    text = read("/opportunities/?format=csv")
    assert "'=HYPERLINK" in text
    assert ",480000.00," in text
    assert "HYPERLINK" not in read("/opportunities/?state=over")
    assert "HYPERLINK" not in read("/opportunities/?state=open&need=employment")
    close_due(at=CLOSES + timedelta(seconds=1))
    later = {"at": CLOSES + timedelta(days=1)}
    assert "HYPERLINK" not in read("/opportunities/", **later)
    assert "HYPERLINK" in read("/opportunities/?state=over", **later)


def test_somebody_who_is_not_invited_cannot_open_the_question(made):
    with as_role("owner"):
        made.bidders[0].ended_at, made.bidders[0].ended_by = PUBLISHED, made.commissioner
        made.bidders[0].save()
    client = Client()
    client.force_login(made.bidders[0].user)
    assert client.get(f"{PAGE}ask/").status_code == 403
    client.force_login(made.commissioner)
    assert client.get(f"{PAGE}ask/").status_code == 403
    with acting(made.bidders[1].user), pytest.raises(ValueError, match="not-invited"):
        given = {"by": made.bidders[1].user, "at": PUBLISHED}
        ask_question(competition=made.competition, supplier=made.suppliers[0], text="x", **given)
