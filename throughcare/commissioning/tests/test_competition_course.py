"""What happens while a competition is open: questions, changes, withdrawal, and its end by the clock."""

from __future__ import annotations

import re
from copy import copy
from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.test import override_settings

from throughcare.accounts.acting import acting
from throughcare.audit.models import Entry
from throughcare.commissioning.commands.competition_changes import (
    change_competition,
    next_round,
    withdraw_competition,
)
from throughcare.commissioning.commands.competition_closing import close_due, close_if_due
from throughcare.commissioning.commands.competition_enquiries import answer_question, ask_question
from throughcare.commissioning.models import (
    Competition,
    CompetitionChange,
    CompetitionEnquiry,
    LotFunding,
    NoAward,
    PublishedProcess,
    PublishedRelease,
)
from throughcare.commissioning.queries.competition_checks import CompetitionChecks
from throughcare.commissioning.queries.competitions import answers_of, takes_bids
from throughcare.commissioning.queries.ocds_competition import competition_release
from throughcare.commissioning.rules.competition_blocks import CompetitionRefused
from throughcare.commissioning.rules.ocds import compile_releases, decode, encode
from throughcare.commissioning.tests.drafts import PUBLISHED, Drafted, published
from throughcare.kernel.local_time import HERE
from throughcare.outbox.models import Message
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
CLOSES = datetime(2026, 5, 15, 12, 0, tzinfo=HERE)


@pytest.fixture
def made() -> Drafted:
    """A published competition that closes on Friday 15 May 2026 at noon."""
    return published()


def refused(command, **given) -> tuple[str, ...]:
    """The codes with which a command refuses."""
    with pytest.raises(CompetitionRefused) as refusal, transaction.atomic():
        command(**given)
    return refusal.value.codes


def ask(made: Drafted, who: int = 0, *, at: datetime = PUBLISHED + DAY, text: str = "We at No. 7 ask: why?"):
    """Ask as somebody who acts for a supplier that is invited."""
    bidder = made.bidders[who]
    with acting(bidder.user):
        return ask_question(competition=made.competition, supplier=bidder.supplier, text=text, by=bidder.user, at=at)


def answer(made: Drafted, enquiry: CompetitionEnquiry, *, at: datetime = PUBLISHED + 2 * DAY, **given) -> None:
    """Answer as the commissioner."""
    with acting(made.commissioner):
        answer_question(enquiry=enquiry, answer="Because.", told="Why?", by=made.commissioner, at=at, **given)


def check_projection(made: Drafted, tag: str) -> None:
    """What was published says together what the competition is now."""
    rows = PublishedRelease.objects.filter(ocid=made.competition.ocid).order_by("number")
    compiled = compile_releases([decode(row.body) for row in rows])
    with acting(made.commissioner):
        now = encode(competition_release(made.again(), number=1, at=PUBLISHED, tag=tag))
    for key in ("id", "date", "tag"):
        del compiled[key], now[key]
    assert compiled == now


def test_a_question_is_answered_to_everybody_and_who_asked_is_hidden_by_the_database(made):
    enquiry = ask(made)
    others = [made.bidders[1].user, made.bidders[2].user]
    for user in others:
        with acting(user):
            assert not CompetitionEnquiry.objects.exists()
            assert answers_of(made.competition) == []
    answer(made, enquiry)
    for user in others:
        with acting(user):
            assert not CompetitionEnquiry.objects.exists()
            (one,) = answers_of(made.competition)
            assert (one.number, one.told, one.answer) == (1, "Why?", "Because.")
            assert "No. 7" not in str(one)
    assert [each.told for each in answers_of(made.competition)] == ["Why?"]  # the public
    with acting(made.bidders[0].user):
        assert CompetitionEnquiry.objects.get().text == "We at No. 7 ask: why?"


def test_only_somebody_invited_asks_and_not_in_the_name_of_another(made):
    mine, other = made.bidders[0], made.bidders[1]
    given = {"competition": made.competition, "text": "Why?", "at": PUBLISHED}
    with acting(mine.user):
        assert refused(ask_question, supplier=other.supplier, by=mine.user, **given) == ("not-invited",)
        with pytest.raises(ProgrammingError), transaction.atomic():
            CompetitionEnquiry.objects.create(
                competition=made.competition, supplier=other.supplier, asked_by=mine.user, asked_at=PUBLISHED, text="x"
            )


