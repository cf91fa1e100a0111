"""From a draft to a published competition, and everything that stands in its way."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from throughcare.accounts.acting import acting
from throughcare.audit.models import Entry
from throughcare.commissioning.commands import competition_drafts as drafts
from throughcare.commissioning.commands.competition_publishing import (
    approve,
    offer_for_approval,
    publish_competition,
    send_back,
)
from throughcare.commissioning.commands.invitations import join_late
from throughcare.commissioning.models import (
    CompetitionInvitation,
    CompetitionLot,
    LotFunding,
    Market,
    MarketCategory,
    Membership,
    MembershipSuspension,
    PublishedProcess,
    PublishedRelease,
)
from throughcare.commissioning.queries.competition_checks import CompetitionChecks
from throughcare.commissioning.queries.ocds_competition import competition_release
from throughcare.commissioning.rules.competition_blocks import CompetitionRefused
from throughcare.commissioning.rules.ocds import compile_releases, decode, encode
from throughcare.commissioning.tests.drafts import (
    APPROVED,
    DRAFTED,
    FIGURES,
    PUBLISHED,
    WEIGHTS,
    Drafted,
    approved,
    criteria,
    drafted,
    enrol,
    published,
)
from throughcare.commissioning.tests.factories import MembershipFactory
from throughcare.kernel.local_time import HERE
from throughcare.organisations.tests.factories import SupplierFactory
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db


def refused(command, **given) -> tuple[str, ...]:
    """The codes with which a command refuses."""
    with pytest.raises(CompetitionRefused) as refusal, transaction.atomic():
        command(**given)
    return refusal.value.codes


def change(made: Drafted, **terms) -> None:
    """Change the draft as its author."""
    with acting(made.commissioner):
        drafts.change_draft(competition=made.competition, by=made.commissioner, at=DRAFTED, **terms)


def blocks(made: Drafted, *, at: datetime = APPROVED, closes_at: datetime | None = None) -> list[str]:
    """What stands in the way, as its author sees it."""
    with acting(made.commissioner):
        return [each.reason.code for each in CompetitionChecks(made.again(), at=at, closes_at=closes_at).blocks]


def test_a_published_competition_has_its_days_its_draw_its_invitations_and_its_notice():
    made = published()
    one = made.again()
    assert (one.state, one.opened_on, one.published_at) == ("published", date(2026, 5, 5), PUBLISHED)
    assert one.closes_at == datetime(2026, 5, 15, 12, 0, tzinfo=HERE)
    assert one.questions_until <= one.answers_by < one.closes_at.date()
    assert len(one.draw) == 32
    with acting(made.commissioner):
        invited = CompetitionInvitation.objects.prefetch_related("lots")
        assert {(each.supplier_id, each.joined_late, each.lots.count()) for each in invited} == {
            (supplier.pk, False, 2) for supplier in made.suppliers
        }
    process = PublishedProcess.objects.get(pk=one.ocid)
    assert (process.stage, process.value_pence, process.closes_at) == ("tender", 480_000_00, one.closes_at)
    assert process.compiled["relatedProcesses"][0]["identifier"] == made.market.ocid
    with as_role("owner"):
        (entry,) = Entry.objects.filter(action="commissioning.publish_competition")
    assert entry.detail["invited"] == sorted(supplier.pk for supplier in made.suppliers)


def test_what_was_published_says_together_what_the_competition_is_now():
    made = published()
    releases = [decode(row.body) for row in PublishedRelease.objects.filter(ocid=made.competition.ocid)]
    now = competition_release(made.again(), number=1, at=PUBLISHED, tag="tender")
    compiled, projected = compile_releases(releases), encode(now)
    for key in ("id", "date", "tag"):
        del compiled[key], projected[key]
    assert compiled == projected


def test_a_draft_that_has_nothing_says_everything_that_is_missing():
    made = drafted(specification="", starts_on=None)
    with acting(made.commissioner):
        for lot in made.lots:
            drafts.remove_lot(lot=lot, by=made.commissioner, at=DRAFTED)
        for question in made.competition.questions.all():
            drafts.remove_question(question=question, by=made.commissioner, at=DRAFTED)
        drafts.set_criteria(competition=made.competition, criteria=[], by=made.commissioner, at=DRAFTED)
    assert blocks(made) == ["no-specification", "no-start", "no-lots", "no-criteria", "no-questions"]


@pytest.mark.parametrize(
    ("weights", "codes"),
    [
        ((60, 15, 24), ["total-not-100"]),
        ((70, 5, 25), ["social-value-too-low"]),
        ((70, 9, 20), ["total-not-100", "social-value-too-low"]),
        ((60, 10, 30), []),
    ],
)
def test_weights_total_100_with_the_floor_of_social_value(weights, codes):
    made = drafted()
    told = [(code, kind, weight) for (code, kind, _old), weight in zip(WEIGHTS, weights, strict=True)]
    with acting(made.commissioner):
        drafts.set_criteria(competition=made.competition, criteria=criteria(*told), by=made.commissioner, at=DRAFTED)
    assert blocks(made) == codes
    if codes:
        with acting(made.director):
            found = refused(approve, competition=made.competition, by=made.director, at=APPROVED)
        assert list(found) == codes
        assert made.again().state == "draft"


def test_a_criterion_with_questions_is_not_taken_away_and_keeps_them_when_weights_change():
    made = drafted()
    with acting(made.commissioner):
        given = {"competition": made.competition, "by": made.commissioner, "at": DRAFTED}
        assert refused(drafts.set_criteria, criteria=criteria(("price", "price", 100)), **given) == (
            "criterion-has-questions",
        )
        drafts.set_criteria(criteria=criteria(("quality", "quality", 50), ("social-value", "social-value", 20),
                                              ("price", "price", 30)), **given)  # fmt: skip
        assert made.competition.questions.count() == 2


@pytest.mark.parametrize(
    ("closing", "reason", "codes"),
    [
        (datetime(2026, 5, 25, 12, tzinfo=HERE), "", ["not-a-working-day"]),  # spring bank holiday, a Monday
        (datetime(2026, 6, 1, 11, 59, tzinfo=HERE), "", ["monday-morning"]),
        (datetime(2026, 6, 1, 12, 0, tzinfo=HERE), "", []),
        (datetime(2027, 1, 5, 12, tzinfo=HERE), "", ["first-week-of-january"]),
        (datetime(2027, 1, 5, 12, tzinfo=HERE), "The old contract ends", []),
        (datetime(2026, 5, 14, 12, tzinfo=HERE), "", ["too-early"]),
        (datetime(2026, 5, 14, 12, tzinfo=HERE), "In a hurry", ["too-early"]),  # a reason does not lift the pack
    ],
)
def test_it_closes_when_the_rule_lets_it(closing, reason, codes):
    made = approved(closing_reason=reason, starts_on=date(2027, 4, 1))
    given = {"competition": made.competition, "by": made.commissioner, "at": PUBLISHED, "closes_at": closing}
    with acting(made.commissioner):
        if codes:
            assert list(refused(publish_competition, **given)) == codes
            assert not PublishedRelease.objects.exists()
            assert not CompetitionInvitation.objects.exists()
        else:
            assert publish_competition(**given).closes_at == closing


def test_its_author_does_not_approve_it_even_as_a_director_and_nobody_but_a_director_does():
    made = drafted()
    given = {"competition": made.competition, "at": APPROVED}
    with acting(made.commissioner):
        assert refused(approve, by=made.commissioner, **given) == ("not-a-director", "own-competition")
    with as_role("owner"):
        made.commissioner.role = "director"
        made.commissioner.save()
    with acting(made.commissioner):
        assert refused(approve, by=made.commissioner, **given) == ("own-competition",)
    with pytest.raises(IntegrityError), transaction.atomic(), as_role("owner"):
        type(made.competition).objects.filter(pk=made.competition.pk).update(
            state="approved", approved_by=made.commissioner, approved_at=APPROVED
        )


def test_what_nobody_approved_is_not_published_and_what_was_approved_is_not_changed():
    made = drafted()
    given = {"competition": made.competition, "by": made.commissioner, "at": PUBLISHED}
    with acting(made.commissioner):
        offer_for_approval(**given)
        assert made.again().offered_at == PUBLISHED
        assert refused(publish_competition, **given) == ("not-approved",)
        drafts.change_draft(title="Another", **given)
        assert made.again().offered_at is None
    with acting(made.director):
        approve(competition=made.competition, by=made.director, at=PUBLISHED)
    with acting(made.commissioner):
        assert refused(drafts.change_draft, title="A third", **given) == ("not-a-draft",)
    with acting(made.director):
        send_back(competition=made.competition, why="The volumes are last year's.", by=made.director, at=PUBLISHED)
    one = made.again()
    assert (one.state, one.approved_by, one.sent_back_why) == ("draft", None, "The volumes are last year's.")


def test_red_funding_needs_a_director_and_a_reason_that_is_published():
    made = drafted()
    with acting(made.commissioner):
        dear = {**FIGURES, "cost_per_worker_pence": 90_000_00}
        drafts.keep_funding(lot=made.lots[0], figures=dear, by=made.commissioner, at=DRAFTED)
        assert blocks(made) == ["red"]
        offer_for_approval(competition=made.competition, by=made.commissioner, at=DRAFTED)
    given = {"competition": made.competition, "by": made.director, "at": APPROVED}
    with acting(made.director):
        assert refused(approve, public_reason="  ", **given) == ("red-without-reason",)
        assert made.again().state == "draft"
        approve(public_reason="A pilot of one year that a grant tops up.", **given)
    assert made.again().underfunding_director == made.director
    enrol(made)
    with acting(made.commissioner):
        one = publish_competition(competition=made.competition, by=made.commissioner, at=PUBLISHED)
    assert PublishedProcess.objects.get(pk=one.ocid).compiled["tender"]["riskDetails"].startswith("A pilot")
    with pytest.raises(IntegrityError), transaction.atomic(), acting(made.commissioner):
        LotFunding.objects.update(cost_per_worker_pence=1)


def test_it_is_published_once_two_officers_can_open_its_bids_together():
    made = approved(officers=1)
    given = {"competition": made.competition, "by": made.commissioner, "at": PUBLISHED}
    with acting(made.commissioner):
        assert refused(publish_competition, **given) == ("too-few-officers",)
        assert (made.again().state, made.again().bid_keys.count()) == ("approved", 0)


def test_figures_of_cost_that_are_missing_stand_in_the_way():
    made = drafted()
    with acting(made.commissioner):
        LotFunding.objects.filter(lot=made.lots[1]).delete()
    assert blocks(made) == ["funding-missing"]


def test_a_competition_without_members_is_not_published():
    made = drafted(members=0)
    assert blocks(made) == ["nobody", "nobody"]


def test_nobody_is_left_out_whoever_asks_for_it():
    made = approved()
    with acting(made.commissioner):
        publish_competition(
            competition=made.competition, by=made.commissioner, at=PUBLISHED, asked_to_leave_out=made.suppliers[:1]
        )
        assert CompetitionInvitation.objects.count() == 3
    with as_role("owner"):
        entry = Entry.objects.get(action="commissioning.publish_competition")
    assert entry.detail["asked_to_leave_out"] == [made.suppliers[0].pk]


def test_who_is_suspended_on_the_day_is_not_invited_and_joins_once_restored():
    made = approved()
    with as_role("owner"):
        for place in Membership.objects.filter(supplier=made.suppliers[0]):
            MembershipSuspension.objects.create(
                membership=place, start=PUBLISHED.date(), until=date(2026, 5, 8), ground="x", evidence="x",
                notice_on=PUBLISHED.date(), proposed_by=made.commissioner, decided_by=made.director, decided_at=PUBLISHED,
            )  # fmt: skip
    with acting(made.commissioner):
        publish_competition(competition=made.competition, by=made.commissioner, at=PUBLISHED)
        assert CompetitionInvitation.objects.count() == 2
        (place, _other) = Membership.objects.filter(supplier=made.suppliers[0])
        assert join_late(membership=place, by=made.commissioner, at=PUBLISHED + timedelta(days=1)) == []
        (made_late,) = join_late(membership=place, by=made.commissioner, at=PUBLISHED + timedelta(days=3))
        assert (made_late.lots.count(), made_late.joined_late) == (1, False)


def test_a_member_admitted_before_the_deadline_joins_and_one_admitted_after_it_does_not():
    made = published()
    later = PUBLISHED + timedelta(days=2)
    with as_role("owner"):
        newcomer = SupplierFactory()
        place = MembershipFactory(
            category=made.lots[0].category, supplier=newcomer, admitted_at=later, admitted_by=made.commissioner
        )
    closes = made.again().closes_at
    with acting(made.commissioner):
        assert join_late(membership=place, by=made.commissioner, at=closes + timedelta(seconds=1)) == []
        (joined,) = join_late(membership=place, by=made.commissioner, at=later)
        assert (joined.supplier, joined.joined_late, list(joined.lots.all())) == (newcomer, True, made.lots[:1])
        assert join_late(membership=place, by=made.commissioner, at=later) == []
        assert CompetitionInvitation.objects.count() == 4


def test_it_keeps_the_pack_of_its_market_and_is_refused_where_that_is_over():
    made = drafted()
    assert made.competition.pack == "pa2023-dynamic-market-light-touch"
    with as_role("owner"):
        Market.objects.filter(pk=made.market.pk).update(state="suspended")
    given = {"market": made.market, "title": "Another", "by": made.commissioner}
    with acting(made.commissioner):
        assert refused(drafts.draft_competition, at=DRAFTED, **given) == ("market-not-open",)
    assert blocks(made) == ["market-not-open"]


def test_competitions_of_the_same_title_have_references_of_their_own():
    made = drafted()
    given = {"market": made.market, "title": made.competition.title, "by": made.commissioner, "at": DRAFTED}
    with acting(made.commissioner):
        second = drafts.draft_competition(**given)
    assert (made.competition.reference, second.reference) == (
        "finding-and-keeping-a-home",
        "finding-and-keeping-a-home-2",
    )
    assert second.ocid.endswith("-competition-finding-and-keeping-a-home-2")


def test_questions_are_measured_against_the_smallest_lot():
    made = drafted()
    with acting(made.commissioner):
        category = MarketCategory.objects.get(pk=made.lots[1].category_id)
        small = {
            "title": "Small", "category": category, "value_pence": 4_000_000, "mobilisation_pence": 0, "annual_volume": 10
        }  # fmt: skip
        drafts.keep_lot(competition=made.competition, lot=made.lots[1], facts=small, by=made.commissioner, at=DRAFTED)
        checks = CompetitionChecks(made.again(), at=DRAFTED)
        assert (checks.budget.value.questions_most, checks.budget.value.words_most) == (4, 1500)
        assert all(each.value.cost_per_bid_pence > 0 for each in checks.bidding.values())


def test_the_sizer_knows_incomes_for_those_who_buy_alone():
    made = drafted()
    for user in (made.commissioner, made.director):
        with acting(user):
            sizes = CompetitionChecks(made.again(), at=DRAFTED).sizes
            assert {each.value.small_members for each in sizes.values()} == {3}
    change(made, term_months=12)
    with acting(made.commissioner):
        sizes = CompetitionChecks(made.again(), at=DRAFTED).sizes
        assert {each.value.suggested_parts for each in sizes.values()} == {2}
    with acting(made.bidders[0].user):
        assert not CompetitionLot.objects.exists()
    assert Decimal(FIGURES["hours_per_case"]) == 20
