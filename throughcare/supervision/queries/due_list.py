"""Who must be seen, by when and why, for every practitioner: the answers of the rule, written as a list."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from django.db import connection

from throughcare.supervision.queries.records import all_records
from throughcare.supervision.rules.contact_policy import ContactPolicies, contact_policies
from throughcare.supervision.rules.record import Record
from throughcare.supervision.rules.standing import LETTERS, TierInUse, decide_answers, decide_contact, tier_for_contact

_OFFICERS = """
    SELECT spell.person_id, staff.code, staff.forenames || ' ' || staff.surname, team.code, unit.code
    FROM people_person person
    JOIN organisations_deliveryunit unit ON unit.id = person.delivery_unit_id
    LEFT JOIN supervision_officerspell spell ON spell.person_id = person.id AND spell.until IS NULL
        AND spell.person_id BETWEEN %(first)s AND %(last)s
    LEFT JOIN workforce_staff staff ON staff.id = spell.staff_id
    LEFT JOIN workforce_team team ON team.id = spell.team_id
    WHERE person.id BETWEEN %(first)s AND %(last)s
"""


class DueLine(NamedTuple):
    """One line of the list; dates are ISO 8601, ``days_late`` is negative while there is time."""

    delivery_unit: str
    team: str
    practitioner_code: str
    practitioner: str
    crn: str
    tier: str
    state: str
    duty: str
    form: str
    due_date: date | None
    days_late: int | None
    booked_for: date | None
    last_seen: date | None
    reason: str
    standard: str
    unconfirmed: bool


def due_lines(*, on: date, first: int = 0, last: int | None = None) -> Iterator[DueLine]:
    """The line of every visible person under a sentence with a number in ``(first, last]``, asked of the rule on ``on``."""
    policies = contact_policies()
    for batch in all_records(on=on, first=first, last=last):
        officers = _officers(batch[0].person, batch[-1].person) if batch else {}
        tiers = _tiers(batch[0].person, batch[-1].person, on) if batch else {}
        for record in batch:
            tier, label = _tier(record, tiers.get(record.person), on, policies)
            decision = decide_contact(record, tier, on=on, policies=policies)
            if decision is None or decision.value.state == "ended":
                continue
            value, following = decision.value, decision.value.next
            code, name, team, unit = officers.get(record.person, ("", "", "", ""))
            yield DueLine(
                unit,
                team or "",
                code or "",
                name or "",
                record.crn,
                label,
                value.state,
                following.kind if following else "",
                following.form if following else "",
                following.due_date if following else None,
                -following.days_left if following else None,
                following.booked_for if following else None,
                value.last_seen,
                decision.reason.words.say(),
                value.standard_set,
                value.unconfirmed,
            )


def _officers(first: int, last: int) -> dict[int, tuple[str, str, str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(_OFFICERS, {"first": first, "last": last})
        return {person: (code, name, team, unit) for person, code, name, team, unit in cursor.fetchall()}


class _Kept(NamedTuple):
    two_axis: str | None
    a_to_g: str | None
    provisional: bool | None
    holds_until: date | None


_TIERS = """
    SELECT person_id, max(label) FILTER (WHERE scheme = 'two-axis-2021'),
           max(label) FILTER (WHERE scheme = 'a-to-g-2026'),
           bool_or(provisional) FILTER (WHERE scheme = 'a-to-g-2026'), min(holds_until)
    FROM supervision_tier WHERE superseded_at IS NULL AND decided_on <= %s AND person_id BETWEEN %s AND %s
    GROUP BY person_id
"""


def _tiers(first: int, last: int, on: date) -> dict[int, _Kept]:
    with connection.cursor() as cursor:
        cursor.execute(_TIERS, [on, first, last])
        return {person: _Kept._make(rest) for person, *rest in cursor.fetchall()}


def _tier(record: Record, kept: _Kept | None, on: date, policies: ContactPolicies) -> tuple[TierInUse, str]:
    """The kept tier where it holds on the day, else the rule's answer; and the label to show."""
    if kept is not None and (kept.holds_until is None or on < kept.holds_until):
        two_axis, a_to_g, provisional, holds = kept.two_axis, kept.a_to_g, bool(kept.provisional), kept.holds_until
    else:
        answers = decide_answers(record, on=on, policies=policies)
        two_axis = answers.two_axis.value.tier if answers.two_axis else None
        a_to_g = answers.a_to_g.value.tier if answers.a_to_g else None
        provisional, holds = answers.a_to_g.value.provisional if answers.a_to_g else False, None
    in_use = tier_for_contact(record, two_axis=two_axis, a_to_g=a_to_g, provisional=provisional, holds_until=holds)
    return in_use, (a_to_g if a_to_g in LETTERS else two_axis) or ""
