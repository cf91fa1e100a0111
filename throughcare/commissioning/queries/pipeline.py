"""The pipeline: what is planned now, what the rule says of it, and what was published last."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from django.db.models import Sum
from django.utils import timezone

from throughcare.commissioning.models import Competition, Need, NeedUse, PipelineEntry, PipelineNotice
from throughcare.commissioning.queries.ocds_shared import ocid_of
from throughcare.commissioning.rules.pipeline_due import Pipeline, PipelineCase, Planned, decide_pipeline
from throughcare.kernel.decision import Decision
from throughcare.organisations.models import Region

Lateness = Literal["overdue", "passed"]
UNPUBLISHED = ("draft", "approved")
NOT_BOUGHT = ("grant", "in-house")
"""Routes on which nothing is bought."""


@dataclass(frozen=True)
class Purchase:
    """Something that is to be bought, as it would be told; ``code`` names it in the decision."""

    code: str
    title: str
    description: str
    region: Region | None
    categories: tuple[str, ...]
    value_pence: int
    term_months: int
    starts_on: date | None
    need: Need | None = None
    competition: Competition | None = None

    @property
    def ocid(self) -> str:
        """The process of the open data in which it is told."""
        return ocid_of("pipeline", self.code)


def purchases() -> Sequence[Purchase]:
    """What is planned: needs from which no competition was begun, and competitions that are not published, with a value."""
    return [*_needs(), *_competitions()]


def pipeline_decision(
    planned: Sequence[Purchase], *, spend_pence: int, on: date, published_on: date | None = None
) -> Decision[Pipeline]:
    """What the rule says of what is planned on a day."""
    return decide_pipeline(
        PipelineCase(
            on=on, spend_pence=spend_pence, published_on=published_on,
            planned=tuple(
                Planned(code=each.code, value_pence=each.value_pence, starts_on=each.starts_on,
                        notice_on=_notice_on(each.competition))
                for each in planned
            ),
        )
    )  # fmt: skip


def latest_notice() -> PipelineNotice | None:
    """The pipeline notice that went out last."""
    return PipelineNotice.objects.first()


def entries_of(notice: PipelineNotice) -> Sequence[PipelineEntry]:
    """What stands in a notice, the first to be expected first."""
    return list(notice.entries.select_related("region", "need", "competition").order_by("notice_on", "title", "pk"))


def lateness(entries: Sequence[PipelineEntry], *, on: date) -> Mapping[int, Lateness]:
    """The entries whose day for the notice lies before ``on``, by number: ``overdue`` where no notice is out.

    ``passed`` is one of a need that the reader may not see: whether something was published for it cannot be told. A
    competition that the reader may not see is not published.
    """
    late = [each for each in entries if each.notice_on is not None and each.notice_on < on]
    needs = [each.need_id for each in late if each.need is not None]
    begun = NeedUse.objects.filter(need__in=needs, competition__isnull=False)
    out = set(begun.exclude(competition__state__in=UNPUBLISHED).values_list("need", flat=True))
    found: dict[int, Lateness] = {}
    for each in late:
        if each.need_id is None:
            if each.competition is None or each.competition.state in UNPUBLISHED:
                found[each.pk] = "overdue"
        elif each.need is None:
            found[each.pk] = "passed"
        elif each.need_id not in out and each.need.state in ("agreed", "in-use"):
            found[each.pk] = "overdue"
    return found


def told_decision(notice: PipelineNotice, *, at: datetime) -> Decision[Pipeline]:
    """What the rule says of what a notice told: of its own year as published, else what is owed for the year of ``at``."""
    first = PipelineNotice.objects.filter(year_start=notice.year_start).last()
    assert first is not None
    entries = entries_of(notice)
    titles = [each.title for each in entries]
    told = tuple(
        Planned(
            code=each.title if titles.count(each.title) == 1 else each.ocid, value_pence=each.value_pence,
            starts_on=each.starts_on, notice_on=each.notice_on,
        )
        for each in entries
    )  # fmt: skip
    day = timezone.localdate(at)
    case = PipelineCase(on=day, spend_pence=notice.spend_pence, planned=told)
    if decide_pipeline(case).value.start != notice.year_start:
        return decide_pipeline(case)
    published = timezone.localdate(first.published_at)
    return decide_pipeline(
        PipelineCase(on=day, spend_pence=notice.spend_pence, planned=told, published_on=published)
    )  # fmt: skip


def _notice_on(competition: Competition | None) -> date | None:
    """When the tender notice is expected, where its author proposed a closing: then it is at hand."""
    if competition is None or competition.closes_wanted is None:
        return None
    return timezone.localdate(competition.closes_wanted)


def _needs() -> list[Purchase]:
    found = Need.objects.filter(state__in=("agreed", "in-use")).exclude(uses__competition__isnull=False)
    made = []
    for need in found.prefetch_related("lines__region", "routes").order_by("pk"):
        lines = list(need.lines.all())
        value = sum(line.value_pence or 0 for line in lines)
        route = next(iter(need.routes.all()), None)
        if not value or (route is not None and route.chosen in NOT_BOUGHT):
            continue
        regions = {line.region_id: line.region for line in lines}
        made.append(
            Purchase(
                code=f"need-{need.reference}", title=need.title, description=need.description,
                region=next(iter(regions.values())) if len(regions) == 1 else None,
                categories=tuple(sorted({line.category for line in lines})), value_pence=value,
                term_months=need.term_months, starts_on=need.starts_on, need=need,
            )
        )  # fmt: skip
    return made


def _competitions() -> list[Purchase]:
    found = Competition.objects.filter(state__in=UNPUBLISHED).annotate(total=Sum("lots__value_pence"))
    made = []
    for one in found.filter(total__gt=0).select_related("market__region").order_by("pk"):
        categories = tuple(sorted(set(one.lots.values_list("category__need", flat=True))))
        made.append(
            Purchase(
                code=one.reference, title=one.title, description=one.specification, region=one.market.region,
                categories=categories, value_pence=one.total, term_months=one.term_months, starts_on=one.starts_on,
                competition=one,
            )
        )  # fmt: skip
    return made
