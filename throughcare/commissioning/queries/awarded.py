"""What was awarded, lot by lot, and which part of it small and voluntary organisations won: as anybody may read it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from throughcare.commissioning.rules.award_problem import WHOLE
from throughcare.organisations.rules.supplier_codes import SIZE

# A package is parted by the values of its lots, a consortium's award by the shares of its members.
SQL = f"""
WITH won AS (
    SELECT award.id AS award, NULL::bigint AS direct, award.supplier_id AS lead, lot.id AS lot,
        award.value_pence::numeric * lot.value_pence / sum(lot.value_pence) OVER (PARTITION BY award.id) AS value,
        decision.published_at AS at
    FROM commissioning_award award
    JOIN commissioning_awarddecision decision ON decision.id = award.decision_id
        AND decision.published_at IS NOT NULL AND decision.undone_at IS NULL
    JOIN commissioning_award_lots part ON part.award_id = award.id
    JOIN commissioning_competitionlot lot ON lot.id = part.competitionlot_id
    UNION ALL
    SELECT NULL, direct.lot_id, direct.supplier_id, direct.lot_id, direct.value_pence, direct.noticed_at
    FROM commissioning_directaward direct WHERE direct.noticed_at IS NOT NULL
),
held AS (
    SELECT won.*, coalesce(member.supplier_id, won.lead) AS supplier,
        coalesce(member.share, {WHOLE})::numeric / {WHOLE} AS share
    FROM won LEFT JOIN commissioning_awardshare member ON member.award_id = won.award
)
SELECT competition.reference, competition.title, lot.title, category.need, category.region_id, held.direct IS NOT NULL,
    held.at, round(max(held.value)),
    array_agg(supplier.legal_name ORDER BY supplier.id <> held.lead, supplier.legal_name),
    round(coalesce(sum(held.value * held.share) FILTER (WHERE supplier.size = ANY (%(small)s)), 0)),
    round(coalesce(sum(held.value * held.share) FILTER (WHERE supplier.voluntary), 0)),
    round(coalesce(sum(held.value * held.share) FILTER (WHERE supplier.size = '' OR supplier.voluntary IS NULL), 0))
FROM held
JOIN commissioning_competitionlot lot ON lot.id = held.lot
JOIN commissioning_competition competition ON competition.id = lot.competition_id
JOIN commissioning_marketcategory category ON category.id = lot.category_id
JOIN organisations_supplier supplier ON supplier.id = held.supplier
WHERE (%(need)s = '' OR category.need = %(need)s) AND (%(region)s = 0 OR category.region_id = %(region)s)
GROUP BY competition.reference, competition.title, lot.id, lot.title, category.need, category.region_id, held.direct,
    held.at, held.lead
ORDER BY held.at DESC, competition.reference, lot.number
"""


@dataclass(frozen=True)
class AwardedLot:
    """A lot that was awarded. Money is in pence over the whole term; ``winners`` has the lead of a consortium first.

    ``unknown_pence`` is the part of organisations whose size or sector the register does not know.
    """

    reference: str
    competition: str
    lot: str
    need: str
    region: int
    is_direct: bool
    at: datetime
    value_pence: int
    winners: Sequence[str]
    small_pence: int
    voluntary_pence: int
    unknown_pence: int


@dataclass(frozen=True)
class AwardedTotal:
    """Several of them together."""

    lots: int
    value_pence: int
    small_pence: int
    voluntary_pence: int
    unknown_pence: int

    @property
    def small(self) -> float | None:
        """The part that organisations with a yearly income under £1 million won, between 0 and 1; None of nothing."""
        return self.small_pence / self.value_pence if self.value_pence else None

    @property
    def voluntary(self) -> float | None:
        """The part that voluntary organisations won, between 0 and 1; None of nothing."""
        return self.voluntary_pence / self.value_pence if self.value_pence else None


def awarded_lots(*, need: str = "", region: int = 0) -> list[AwardedLot]:
    """Published awards that stand, and direct awards whose notice is out; the latest first."""
    with connection.cursor() as cursor:
        small = list(SIZE.having("total", "under-1m"))
        cursor.execute(SQL, {"need": need, "region": region, "small": small})
        return [_lot(row) for row in cursor.fetchall()]


def _lot(row: Sequence[object]) -> AwardedLot:
    reference, competition, lot, need, region, is_direct, at, value, winners, small, voluntary, unknown = row
    return AwardedLot(
        reference=reference, competition=competition, lot=lot, need=need, region=region, is_direct=is_direct, at=at,  # type: ignore[arg-type]
        value_pence=int(value), winners=tuple(winners), small_pence=int(small), voluntary_pence=int(voluntary),  # type: ignore[call-overload,arg-type]
        unknown_pence=int(unknown),  # type: ignore[call-overload]
    )  # fmt: skip


def total(lots: Iterable[AwardedLot]) -> AwardedTotal:
    """Their sum."""
    listed = list(lots)
    return AwardedTotal(
        lots=len(listed),
        value_pence=sum(each.value_pence for each in listed),
        small_pence=sum(each.small_pence for each in listed),
        voluntary_pence=sum(each.voluntary_pence for each in listed),
        unknown_pence=sum(each.unknown_pence for each in listed),
    )
