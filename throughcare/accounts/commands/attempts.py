"""Limiting attempts to sign in: each is counted before it is judged, so that many at once cannot slip past the limit."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.db.models import F

from throughcare.accounts.models import Attempts

_COUNT = """
INSERT INTO accounts_attempts AS known (key, since, number) VALUES (%(key)s, %(at)s, 1)
ON CONFLICT (key) DO UPDATE SET
    number = CASE WHEN known.since <= %(at)s - %(span)s * interval '1 second' THEN 1 ELSE known.number + 1 END,
    since = CASE WHEN known.since <= %(at)s - %(span)s * interval '1 second' THEN %(at)s ELSE known.since END
RETURNING number, since
"""


class TooManyAttempts(Exception):
    """The limit is reached; ``until`` is when the next attempt is heard."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until.isoformat())
        self.until = until


def count_attempt(*, username: str, address: str, at: datetime) -> None:
    """Count one attempt for the user name, known or not, and for the address; raises ``TooManyAttempts``."""
    waits = [_count(kind, value, at) for kind, value in _subjects(username, address)]
    until = max((wait for wait in waits if wait), default=None)
    if until is not None:
        raise TooManyAttempts(until)


def forgive_attempts(*, username: str, address: str) -> None:
    """After signing in: forget the user's attempts, and take this one off the address's."""
    (user, name), (place, where) = _subjects(username, address)
    Attempts.objects.filter(key=_key(user, name)).delete()
    Attempts.objects.filter(key=_key(place, where), number__gt=0).update(number=F("number") - 1)


def forget_old_attempts(*, at: datetime) -> int:
    """Delete counters whose span has passed; returns how many."""
    longest = max(span for _limit, span in settings.SIGN_IN_LIMITS.values())
    return Attempts.objects.filter(since__lt=at - timedelta(seconds=longest)).delete()[0]


def _subjects(username: str, address: str) -> Sequence[tuple[str, str]]:
    return ("user", username.strip().casefold()), ("address", address)


def _count(kind: str, value: str, at: datetime) -> datetime | None:
    limit, seconds = settings.SIGN_IN_LIMITS[kind]
    span = timedelta(seconds=seconds)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"key": _key(kind, value), "at": at, "span": seconds})
        number, since = cursor.fetchone()
    return since + span if number > limit else None


def _key(kind: str, value: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), f"{kind}:{value}".encode(), hashlib.sha256).hexdigest()
