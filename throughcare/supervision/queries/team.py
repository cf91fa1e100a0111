"""Which colleagues a practitioner or senior can look at the caseload of."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from throughcare.accounts.models import User
from throughcare.organisations.models import Posting
from throughcare.workforce.models import Staff


def staff_of(user: User) -> Staff | None:
    """The member of staff that signs in as ``user``."""
    return Staff.objects.select_related("team").filter(user=user).first()


def team_mates(staff: Staff, *, on: date) -> list[Staff]:
    """Those of the same team who work there on ``on``, in the order of their names."""
    if staff.team_id is None:
        return [staff]
    return list(Staff.objects.filter(_working(on), team=staff.team_id))


def colleague(user: User, code: str, *, on: date) -> Staff | None:
    """The member of staff with that code, where they work in a region that ``user`` is posted to on ``on``."""
    posted = Posting.objects.filter(_working(on), user=user, start__lte=on).values("region")
    return (
        Staff.objects.select_related("team")
        .filter(Q(region__in=posted) | Q(team__delivery_unit__region__in=posted), code=code)
        .first()
    )


def _working(on: date) -> Q:
    return Q(until__isnull=True) | Q(until__gt=on)
