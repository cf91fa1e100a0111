"""The secret address under which a user's diary can be read as a calendar: made, made anew, taken back."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.db import transaction

from throughcare.accounts.models import User
from throughcare.audit.commands import record as audit
from throughcare.supervision.models import DiaryFeed
from throughcare.supervision.queries.feeds import hash_of
from throughcare.supervision.rules.diary_codes import FEED_SHOWS

NOTED_EVERY = timedelta(hours=1)


@transaction.atomic
def make_feed(*, shows: str, by: User, at: datetime) -> str:
    """Make the address of one's own diary, and end an earlier one; the secret, which nobody sees a second time.

    ``shows`` is a code of ``FEED_SHOWS``. Raises ``KeyError`` for another.
    """
    chosen = FEED_SHOWS[shows].code
    secret = secrets.token_urlsafe(32)
    DiaryFeed.objects.filter(user=by).delete()
    DiaryFeed.objects.create(user=by, secret_hash=hash_of(secret), shows=chosen, made_at=at)
    audit(action="supervision.make_diary_feed", by=by, at=at, subject=by.get_username(), shows=chosen)
    return secret


@transaction.atomic
def revoke_feed(*, by: User, at: datetime) -> bool:
    """End the address of one's own diary; whether there was one."""
    gone, _ = DiaryFeed.objects.filter(user=by).delete()
    if gone:
        audit(action="supervision.revoke_diary_feed", by=by, at=at, subject=by.get_username())
    return bool(gone)


def note_read(feed: DiaryFeed, *, at: datetime) -> None:
    """Keep when the address was last used, at most once an hour."""
    if feed.read_at is None or at - feed.read_at >= NOTED_EVERY:
        DiaryFeed.objects.filter(pk=feed.pk).update(read_at=at)
