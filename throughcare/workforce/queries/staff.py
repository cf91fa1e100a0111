"""Members of staff: the one who signs in, their team, those whom a user may look at, those whom a user manages."""

from __future__ import annotations

from datetime import date

from django.db import connection
from django.db.models import Q

from throughcare.accounts.models import User
from throughcare.organisations.models import Posting
from throughcare.workforce.models import Staff, Team


def staff_of(user: User) -> Staff | None:
    """The member of staff that signs in as ``user``."""
    return Staff.objects.select_related("team").filter(user=user).first()


def staff_key_of(user: User) -> int | None:
    """The primary key of that member of staff, for the first page of the day, which needs no more."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM workforce_staff WHERE user_id = %s", [user.pk])
        row = cursor.fetchone()
    return row[0] if row else None


def team_mates(staff: Staff, *, on: date) -> list[Staff]:
    """Those of the same team who work there on ``on``, in the order of their names."""
    if staff.team_id is None:
        return [staff]
    return list(Staff.objects.filter(working(on), team=staff.team_id))


def colleague(user: User, code: str, *, on: date) -> Staff | None:
    """The member of staff with that code, where they work in a region that ``user`` is posted to on ``on``."""
    posted = Posting.objects.filter(working(on), user=user, start__lte=on).values("region")
    return (
        Staff.objects.select_related("team")
        .filter(Q(region__in=posted) | Q(team__delivery_unit__region__in=posted), code=code)
        .first()
    )


def managed(user: User, code: str, *, on: date) -> Staff | None:
    """The member of staff with that code, where ``user`` leads them: a senior or head their delivery unit, a director
    their region. Nobody manages themselves."""
    found = colleague(user, code, on=on)
    if found is None or found.user_id == user.pk:
        return None
    if user.role == "director":
        return found
    theirs = found.team.delivery_unit_id if found.team else found.delivery_unit_id
    return found if theirs is not None and theirs in _led(user, on) else None


def managed_team(user: User, code: str, *, on: date) -> Team | None:
    """The team with that code, where ``user`` leads it: a senior or head their delivery unit, a director their region."""
    found = Team.objects.select_related("delivery_unit").filter(code=code).first()
    if found is None:
        return None
    if user.role == "director":
        regions = Posting.objects.filter(working(on), user=user, start__lte=on).values_list("region", flat=True)
        return found if found.delivery_unit.region_id in set(regions) else None
    return found if found.delivery_unit_id in _led(user, on) else None


def _led(user: User, on: date) -> set[int | None]:
    """The delivery units that a user leads on ``on``."""
    units = Posting.objects.filter(working(on), user=user, start__lte=on).values_list("delivery_unit", flat=True)
    own = staff_of(user)
    return {*units, own.team.delivery_unit_id if own and own.team else None, own.delivery_unit_id if own else None}


def working(on: date) -> Q:
    """Not ended by ``on``: of staff and of postings."""
    return Q(until__isnull=True) | Q(until__gt=on)
