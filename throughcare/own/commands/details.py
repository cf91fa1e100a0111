"""What a person changes of their own record: the number they are reached at, and the language they prefer."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction

from throughcare.accounts.acting import acting_by_itself
from throughcare.accounts.models import User
from throughcare.audit.commands import record
from throughcare.kernel.events import announcer
from throughcare.own.events import OwnDetailChanged
from throughcare.own.models import OwnChange, OwnPhone, OwnRecord
from throughcare.people.events import PersonDetailsChanged
from throughcare.people.rules.codes import LANGUAGE

PARTS = {"phone": "contact-detail", "language": "person"}
"""What the rest of the system calls the part that changed."""


class NotANumber(ValueError):
    """What was typed is no telephone number."""


class NothingChanged(ValueError):
    """The record says that already."""


@transaction.atomic
def change_phone(*, number: str, by: User, on: date, at: datetime) -> None:
    """Put another number in place of one's own, from ``on``. Raises ``NotANumber`` and ``NothingChanged``."""
    tidy = re.sub(r"[\s()-]", "", number)
    if not re.fullmatch(r"\+?[0-9]{10,15}", tidy):
        raise NotANumber(number)
    me = OwnRecord.objects.get()
    if tidy in {re.sub(r"\s", "", phone.value) for phone in OwnPhone.objects.all()}:
        raise NothingChanged
    kind = "mobile" if re.match(r"(07|\+?447)", tidy) else "telephone"
    _changed("phone", "SELECT own_change_phone(%s, %s, %s, %s)", [kind, tidy, on, at], me, by, at)


@transaction.atomic
def change_language(*, language: str, by: User, at: datetime) -> None:
    """Say which language one prefers (a code of ``LANGUAGE``). Raises ``KeyError`` and ``NothingChanged``."""
    LANGUAGE[language]
    me = OwnRecord.objects.get()
    if me.language == language:
        raise NothingChanged
    _changed("language", "SELECT own_change_language(%s, %s)", [language, at], me, by, at)


@transaction.atomic
def note_seen(*, change: OwnChange, by: User, at: datetime) -> None:
    """Note that a practitioner has seen what the person changed; a second time writes nothing."""
    change = OwnChange.objects.select_for_update(of=("self",)).select_related("person").get(pk=change.pk)
    if change.seen_at is not None:
        return
    change.seen_at, change.seen_by = at, by
    change.save(update_fields=["seen_at", "seen_by"])
    record(
        action="own.note_seen", by=by, at=at, subject=change.person.crn, person=change.person_id, part=change.part
    )  # fmt: skip


def follow_changes(*, at: datetime) -> int:
    """Let the rest of the system follow what people changed themselves: reminders go to the new number, in the language.

    Must run as the role ``jobs``, which sees what the person may not. Returns how many changes there were.
    """
    count = 0
    while True:
        with acting_by_itself(why="follow what people changed"):
            waiting = OwnChange.objects.select_for_update(skip_locked=True).filter(followed_at__isnull=True)
            change = waiting.order_by("pk").first()
            if change is None:
                return count
            change.followed_at = at
            change.save(update_fields=["followed_at"])
            announcer.announce(PersonDetailsChanged(change.person_id, PARTS[change.part], None, change.by_id, at))
            count += 1


def _changed(part: str, statement: str, values: list[Any], me: OwnRecord, by: User, at: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        (change,) = cursor.fetchone() or (0,)
    record(action=f"own.change_{part}", by=by, at=at, subject=me.crn, person=me.pk)
    announcer.announce(OwnDetailChanged(change, me.pk, part, by.pk, at))
