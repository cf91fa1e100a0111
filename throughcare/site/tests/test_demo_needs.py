"""The needs of the demonstration are stated by the product's own commands, once."""

from __future__ import annotations

import pytest

from throughcare.accounts.acting import nobody_acting
from throughcare.commissioning.models import Need, NeedLine, NeedRoute
from throughcare.site.demo_needs import state_some_needs
from throughcare.site.tests.test_demo_competitions import AT, cast
from throughcare.testing.acting import as_role

pytestmark = [pytest.mark.django_db, pytest.mark.nightly]
__all__ = ["cast"]


def test_one_is_drafted_one_agreed_and_one_has_a_competition(cast):
    with as_role("jobs"), nobody_acting():
        for _ in range(2):
            state_some_needs(at=AT)
    with as_role("owner"):
        assert dict(Need.objects.values_list("reference", "state")) == {
            "fictional-help-with-debt": "draft",
            "fictional-homes-for-people-who-leave": "agreed",
            "fictional-mentors-for-young-adults": "in-use",
        }
        used = Need.objects.get(state="in-use")
        assert Need.objects.exclude(published_at=None).get().state == "agreed"
        assert used.uses.get().competition.lots.get().need_lot.line.need == used
        assert set(NeedLine.objects.exclude(need__state="draft").values_list("overruled", flat=True)) == {40}
        assert NeedRoute.objects.filter(need=used).values_list("proposed", "chosen").get() == ("grant", "competition")
