"""A direct award as the Open Contracting Data Standard tells it: the transparency notice, a process of its own."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from throughcare.commissioning.models import DirectAward, PublishedRelease
from throughcare.commissioning.queries.direct_awards import standstill_of_direct
from throughcare.commissioning.queries.ocds_parties import party_of
from throughcare.commissioning.queries.ocds_shared import buyer_of, legal_basis
from throughcare.commissioning.rules.direct_award import GROUNDS
from throughcare.commissioning.rules.ocds import Award, Lot, Period, RelatedProcess, Release, Tender, Value
from throughcare.kernel.calendar import ONE_DAY, add_months


def direct_release(direct: DirectAward, *, at: dt.datetime) -> Release:
    """The next release of the process: what is to be awarded to whom, why without competition, and the standstill."""
    competition = direct.lot.competition
    buyer, supplier = buyer_of(competition.market), party_of(direct.supplier, "tenderer", "supplier")
    starts = competition.starts_on
    term = Period.of_days(starts, add_months(starts, competition.term_months)) if starts else None
    value, lot = Value.of_pence(direct.value_pence), direct.lot
    assert direct.noticed_at is not None
    stands = standstill_of_direct(direct, on=timezone.localdate(direct.noticed_at)).value
    return Release(
        ocid=direct.ocid,
        id=f"{direct.ocid}-{PublishedRelease.objects.filter(ocid=direct.ocid).count() + 1}",
        date=at,
        tag=("award",),
        initiation_type="tender",
        language="en",
        title=lot.title,
        parties=(buyer, supplier),
        buyer=buyer.reference,
        tender=Tender(
            id=direct.key,
            title=lot.title,
            status="complete",
            procuring_entity=buyer.reference,
            value=value,
            procurement_method="direct",
            procurement_method_details=GROUNDS[direct.ground],
            procurement_method_rationale=direct.reason,
            main_procurement_category="services",
            legal_basis=legal_basis(competition.pack),
            lots=(Lot(id=lot.key, title=lot.title, status="complete", value=value, contract_period=term),),
        ),
        awards=(
            Award(
                id=direct.key,
                status="pending",
                title=lot.title,
                description=direct.reason,
                date=direct.noticed_at,
                value=value,
                suppliers=(supplier.reference,),
                related_lots=(lot.key,),
                contract_period=term,
                standstill_period=None
                if stands.first_day is None or stands.last_day is None
                else Period.of_days(stands.first_day, stands.last_day + ONE_DAY),
            ),
        ),
        related_processes=(
            RelatedProcess(
                id="round", relationship=("unsuccessfulProcess",), scheme="ocid", identifier=competition.ocid,
                title=competition.title,
            ),
        ),
    )  # fmt: skip
