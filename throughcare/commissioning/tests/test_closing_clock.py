"""Competitions close by the database's own clock, whatever the one who serves a page is told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from django.db import connection
from django.utils import timezone

from throughcare.audit.models import Entry
from throughcare.commissioning.models import Competition
from throughcare.commissioning.tests.drafts import published
from throughcare.testing.acting import as_role

DAY = timedelta(days=1)


@pytest.mark.usefixtures("own_database")
def test_nothing_closes_before_the_databases_own_clock_says_so() -> None:
    made, now = published(), timezone.now()
    at_its_deadline(now + DAY)
    assert close(told=now + 2 * DAY) == []  # a page's clock that runs ahead
    assert close(told=datetime(9999, 1, 1, tzinfo=UTC)) == []  # somebody who says so
    assert made.again().state == "published"
    at_its_deadline(now - 2 * DAY)
    assert close(told=now - 3 * DAY) == []  # one that runs behind closes later, never earlier
    assert close(told=datetime(9999, 1, 1, tzinfo=UTC)) == [made.competition.reference]
    assert close(told=now) == []
    with as_role("owner"):
        (entry,) = Entry.objects.filter(action="commissioning.close_competition")
    assert now <= entry.at <= timezone.now() + timedelta(minutes=1)


def at_its_deadline(closes_at: datetime) -> None:
    """The competition closes then."""
    with as_role("owner"):
        Competition.objects.update(closes_at=closes_at)


def close(*, told: datetime) -> list[str]:
    """What a session of the role that serves pages closes, when it says that it is ``told``."""
    here = connection.settings_dict
    with psycopg.connect(host=here["HOST"], dbname=here["NAME"], user="throughcare_web", autocommit=True) as web:
        return [row[1] for row in web.execute("SELECT * FROM commissioning_close_due(%s)", [told]).fetchall()]
