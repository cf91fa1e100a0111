"""Making tokens of the API, using them, taking them back."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone

from throughcare.accounts.models import ApiToken, User
from throughcare.accounts.rules.api_policy import call_limit, longest_life
from throughcare.accounts.rules.scopes import check_scopes
from throughcare.audit.commands import record

MARK = "tc_"
_PREFIX = 9

_USE = """
UPDATE accounts_apitoken SET
    last_used_at = %(at)s,
    calls = CASE WHEN calls_from > %(at)s - %(span)s * interval '1 second' THEN calls + 1 ELSE 1 END,
    calls_from = CASE WHEN calls_from > %(at)s - %(span)s * interval '1 second' THEN calls_from ELSE %(at)s END
WHERE hash = %(hash)s AND revoked_at IS NULL AND expires_at > %(at)s
RETURNING id, calls, calls_from
"""


class UnknownToken(Exception):
    """No such token, or it has run out, was revoked, or its user's account is closed."""


class TooManyCalls(Exception):
    """The token's limit is reached; ``until`` is when it is heard again."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until.isoformat())
        self.until = until


class TooLong(ValueError):
    """A token would be good for longer than the policy allows, or not at all; ``most`` is the longest."""

    def __init__(self, most: timedelta) -> None:
        super().__init__(f"between 1 and {most.days} days")
        self.most = most


@dataclass(frozen=True)
class MadeToken:
    """A new token with its secret, which nobody sees a second time."""

    token: ApiToken
    secret: str


@transaction.atomic
def make_token(
    *, user: User, name: str, scopes: Iterable[str], life: timedelta, by: User | None, at: datetime
) -> MadeToken:
    """Make a token that acts as ``user`` for ``life``. ``by`` None is the command line.

    Raises ``UnknownScope`` and ``TooLong``.
    """
    chosen, most = check_scopes(scopes), longest_life(timezone.localtime(at).date())
    if not timedelta() < life <= most:
        raise TooLong(most)
    secret = MARK + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        name=name,
        prefix=secret[: len(MARK) + _PREFIX],
        hash=_hash(secret),
        user=user,
        scopes=list(chosen),
        made_at=at,
        made_by=by,
        expires_at=at + life,
    )
    record(
        action="accounts.made_token", by=by, at=at, subject=user.username, token=token.prefix, name=name,
        scopes=list(chosen), expires_at=token.expires_at,
    )  # fmt: skip
    return MadeToken(token, secret)


@transaction.atomic
def revoke_token(*, token: ApiToken, by: User | None, at: datetime) -> None:
    """Take a token back: the next call with it is refused. Doing it twice changes nothing."""
    token = ApiToken.objects.select_for_update(of=("self",)).select_related("user").get(pk=token.pk)
    if token.revoked_at is None:
        ApiToken.objects.filter(pk=token.pk).update(revoked_at=at)
        record(action="accounts.revoked_token", by=by, at=at, subject=token.user.username, token=token.prefix)


def revoke_tokens_of(*, user: User, by: User | None, at: datetime) -> None:
    """Take back every token that acts as ``user``."""
    for token in ApiToken.objects.filter(user=user, revoked_at__isnull=True):
        revoke_token(token=token, by=by, at=at)


def use_token(secret: str, *, at: datetime) -> ApiToken:
    """The token of that secret, with this call counted; one statement, so that many calls at once are all counted.

    Raises ``UnknownToken`` and ``TooManyCalls``.
    """
    limit = call_limit(timezone.localtime(at).date())
    with connection.cursor() as cursor:
        cursor.execute(_USE, {"hash": _hash(secret), "at": at, "span": limit.seconds})
        row = cursor.fetchone()
    token = ApiToken.objects.select_related("user").filter(pk=row[0]).first() if row else None
    if token is None or not token.user.is_active:
        raise UnknownToken
    if row[1] > limit.calls:
        raise TooManyCalls(row[2] + timedelta(seconds=limit.seconds))
    return token


def _hash(secret: str) -> str:
    # The secret has 256 random bits, so that a plain hash is as good as a slow one.
    return hashlib.sha256(secret.encode()).hexdigest()
