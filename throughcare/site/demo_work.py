"""Work that the demonstration shows under way: each part by the product's own commands, as the people who would do it."""

from __future__ import annotations

from datetime import datetime, timedelta

from throughcare.accounts.acting import acting_by_itself
from throughcare.site.demo_allocation import allocate_some
from throughcare.site.demo_appointments import fill_diaries
from throughcare.site.demo_awards import award_one, score_one
from throughcare.site.demo_competitions import hold_competitions
from throughcare.site.demo_contracts import import_some
from throughcare.site.demo_enforcement import enforce_some
from throughcare.site.demo_engagement import make_engagements
from throughcare.site.demo_needs import state_some_needs
from throughcare.site.demo_own import give_some_their_own
from throughcare.site.demo_panels import make_panels
from throughcare.site.demo_plans import plan_some
from throughcare.site.demo_suppliers import register_some
from throughcare.site.demo_tokens import make_some_tokens
from throughcare.site.demo_transfers import offer_some
from throughcare.site.demo_webhooks import subscribe_one
from throughcare.site.demo_workload import change_some_working_time


def do_demonstration_work(*, region: str, at: datetime) -> None:
    """Every part in turn; doing it twice changes nothing."""
    offer_some(region=region, at=at)
    enforce_some(region=region, at=at)
    plan_some(region=region, at=at)
    change_some_working_time(region=region, at=at)
    allocate_some(region=region, at=at)
    fill_diaries(region=region, at=at)
    give_some_their_own(region=region, at=at)
    make_some_tokens(region=region, at=at)
    subscribe_one(region=region, at=at)
    # In one transaction in which somebody acts: the rest of commissioning is hidden from anybody else.
    with acting_by_itself(why="demonstration"):
        register_some(region=region, at=at - timedelta(days=300))
        make_panels(region=region, at=at)
        import_some(region=region, at=at)
        hold_competitions(at=at, earlier={award_one: 170, score_one: 45})
        state_some_needs(at=at)
        make_engagements(region=region, at=at)
