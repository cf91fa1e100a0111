"""Keeping what a write answered, so that the same request under the same key is done once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from throughcare.accounts.models import ApiAnswer, ApiToken
from throughcare.accounts.rules.api_policy import answers_kept


class StillRunning(Exception):
    """Another request with the same key is being worked on, or was a moment ago."""


class OtherRequest(Exception):
    """The key was used for another request."""


def claim_key(*, token: ApiToken, key: str, request: str, at: datetime) -> ApiAnswer | None:
    """Take the key for the rest of the transaction: None where it is new, else the answer that was kept.

    ``request`` is a hash of the request. Raises ``StillRunning`` and ``OtherRequest``.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [f"api:{token.pk}:{key}"])
        (mine,) = cursor.fetchone()
    if not mine:
        raise StillRunning
    kept = ApiAnswer.objects.filter(token=token, key=key).first()
    if kept is None:
        return None
    if kept.at <= at - answers_kept(timezone.localtime(at).date()):
        kept.delete()
        return None
    if kept.request != request:
        raise OtherRequest
    return kept


def keep_answer(
    *,
    token: ApiToken,
    key: str,
    request: str,
    person: int | None,
    status: int,
    headers: Mapping[str, str],
    body: bytes,
    at: datetime,
) -> None:
    """Keep an answer under its key; raises ``StillRunning`` where the database has one already."""
    try:
        with transaction.atomic():
            ApiAnswer.objects.create(
                token=token, key=key, request=request, person=person, status=status, headers=dict(headers), body=body,
                at=at,
            )  # fmt: skip
    except IntegrityError as fault:
        raise StillRunning from fault


def forget_old_answers(*, at: datetime) -> int:
    """Delete the answers that were kept long enough; returns how many."""
    return ApiAnswer.objects.filter(at__lte=at - answers_kept(timezone.localtime(at).date())).delete()[0]