def test_questions_end_on_their_day_and_answers_on_theirs(made):
    one = made.again()
    assert (one.questions_until, one.answers_by) == (date(2026, 5, 7), date(2026, 5, 14))
    last = datetime(2026, 5, 7, 23, 59, 59, tzinfo=HERE)
    enquiry = ask(made, at=last)
    bidder = made.bidders[0]
    given = {"competition": one, "supplier": bidder.supplier, "text": "Why?", "by": bidder.user}
    with acting(bidder.user):
        assert refused(ask_question, at=last + SECOND, **given) == ("questions-over",)
        assert refused(ask_question, at=CLOSES + SECOND, **given) == ("deadline-passed",)
    late = datetime(2026, 5, 15, 0, 0, tzinfo=HERE)
    with acting(made.commissioner):
        given = {"enquiry": enquiry, "answer": "Because.", "by": made.commissioner}
        assert refused(answer_question, at=late, **given) == ("answers-over",)
        answer_question(at=late - SECOND, **given)
        assert answers_of(one)[0].told == "We at No. 7 ask: why?"


def test_a_change_two_days_before_the_closing_pushes_it_and_is_kept_published_and_told(made):
    at = datetime(2026, 5, 13, 16, 0, tzinfo=HERE)
    with acting(made.commissioner), override_settings(OUTBOX={"email": "file"}):
        kept = change_competition(
            competition=made.competition, why="The volumes were those of another area.", by=made.commissioner, at=at,
            changes={"lot-1": {"annual_volume": 90}, "terms": {"specification": "Help people to find a home."}},
        )  # fmt: skip
    one = made.again()
    assert (kept.before, kept.after) == ({"lot-1": {"annual_volume": 100}}, {"lot-1": {"annual_volume": 90}})
    assert kept.closes_before == CLOSES
    assert one.closes_at == kept.closes_after == datetime(2026, 5, 20, 12, 0, tzinfo=HERE)
    assert one.questions_until >= date(2026, 5, 7)
    assert one.answers_by == date(2026, 5, 19)
    process = PublishedProcess.objects.get(pk=one.ocid)
    assert (process.closes_at, process.releases) == (one.closes_at, 2)
    check_projection(made, "tenderAmendment")
    with as_role("jobs", made.commissioner.pk):
        told = list(Message.objects.filter(template="competition-change").values_list("body", flat=True))
    assert len(told) == 3
    assert all("another area" in body and "20 May 2026, 12:00" in body and "20 Mai 2026" in body for body in told)


def test_a_change_with_time_enough_leaves_the_closing_and_one_of_nothing_is_none(made):
    given = {"competition": made.competition, "by": made.commissioner, "at": PUBLISHED + DAY}
    with acting(made.commissioner):
        assert refused(change_competition, changes={}, why="x", **given) == ("nothing-changed",)
        assert refused(change_competition, changes={"lot-1": {"annual_volume": 90}}, why=" ", **given) == ("no-reason",)
        change_competition(changes={"question-q1": {"text": "How will you find homes in the north?"}}, why="x", **given)
        assert made.again().closes_at == CLOSES
        later = CLOSES + 7 * DAY
        change_competition(changes={}, why="Half-term.", closes_at=later, **{**given, "at": PUBLISHED + 2 * DAY})
        assert made.again().closes_at == later
        assert refused(change_competition, changes={}, why="x", closes_at=CLOSES, **given) == ("closing-earlier",)
        assert CompetitionChange.objects.count() == 2
    check_projection(made, "tenderAmendment")
    with pytest.raises(TypeError, match="draw"), acting(made.commissioner):
        change_competition(changes={"terms": {"draw": "0"}}, why="x", **given)


def test_a_change_that_leaves_a_lot_below_its_cost_is_refused_and_after_the_closing_there_is_none(made):
    given = {"competition": made.competition, "by": made.commissioner, "why": "x"}
    with acting(made.commissioner):
        poorer = {"lot-1": {"value_pence": 50_000_00}}
        assert "red" in refused(change_competition, changes=poorer, at=PUBLISHED + DAY, **given)
        assert made.again().lots.get(number=1).value_pence == 240_000_00
        assert refused(change_competition, changes=poorer, at=CLOSES + SECOND, **given) == ("deadline-passed",)


