"""Which regions, delivery units and teams a user leads or may look at: those of the regions they are posted to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q, QuerySet

from throughcare.accounts.models import User
from throughcare.organisations.models import DeliveryUnit, Posting, Region
from throughcare.supervision.queries.cases import Area
from throughcare.supervision.queries.team import colleague, staff_of
from throughcare.workforce.models import Staff, Team


@dataclass(frozen=True, slots=True)
class Place:
    """An area that a user may look at, with what it is."""

    area: Area
    what: Region | DeliveryUnit | Team | Staff


def find_region(user: User, code: str, *, on: date) -> Region | None:
    """The region with that code, where the user is posted to it on ``on``."""
    return Region.objects.filter(pk__in=_posted_regions(user, on), code=code).first()


def find_unit(user: User, code: str, *, on: date) -> DeliveryUnit | None:
    """The delivery unit with that code, where the user is posted to its region on ``on``."""
    units = DeliveryUnit.objects.select_related("region")
    return units.filter(region__in=_posted_regions(user, on), code=code).first()


def find_team(user: User, code: str, *, on: date) -> Team | None:
    """The team with that code, where the user is posted to its region on ``on``."""
    teams = Team.objects.select_related("delivery_unit__region")
    return teams.filter(delivery_unit__region__in=_posted_regions(user, on), code=code).first()


def is_in_reach(user: User, unit: DeliveryUnit, *, on: date) -> bool:
    """Whether the user is posted to the region of ``unit`` on ``on``: who only reads a record elsewhere decides nothing."""
    return _postings(user, on).filter(region=unit.region_id).exists()


def find_place(user: User, kind: str, code: str, *, on: date) -> Place | None:
    """The region, unit, team or member of staff with that code; None where there is none that the user may look at."""
    finders = {"region": find_region, "unit": find_unit, "team": find_team, "staff": _find_staff}
    what = finders[kind](user, code, on=on)
    return None if what is None else Place(Area(kind, what.pk), what)  # type: ignore[arg-type]


def own_place(user: User, *, on: date) -> Place | None:
    """What the user leads: a director's region, a head's unit, otherwise their team."""
    region = own_region(user, on=on) if user.role == "director" else None
    unit = own_unit(user, on=on) if user.role == "head" else None
    team = own_team(user)
    if region is not None:
        return Place(Area("region", region.pk), region)
    if unit is not None:
        return Place(Area("unit", unit.pk), unit)
    return Place(Area("team", team.pk), team) if team is not None else None


def own_team(user: User) -> Team | None:
    """The team that the user works in."""
    staff = staff_of(user)
    if staff is None or staff.team_id is None:
        return None
    return Team.objects.select_related("delivery_unit__region").get(pk=staff.team_id)


def own_unit(user: User, *, on: date) -> DeliveryUnit | None:
    """The delivery unit that the user is posted to on ``on``, the latest where there are several."""
    posting = _postings(user, on).filter(delivery_unit__isnull=False).select_related("delivery_unit__region").first()
    return posting.delivery_unit if posting else None


def own_region(user: User, *, on: date) -> Region | None:
    """The region that the user is posted to on ``on``, the latest where there are several."""
    posting = _postings(user, on).select_related("region").first()
    return posting.region if posting else None


def teams_nearby(user: User, team: Team | None, *, on: date) -> list[Team]:
    """The teams of the same delivery unit; without a team, those of every unit that the user is posted to."""
    if team is not None:
        return list(Team.objects.filter(delivery_unit=team.delivery_unit_id))
    unit = own_unit(user, on=on)
    if unit is not None:
        return list(Team.objects.filter(delivery_unit=unit))
    return list(Team.objects.filter(delivery_unit__region__in=_posted_regions(user, on)))


def teams_in_reach(user: User, *, on: date) -> list[Team]:
    """The teams of every region that the user is posted to on ``on``."""
    return list(Team.objects.filter(delivery_unit__region__in=_posted_regions(user, on)))


def units_of(region: Region) -> list[DeliveryUnit]:
    """The delivery units of a region."""
    return list(DeliveryUnit.objects.filter(region=region))


def teams_of(unit: DeliveryUnit) -> list[Team]:
    """The teams of a delivery unit."""
    return list(Team.objects.filter(delivery_unit=unit))


def staff_named(codes: list[str], *, team: Team | None = None, on: date) -> dict[str, Staff]:
    """Members of staff by code: those named, and whoever works in ``team`` on ``on`` and may hold cases."""
    wanted = Q(code__in=codes)
    if team is not None:
        wanted |= Q(team=team, start__lte=on) & (Q(until__isnull=True) | Q(until__gt=on))
    return {staff.code: staff for staff in Staff.objects.filter(wanted)}


def _find_staff(user: User, code: str, *, on: date) -> Staff | None:
    return colleague(user, code, on=on)


def _postings(user: User, on: date) -> QuerySet[Posting]:
    now = Q(until__isnull=True) | Q(until__gt=on)
    return Posting.objects.filter(now, user=user, start__lte=on).order_by(F("start").desc(), "pk")


def _posted_regions(user: User, on: date) -> QuerySet[Posting, int]:
    return _postings(user, on).order_by().values_list("region_id", flat=True)
