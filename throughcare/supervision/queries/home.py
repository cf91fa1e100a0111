"""What a practitioner sees first: who must be seen, by when, and what waits for them. One exchange for any caseload."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta

from throughcare.supervision.queries.caseload import ENDING, NEW_CASE, WEEK, CaseRow, caseload_statement, days
from throughcare.supervision.queries.together import read_together
from throughcare.supervision.rules import codes

AHEAD = timedelta(days=21)
_WITHOUT_MEETING = codes.CONTACT_TYPE.having("mode", "none")
# Appointments up to the day without an outcome, the oldest first; notes and plans need none.
_WAITING = """
    SELECT contact.reference, person.crn, person.forenames || ' ' || person.surname, contact.type,
           contact.date, contact.time
    FROM supervision_contact contact
    JOIN people_person person ON person.id = contact.person_id AND person.merged_into_id IS NULL
    WHERE contact.staff_id = %(staff)s AND contact.outcome = '' AND contact.date <= %(on)s
      AND contact.type <> ALL(%(without)s)
    ORDER BY contact.date, contact.time NULLS LAST, contact.id
"""


@dataclass(frozen=True, slots=True)
class WaitingContact:
    """A contact that has no outcome yet: today's, or one that lies in the past."""

    reference: str
    crn: str
    name: str
    type: str
    date: date
    time: time | None


@dataclass(frozen=True)
class Home:
    """The first page on ``on``. ``week`` are the due dates in the seven days from ``on``, ``ahead`` in the fortnight after.

    The lists of what waits: contacts past without outcome, cases new in the last seven days, cases whose tier is missing
    or provisional, sentences that end within four weeks.
    """

    on: date
    cases: int
    overdue: tuple[CaseRow, ...]
    week: tuple[CaseRow, ...]
    ahead: tuple[CaseRow, ...]
    diary: tuple[WaitingContact, ...]
    without_outcome: tuple[WaitingContact, ...]
    new_cases: tuple[CaseRow, ...]
    tier_wanting: tuple[CaseRow, ...]
    ending: tuple[CaseRow, ...]

    def owed_at(self, clock: time) -> tuple[WaitingContact, ...]:
        """Those past at ``clock`` without an outcome; one of today without a time is owed once the day is over."""
        return (*self.without_outcome, *(each for each in self.diary if each.time is not None and each.time <= clock))

    @property
    def week_until(self) -> date:
        """The last day that counts as this week."""
        return self.on + WEEK - timedelta(days=1)


def home_of(staff: int, *, on: date) -> Home:
    """The home page of ``staff`` (a primary key)."""
    found = read_together(
        [caseload_statement(), _WAITING], {"staff": staff, "without": list(_WITHOUT_MEETING), **days(on)}
    )
    cases, waiting = [CaseRow(*row) for row in found[0]], [WaitingContact(*row) for row in found[1]]
    return Home(
        on=on,
        cases=len(cases),
        overdue=tuple(case for case in cases if case.is_overdue(on)),
        week=tuple(case for case in cases if case.is_due_within(on, on + WEEK)),
        ahead=tuple(case for case in cases if case.is_due_within(on + WEEK, on + AHEAD)),
        diary=tuple(contact for contact in waiting if contact.date == on),
        without_outcome=tuple(contact for contact in waiting if contact.date < on),
        new_cases=tuple(case for case in cases if on - NEW_CASE < case.allocated_on <= on),
        tier_wanting=tuple(case for case in cases if not case.has_firm_tier),
        ending=tuple(case for case in cases if _ends_within(case, on, on + ENDING)),
    )


def _ends_within(case: CaseRow, first: date, until: date) -> bool:
    return case.sentence_ends_on is not None and first <= case.sentence_ends_on < until
