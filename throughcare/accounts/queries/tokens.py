"""Finding tokens of the API."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Q, QuerySet

from throughcare.accounts.models import ApiToken, User

STATES = ("valid", "expired", "revoked")


def tokens_matching(*, at: datetime, words: str = "", state: str = "") -> QuerySet[ApiToken]:
    """Tokens of which every word is part of the name, the first characters or their user's name; the latest first.

    ``state`` is one of ``STATES`` as of ``at``, or empty for all.
    """
    found = ApiToken.objects.select_related("user")
    for word in words.split():
        found = found.filter(
            Q(name__icontains=word)
            | Q(prefix__icontains=word)
            | Q(user__username__icontains=word)
            | Q(user__first_name__icontains=word)
            | Q(user__last_name__icontains=word)
        )
    if state:
        found = found.filter(_states(at)[state])
    return found.order_by("-made_at", "-pk")


def tokens_of(user: User, *, at: datetime) -> QuerySet[ApiToken]:
    """The tokens that act as ``user`` at that moment."""
    return ApiToken.objects.filter(_states(at)["valid"], user=user).order_by("-made_at", "-pk")


def state_of(token: ApiToken, *, at: datetime) -> str:
    """One of ``STATES``."""
    if token.revoked_at is not None:
        return "revoked"
    return "valid" if at < token.expires_at else "expired"


def _states(at: datetime) -> Mapping[str, Q]:
    return {
        "valid": Q(revoked_at__isnull=True, expires_at__gt=at),
        "expired": Q(revoked_at__isnull=True, expires_at__lte=at),
        "revoked": Q(revoked_at__isnull=False),
    }
