"""Direct awards of lots that ended without an award."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from throughcare.commissioning.models import Competition, CompetitionLot, DirectAward, Membership
from throughcare.commissioning.rules.standstill import Standstill, StandstillCase, decide_standstill
from throughcare.kernel.decision import Decision
from throughcare.organisations.models import Supplier


def direct_awards_of(competition: Competition) -> Mapping[int, DirectAward]:
    """The direct awards of its lots, by the number of the lot in the database."""
    found = DirectAward.objects.filter(lot__competition=competition).select_related(
        "supplier", "proposed_by", "approved_by"
    )
    return {each.lot_id: each for each in found}


def members_for(lot: CompetitionLot) -> QuerySet[Supplier]:
    """Who holds a place in the category of a lot: a direct award goes to one of them."""
    places = Membership.objects.filter(category=lot.category_id, left_on=None, removed_on=None)
    return Supplier.objects.filter(pk__in=places.values("supplier")).order_by("legal_name", "pk")


def standstill_of_direct(direct: DirectAward, *, on: date) -> Decision[Standstill]:
    """From when its contract may be signed, by the pack ``direct-award``."""
    noticed = timezone.localdate(direct.noticed_at) if direct.noticed_at else None
    return decide_standstill(
        StandstillCase(
            on=on, pack="direct-award", award_notice_on=noticed, opened_on=timezone.localdate(direct.proposed_at)
        )
    )
