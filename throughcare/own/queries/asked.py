"""What people asked for and changed themselves, as practitioners see it."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection
from django.db.models import QuerySet

from throughcare.own.models import Account, Asked, OwnChange
from throughcare.people.models import ContactDetail, Person
from throughcare.supervision.models import OfficerSpell

# Written out, because the first page of the day asks it of everybody and mostly nothing waits.
_ANYTHING = """
    SELECT EXISTS (SELECT 1 FROM own_asked asked
                   JOIN supervision_officerspell spell ON spell.person_id = asked.person_id
                   WHERE asked.state = 'waiting' AND spell.staff_id = %(staff)s AND spell.until IS NULL)
        OR EXISTS (SELECT 1 FROM own_ownchange change
                   JOIN supervision_officerspell spell ON spell.person_id = change.person_id
                   WHERE change.seen_at IS NULL AND spell.staff_id = %(staff)s AND spell.until IS NULL)
"""


def anything_waits(staff: int) -> bool:
    """Whether anybody on the caseload of a member of staff waits to hear, or changed what nobody has noted yet."""
    with connection.cursor() as cursor:
        cursor.execute(_ANYTHING, {"staff": staff})
        return bool(cursor.fetchone()[0])


def waiting_of(staff: int) -> Sequence[Asked]:
    """What people on the caseload of a member of staff wait to hear, the earliest appointment first."""
    return list(_asked().filter(state="waiting", person__in=_cases(staff)).order_by("contact__date", "asked_at"))


def waiting_since(staff: int, after: int) -> QuerySet[Asked]:
    """The same in the order in which it was asked, what came after ``after`` (a key)."""
    return _asked().filter(state="waiting", person__in=_cases(staff), pk__gt=after).order_by("pk")


def changes_of(staff: int) -> Sequence[OwnChange]:
    """What people on the caseload of a member of staff changed and nobody has noted yet, the latest first."""
    rows = OwnChange.objects.filter(seen_at__isnull=True, person__in=_cases(staff))
    return list(rows.select_related("person").order_by("-at"))


def asked_of_person(person: int) -> QuerySet[Asked]:
    """What one person asked, the latest first."""
    return _asked().filter(person=person).order_by("-asked_at", "-pk")


def find_asked(person: int, key: int) -> Asked | None:
    """One thing that a person asked."""
    return _asked().filter(person=person, pk=key).first()


def changes_of_person(person: int) -> QuerySet[OwnChange]:
    """What one person changed themselves, the latest first."""
    return OwnChange.objects.filter(person=person).select_related("seen_by").order_by("-at", "-pk")


def account_of(person: int) -> Account | None:
    """The person's own sign-in."""
    return Account.objects.filter(person=person).select_related("user", "invited_by").first()


def ways_to_invite(person: Person) -> QuerySet[ContactDetail]:
    """Current numbers and email addresses that may be used."""
    return ContactDetail.objects.filter(person=person, kind__in=("mobile", "email"), until__isnull=True, avoid="")


def _asked() -> QuerySet[Asked]:
    return Asked.objects.select_related("person", "contact", "answered_by")


def _cases(staff: int) -> QuerySet[OfficerSpell, int]:
    return OfficerSpell.objects.filter(staff=staff, until__isnull=True).values_list("person", flat=True)
