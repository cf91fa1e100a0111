"""What allocation reads: what each case asks for, and what each practitioner of a unit could take on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import connection

from throughcare.supervision.queries.cases import Area
from throughcare.supervision.queries.kept import graded_tier
from throughcare.supervision.queries.load_tables import officer_loads
from throughcare.supervision.queries.workload import Load, weigh_people
from throughcare.supervision.rules.allocation_fit import FitCase
from throughcare.supervision.rules.allocation_policy import allocation_policy
from throughcare.workforce.queries.working_time import capacities
from throughcare.workforce.rules.codes import GRADE
from throughcare.workforce.rules.workload_points import CaseWeight

WEEK = timedelta(days=7)
_CASES = """
    SELECT person.id, person.crn, person.forenames || ' ' || person.surname, person.language, letters.label, axes.label,
           coalesce(spell.id, 0), coalesce(spell.staff_id, 0), coalesce(address.postcode, ''),
           coalesce(need.officer_sex, '')
    FROM people_person person
    LEFT JOIN supervision_officerspell spell ON spell.person_id = person.id AND spell.until IS NULL
    LEFT JOIN supervision_tier letters
           ON letters.person_id = person.id AND letters.scheme = 'a-to-g-2026' AND letters.superseded_at IS NULL
    LEFT JOIN supervision_tier axes
           ON axes.person_id = person.id AND axes.scheme = 'two-axis-2021' AND axes.superseded_at IS NULL
    LEFT JOIN LATERAL (
        SELECT detail.postcode FROM people_contactdetail detail
        WHERE detail.person_id = person.id AND detail.kind = 'address' AND detail.start <= %(on)s
          AND (detail.until IS NULL OR %(on)s < detail.until)
        ORDER BY detail.start DESC, detail.id DESC LIMIT 1
    ) address ON true
    LEFT JOIN LATERAL (
        SELECT asked.officer_sex FROM supervision_allocationneed asked
        WHERE asked.person_id = person.id ORDER BY asked.recorded_on DESC LIMIT 1
    ) need ON true
    WHERE person.id = ANY(%(people)s)
"""
_KNEW = """
    SELECT held.person_id, held.staff_id, max(held.until) FROM supervision_officerspell held
    WHERE held.person_id = ANY(%(people)s) AND held.staff_id IS NOT NULL AND held.until IS NOT NULL
      AND held.until > %(on)s::date - make_interval(months => %(months)s)
    GROUP BY 1, 2
"""
_CONFLICTS = """
    SELECT conflict.person_id, conflict.staff_id FROM supervision_conflictofinterest conflict
    WHERE conflict.person_id = ANY(%(people)s) AND conflict.ended_on IS NULL
"""
_LISTS = """
    SELECT line.person_id, line.kind, line.user_id FROM people_limitedaccess line
    WHERE line.person_id = ANY(%(people)s) AND line.start <= %(on)s AND (line.until IS NULL OR %(on)s < line.until)
"""
_OFFICERS = """
    SELECT staff.id, staff.user_id, staff.start, staff.until, coalesce(profile.speaks_welsh, false),
           coalesce(profile.sex, ''), coalesce(office.postcode, '')
    FROM workforce_staff staff
    LEFT JOIN workforce_staffprofile profile ON profile.staff_id = staff.id
    LEFT JOIN workforce_teamoffice office ON office.team_id = staff.team_id
    WHERE staff.id = ANY(%(staff)s)
