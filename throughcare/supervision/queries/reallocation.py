"""Cases to give to another practitioner: the tier has outgrown the grade, or whoever holds them leaves or is away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from throughcare.supervision.models import OfficerSpell
from throughcare.supervision.queries.allocation_facts import least_ahead
from throughcare.supervision.queries.cases import Area
from throughcare.supervision.queries.load_tables import OfficerLoad, officer_loads
from throughcare.supervision.queries.outgrown import OutgrownCase, outgrown_cases
from throughcare.supervision.rules.allocation_policy import allocation_policy
from throughcare.workforce.models import Staff


@dataclass(frozen=True, slots=True)
class Leaver:
    """A practitioner who holds cases and leaves, has left (``left``), or has no hours for cases (``away``)."""

    officer: OfficerLoad
    kind: str
    on: date | None


@dataclass(frozen=True, slots=True)
class ToReallocate:
    """What an area has to give to others."""

    leavers: tuple[Leaver, ...]
    outgrown: tuple[OutgrownCase, ...]

    @property
    def cases(self) -> int:
        """How many cases that is; one that is both counts twice."""
        return sum(one.officer.load.cases for one in self.leavers) + len(self.outgrown)


def to_reallocate(area: Area, *, on: date) -> ToReallocate:
    """The list of a region, unit or team, those gone already on top."""
    return ToReallocate(tuple(leavers_of(area, on=on)), tuple(outgrown_cases(area, on=on)))


def leavers_of(area: Area, *, on: date) -> list[Leaver]:
    """Who of the area holds cases and leaves or is away, those gone already first."""
    officers = [one for one in officer_loads(area, on=on) if one.load.cases]
    look_ahead = allocation_policy().on(on).look_ahead
    until = {one.pk: one.until for one in Staff.objects.filter(pk__in=[officer.staff for officer in officers])}
    ahead = least_ahead(until, on=on)
    leavers = []
    for officer in officers:
        last = until[officer.staff]
        if last is not None and last <= on + look_ahead:
            leavers.append(Leaver(officer, "left" if last <= on else "leaves", last))
        elif officer.load.available <= 0 or ahead[officer.staff] <= 0:
            leavers.append(Leaver(officer, "away" if officer.load.available <= 0 else "away-soon", None))
    order = {"left": 0, "away": 1, "leaves": 2, "away-soon": 3}
    return sorted(leavers, key=lambda one: (order[one.kind], one.on or on, one.officer.surname, one.officer.code))


def held_by(staff: int) -> list[int]:
    """Whose cases a practitioner holds: primary keys of people, in order."""
    spells = OfficerSpell.objects.filter(staff=staff, until__isnull=True, status="allocated", person__merged_into=None)
    return list(spells.order_by("person_id").values_list("person_id", flat=True))
