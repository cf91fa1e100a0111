"""Joining two records of one person, and undoing it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import timezone

from throughcare.accounts.models import User
from throughcare.audit.commands import record
from throughcare.kernel.events import announcer
from throughcare.people.commands.moving import move_rows, return_rows
from throughcare.people.events import PeopleMerged, PeopleUnmerged
from throughcare.people.models import (
    Characteristic,
    Circumstance,
    ContactDetail,
    CustodySpell,
    Identifier,
    LicenceCondition,
    LimitedAccess,
    Merge,
    NotSame,
    OtherName,
    Person,
    Requirement,
    Sentence,
)

CHOOSABLE = ("forenames", "surname", "preferred_name", "date_of_birth", "sex", "language", "delivery_unit_id")
MOVED = (
    OtherName, Identifier, Characteristic, ContactDetail, Circumstance, Sentence, CustodySpell, Requirement,
    LicenceCondition,
)  # fmt: skip
COPIED = "people.limitedaccess"


class CannotMerge(ValueError):
    """The two records cannot be joined: they are one record, or one of them is merged already."""


class CannotUnmerge(ValueError):
    """The merge cannot be undone: it has been, or a later merge has to be undone first."""


@transaction.atomic
def merge_people(
    *, survivor: Person, duplicate: Person, choices: Collection[str], by: User, at: datetime, why: str
) -> Merge:
    """Join ``duplicate`` to ``survivor``; ``choices`` are the fields whose value is taken from the duplicate.

    Rows of this context move, rows the survivor has already stay; limited-access lines are copied, so both records
    stay closed to whom either was closed. Contexts above move theirs on ``PeopleMerged``. Raises ``CannotMerge``.
    """
    survivor, duplicate = _locked(survivor, duplicate)
    if survivor.pk == duplicate.pk or survivor.merged_into_id or duplicate.merged_into_id:
        raise CannotMerge
    overwritten = _choose(survivor, duplicate, choices)
    moved = {model._meta.label_lower: move_rows(model, source=duplicate.pk, target=survivor.pk) for model in MOVED}
    merge = Merge.objects.create(
        survivor=survivor, duplicate=duplicate, moved=moved, overwritten=overwritten, at=at, by=by, why=why
    )
    Person.objects.filter(pk=duplicate.pk).update(merged_into=survivor)
    announcer.announce(PeopleMerged(merge.pk, survivor.pk, duplicate.pk, by.pk, at, _day(at)))
    record(
        action="people.merge_people", by=by, at=at, subject=survivor.crn, person=survivor.pk,
        duplicate=duplicate.crn, merge=merge.pk, chosen=sorted(overwritten), why=why,
    )  # fmt: skip
    # Last, in one statement: a line copied alone could hide the survivor before the next is written.
    merge.moved[COPIED] = []
    remember_moved(merge.pk, {COPIED: _copy_limits(survivor, duplicate)})
    merge.refresh_from_db()
    return merge


@transaction.atomic
def unmerge(*, merge: Merge, by: User, at: datetime, why: str) -> None:
    """Undo a merge: rows that were moved and are still with the survivor go back, fields not changed since are restored.

    Raises ``CannotUnmerge``.
    """
    merge = Merge.objects.select_for_update().get(pk=merge.pk)
    survivor, duplicate = _locked(merge.survivor, merge.duplicate)
    if merge.undone_at is not None or survivor.merged_into_id or duplicate.merged_into_id != survivor.pk:
        raise CannotUnmerge
    Person.objects.filter(pk=duplicate.pk).update(merged_into=None)
    for model in MOVED:
        keys = merge.moved.get(model._meta.label_lower, [])
        return_rows(model, keys=keys, source=survivor.pk, target=duplicate.pk)
    _restore(survivor, merge.overwritten)
    merge.undone_at, merge.undone_by, merge.undone_why = at, by, why
    merge.save(update_fields=["undone_at", "undone_by", "undone_why"])
    announcer.announce(PeopleUnmerged(merge.pk, survivor.pk, duplicate.pk, by.pk, at, _day(at)))
    record(
        action="people.unmerge", by=by, at=at, subject=survivor.crn, person=survivor.pk,
        duplicate=duplicate.crn, merge=merge.pk, why=why,
    )  # fmt: skip
    LimitedAccess.objects.filter(pk__in=merge.moved.get(COPIED, []), person=survivor).delete()


@transaction.atomic
def declare_not_same(*, one: Person, other: Person, by: User, at: datetime, why: str) -> NotSame:
    """Decide that two records are two people: the pair is not proposed again. Doing it twice keeps the first."""
    first, second = sorted((one, other), key=lambda person: person.pk)
    decision, made = NotSame.objects.get_or_create(
        first=first, second=second, defaults={"by": by, "at": at, "why": why}
    )
    if made:
        for person, apart in ((first, second), (second, first)):
            record(
                action="people.declare_not_same", by=by, at=at, subject=person.crn, person=person.pk,
                other=apart.crn, why=why,
            )  # fmt: skip
    return decision


def remember_moved(merge: int, moved: dict[str, Any]) -> None:
    """Add to what a merge remembers; contexts above call it from their handlers."""
    row = Merge.objects.select_for_update().get(pk=merge)
    row.moved = {**row.moved, **moved}
    row.save(update_fields=["moved"])


def _locked(one: Person, other: Person) -> tuple[Person, Person]:
    """Both records, locked in the order of their keys so that two merges never wait for each other."""
    found = {row.pk: row for row in Person.objects.select_for_update().filter(pk__in=[one.pk, other.pk]).order_by("pk")}
    if one.pk not in found or other.pk not in found:
        raise CannotMerge
    return found[one.pk], found[other.pk]


def _choose(survivor: Person, duplicate: Person, choices: Collection[str]) -> dict[str, list[Any]]:
    if unknown := set(choices) - set(CHOOSABLE):
        raise CannotMerge(sorted(unknown))
    overwritten: dict[str, list[Any]] = {}
    for name in CHOOSABLE:
        before, after = getattr(survivor, name), getattr(duplicate, name)
        if name in choices and before != after:
            overwritten[name] = [_plain(before), _plain(after)]
            setattr(survivor, name, after)
    if overwritten:
        survivor.save(update_fields=[name.removesuffix("_id") for name in overwritten])
    return overwritten


def _restore(survivor: Person, overwritten: dict[str, list[Any]]) -> None:
    back = [name for name, (_, after) in overwritten.items() if _plain(getattr(survivor, name)) == after]
    for name in back:
        before = overwritten[name][0]
        setattr(survivor, name, date.fromisoformat(before) if name == "date_of_birth" else before)
    if back:
        survivor.save(update_fields=[name.removesuffix("_id") for name in back])


def _copy_limits(survivor: Person, duplicate: Person) -> list[int]:
    has = set(LimitedAccess.objects.filter(person=survivor).values_list("kind", "user_id", "start"))
    lines = [
        LimitedAccess(
            person=survivor,
            kind=line.kind,
            user_id=line.user_id,
            reason=line.reason,
            start=line.start,
            until=line.until,
        )
        for line in LimitedAccess.objects.filter(person=duplicate)
        if (line.kind, line.user_id, line.start) not in has
    ]
    return [line.pk for line in LimitedAccess.objects.bulk_create(lines)]


def _plain(value: Any) -> Any:
    return DjangoJSONEncoder().default(value) if isinstance(value, date) else value


def _day(at: datetime) -> date:
    return timezone.localtime(at).date()
