"""Who is acting: told to the database for the length of one transaction, where row security reads it.

Unset means that no row about a person is visible. ``reach`` is ``region`` (lists: the units of the region that the user is
posted to) or ``national`` (one record found by search or identifier, never a list). Limited access holds in both.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

import pghistory
from django.db import connection, transaction

from throughcare.accounts.models import User

Reach = Literal["region", "national"]
NOBODY = 0


@contextmanager
def acting(user: User, *, reach: Reach = "region", why: str = "") -> Iterator[None]:
    """One transaction in which ``user`` acts; history rows carry who and ``why``."""
    with transaction.atomic(), pghistory.context(user=user.pk, username=user.username, why=why):
        _tell(user.pk, reach)
        yield


@contextmanager
def acting_by_itself(*, why: str) -> Iterator[None]:
    """One transaction in which nobody acts but the service itself: for jobs, whose role sees every row."""
    with transaction.atomic(), pghistory.context(why=why):
        _tell(NOBODY, "region")
        yield


@contextmanager
def nobody_acting() -> Iterator[None]:
    """One transaction in which nobody acts, for what is logged about somebody who is not signed in."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('throughcare.actor', '', true)")
        yield


def extend_reach(user: User, reach: Reach) -> None:
    """Change the reach for the rest of the current transaction: before opening one record from outside the region."""
    _tell(user.pk, reach)


def _tell(actor: int, reach: Reach) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('throughcare.actor', %s, true), set_config('throughcare.reach', %s, true)",
            [str(actor), reach],
        )
