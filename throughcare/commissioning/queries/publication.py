"""What has been published: processes for lists, releases in order for those who take them all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from throughcare.commissioning.models import PublishedProcess, PublishedRelease
from throughcare.commissioning.rules.ocds.standing import STAGE

_LISTED = (
    "ocid",
    "stage",
    "title",
    "buyer",
    "suppliers",
    "value_pence",
    "closes_at",
    "first_at",
    "updated_at",
    "releases",
)
_TAGS = {
    "planning": ("planning", "planningUpdate"),
    "tender": ("tender", "tenderAmendment", "tenderUpdate", "tenderCancellation"),
    "award": ("award", "awardUpdate", "awardCancellation"),
    "contract": ("contract", "contractUpdate", "contractAmendment", "contractTermination"),
    "implementation": ("implementation", "implementationUpdate"),
}
"""The tags of each stage by which releases can be asked for, as Find a Tender names the stages."""


@dataclass(frozen=True, slots=True)
class ReleasePage:
    """Releases in the order of publication, as JSON text; ``cursor`` reads on from the last, and is None at the end."""

    bodies: tuple[str, ...]
    cursor: int | None


def release_page(
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    stages: Sequence[str] = (),
    after: int = 0,
    limit: int = 100,
) -> ReleasePage:
    """At most ``limit`` releases published in ``[since, until)`` after the one numbered ``after``.

    Raises ``KeyError`` for an unknown stage.
    """
    found = PublishedRelease.objects.filter(pk__gt=after)
    if since:
        found = found.filter(published_at__gte=since)
    if until:
        found = found.filter(published_at__lt=until)
    if stages:
        found = found.filter(tags__overlap=[tag for stage in stages for tag in _TAGS[stage]])
    rows = list(found.order_by("pk").values_list("pk", _text("body"))[: limit + 1])
    more = len(rows) > limit
    shown = rows[:limit]
    return ReleasePage(tuple(body for _pk, body in shown), shown[-1][0] if more else None)


def all_releases(*, since: datetime | None = None, batch: int = 500) -> Iterator[str]:
    """Every release in order, as JSON text on one line, a batch at a time, for whoever takes them all."""
    after: int | None = 0
    while after is not None:
        page = release_page(since=since, after=after, limit=batch)
        yield from page.bodies
        after = page.cursor


def processes(*, stage: str = "", words: str = "", now: datetime) -> QuerySet[PublishedProcess]:
    """Published processes: open ones first, the next to close first of them; then the latest changed.

    ``stage`` is of ``STAGE``; *open* are those that take bids until later than ``now``. Raises ``KeyError`` for another.
    """
    found = PublishedProcess.objects.only(*_LISTED)
    if stage:
        STAGE[stage]
        found = found.filter(_at_stage(stage, now))
    for word in words.split():
        found = found.filter(Q(title__icontains=word) | Q(buyer__icontains=word) | Q(ocid__iexact=word)
                             | Q(suppliers__icontains=word))  # fmt: skip
    return found.order_by("closes_at", "ocid") if stage == "tender" else found.order_by("-updated_at", "ocid")


def _at_stage(stage: str, now: datetime) -> Q:
    over = Q(stage="tender", closes_at__lte=now)
    if stage == "tender":
        return Q(stage="tender") & (Q(closes_at__gt=now) | Q(closes_at__isnull=True))
    return Q(stage="closed") | over if stage == "closed" else Q(stage=stage)


def releases_of(ocid: str) -> list[dict[str, Any]]:
    """The releases of a process, the first first; empty where there is none of that name."""
    return list(PublishedRelease.objects.filter(ocid=ocid).order_by("number").values_list("body", flat=True))


def compiled_releases(*, since: datetime | None = None) -> Iterator[str]:
    """How every process stands that something was published of since then, as JSON text; the longest unchanged first."""
    found = PublishedProcess.objects.order_by("updated_at", "ocid")
    if since:
        found = found.filter(updated_at__gte=since)
    yield from found.values_list(_text("compiled"), flat=True).iterator(chunk_size=500)


def _text(column: str) -> Cast:
    """JSON as the database writes it, without reading it here only to write it again."""
    return Cast(column, TextField())
