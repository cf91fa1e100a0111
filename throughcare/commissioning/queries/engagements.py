"""Market-engagement events: what is coming and what was, who may come or ask, and what stands in a competition's way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Case, Count, F, Q, QuerySet, When
from django.utils import timezone

from throughcare.accounts.models import User
from throughcare.commissioning.models import Competition, Engagement, EngagementReply
from throughcare.commissioning.queries.competitions import Answer
from throughcare.commissioning.rules.engagement_event import EventCase, EventDays, decide_event
from throughcare.kernel.decision import Decision
from throughcare.organisations.queries.suppliers import acting_for

WHEN = ("coming", "over")
TO_COME = Q(state="announced")


@dataclass(frozen=True)
class Coming:
    """How many say that they come."""

    organisations: int = 0
    people: int = 0


@dataclass(frozen=True)
class NextStep:
    """What comes next in an event: ``what`` is a code, ``when`` its day or instant, where there is one."""

    what: str
    when: date | datetime | None = None


def engagements_matching(
    *, at: datetime, words: str = "", need: str = "", region: str = "", when: str = ""
) -> QuerySet[Engagement]:
    """Events that were announced: those to come, the next one first, then those that are over, the latest first.

    ``when`` is ``coming`` or ``over``; a region finds the events of every region as well.
    """
    found = Engagement.objects.filter(announced_at__isnull=False).select_related("region", "market", "need")
    for word in words.split()[:8]:
        found = found.filter(Q(title__icontains=word) | Q(reference__icontains=word) | Q(about__icontains=word))
    if need:
        found = found.filter(Q(needs__contains=[need]) | Q(needs=[]))
    if region:
        found = found.filter(Q(region__code=region) | Q(region=None))
    coming = TO_COME & Q(ends_at__gt=at)
    if when == "coming":
        return found.filter(coming).order_by("starts_at", "pk")
    if when == "over":
        return found.exclude(coming).order_by("-starts_at", "pk")
    return found.order_by(Case(When(coming, then=F("starts_at"))).asc(nulls_last=True), "-starts_at", "pk")


def engagements_of_buyers() -> QuerySet[Any]:
    """Every event with the questions that wait for an answer: what is to be done first, then what has ended."""
    waiting = Count("questions", filter=Q(questions__answered_at=None), distinct=True)
    found = Engagement.objects.select_related("region", "market", "need").annotate(unanswered=waiting)
    ended = Q(state__in=("cancelled", "discarded", "reported"))
    return found.annotate(has_ended=Count("pk", filter=ended)).order_by("has_ended", "starts_at", "pk")


def coming_to(numbers: Iterable[int]) -> Mapping[int, Coming]:
    """How many come to each of these events, by its number; those to which nobody comes are left out."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM commissioning_engagement_coming(%s)", [list(numbers)])
        return {number: Coming(organisations, people) for number, organisations, people in cursor.fetchall()}


def places_left(one: Engagement) -> int | None:
    """How many more people can come; None where there is no limit."""
    return None if one.places is None else max(0, one.places - coming_to([one.pk]).get(one.pk, Coming()).people)


def answers_about(one: Engagement) -> Sequence[Answer]:
    """The questions that were answered, in the order of their answers; who asked is not in them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM commissioning_engagement_answers(%s)", [one.pk])
        return [Answer(*row) for row in cursor.fetchall()]


def event_days(starts_at: datetime, ends_at: datetime, *, at: datetime) -> Decision[EventDays]:
    """What the rule says of an event at that time, asked at ``at``."""
    return decide_event(
        EventCase(on=timezone.localdate(at), starts_at=starts_at, ends_at=ends_at, asked_at=at)
    )  # fmt: skip


def days_of(one: Engagement) -> Decision[EventDays]:
    """The same for an event as it stands: on the day on which its time was last said to everybody."""
    last = one.changes.filter(after__has_key="starts_at").last() or one.changes.filter(after__has_key="ends_at").last()
    said = last.changed_at if last else one.announced_at or one.made_at
    return event_days(one.starts_at, one.ends_at, at=said)


def takes_replies(one: Engagement, *, at: datetime) -> bool:
    """Whether somebody may still say that they come."""
    return one.state == "announced" and at < one.starts_at


def takes_engagement_questions(one: Engagement, *, at: datetime) -> bool:
    """Whether a question may be asked: from the announcement until some days after the event."""
    last = days_of(one).value.questions_until
    announced = one.state in ("announced", "held", "reported")
    return announced and last is not None and timezone.localdate(at) <= last


def my_replies(user: object, one: Engagement) -> Sequence[EngagementReply]:
    """What the suppliers that somebody acts for have said; nothing for whoever acts for none."""
    if not isinstance(user, User) or user.role != "supplier":
        return []
    mine = one.replies.filter(supplier__in=acting_for(user).values("supplier"))
    return list(mine.select_related("supplier"))


def events_for(user: User, *, at: datetime) -> QuerySet[Engagement]:
    """The events to come that a user's suppliers are invited to or come to, the next one first."""
    mine = acting_for(user).values("supplier")
    found = Engagement.objects.filter(TO_COME, ends_at__gt=at)
    named = Q(invitations__supplier__in=mine) | Q(replies__supplier__in=mine, replies__withdrawn_at=None)
    return found.filter(named).distinct().order_by("starts_at", "pk")


def next_step(one: Engagement, *, at: datetime) -> NextStep:
    """What comes next in an event."""
    if one.state == "draft":
        return NextStep("announce", one.starts_at)
    if one.state == "announced":
        return NextStep("takes-place", one.starts_at) if at < one.ends_at else NextStep("say-who-came")
    if one.state == "held":
        return NextStep("publish-notes", days_of(one).value.notes_by)
    return NextStep("ended", one.notes_at or one.cancelled_at)


def unfinished() -> QuerySet[Engagement]:
    """The events that ask something of those who buy: over without notes, the longest first, then those to come."""
    return Engagement.objects.filter(state__in=("draft", "announced", "held")).order_by("starts_at", "pk")


def without_notes(competition: Competition, *, at: datetime) -> Sequence[Engagement]:
    """The events about what a competition buys that are over, and whose notes are not published.

    About the same is: the statement of need that it was begun from; or of its panel, or in the region of one of its lots,
    and about the need of one of its lots or all.
    """
    lots = list(competition.lots.values_list("category__need", "category__region"))
    needs, regions = {need for need, _region in lots}, {region for _need, region in lots}
    about = Q(needs=[]) | Q(needs__overlap=sorted(needs))
    where = Q(market=competition.market_id) | Q(market=None, region__in=regions) | Q(market=None, region=None)
    same = (about & where) | Q(need__uses__competition=competition.pk)
    over = Q(state__in=("announced", "held"), ends_at__lte=at)
    return list(Engagement.objects.filter(over, same).distinct().order_by("starts_at", "pk"))


def latest_notes(*, limit: int) -> QuerySet[Engagement]:
    """The events whose notes were published last."""
    return Engagement.objects.filter(state="reported").order_by(F("notes_at").desc(), "pk")[:limit]
