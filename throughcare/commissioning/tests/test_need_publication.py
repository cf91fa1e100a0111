"""A need as planning that everybody reads: its releases, what they keep to themselves, and the competition's link to it."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest
from django.db import transaction
from django.test import Client

from throughcare.accounts.acting import acting
from throughcare.accounts.rules.roles import ROLE
from throughcare.accounts.tests.factories import UserFactory
from throughcare.commissioning.commands import need_lines, need_routes, need_steps
from throughcare.commissioning.commands.need_routes import RouteFacts
from throughcare.commissioning.models import Need, NeedLine, NeedParty, PublishedProcess, PublishedRelease
from throughcare.commissioning.queries.ocds_competition import competition_release
from throughcare.commissioning.queries.ocds_need import need_release
from throughcare.commissioning.queries.reach import BUYERS
from throughcare.commissioning.rules.need_blocks import NeedRefused
from throughcare.commissioning.rules.ocds import compile_releases, decode, encode
from throughcare.commissioning.tests.factories import MarketCategoryFactory, MarketFactory
from throughcare.commissioning.tests.need_scene import AGREED, STATED, Stated, agree_shares, agreed, stated
from throughcare.commissioning.tests.standard import standard
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
WHOLE = ("parties", "buyer", "planning", "tender", "title")


def publish(made: Stated, at: datetime = AGREED) -> Need:
    """Publish it as its commissioner."""
    with acting(made.commissioner):
        return need_steps.publish_need(need=made.need, by=made.commissioner, at=at)


def bodies(need: Need) -> list[dict]:
    """Its releases, the first one first."""
    return list(PublishedRelease.objects.filter(ocid=need.ocid).order_by("number").values_list("body", flat=True))


def projected(made: Stated) -> dict:
    """What the need says of itself now, as a release would."""
    with acting(made.commissioner):
        return encode(need_release(made.again(), tag="planning", at=AGREED))


def test_it_is_published_once_agreed_and_once():
    made = stated()
    with acting(made.commissioner), pytest.raises(NeedRefused) as refused, transaction.atomic():
        need_steps.publish_need(need=made.need, by=made.commissioner, at=AGREED)
    assert refused.value.codes == ("not-agreed-yet",)
    agree_shares(made)
    with acting(made.commissioner):
        need_steps.agree_need(need=made.need, by=made.commissioner, at=AGREED)
    publish(made)
    with acting(made.commissioner), pytest.raises(NeedRefused) as refused, transaction.atomic():
        need_steps.publish_need(need=made.need, by=made.commissioner, at=AGREED + DAY)
    assert refused.value.codes == ("published-already",)
    (body,) = bodies(made.need)
    assert body["tag"] == ["planning"]
    assert body["planning"] == {
        "rationale": "Many people leave prison without a home. Fewer of them should.",
        "budget": {
            "description": f"{made.region.name}: 70 per cent; Tees Valley health board (fictional): 30 per cent",
            "amount": {"amount": 360_000, "currency": "GBP"},
        },
    }
    assert [lot["description"] for lot in body["tender"]["lots"]] == ["About 120 cases a year"] * 2
    assert [party["roles"] for party in body["parties"]] == [["buyer", "procuringEntity"], ["funder"]]
    assert PublishedProcess.objects.get(ocid=made.need.ocid).stage == "planning"


def test_after_each_step_the_releases_together_say_what_the_need_says():
    made = agreed()
    publish(made)
    steps = (
        lambda given: need_steps.use_need(need=made.need, **given),
        lambda given: need_steps.meet_need(need=made.need, why="Two contracts cover it.", **given),
    )
    for number, step in enumerate(steps, start=1):
        with acting(made.commissioner):
            step({"by": made.commissioner, "at": AGREED + number * DAY})
        compiled = compile_releases(bodies(made.need))
        now = projected(made)
        assert {name: compiled[name] for name in WHOLE} == {name: now[name] for name in WHOLE}
    assert [body["tag"] for body in bodies(made.need)] == [["planning"], ["planningUpdate"], ["planningUpdate"]]
    assert PublishedProcess.objects.get(ocid=made.need.ocid).stage == "ended"


def test_its_release_fits_the_standard():
    found, made = standard(), agreed()
    if found is None:
        pytest.skip("the standard's schema is not at hand")
    publish(made)
    (body,) = bodies(made.need)
    assert found.faults(body) == []
    assert encode(decode(body)) == body


def test_small_numbers_counts_and_who_agreed_are_not_told():
    made = stated(volume=4)
    agree_shares(made)
    with acting(made.commissioner):
        need_steps.agree_need(need=made.need, by=made.commissioner, at=AGREED)
    publish(made)
    said = json.dumps(bodies(made.need))
    assert "Fewer than 5 cases a year" in said
    assert "About 4" not in said and "Sam Field" not in said and "Last year" not in said
    page = Client().get(f"/notices/{made.need.ocid}/")
    assert page.status_code == 200
    assert "Homes for people leaving prison" in page.content.decode()


def test_a_published_need_is_seen_by_everybody_and_written_by_nobody_new():
    made = agreed()
    with as_role("web"):
        assert Need.objects.count() == 0
    publish(made)
    with as_role("web"):
        assert Need.objects.count() == 1
    with as_role("web", UserFactory(role="supplier").pk):
        assert Need.objects.update(ended_why="Mine.") == 0


@pytest.mark.parametrize("reader", [None, *(each.code for each in ROLE if each.code not in BUYERS)])
def test_who_agreed_counts_and_reasons_of_a_published_need_are_kept_from_others_by_the_database(reader):
    made = agreed()
    publish(made)
    with as_role("owner"):
        key = UserFactory(role=reader).pk if reader else 0
    with as_role("web", key):
        assert Need.objects.count() == 1
        assert (
            list(NeedParty.objects.values("agreed_name", "agreed_post")),
            list(NeedLine.objects.values("basis")),
        ) == (
            [],
            [],
        )


@pytest.mark.parametrize("reader", BUYERS)
def test_those_who_buy_read_who_agreed_and_why_a_volume_was_overruled(reader):
    made = agreed()
    publish(made)
    with as_role("owner"):
        key = UserFactory(role=reader).pk
    with as_role("web", key):
        assert set(NeedParty.objects.values_list("agreed_name", flat=True)) == {"Sam Field"}
        assert set(NeedLine.objects.values_list("overruled_why", flat=True)) == {"Last year’s service."}


@pytest.mark.parametrize("is_public", [True, False])
def test_a_competition_names_the_need_that_was_public_before_it(is_public):
    made = agreed()
    if is_public:
        publish(made)
    with as_role("owner"):
        market = MarketFactory(made_by=made.commissioner)
        MarketCategoryFactory(market=market, region=made.region, police_area="cleveland")
    given = {"by": made.commissioner, "at": AGREED + DAY}
    with acting(made.commissioner):
        need_routes.choose_route(
            need=made.need, facts=RouteFacts(value_pence=360_000_00), chosen="competition", **given
        )
        line = NeedLine.objects.select_related("region").get(police_area="cleveland")
        one = need_routes.begin_competition(need=made.need, market=market, lines=[line], **given)
        one.published_at = AGREED + 2 * DAY
        release = competition_release(one, number=1, at=AGREED + 2 * DAY, tag="tender")
    named = [(each.id, each.relationship, each.identifier) for each in release.related_processes if each.id == "need"]
    assert named == ([("need", ("planning",), made.need.ocid)] if is_public else [])


def test_a_changed_draft_publishes_nothing():
    made = stated()
    with acting(made.commissioner):
        need_lines.project_lines(need=made.need, by=made.commissioner, at=STATED)
        need_steps.withdraw_need(need=made.need, why="Another need covers it.", by=made.commissioner, at=STATED)
    assert bodies(made.need) == []
