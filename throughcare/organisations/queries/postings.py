"""Where users work."""

from __future__ import annotations

from django.db.models import QuerySet

from throughcare.organisations.models import Posting


def postings_of(user_id: int) -> QuerySet[Posting]:
    """Every posting of a user, the latest first."""
    found = Posting.objects.filter(user_id=user_id).select_related("region", "delivery_unit", "user")
    return found.order_by("-start", "-pk")
