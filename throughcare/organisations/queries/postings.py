"""Where users work."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from throughcare.accounts.models import User
from throughcare.organisations.models import Posting


def postings_of(user_id: int) -> QuerySet[Posting]:
    """Every posting of a user, the latest first."""
    found = Posting.objects.filter(user_id=user_id).select_related("region", "delivery_unit", "user")
    return found.order_by("-start", "-pk")


def regions_of(user: User, *, on: date) -> frozenset[int]:
    """The keys of the regions that the user is posted to on a day."""
    current = Posting.objects.filter(Q(until__isnull=True) | Q(until__gt=on), user=user, start__lte=on)
    return frozenset(current.values_list("region_id", flat=True))
