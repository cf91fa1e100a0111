"""Keeping what is typed until it is saved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from django.db import connection
from django.utils import timezone
from psycopg.types.json import Jsonb

from throughcare.accounts.models import Draft, User
from throughcare.policy.book import Family, load_family

MOST = 200_000
"""Characters of a draft; the longest note of a contact is a tenth of it."""

# One statement, so that the page's own saving and the button cannot meet between a look and a write.
_KEEP = """
INSERT INTO accounts_draft ("user_id", form, typed, kept_at) VALUES (%s, %s, %s, %s)
ON CONFLICT ("user_id", form) DO UPDATE SET typed = excluded.typed, kept_at = excluded.kept_at
WHERE accounts_draft.kept_at <= excluded.kept_at
"""


class DraftTooLong(ValueError):
    """More was typed than a draft holds."""


def keep_draft(*, user: User, form: str, typed: Mapping[str, Sequence[str]], at: datetime) -> None:
    """Keep the fields of the form at that address, in place of what was kept before. Must run while ``user`` acts.

    Nothing is logged: a draft is its author's own. Raises ``DraftTooLong``.
    """
    fields = {name: list(values) for name, values in typed.items()}
    if sum(len(name) + sum(map(len, values)) for name, values in fields.items()) > MOST:
        raise DraftTooLong
    cleaned = {name: [value.replace("\x00", "") for value in values] for name, values in fields.items()}
    values: list[Any] = [user.pk, form, Jsonb(cleaned), at]
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, values)


def drop_draft(*, user: User, form: str) -> bool:
    """Forget the draft of a form; whether there was one."""
    return bool(Draft.objects.filter(user=user, form=form).delete()[0])


def forget_old_drafts(*, at: datetime) -> int:
    """Delete the drafts that nobody has touched for long enough; returns how many."""
    day = timezone.localtime(at).date()
    return Draft.objects.filter(kept_at__lte=at - kept_for(day)).delete()[0]


def kept_for(on: date) -> timedelta:
    """How long a draft is kept."""
    return timedelta(days=_family()["kept"].on(on).value)


@cache
def _family() -> Family:
    return load_family("throughcare.accounts", "drafts")
