"""Adding to the two logs. Hash, link and place in the chain are the database's work."""

from __future__ import annotations

import json
from datetime import datetime
from functools import partial
from typing import Any, Protocol

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from psycopg.types.json import Jsonb

MOST_SUBJECT = 80
"""How many characters of a subject an entry holds; whoever has a longer name for it cuts it."""
_dumps = partial(json.dumps, cls=DjangoJSONEncoder)


class Actor(Protocol):
    """Whoever acts: a signed-in user."""

    pk: int

    def get_username(self) -> str: ...


def record(
    *, action: str, by: Actor | None, at: datetime, subject: str = "", person: int | None = None, **detail: Any
) -> None:
    """Add one entry: ``by`` did ``action`` (``context.verb_noun``) to ``subject``; ``detail`` is plain data.

    ``by`` None stands for nobody signed in (a failed sign-in). Must run while ``by`` is acting.
    """
    # By hand, because Django would ask for the new row back, and who adds to a log need not be allowed to read it.
    values: list[Any] = [at, by.pk if by else 0, by.get_username() if by else "", action, subject, person]
    values.append(Jsonb(detail, dumps=_dumps))
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO audit_entry (at, actor, actor_name, action, subject, person, detail, sequence, previous, hash)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, 0, '', '')",
            values,
        )


def log_consultation(*, person: int, subject: str, page: str, reason: str, by: Actor, at: datetime) -> None:
    """Log that ``by`` looked at a person's record on ``page`` (Data Protection Act 2018 s.62(2)), and why."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO audit_consultation (at, actor, actor_name, person, subject, page, reason, sequence, previous,"
            " hash) VALUES (%s, %s, %s, %s, %s, %s, %s, 0, '', '')",
            [at, by.pk, by.get_username(), person, subject, page, reason],
        )
