"""What waits for whoever leads a team, a delivery unit or a region: each thing counted, none decided here.

A fixed number of statements, whatever the size of the place.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from throughcare.supervision.models import Transfer
from throughcare.supervision.queries.enforcement_lists import LISTS, counts_of
from throughcare.supervision.queries.load_tables import OfficerLoad
from throughcare.supervision.queries.outgrown import count_outgrown
from throughcare.supervision.queries.places import Place
from throughcare.supervision.queries.reviews import reviews_due
from throughcare.supervision.queries.transfers import units_of

_YESTERDAY = timedelta(days=-1)


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many of each wait on a day; 0 for what a region's leader does not decide, ``reviews`` None where not counted.

    ``decisions`` on breach or recall, ``alerts`` cases with failures about which nobody was asked, ``reasons`` that may
    still be given or are to be decided, ``appeals`` against warnings, ``transfers`` offered to the place, ``leaving``
    those that it offered, ``alarms`` loads excessive for too long without an answer, ``outgrown`` tiers.
    """

    decisions: int
    alerts: int
    reasons: int
    appeals: int
    transfers: int
    leaving: int
    alarms: int
    outgrown: int
    reviews: int | None


def waiting_in(place: Place, officers: Iterable[OfficerLoad], *, on: date, reviews: bool = False) -> Waiting:
    """What waits in a place whose officers and loads are known already; with ``reviews`` those overdue as well."""
    near = place.area.kind != "region"
    counts = counts_of(place.area, on=on) if near else dict.fromkeys(LISTS, 0)
    units = units_of(place)
    offered = Transfer.objects.filter(state="offered")
    return Waiting(
        decisions=counts["decisions"],
        alerts=counts["alerts"],
        reasons=counts["reasons"],
        appeals=counts["appeals"],
        transfers=offered.filter(to_unit__in=units).count(),
        leaving=offered.filter(from_unit__in=units).count(),
        alarms=sum(one.is_alarming and not one.answer for one in officers),
        outgrown=count_outgrown(place.area, on=on) if near else 0,
        reviews=len(reviews_due(place.area, on=on, within=_YESTERDAY)) if reviews else None,
    )
