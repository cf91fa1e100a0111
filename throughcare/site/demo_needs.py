"""Needs of the demonstration: one in use with a competition begun from it, one agreed, one drafted with a tenth missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from throughcare.accounts.acting import acting
from throughcare.accounts.models import User
from throughcare.commissioning.commands import need_lines, need_routes, need_steps, needs
from throughcare.commissioning.commands.need_lines import LineDetails
from throughcare.commissioning.commands.need_routes import RouteFacts
from throughcare.commissioning.commands.needs import NeedDetails, PartyDetails
from throughcare.commissioning.models import Market, Need, NeedParty
from throughcare.kernel.calendar import add_months
from throughcare.organisations.models import Region

AGREED_BY = (("Morgan Vale", "Regional head of commissioning"), ("Ellis Hartley", "Head of partnerships"))
SMALL = 10


@dataclass(frozen=True)
class Stated:
    """A need as it is stated: who bears which share, and what is needed (need, cohort, pence over two years)."""

    title: str
    why: str
    shares: Sequence[tuple[str, str, str]]
    lines: Sequence[tuple[str, str, int]]


DEBT = Stated(
    "Fictional help with debt",
    "People who are in debt lose homes and work. Advice in the first weeks keeps more of them settled.",
    (("region", "", "60"), ("local-authority", "Fictional county council", "30")),
    (("finance", "", 90_000_00), ("finance", "veterans", 0)),
)
HOMES = Stated(
    "Fictional homes for people who leave prison",
    "Too many people leave prison without somewhere to stay. Fewer of them should, in every area of the region.",
    (("region", "", "70"), ("pcc", "Fictional Police and Crime Commissioner", "30")),
    (("accommodation", "", 480_000_00), ("womens-services", "women", 260_000_00)),
)
MENTORS = Stated(
    "Fictional mentors for young adults",
    "Young adults say that somebody who has been there helps them most. Each of them should be offered a mentor.",
    (("region", "", "80"), ("health", "Fictional health board", "20")),
    (("mentoring", "young-adults", 150_000_00),),
)


def state_some_needs(*, at: datetime) -> None:
    """State them as a commissioner would; doing it twice changes nothing."""
    by = User.objects.filter(username="demo.commissioner").first()
    if by is None:
        return
    with acting(by, why="demonstration"):
        market = (
            Market.objects.filter(reference="fictional-rehabilitation", state="open").select_related("region").first()
        )
        if market is None or market.region is None or Need.objects.exists():
            return
        _state(DEBT, market.region, by, at - timedelta(days=6))
        agreed = _state(HOMES, market.region, by, at - timedelta(days=40))
        _agree(agreed, by, at - timedelta(days=20))
        facts = RouteFacts(value_pence=740_000_00)
        need_routes.choose_route(need=agreed, facts=facts, chosen="competition", by=by, at=at - timedelta(days=18))
        need_steps.publish_need(need=agreed, by=by, at=at - timedelta(days=17))
        used = _state(MENTORS, market.region, by, at - timedelta(days=60))
        _agree(used, by, at - timedelta(days=45))
        why = "Members of the panel differ in what they offer, so they should be compared."
        facts = RouteFacts(value_pence=150_000_00, outcome_certain=False)
        given: dict[str, Any] = {"by": by, "at": at - timedelta(days=30)}
        need_routes.choose_route(need=used, facts=facts, chosen="competition", departs_why=why, **given)
        lines = list(used.lines.select_related("region"))
        need_routes.begin_competition(need=used, market=market, lines=lines, **given)


def _state(stated: Stated, region: Region, by: User, at: datetime) -> Need:
    """A draft; where the caseload cannot say a volume, or says a small one, the commissioner states one."""
    starts_on = add_months(timezone.localdate(at).replace(day=1), 6)
    given: dict[str, Any] = {"by": by, "at": at}
    one = needs.draft_need(details=NeedDetails(stated.title, starts_on, 24, stated.why), **given)
    for kind, name, share in stated.shares:
        details = PartyDetails(kind, Decimal(share), region if kind == "region" else None, name)
        needs.keep_party(need=one, details=details, **given)
    for category, cohort, pence in stated.lines:
        kept = need_lines.keep_line(need=one, details=LineDetails(category, region, cohort, "", pence or None), **given)
        if stated is not DEBT and (kept.projected or 0) < SMALL:
            need_lines.overrule_volume(line=kept, volume=40, why="The service of last year saw about forty.", **given)
    return one


def _agree(one: Need, by: User, at: datetime) -> None:
    """Somebody agrees for each body, then the need is agreed."""
    for party, (name, post) in zip(NeedParty.objects.filter(need=one).order_by("pk"), AGREED_BY, strict=True):
        need_steps.agree_share(
            party=party, name=name, post=post, agreed_on=timezone.localdate(at), by=by, at=at
        )  # fmt: skip
    need_steps.agree_need(need=one, by=by, at=at)