"""


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """One case as allocation sees it. ``spell`` and ``holder`` say how it stands now, 0 where nobody holds it.

    ``knew`` gives the last day of each practitioner who held it before; ``restricted_to`` is None where anybody may open it.
    """

    person: int
    crn: str
    name: str
    language: str
    tier: str
    scheme: str
    spell: int
    holder: int
    postcode: str
    officer_sex: str
    weight: CaseWeight | None
    knew: Mapping[int, date] = field(default_factory=dict)
    conflicts: frozenset[int] = frozenset()
    barred: frozenset[int] = frozenset()
    restricted_to: frozenset[int] | None = None

    @property
    def points(self) -> int | None:
        """What it weighs, None where that cannot be said."""
        return self.weight.points if self.weight is not None and not self.weight.problem else None

    def is_closed_to(self, user: int | None) -> bool:
        """Whether limited access keeps a user, or somebody without one, from the record."""
        return user in self.barred or (self.restricted_to is not None and user not in self.restricted_to)


@dataclass(frozen=True, slots=True)
class OfficerFacts:
    """One practitioner. ``available_ahead`` is the least that they can carry in the weeks ahead, by the policy."""

    key: int
    code: str
    name: str
    grade: str
    team: str
    user: int | None
    start: date
    until: date | None
    speaks_welsh: bool
    sex: str
    postcode: str
    load: Load
    available_ahead: int

    def is_away(self, on: date, look_ahead: timedelta) -> bool:
        """Whether they leave within the time looked ahead, or have no hours for cases at some time in it."""
        leaves = self.until is not None and self.until <= on + look_ahead
        return leaves or self.start > on or min(self.available_ahead, self.load.available) <= 0


def case_facts(people: Collection[int], *, on: date) -> dict[int, CaseFacts]:
    """The facts of these people's cases, by primary key; those not visible are left out."""
    if not people:
        return {}
    months = allocation_policy().on(on).knew_within_months
    values: dict[str, Any] = {"people": list(people), "on": on, "months": months}
    weights = weigh_people(list(people), on=on)
    knew: defaultdict[int, dict[int, date]] = defaultdict(dict)
    for person, staff, until in _rows(_KNEW, values):
        knew[person][staff] = until
    conflicts: defaultdict[int, set[int]] = defaultdict(set)
    for person, staff in _rows(_CONFLICTS, values):
        conflicts[person].add(staff)
    lists: defaultdict[tuple[int, str], set[int]] = defaultdict(set)
    for person, kind, user in _rows(_LISTS, values):
        lists[person, kind].add(user)
    found = {}
    for person, crn, name, language, letter, axes, spell, holder, postcode, sex in _rows(_CASES, values):
        tier, scheme = graded_tier(letter, axes)
        named = lists.get((person, "restriction"))
        found[person] = CaseFacts(
            person, crn, name, language, tier, scheme, spell, holder, postcode, sex, weights.get(person), knew[person],
            frozenset(conflicts[person]), frozenset(lists[person, "exclusion"]), None if named is None else frozenset(named),
        )  # fmt: skip
    return found


def officer_facts(area: Area, *, on: date) -> list[OfficerFacts]:
    """Whoever of the area may hold cases by grade and works there on ``on``, in the order of names."""
    loads = {one.staff: one for one in officer_loads(area, on=on)}
    rows = {row[0]: row[1:] for row in _rows(_OFFICERS, {"staff": list(loads)})}
    ahead = least_ahead(loads, on=on)
    holding = GRADE.having("holds_cases")
    found = []
    for key, one in loads.items():
        user, start, until, welsh, sex, postcode = rows[key]
        if one.grade in holding and start <= on and (until is None or until > on):
            found.append(
                OfficerFacts(
                    key, one.code, one.name, one.grade, one.team_name, user, start, until, welsh, sex, postcode,
                    one.load, ahead[key],
                )
            )  # fmt: skip
    return found


def least_ahead(staff: Iterable[int], *, on: date) -> dict[int, int]:
    """The least that each can carry, week by week, within the time looked ahead."""
    keys, look_ahead = list(staff), allocation_policy().on(on).look_ahead
    least: dict[int, int] = {}
    for week in range(look_ahead // WEEK + 1):
        for key, capacity in capacities(keys, on=on + week * WEEK).items():
            least[key] = min(least.get(key, capacity.value.available_points), capacity.value.available_points)
    return least


def fit_case(case: CaseFacts, officer: OfficerFacts, *, on: date) -> FitCase:
    """The question whether this officer may be given this case."""
    return FitCase(
        on=on,
        grade=officer.grade,
        tier=case.tier or None,
        scheme=case.scheme if case.tier else None,  # type: ignore[arg-type]
        cases=officer.load.cases - (case.holder == officer.key),
        available_points=officer.load.available,
        available_ahead=officer.available_ahead,
        start_date=officer.start,
        until_date=officer.until,
        wants_welsh=case.language == "cy",
        speaks_welsh=officer.speaks_welsh,
        wants_sex=case.officer_sex,  # type: ignore[arg-type]
        sex=officer.sex,
        conflict=officer.key in case.conflicts,
        closed_record=case.is_closed_to(officer.user),
    )


def _rows(statement: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows
