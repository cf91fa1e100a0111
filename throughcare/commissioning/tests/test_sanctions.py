"""Suspending, removing, leaving and appealing: with notice, reply, somebody else who decides, and an end by itself."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from html import unescape

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from throughcare.accounts.acting import acting
from throughcare.accounts.tests.factories import UserFactory
from throughcare.commissioning.commands import appeals, applications, assessing, sanctions
from throughcare.commissioning.commands.refusals import PanelRefused
from throughcare.commissioning.commands.sanctions import SanctionDetails
from throughcare.commissioning.models import (
    CompetitionInvitation,
    Membership,
    MembershipSuspension,
    PanelAppeal,
    PlaceSanction,
    PublishedProcess,
    PublishedRelease,
)
from throughcare.commissioning.queries.ocds_markets import market_now
from throughcare.commissioning.queries.places import standings
from throughcare.commissioning.rules.ocds import Release, encode
from throughcare.commissioning.tests.factories import CompetitionFactory, CompetitionLotFactory
from throughcare.commissioning.tests.panel_scene import SENT, panel_scene, submitted, supplier_user
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db
ADMITTED = datetime(2026, 4, 8, 9, 0, tzinfo=UTC)
NOTICE = datetime(2026, 5, 1, 9, 0, tzinfo=UTC)
"""A Friday: with the bank holiday of 4 May the ten working days for a reply end on 18 May."""
BEGINS = datetime(2026, 5, 19, 9, 0, tzinfo=UTC)
UNTIL = date(2026, 8, 1)
SUSPEND = SanctionDetails("suspend", "No reports.", "Letters of April.", UNTIL)
REMOVE = SanctionDetails("remove", "Debarred.", "The list.", exclusion="excluded")


@pytest.fixture
def panel():
    """The scene, with a member in the first category and a director."""
    scene = panel_scene()
    made = submitted(scene)
    with acting(scene.commissioner):
        assessing.review_application(application=made, by=scene.commissioner, at=ADMITTED)
        found = {row.pk: ("met", "") for row in made.answers.all()}
        assessing.assess_answers(application=made, found=found, by=scene.commissioner, at=ADMITTED)
        (scene.place,) = assessing.admit_application(application=made, by=scene.commissioner, at=ADMITTED)
    scene.director = UserFactory(role="director")
    return scene


def refused(code, work):
    with pytest.raises(PanelRefused) as refusal:
        work()
    assert refusal.value.code == code


def propose(panel, details=SUSPEND, at=NOTICE):
    with acting(panel.commissioner):
        return sanctions.propose_sanction(membership=panel.place, details=details, by=panel.commissioner, at=at)


def impose(panel, sanction, at=BEGINS, by=None):
    with acting(by or panel.director):
        sanctions.decide_on_sanction(
            sanction=sanction, impose=True, reasons="It is so.", by=by or panel.director, at=at
        )


def standing(panel, day, place=None):
    place = place or Membership.objects.get(pk=panel.place.pk)
    return standings([place], on=day)[place.pk].value.standing


def published_is_what_stands(panel):
    parties, tender = market_now(panel.market)
    now = encode(Release(ocid="x", id="x", date=SENT, tag=("compiled",), initiation_type="tender", language="en",
                         parties=parties, tender=tender))  # fmt: skip
    compiled = PublishedProcess.objects.get(ocid=panel.market.ocid).compiled
    assert (compiled["tender"], compiled["parties"]) == (now["tender"], now["parties"])


def test_a_suspension_begins_after_the_reply_and_ends_by_itself(panel):
    sanction = propose(panel)
    with acting(panel.director):
        for day in (NOTICE, BEGINS - timedelta(days=1)):
            refused("reply-open", lambda day=day: sanctions.decide_on_sanction(
                sanction=sanction, impose=True, reasons="x", by=panel.director, at=day))  # fmt: skip
    refused("same-person", lambda: impose(panel, sanction, by=panel.commissioner))
    impose(panel, sanction)
    with acting(UserFactory(role="practitioner")):
        told = [standing(panel, day) for day in (
            BEGINS.date() - timedelta(days=1), BEGINS.date(), UNTIL - timedelta(days=1), UNTIL,
        )]  # fmt: skip
        assert told == ["active", "suspended", "suspended", "active"]
        assert not PlaceSanction.objects.exists()


def test_a_reply_lets_it_be_decided_at_once_and_only_its_member_replies(panel):
    sanction = propose(panel)
    with as_role("owner"):
        other = supplier_user()
    with acting(other.user):
        assert not PlaceSanction.objects.exists()
    with acting(panel.user):
        with pytest.raises(DatabaseError, match="does not change this"), transaction.atomic():
            PlaceSanction.objects.update(outcome="dropped", decided_by=panel.user, decided_at=NOTICE)
        mine = PlaceSanction.objects.get()
        sanctions.reply_to_sanction(sanction=mine, text="They were late.", by=panel.user, at=NOTICE + timedelta(days=3))
        refused("wrong-state", lambda: sanctions.reply_to_sanction(
            sanction=mine, text="Again.", by=panel.user, at=NOTICE))  # fmt: skip
    impose(panel, sanction, at=NOTICE + timedelta(days=3))
    with acting(panel.director):
        kept = MembershipSuspension.objects.get()
        assert (kept.reply, kept.proposed_by, kept.decided_by) == (
            "They were late.", panel.commissioner, panel.director,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("details", "code"),
    [
        (SanctionDetails("suspend", " ", "x", UNTIL), "no-ground"),
        (SanctionDetails("suspend", "x", "", UNTIL), "no-evidence"),
        (SanctionDetails("suspend", "x", "x"), "no-end"),
        (SanctionDetails("suspend", "x", "x", NOTICE.date()), "end-before-start"),
        (SanctionDetails("remove", "x", "x"), "not-a-ground-for-removal"),
    ],
)
def test_a_proposal_that_is_not_whole_changes_nothing(panel, details, code):
    refused(code, lambda: propose(panel, details))
    with acting(panel.commissioner):
        assert not PlaceSanction.objects.exists()


def test_one_thing_at_a_time_is_held_against_a_place_and_it_can_be_dropped(panel):
    sanction = propose(panel)
    refused("sanction-open", lambda: propose(panel))
    with acting(panel.director):
        sanctions.decide_on_sanction(sanction=sanction, impose=False, reasons="", by=panel.director, at=NOTICE)
        assert standing(panel, BEGINS.date()) == "active"
    propose(panel)


def test_lifting_a_suspension_restores_the_place_that_day(panel):
    impose(panel, propose(panel))
    lifted = BEGINS + timedelta(days=10)
    with acting(panel.user), pytest.raises(DatabaseError, match="does not change this"), transaction.atomic():
        MembershipSuspension.objects.update(lifted_on=BEGINS.date())
    with acting(panel.commissioner):
        suspension = MembershipSuspension.objects.get()
        sanctions.lift_suspension(suspension=suspension, by=panel.commissioner, at=lifted)
        days = (lifted.date() - timedelta(days=1), lifted.date())
        assert [standing(panel, day) for day in days] == ["suspended", "active"]
        refused("wrong-state", lambda: sanctions.lift_suspension(
            suspension=suspension, by=panel.commissioner, at=lifted))  # fmt: skip


def test_leaving_is_published_and_the_member_may_apply_again(panel):
    with acting(panel.user):
        sanctions.leave_place(membership=panel.place, by=panel.user, at=NOTICE)
        refused("wrong-state", lambda: sanctions.leave_place(membership=panel.place, by=panel.user, at=NOTICE))
        (amendment,) = PublishedRelease.objects.order_by("-number").first().body["tender"]["amendments"]
        assert [each["name"] for each in amendment["suppliersRemoved"]] == [panel.supplier.legal_name]
        published_is_what_stands(panel)
        made = applications.start_application(
            market=panel.market, supplier=panel.supplier, by=panel.user, at=NOTICE + timedelta(days=1)
        )
        assert made.state == "draft"


def test_a_member_changes_nothing_else_of_its_place(panel):
    with acting(panel.user):
        with pytest.raises(DatabaseError, match="does not change this"), transaction.atomic():
            Membership.objects.filter(pk=panel.place.pk).update(admitted_at=SENT)
        assert Membership.objects.get().admitted_at == ADMITTED


def test_a_removal_is_published_and_an_appeal_that_is_upheld_gives_a_new_place(panel):
    sanction = propose(panel, REMOVE)
    impose(panel, sanction)
    with acting(panel.user):
        assert standing(panel, BEGINS.date()) == "removed"
        appeal = appeals.appeal_sanction(
            sanction=PlaceSanction.objects.get(), words="Another firm.", by=panel.user, at=BEGINS
        )
    other = UserFactory(role="director")
    with acting(other):
        appeals.hear_appeal(appeal=appeal, uphold=True, reasons="It was.", by=other, at=BEGINS + timedelta(days=5))
        old, new = Membership.objects.order_by("pk")
        days = BEGINS.date() + timedelta(days=5)
        assert [standing(panel, days, place) for place in (old, new)] == ["removed", "active"]
        published_is_what_stands(panel)


@pytest.mark.parametrize("who", ["commissioner", "director"])
def test_an_appeal_is_not_heard_by_anybody_who_was_involved(panel, who):
    impose(panel, propose(panel))
    with acting(panel.user):
        appeal = appeals.appeal_sanction(sanction=PlaceSanction.objects.get(), words="No.", by=panel.user, at=BEGINS)
        refused("appealed-already", lambda: appeals.appeal_sanction(
            sanction=PlaceSanction.objects.get(), words="No.", by=panel.user, at=BEGINS))  # fmt: skip
    involved = getattr(panel, who)
    with acting(involved):
        refused("was-involved", lambda: appeals.hear_appeal(
            appeal=appeal, uphold=False, reasons="x", by=involved, at=BEGINS))  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            PanelAppeal.objects.update(outcome="dismissed", reasons="x", heard_by=involved, heard_at=BEGINS)
        assert PanelAppeal.objects.get().outcome == ""
    other = UserFactory(role="director")
    with acting(other):
        appeals.hear_appeal(appeal=appeal, uphold=True, reasons="Too hard.", by=other, at=BEGINS + timedelta(days=1))
        assert standing(panel, BEGINS.date() + timedelta(days=1)) == "active"


def test_an_appeal_comes_in_time_or_not_at_all(panel):
    impose(panel, propose(panel))
    last = datetime(2026, 6, 17, 9, 0, tzinfo=UTC)
    with acting(panel.user):
        sanction = PlaceSanction.objects.get()
        refused("too-late", lambda: appeals.appeal_sanction(
            sanction=sanction, words="No.", by=panel.user, at=last + timedelta(days=1)))  # fmt: skip
        assert appeals.appeal_sanction(sanction=sanction, words="No.", by=panel.user, at=last).pk


def test_an_application_goes_back_to_somebody_else_when_the_appeal_is_upheld(panel):
    with acting(panel.user):
        sanctions.leave_place(membership=panel.place, by=panel.user, at=NOTICE)
    made = submitted(panel)
    with acting(panel.commissioner):
        assessing.review_application(application=made, by=panel.commissioner, at=NOTICE)
        found = {row.pk: ("not-met", "") for row in made.answers.all()}
        assessing.assess_answers(application=made, found=found, by=panel.commissioner, at=NOTICE)
        assessing.decline_application(application=made, by=panel.commissioner, at=NOTICE)
    with acting(panel.user):
        made.refresh_from_db()
        appeal = appeals.appeal_declined(application=made, words="We do.", by=panel.user, at=NOTICE)
    with acting(panel.commissioner):
        refused("was-involved", lambda: appeals.hear_appeal(
            appeal=appeal, uphold=True, reasons="x", by=panel.commissioner, at=NOTICE))  # fmt: skip
    other = UserFactory(role="commissioner")
    with acting(other):
        appeals.hear_appeal(appeal=appeal, uphold=True, reasons="They do.", by=other, at=NOTICE)
        found = {row.pk: ("met", "") for row in made.answers.all()}
        assessing.assess_answers(application=made, found=found, by=other, at=NOTICE)
    with acting(panel.commissioner):
        refused("decided-before", lambda: assessing.admit_application(
            application=made, by=panel.commissioner, at=NOTICE))  # fmt: skip
    with acting(other):
        later = NOTICE + timedelta(hours=1)
        assert len(assessing.admit_application(application=made, by=other, at=later)) == 1


def test_whoever_is_admitted_while_a_competition_is_open_joins_it(panel):
    with as_role("owner"):
        competition = CompetitionFactory(market=panel.market)
        CompetitionLotFactory(competition=competition, category=panel.categories[0])
        newcomer = supplier_user()
    opened = competition.published_at + timedelta(days=3)
    panel.supplier, panel.user = newcomer.supplier, newcomer.user
    made = submitted(panel, insurance="met")
    with as_role("owner"):
        made.answers.filter(condition__code="insurance").update(evidence=panel.cover)
    with acting(panel.commissioner):
        assessing.review_application(application=made, by=panel.commissioner, at=opened)
        found = {row.pk: ("met", "") for row in made.answers.all()}
        assessing.assess_answers(application=made, found=found, by=panel.commissioner, at=opened)
        assessing.admit_application(application=made, by=panel.commissioner, at=opened)
        invited = CompetitionInvitation.objects.get()
        assert (invited.supplier, invited.joined_late) == (newcomer.supplier, True)


def text_of(answer):
    return unescape(answer.content.decode())


def test_the_pages_of_a_place(client, panel):
    page = f"/places/{panel.place.pk}/"
    client.force_login(panel.commissioner)
    form = {"action": "suspend", "exclusion": "neither", "ground": "No reports.", "evidence": ""}
    refusal = text_of(client.post(f"{page}propose/", form))
    assert "No reports." in refusal and "Enter evidence" in refusal
    form |= {"evidence": "Letters.", "until": "2099-01-01"}
    assert client.post(f"{page}propose/", form).status_code == 302
    sanction = PlaceSanction.objects.get()
    client.force_login(panel.user)
    assert "Letters." in text_of(client.get(page))
    client.post(f"{page}sanctions/{sanction.pk}/reply/", {"words": "They were late."})
    client.force_login(panel.director)
    assert "No reports." in text_of(client.get("/panel-decisions/"))
    client.post(f"{page}sanctions/{sanction.pk}/decide/", {"impose": "yes", "words": "So it is."})
    client.force_login(panel.user)
    text = text_of(client.get(page))
    assert "Suspended" in text and "So it is." in text
    client.post(f"{page}sanctions/{sanction.pk}/appeal/", {"words": "It is too hard."})
    client.force_login(panel.director)
    assert "It is too hard." in text_of(client.get("/panel-decisions/"))
    appeal = PanelAppeal.objects.get()
    heard = {"uphold": "yes", "words": "It was too hard indeed."}
    refusal = text_of(client.post(f"/panel-decisions/{appeal.pk}/hear/", heard))
    assert "Somebody who was involved cannot hear the appeal." in refusal
    assert PanelAppeal.objects.get().outcome == ""
    client.force_login(UserFactory(role="director"))
    assert "Enter reasons" in text_of(
        client.post(f"/panel-decisions/{appeal.pk}/hear/", {"uphold": "yes", "words": " "})
    )
    too_long = text_of(
        client.post(f"/panel-decisions/{appeal.pk}/hear/", heard | {"words": f"Kept words {'x' * 9000}"})
    )
    assert "Kept words" in too_long and PanelAppeal.objects.get().outcome == ""
    client.post(f"/panel-decisions/{appeal.pk}/hear/", heard)
    client.force_login(panel.user)
    text = text_of(client.get(page))
    assert "Upheld" in text and "The place is active" in text
    with as_role("owner"):
        other = supplier_user()
    client.force_login(other.user)
    assert client.get(page).status_code == 404
    assert client.post(f"{page}leave/").status_code == 404
    client.force_login(UserFactory(role="practitioner"))
    assert client.get(page).status_code == 403
