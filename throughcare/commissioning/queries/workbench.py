"""A commissioner's competitions by stage, each with what comes next, and what waits for a director."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Case, Count, Q, QuerySet, Sum, When
from django.utils import timezone

from throughcare.accounts.models import User
from throughcare.commissioning.models import Competition
from throughcare.commissioning.queries.awards import not_before
from throughcare.commissioning.queries.competitions import takes_bids
from throughcare.commissioning.queries.reach import near
from throughcare.commissioning.rules.states import COMPETITION

STAGES: Mapping[str, tuple[str, ...]] = {
    "drafting": ("draft", "approved"),
    "open": ("published",),
    "assessing": ("closed", "opened", "individual-scoring", "consensus", "moderated", "award-recommended",
                  "award-approved", "standstill"),
    "ended": tuple(state for state, verbs in COMPETITION.table.items() if not verbs),
}  # fmt: skip

AFTER_CLOSING: Mapping[str, str] = {
    "opened": "begin-scoring", "individual-scoring": "score", "consensus": "agree", "moderated": "award",
    "award-recommended": "decide-award", "award-approved": "publish-award", "standstill": "standstill",
}  # fmt: skip
"""What comes next in a competition that has closed, by its state."""


@dataclass(frozen=True)
class Next:
    """What comes next: ``what`` is a code, ``when`` the day or the instant, where there is one."""

    what: str
    when: date | datetime | None = None


def competitions_at(stage: str) -> QuerySet[Any]:
    """The competitions within reach at a stage, all where it is empty: those that close next first, then the latest.

    What has ended comes last.
    """
    found = near(Competition.objects.select_related("market__region", "made_by"))
    if stage:
        found = found.filter(state__in=STAGES[stage])
    unanswered = Count("enquiries", filter=Q(enquiries__answered_at__isnull=True), distinct=True)
    found = found.annotate(unanswered=unanswered, lot_count=Count("lots", distinct=True))
    ended = Case(When(state__in=STAGES["ended"], then=1), default=0)
    return found.order_by(ended, "closes_at", "-made_at", "pk")


def counts_by_stage() -> Mapping[str, int]:
    """How many competitions there are at each stage."""
    counted = dict(near(Competition.objects.all()).values_list("state").annotate(Count("pk")))
    return {stage: sum(counted.get(state, 0) for state in states) for stage, states in STAGES.items()}


def waiting_for(director: User) -> QuerySet[Any]:
    """What was put to a director and is not their own, the longest waiting first."""
    found = near(Competition.objects.filter(state="draft", offered_at__isnull=False)).exclude(made_by=director)
    found = found.select_related("market__region", "made_by").annotate(value_pence=Sum("lots__value_pence"))
    return found.order_by("offered_at", "pk")


def next_of(one: Competition, *, at: datetime) -> Next:
    """What comes next in a competition."""
    if one.state == "draft":
        return Next("with-director", one.offered_at) if one.offered_at else Next("finish-draft")
    if one.state == "approved":
        return Next("publish")
    if not takes_bids(one, at=at):
        if not COMPETITION.table[one.state]:
            return Next("ended", one.ended_at)
        # Whoever looks first after the closing notes it; until then the state says that it is published.
        return Next(AFTER_CLOSING.get(one.state, "open-bids"), not_before(one) if one.state == "standstill" else None)
    today = timezone.localdate(at)
    days = (("questions-until", one.questions_until), ("answers-by", one.answers_by))
    ahead = [Next(what, day) for what, day in days if day is not None and day >= today]
    return ahead[0] if ahead else Next("closes", one.closes_at)
