"""What is to be looked at again in an area: registrations, assessments, plans, each with its date and the reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection

from throughcare.kernel.decision import Decision
from throughcare.supervision.models import Registration
from throughcare.supervision.queries.cases import Area, of_area, values_of
from throughcare.supervision.queries.plan_reviews import first_plans_due, plan_reviews
from throughcare.supervision.queries.risk import registration_review
from throughcare.supervision.queries.started import starts_of
from throughcare.supervision.rules.risk_reviews import AssessmentReviewCase, decide_assessment_review

SOON = timedelta(days=28)
KINDS = ("registration", "assessment", "plan")


@dataclass(frozen=True, slots=True)
class Case:
    """Whom a review is about, and who holds the case (empty while nobody does)."""

    person_id: int
    crn: str
    forenames: str
    surname: str
    limited: bool
    tier: str | None
    staff_code: str
    staff: str

    @property
    def name(self) -> str:
        """Forenames and surname."""
        return f"{self.forenames} {self.surname}"


@dataclass(frozen=True, slots=True)
class Review:
    """One thing to look at again, by ``due`` (None: it is missing). ``code`` and ``level`` say which register.

    ``decision`` explains the date; ``last`` is the day of what it counts from.
    """

    case: Case
    kind: str
    due: date | None
    code: str
    level: str
    reference: str
    last: date | None
    decision: Decision[Any]

    def is_overdue(self, on: date) -> bool:
        """Whether the day has passed, or there is nothing yet."""
        return self.due is None or self.due < on


_CASES = """SELECT person.id, person.crn, person.forenames, person.surname, person.limited, tier.label,
    coalesce(staff.code, ''), coalesce(staff.forenames || ' ' || staff.surname, '')"""
_LAST_REVIEWS = """SELECT registration_id, max(reviewed_on) FROM supervision_registrationreview
    WHERE person_id = ANY(%(people)s) GROUP BY 1"""
_ASSESSMENTS = """SELECT DISTINCT ON (person_id) person_id, completed_on, reference FROM supervision_assessment
    WHERE person_id = ANY(%(people)s) AND kind <> 'RSR' AND withdrawn_on IS NULL AND completed_on <= %(on)s
    ORDER BY person_id, completed_on DESC, id DESC"""


# Somebody to be seen whose first plan may be missing: contact is due, and no plan was made under a running sentence.
_WITHOUT_PLAN = """
    SELECT due.person_id FROM supervision_contactdue due
    WHERE due.person_id = ANY(%(people)s) AND due.state IN ('due', 'overdue') AND EXISTS (
        SELECT 1 FROM people_sentence running WHERE running.person_id = due.person_id
          AND running.terminated_on IS NULL AND running.sentenced_on <= %(on)s
          AND (running.ends_on IS NULL OR running.ends_on > %(on)s)
          AND NOT EXISTS (SELECT 1 FROM supervision_contact made WHERE made.person_id = due.person_id
              AND made.type = 'PLAN' AND made.date >= running.sentenced_on))
"""


def reviews_due(area: Area, *, on: date, kind: str = "", within: timedelta | None = SOON) -> list[Review]:
    """What of an area is overdue on ``on`` or falls due within ``within`` (None: whenever), the earliest first.

    A fixed number of queries. ``kind`` narrows it to one of ``KINDS``.
    """
    cases = cases_under_supervision(area, on=on)
    found: list[Review] = []
    if kind in ("", "registration"):
        found += _registrations(cases, on)
    if kind in ("", "assessment"):
        found += _assessments(cases, on)
    if kind in ("", "plan"):
        found += _plans(cases, on)
    if within is not None:
        found = [review for review in found if review.due is None or review.due <= on + within]
    return sorted(found, key=lambda review: (review.due or date.min, review.case.surname, review.case.crn))


def cases_under_supervision(area: Area, *, on: date) -> dict[int, Case]:
    """The cases of an area, by the person's key, other than those whose supervision has ended."""
    statement = f"{_CASES} {of_area(area)} AND due.state IS DISTINCT FROM 'ended'"
    return {row[0]: Case(*row) for row in _rows(statement, values_of(area, on=on))}


def _registrations(cases: dict[int, Case], on: date) -> Iterator[Review]:
    people = list(cases)
    reviewed = dict(_rows(_LAST_REVIEWS, {"people": people}))
    rows = Registration.objects.filter(person__in=people, registered_on__lte=on, ended_on=None).exclude(type="HREG")
    for row in rows:
        last = reviewed.get(row.pk)
        decision = registration_review(row, reviewed_on=last, on=on)
        if decision is not None and decision.value.due_date is not None:
            yield Review(
                cases[row.person_id],
                "registration",
                decision.value.due_date,
                row.type,
                row.level,
                row.reference,
                last or row.registered_on,
                decision,
            )


def _assessments(cases: dict[int, Case], on: date) -> Iterator[Review]:
    latest = {person: rest for person, *rest in _rows(_ASSESSMENTS, {"people": list(cases), "on": on})}
    started = starts_of(cases.keys() - latest.keys(), on=on)
    for person, case in cases.items():
        completed, reference = latest.get(person, (None, ""))
        start = started.get(person)
        if completed is None and person in started and start is None:
            continue
        decision = decide_assessment_review(AssessmentReviewCase(on=on, completed_on=completed, started_on=start))
        if completed is None or decision.value.due_date is not None:
            yield Review(case, "assessment", decision.value.due_date, "", "", reference, completed or start, decision)


def _plans(cases: dict[int, Case], on: date) -> Iterator[Review]:
    """Plans to be reviewed, and first plans that are to be made."""
    without = [row[0] for row in _rows(_WITHOUT_PLAN, {"people": list(cases), "on": on})]
    for person, (duty, answer) in first_plans_due(without, on=on).items():
        yield Review(cases[person], "first-plan", duty.due_date, "", "", "", duty.clock_date, answer)
    for person, decision in plan_reviews(cases, on=on).items():
        if decision.value.due_date is not None:
            yield Review(cases[person], "plan", decision.value.due_date, "", "", "", None, decision)


def counted(reviews: Iterable[Review], *, on: date) -> tuple[int, int]:
    """How many are overdue, and how many are still to come."""
    overdue = [review.is_overdue(on) for review in reviews]
    return sum(overdue), len(overdue) - sum(overdue)


def _rows(statement: str, values: dict[str, Any]) -> Sequence[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows
