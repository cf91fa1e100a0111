"""What the own view holds about two records that were joined: moved on a merge, returned when it is undone."""

from __future__ import annotations

from throughcare.own.models import Account, Asked, OwnChange
from throughcare.people.commands.merge import remember_moved
from throughcare.people.commands.moving import move_rows, return_rows
from throughcare.people.events import PeopleMerged, PeopleUnmerged
from throughcare.people.models import Merge

MOVED = (Asked, OwnChange)
ACCOUNT = "own.account"


def move_own(event: PeopleMerged) -> None:
    """Give the survivor what was asked and changed, and the account where it has none: one person signs in once."""
    moved = {
        model._meta.label_lower: move_rows(model, source=event.duplicate, target=event.survivor) for model in MOVED
    }
    moved[ACCOUNT] = []
    if not Account.objects.filter(person=event.survivor).exists():
        moved[ACCOUNT] = move_rows(Account, source=event.duplicate, target=event.survivor)
    remember_moved(event.merge, moved)


def return_own(event: PeopleUnmerged) -> None:
    """Give back what ``move_own`` moved."""
    moved = Merge.objects.get(pk=event.merge).moved
    for model in (*MOVED, Account):
        return_rows(model, keys=moved.get(model._meta.label_lower, []), source=event.survivor, target=event.duplicate)
