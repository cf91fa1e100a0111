"""The people whom one can sign in as in a demonstration, and what each sees first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from throughcare.accounts.acting import acting
from throughcare.accounts.models import User
from throughcare.accounts.queries.users import users_matching
from throughcare.accounts.rules.roles import PRACTISE, ROLE
from throughcare.organisations.models import Posting
from throughcare.supervision.models import OfficerSpell
from throughcare.transition.commands.system import SYSTEM_USER
from throughcare.workforce.models import Staff

HANDFUL = 4


@dataclass(frozen=True)
class Member:
    """One person to sign in as; ``people`` is the size of the caseload, ``place`` the team, unit or region."""

    user: User
    people: int | None
    place: str


@dataclass(frozen=True)
class Group:
    """A role with some of its members; ``total`` is how many there are."""

    role: str
    label: str
    members: Sequence[Member]
    total: int


def groups() -> list[Group]:
    """Every role that somebody has, with a handful of people; practitioners with the largest caseloads first."""
    caseloads = _caseloads()
    found = []
    for role in ROLE:
        users = _open(role.code)
        total = users.count()
        if not total or role.code == "none":
            continue
        busiest = sorted(caseloads, key=lambda pk: -caseloads[pk])
        chosen = list(users.filter(pk__in=busiest[: 50 * HANDFUL])) if role.code == "practitioner" else []
        chosen.sort(key=lambda user: -caseloads[user.pk])
        chosen = (chosen or list(users[:HANDFUL]))[:HANDFUL]
        found.append(Group(role.code, role.label, members(chosen, caseloads), total))
    return found


def everybody(role: str) -> QuerySet[User]:
    """All whom one can sign in as in a role."""
    return _open(role)


def members(users: Iterable[User], caseloads: dict[int, int] | None = None) -> list[Member]:
    """The users with caseload and place, three queries for any number."""
    listed = list(users)
    numbers = [user.pk for user in listed]
    counts = _caseloads() if caseloads is None else caseloads
    staff = {
        one.user_id: one
        for one in Staff.objects.filter(user__in=numbers).select_related("team", "delivery_unit", "region")
    }
    posted = {
        one.user_id: one
        for one in Posting.objects.filter(user__in=numbers, until=None).select_related("region", "delivery_unit")
    }
    return [
        Member(user, counts.get(user.pk) if user.role == "practitioner" else None,
               _place(staff.get(user.pk), posted.get(user.pk)))
        for user in listed
    ]  # fmt: skip


def _open(role: str) -> QuerySet[User]:
    return users_matching(role=role, active=True).exclude(username=SYSTEM_USER)


def _place(staff: Staff | None, posting: Posting | None) -> str:
    """The smallest place that is known."""
    known = []
    if staff is not None:
        known += [staff.team, staff.delivery_unit, staff.region]
    if posting is not None:
        known += [posting.delivery_unit, posting.region]
    return next((place.name for place in known if place is not None), "")


def _caseloads() -> dict[int, int]:
    """How many people each user is responsible for now, region by region, as somebody of that region sees them."""
    today = timezone.localdate()
    current = Q(start__lte=today) & (Q(until=None) | Q(until__gt=today))
    witnesses = (
        Posting.objects.filter(current, user__role__in=PRACTISE, user__is_active=True)
        .order_by("region_id", "pk")
        .distinct("region_id")
        .select_related("user")
    )
    counts: dict[int, int] = {}
    for witness in witnesses:
        with acting(witness.user, why="demonstration sign-in page"):
            rows = (
                OfficerSpell.objects.filter(current, staff__user__isnull=False)
                .values_list("staff__user")
                .annotate(people=Count("person", distinct=True))
                .order_by()
            )
            counts.update(rows)
    return counts
