"""A lot for so few people that they could be known: nobody but those who buy reads how many."""

from __future__ import annotations

import json
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.test import Client
from django.utils import timezone

from throughcare.accounts.acting import acting
from throughcare.accounts.models import User
from throughcare.accounts.tests.api import Caller
from throughcare.commissioning.commands.competition_changes import change_competition
from throughcare.commissioning.commands.competition_publishing import approve, publish_competition
from throughcare.commissioning.models import CompetitionLot, LotFunding, PublishedRelease
from throughcare.commissioning.tests.drafts import APPROVED, PUBLISHED, Drafted, drafted, enrol
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db
PAGE, ADDRESS = "/opportunities/finding-and-keeping-a-home/", "/opportunities/finding-and-keeping-a-home"
WHY = "What the service costs, and what is paid"
SOON = PUBLISHED + timedelta(hours=1)


def published(volume: int, *, actual: int | None = None) -> Drafted:
    """A published competition whose first lot is for so many cases a year; the second is for a hundred."""
    made = drafted()
    with as_role("owner"):
        CompetitionLot.objects.filter(pk=made.lots[0].pk).update(annual_volume=volume)
        LotFunding.objects.filter(lot=made.lots[0]).update(actual_volume=actual)
        LotFunding.objects.filter(lot=made.lots[1]).update(actual_volume=None)
    enrol(made)
    with acting(made.director):
        approve(competition=made.competition, by=made.director, at=APPROVED)
    with acting(made.commissioner):
        made.competition = publish_competition(competition=made.competition, by=made.commissioner, at=PUBLISHED)
    return made


def page(*, language: str = "en-gb", user: User | None = None) -> str:
    """The opportunity as somebody reads it."""
    client = Client(headers={"accept-language": language})
    if user is not None:
        client.force_login(user)
    with patch.object(timezone, "now", return_value=SOON):
        return client.get(PAGE).content.decode()


def descriptions(made: Drafted) -> list[list[str]]:
    """What each release says of its lots, the first release first."""
    with as_role("owner"):
        found = PublishedRelease.objects.filter(ocid=made.competition.ocid).order_by("number")
        return [[lot["description"] for lot in each.body["tender"]["lots"]] for each in found]


@pytest.mark.parametrize(
    ("volume", "told", "said"),
    [(4, "Fewer than 5", "Fewer than 5 cases a year"), (5, ">5<", "About 5 cases a year"),
     (6, ">6<", "About 6 cases a year")],
)  # fmt: skip
def test_fewer_than_five_are_told_as_that_in_the_page_and_the_releases(volume, told, said):
    made = published(volume)
    assert descriptions(made) == [[said, "About 100 cases a year"]]
    for user in (None, made.bidders[0].user):
        read = "".join(page(user=user).split("\n"))
        assert told in read.replace("> ", ">").replace(" <", "<")
        assert ("Fewer than 5" in read) is (volume < 5)
        assert read.count(WHY) == (1 if volume < 5 else 2)
        assert read.count("Covers its cost") == 2
    assert ("Llai na 5" in page(language="cy")) is (volume < 5)


@pytest.mark.parametrize(("actual", "kept"), [(4, None), (5, 5)])
def test_so_is_the_number_of_people_now_from_which_funding_is_worked_out(actual, kept):
    made = published(100, actual=actual)
    assert page().count(WHY) == (1 if kept is None else 2)
    with patch.object(timezone, "now", return_value=SOON):
        told = Caller(made.bidders[0].user).get(ADDRESS).json()
    assert [each["funding"]["actual_volume"] for each in told["lot_list"]] == [kept, None]
    assert sorted(told["funding"]) == (["2"] if kept is None else ["1", "2"])


def test_the_api_tells_suppliers_null_and_those_who_buy_the_number():
    made = published(4, actual=3)
    with patch.object(timezone, "now", return_value=SOON):
        told = Caller(made.bidders[0].user).get(ADDRESS).json()
        bought = Caller(made.commissioner).get(f"/competitions/{made.competition.reference}").json()
    assert [each["annual_volume"] for each in told["lot_list"]] == [None, 100]
    assert [each["annual_volume"] for each in bought["lot_list"]] == [4, 100]
    assert (told["lot_list"][0]["funding"]["actual_volume"], bought["lot_list"][0]["funding"]["actual_volume"]) == (
        None,
        3,
    )
    assert list(told["funding"]) == ["2"]


def test_a_change_from_or_to_a_small_number_does_not_tell_it():
    made = published(4)
    with acting(made.commissioner):
        change_competition(
            competition=made.competition, changes={"lot-1": {"annual_volume": 9}, "lot-2": {"annual_volume": 3}},
            why="Counted anew.", by=made.commissioner, at=PUBLISHED + timedelta(minutes=30),
        )  # fmt: skip
    read = page()
    assert "<del>Fewer than 5</del> <ins>9</ins>" in read
    assert "<del>100</del> <ins>Fewer than 5</ins>" in read
    with patch.object(timezone, "now", return_value=SOON):
        (change,) = Caller(made.bidders[0].user).get(ADDRESS).json()["changes"]
    assert change["before"] == {"lot-1": {"annual_volume": None}, "lot-2": {"annual_volume": 100}}
    assert change["after"] == {"lot-1": {"annual_volume": 9}, "lot-2": {"annual_volume": None}}
    assert descriptions(made)[1] == ["About 9 cases a year", "Fewer than 5 cases a year"]
    assert "About 4" not in json.dumps(descriptions(made))
