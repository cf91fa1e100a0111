"""What the service levels are counted from: for one measure, one area and one month, the facts of every case.

A case is counted where it lies at the end of the month, or on the last day of what ended. A fixed number of statements
for a month, whatever its size.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db import connection

from throughcare.kernel.period import Period
from throughcare.supervision.queries.cases import Area
from throughcare.supervision.queries.service_level_sql import AREAS, CONTACTS, CUSTODIAL, CUSTODY, EVENTS, PLACED
from throughcare.supervision.rules.cases import attributes_of
from throughcare.supervision.rules.codes import CONTACT_TYPE, OUTCOME
from throughcare.supervision.rules.service_level_cases import (
    Appointment,
    AppointmentCase,
    BreachCase,
    EndCase,
    MonthCase,
    PlanCase,
)

FOLLOW_UP_DAYS = 21


@dataclass(frozen=True, slots=True)
class Placed:
    """Who a case is about and where it is counted. ``reference`` names the sentence, release, breach or month."""

    person_id: int
    reference: str
    crn: str
    name: str
    limited: bool
    staff_code: str
    staff: str
    unit_code: str
    unit: str
    unit_cy: str


class Event(NamedTuple):
    """One row of a measure's statement: what happened, to whom, and where it is counted."""

    person_id: int
    sentence_id: int | None
    reference: str
    kind: Any
    placed_on: date
    first: date
    second: date | None
    third: date | None
    set_aside: bool
    crn: str
    name: str
    limited: bool
    staff_code: str
    staff: str
    unit_code: str
    unit: str
    unit_cy: str

    @property
    def placed(self) -> Placed:
        """Where it is counted."""
        return Placed(self.person_id, self.reference, *self[9:])


@dataclass(frozen=True, slots=True)
class Month:
    """The month counted, and the day on which it is."""

    period: Period
    on: date

    def values(self) -> dict[str, Any]:
        """What the statements name."""
        first, until = self.period.start, self.period.until
        assert until is not None
        seen = [entry.code for entry in CONTACT_TYPE if entry.facts["mode"] in ("in-person", "home-visit")]
        return {
            "first": first,
            "until": until,
            "last": min(until - date.resolution, self.on),
            "on": self.on,
            "custodial": list(CUSTODIAL),
            "face_to_face": seen,
            "attended": list(OUTCOME.having("attended")),
            "days": FOLLOW_UP_DAYS,
        }


Facts = tuple[Placed, Any]


def facts_of(
    measure: str, area: Area, *, month: Month, person: int | None = None, skipped: int = 0, most: int | None = None
) -> list[Facts]:
    """The cases of a measure in the area and month, with the facts its rule is asked with; of one person where named.

    In the order of names: ``most`` of them (None: all) after the first ``skipped``.
    """
    narrowed = " AND person.id = %(person)s" if person is not None else ""
    statement = PLACED.format(events=EVENTS[measure], area=AREAS[area.kind], person=narrowed)
    values = {**month.values(), "area": area.key, "person": person, "skipped": skipped, "most": most}
    events = [Event(*row) for row in _rows(statement, values)]
    return list(_READERS[measure](events, month, values))


def _rows(statement: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def _appointments(events: Iterable[Event], values: Mapping[str, Any]) -> dict[int, list[tuple[Any, ...]]]:
    """The contacts of the people of these events, by person, with what their type and outcome mean to a rule."""
    found: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    people = list({event.person_id for event in events})
    for person, kind, day, outcome, arranged in _rows(CONTACTS, {**values, "people": people}):
        found[person].append((attributes_of(kind, outcome), day, arranged, kind))
    return found


def _offers(contacts: Iterable[tuple[Any, ...]]) -> tuple[Appointment, ...]:
    return tuple(Appointment(day, a[1], a[0], arranged) for a, day, arranged, _ in contacts if a is not None)


def _read_starts(events: list[Event], month: Month, values: Mapping[str, Any]) -> Iterable[Facts]:
    contacts = _appointments(events, values)
    for event in events:
        released = event.kind == "licence"
        yield (
            event.placed,
            AppointmentCase(
                on=month.on,
                sentence=event.kind,
                crn=event.crn,
                sentence_date=None if released else event.first,
                release_date=event.first if released else None,
                allocation_date=None if event.second is None else max(event.second, event.first),
                appointments=_offers(contacts[event.person_id]),
            ),
        )


def _read_plans(events: list[Event], month: Month, _values: Mapping[str, Any]) -> Iterable[Facts]:
    for event in events:
        yield (
            event.placed,
            PlanCase(
                on=month.on,
                sentence=event.kind,
                crn=event.crn,
                start_date=event.first,
                first_attended_date=event.second,
                plan_completed_date=event.third if event.third is not None and event.third <= month.on else None,
            ),
        )


def _read_months(events: list[Event], month: Month, values: Mapping[str, Any]) -> Iterable[Facts]:
    contacts = _appointments(events, values)
    held: dict[int, list[Period]] = defaultdict(list)
    for person, start, until in _rows(
        CUSTODY, {**values, "people": list(contacts.keys() | {event.person_id for event in events})}
    ):
        held[person].append(Period(start, until))
    for event in events:
        own = contacts[event.person_id]
        yield (
            event.placed,
            MonthCase(
                on=month.on,
                month=month.period.start,
                sentence=event.kind,
                crn=event.crn,
                supervised=Period(event.first, event.second),
                in_custody=tuple(held[event.person_id]),
                suspended_from=event.third,
                appointments=_offers(own),
                follow_ups=_follow_ups(own, month.on),
            ),
        )


def _follow_ups(contacts: Iterable[tuple[Any, ...]], on: date) -> tuple[date, ...]:
    """Days on which something was done: a new appointment was made, or somebody was seen, spoken to or written about."""
    days = set()
    for attributes, day, arranged, kind in contacts:
        if arranged is not None and arranged <= on:
            days.add(arranged)
        done = kind == "NOTE" if attributes is None else attributes[0] == "attended"
        if done and day <= on:
            days.add(day)
    return tuple(sorted(days))


def _read_breaches(events: list[Event], month: Month, _values: Mapping[str, Any]) -> Iterable[Facts]:
    for event in events:
        yield (
            event.placed,
            BreachCase(
                on=month.on,
                sentence=event.kind,
                crn=event.crn,
                aware_date=event.first,
                referred_date=event.second,
                presented_date=event.second,
                withdrawn=event.set_aside,
            ),
        )


def _read_ends(sentence: Any) -> Callable[..., Iterable[Facts]]:
    def read(events: list[Event], month: Month, _values: Mapping[str, Any]) -> Iterable[Facts]:
        for event in events:
            case = EndCase(
                on=month.on, sentence=sentence, crn=event.crn, end_date=event.first, reason=event.kind or None
            )
            yield event.placed, case

    return read


_READERS: Mapping[str, Callable[..., Iterable[Facts]]] = {
    "initial-appointment": _read_starts,
    "release-appointment": _read_starts,
    "initial-plan": _read_plans,
    "monthly-contact": _read_months,
    "breach-timeliness": _read_breaches,
    "order-completion": _read_ends("community-order"),
    "licence-completion": _read_ends("licence"),
}
