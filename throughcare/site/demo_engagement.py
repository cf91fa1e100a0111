"""Market engagement of the demonstration: an event to come, one with notes, one without, a draft; and a pipeline."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from throughcare.accounts.acting import acting
from throughcare.accounts.models import User
from throughcare.commissioning.commands import engagement_after, engagements
from throughcare.commissioning.commands.engagement_replies import answer_about, ask_about, say_coming
from throughcare.commissioning.commands.engagements import EngagementDetails
from throughcare.commissioning.commands.pipeline import publish_pipeline
from throughcare.commissioning.models import Engagement, EngagementReply, Market, Need
from throughcare.commissioning.queries.pipeline import purchases
from throughcare.kernel.local_time import instant, local
from throughcare.organisations.models import Region, SupplierUser
from throughcare.policy import working_calendar

DAY = timedelta(days=1)
JOIN = "Say on this page that you come. Whoever has no account writes to engagement@region.example."
YEARLY_PENCE = 12_500_000_000
ACCESS = "Step-free, with a hearing loop; captions online. Write to us for anything else that you need."


def make_engagements(*, region: str, at: datetime) -> None:
    """Make them as people would; doing it twice changes nothing."""
    by = User.objects.filter(username="demo.commissioner").first()
    if by is None:
        return
    with acting(by, why="demonstration"):
        market = Market.objects.filter(reference="fictional-rehabilitation").first()
        if market is None or Engagement.objects.exists():
            return
        place = Region.objects.get(code=region)
        need = Need.objects.filter(reference="fictional-homes-for-people-who-leave", state="agreed").first()
    coming = _event("Fictional talk about homes after prison", 24, by, at, market=market, region=place,
                    need=need, needs=("accommodation",), language="both", places=40)  # fmt: skip
    _announce(coming, by, at - 6 * DAY)
    _reply(coming, "demo.supplier", by, at, people=2)
    over = _event("Fictional talk about women’s services", -60, by, at, region=place, needs=("womens-services",),
                  cohorts=("women",), places=25)  # fmt: skip
    _announce(over, by, at - 85 * DAY)
    _reply(over, "demo.supplier2", by, at - 80 * DAY, people=3)
    _hold(over, by, others=4, people=9)
    with acting(by, why="demonstration"):
        engagement_after.publish_notes(
            engagement=over, by=by, at=over.ends_at + 5 * DAY,
            said="Women wait longest for help with children. Two centres said that leases of one year keep them from "
            "taking on staff.",
            follows="We ask for three years instead of two, and pay for child care apart.",
        )  # fmt: skip
    owed = _event("Fictional talk about mentoring", -4, by, at, region=place, needs=("mentoring",))
    _announce(owed, by, at - 25 * DAY)
    _hold(owed, by, others=3, people=5)
    _event("Fictional talk about advice on money", 45, by, at, region=place, needs=("finance",))
    with acting(by, why="demonstration"):
        planned = [each.code for each in purchases()]
        if planned:
            publish_pipeline(spend_pence=YEARLY_PENCE, smaller=planned, by=by, at=at - 3 * DAY)


def _event(title: str, days: int, by: User, at: datetime, **about: Any) -> Engagement:
    """A draft of an event so many days from now, on a working day, from ten to twelve."""
    on = working_calendar().add(local(at + days * DAY).day, 1)
    details = EngagementDetails(
        title=title, about="What would help, what stands in the way, and in what size should it be bought?",
        starts_at=instant(on, time(10)), ends_at=instant(on, time(12)), how_to_join=JOIN, access=ACCESS,
        place="The Fictional Hall, 1 Example Street", online="https://meet.example/talk", **about,
    )  # fmt: skip
    with acting(by, why="demonstration"):
        return engagements.draft_engagement(details=details, by=by, at=min(at, at + days * DAY) - 30 * DAY)


def _announce(one: Engagement, by: User, at: datetime) -> None:
    with acting(by, why="demonstration"):
        engagements.announce_engagement(engagement=one, by=by, at=at)


def _reply(one: Engagement, username: str, by: User, at: datetime, *, people: int) -> None:
    """Somebody comes, asks two questions, and one of them is answered."""
    user = User.objects.filter(username=username).first()
    if user is None:
        return
    with acting(user, why="demonstration"):
        supplier = SupplierUser.objects.filter(user=user, ended_at=None).order_by("pk")[0].supplier
        given: dict[str, Any] = {"engagement": one, "supplier": supplier, "by": user, "at": at - 2 * DAY}
        say_coming(people=people, wishes="One of us uses a wheelchair.", **given)
        asked = ask_about(text="Can we, as a small centre, come with a partner?", **given)
        ask_about(text="Will the volumes of last year be shown?", **given)
    with acting(by, why="demonstration"):
        told = "May an organisation come with a partner?"
        answer_about(question=asked, told=told, answer="Yes. Each says for itself that it comes.", by=by, at=at - DAY)


def _hold(one: Engagement, by: User, *, others: int, people: int) -> None:
    with acting(by, why="demonstration"):
        came = list(EngagementReply.objects.filter(engagement=one, withdrawn_at=None))
        engagement_after.hold_engagement(
            engagement=one, came=came, people=people, others=others, by=by, at=one.ends_at + timedelta(hours=1)
        )