def test_it_is_withdrawn_with_a_reason_until_it_closes_and_not_after(made):
    given = {"competition": made.competition, "by": made.commissioner}
    with acting(made.commissioner):
        assert refused(withdraw_competition, why="", at=PUBLISHED + DAY, **given) == ("no-reason",)
        assert refused(withdraw_competition, why="x", at=CLOSES + SECOND, **given) == ("deadline-passed",)
        withdraw_competition(why="The budget was cut.", at=CLOSES, **given)
    one = made.again()
    assert (one.state, one.ended_why) == ("withdrawn", "The budget was cut.")
    process = PublishedProcess.objects.get(pk=one.ocid)
    assert (process.stage, process.compiled["tender"]["status"]) == ("unsuccessful", "cancelled")
    check_projection(made, "tenderCancellation")


def test_it_closes_by_the_clock_never_early_and_for_good(made):
    for early in (CLOSES - SECOND, CLOSES, CLOSES + timedelta(milliseconds=999)):
        assert close_due(at=early) == []
        assert takes_bids(made.again(), at=early)
    one = made.again()
    assert not takes_bids(one, at=CLOSES + SECOND)
    assert close_if_due(one, at=CLOSES + SECOND).state == "closed"  # the public looks, and it is noticed
    assert close_due(at=CLOSES + SECOND) == []
    assert not takes_bids(made.again(), at=CLOSES - DAY)  # a clock that was moved back opens nothing
    with as_role("owner"):
        (entry,) = Entry.objects.filter(action="commissioning.close_competition")
    assert (entry.subject, entry.actor) == (one.reference, 0)


def test_only_a_lot_that_ended_without_an_award_goes_to_a_next_round_and_to_one(made):
    close_due(at=CLOSES + SECOND)
    with as_role("owner"):
        Competition.objects.update(state="no-award", ended_at=CLOSES + 30 * DAY)
        end_without_award(made.lots[1], by=made.commissioner)
    given = {"competition": made.again(), "by": made.commissioner, "at": CLOSES + 31 * DAY}
    with acting(made.commissioner):
        assert refused(next_round, lots=made.lots, **given) == ("lot-awarded",)
        again = next_round(lots=made.lots[1:], **given)
        assert refused(next_round, lots=made.lots[1:], **given) == ("lot-in-a-next-round",)
        assert Competition.objects.filter(round_of=made.competition).count() == 1
        (lot,) = again.lots.all()
        for change, constraint in (
            ({"again_of": made.lots[0]}, "lot_again_ended_without_award"),
            ({"again_of": made.lots[1], "number": 2, "pk": None}, "lot_again_once"),
        ):
            with pytest.raises(IntegrityError) as fault, transaction.atomic():
                other = copy(lot)
                other._state.adding = "pk" in change
                for name, value in change.items():
                    setattr(other, name, value)
                other.save()
            assert fault.value.__cause__.diag.constraint_name == constraint
        withdraw_competition(competition=again, why="Too early.", by=made.commissioner, at=CLOSES + 32 * DAY)
        once_more = next_round(lots=made.lots[1:], **given)
        assert [each.again_of_id for each in once_more.lots.all()] == [made.lots[1].pk]


def end_without_award(*lots, by) -> None:
    """Each lot ended without an award."""
    for lot in lots:
        NoAward.objects.create(
            lot=lot, ground="no-bids", words="Nobody bid.", follow_up="run-again", by=by, at=CLOSES + 30 * DAY
        )


def test_a_next_round_copies_what_is_needed_and_decides_the_rest_anew(made):
    with acting(made.commissioner):
        given = {"lots": made.lots[1:], "by": made.commissioner, "at": CLOSES + 30 * DAY}
        assert refused(next_round, competition=made.again(), **given) == ("not-ended",)
    close_due(at=CLOSES + SECOND)
    with as_role("owner"):
        Competition.objects.update(state="no-award")
        end_without_award(*made.lots[1:], by=made.commissioner)
    with acting(made.commissioner):
        again = next_round(competition=made.again(), **given)
        assert (again.round_of_id, again.state, again.draw) == (made.competition.pk, "draft", "")
        assert (again.closes_at, again.approved_by, again.starts_on) == (None, None, None)
        assert again.ocid != made.competition.ocid
        (lot,) = again.lots.all()
        assert (lot.number, lot.title, lot.again_of_id) == (1, "Home south", made.lots[1].pk)
        assert LotFunding.objects.filter(lot=lot).exists()
        assert [(each.code, each.criterion.competition_id) for each in again.questions.all()] == [
            ("q1", again.pk), ("q2", again.pk)
        ]  # fmt: skip
        checks = CompetitionChecks(again, at=CLOSES + 30 * DAY)
        assert [each.reason.code for each in checks.blocks] == ["no-start"]
        assert made.again().lots.count() == 2
        assert re.fullmatch(r"finding-and-keeping-a-home-\d", again.reference)
