"""Where users are posted."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from throughcare.accounts.models import User
from throughcare.organisations.models import Posting


def regions_of(user: User, *, on: date) -> frozenset[int]:
    """The keys of the regions that the user is posted to on a day."""
    current = Posting.objects.filter(Q(until__isnull=True) | Q(until__gt=on), user=user, start__lte=on)
    return frozenset(current.values_list("region_id", flat=True))
