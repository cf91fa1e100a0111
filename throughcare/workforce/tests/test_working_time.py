"""Contracted hours, reductions and grades: what each command writes, and that a refusal changes nothing."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from throughcare.accounts.tests.factories import UserFactory
from throughcare.audit.models import Entry
from throughcare.kernel.events import announcer
from throughcare.testing.acting import as_role
from throughcare.workforce.commands.working_time import (
    WorkingTimeRefused,
    add_reduction,
    change_grade,
    change_reduction,
    delete_reduction,
    end_reduction,
    set_hours,
    state_of,
    withdraw_hours,
)
from throughcare.workforce.events import WorkingTimeChanged
from throughcare.workforce.models import ContractedHours, Reduction
from throughcare.workforce.queries.working_time import hours_on
from throughcare.workforce.rules.working_time_entry import ReductionEntry
from throughcare.workforce.tests.factories import StaffFactory

pytestmark = pytest.mark.django_db

AT = datetime(2026, 3, 2, 10, tzinfo=ZoneInfo("Europe/London"))
ON = AT.date()


@pytest.fixture
def staff():
    return StaffFactory(contracted_hours=37, start=date(2020, 1, 1), user=UserFactory(role="practitioner"))


@pytest.fixture
def by():
    user = UserFactory(role="senior")
    with as_role("jobs", user.pk):
        yield user


@pytest.fixture
def heard():
    found: list[WorkingTimeChanged] = []
    before = announcer._handlers
    announcer.subscribe({WorkingTimeChanged: (found.append,)})
    yield found
    announcer.subscribe(before)


def spells(staff):
    return list(ContractedHours.objects.filter(staff=staff).values_list("hours", "start", "until"))


def set_(staff, hours, start, by):
    return set_hours(staff=staff, hours=Decimal(str(hours)), start=start, by=by, at=AT)


def entry(**given):
    return ReductionEntry(**{"reason": "court-duty", "hours": Decimal("7.4"), "start": ON, **given})


def add(staff, by, *, reference="RD-1", **given):
    return add_reduction(staff=staff, entry=entry(**given), reference=reference, by=by, at=AT)


def entries():
    """The audit trail, as an auditor reads it."""
    with as_role("web", UserFactory(role="auditor").pk):
        return list(Entry.objects.order_by("id"))


def codes(refused):
    return [fault.code for fault in refused.value.faults]


def test_new_hours_hold_from_their_day_on(staff, by, heard):
    set_(staff, 30, date(2026, 4, 1), by)
    assert hours_on(staff, on=date(2026, 3, 31)) == 37
    assert hours_on(staff, on=date(2026, 4, 1)) == 30
    assert heard == [WorkingTimeChanged(staff.pk, "hours", ON, by.pk)]
    (made,) = entries()
    assert (made.action, made.subject, made.actor) == ("workforce.set_hours", staff.code, by.pk)
    assert made.detail == {"hours": "30", "start": "2026-04-01"}


def test_later_hours_close_the_spell_before_and_earlier_ones_end_where_the_next_begins(staff, by):
    set_(staff, 30, date(2026, 4, 1), by)
    set_(staff, 20, date(2026, 6, 1), by)
    set_(staff, 25, date(2026, 5, 1), by)
    assert spells(staff) == [
        (30, date(2026, 4, 1), date(2026, 5, 1)),
        (25, date(2026, 5, 1), date(2026, 6, 1)),
        (20, date(2026, 6, 1), None),
    ]


def test_hours_of_the_same_first_day_are_put_right(staff, by):
    set_(staff, 30, date(2026, 4, 1), by)
    set_(staff, 32, date(2026, 4, 1), by)
    assert spells(staff) == [(32, date(2026, 4, 1), None)]


@pytest.mark.parametrize(
    ("hours", "start", "code"),
    [
        (61, date(2026, 4, 1), "hours-too-many"),
        (-1, date(2026, 4, 1), "hours-too-many"),
        (30, date(2019, 12, 31), "out-of-post"),
    ],
)
def test_impossible_hours_are_refused_and_nothing_changes(staff, by, heard, hours, start, code):
    with pytest.raises(WorkingTimeRefused) as refused:
        set_(staff, hours, start, by)
    assert codes(refused) == [code]
    assert (spells(staff), heard, entries()) == ([], [], [])


def test_the_same_hours_again_are_refused(staff, by):
    set_(staff, 30, date(2026, 4, 1), by)
    with pytest.raises(WorkingTimeRefused) as refused:
        set_(staff, 30, date(2026, 5, 1), by)
    assert codes(refused) == ["hours-start-taken"]
    assert len(spells(staff)) == 1


def test_nobody_changes_their_own_hours(staff):
    with as_role("jobs", staff.user.pk), pytest.raises(WorkingTimeRefused) as refused:
        set_(staff, 20, date(2026, 4, 1), staff.user)
    assert codes(refused) == ["own"]
    assert spells(staff) == []


def test_hours_to_come_can_be_taken_back(staff, by):
    set_(staff, 30, date(2026, 1, 1), by)
    ahead = set_(staff, 20, date(2026, 6, 1), by)
    withdraw_hours(spell=ahead, by=by, at=AT)
    assert spells(staff) == [(30, date(2026, 1, 1), None)]


def test_hours_that_hold_already_cannot_be_taken_back(staff, by):
    now = set_(staff, 30, ON, by)
    with pytest.raises(WorkingTimeRefused) as refused:
        withdraw_hours(spell=now, by=by, at=AT)
    assert codes(refused) == ["not-scheduled"]
    assert len(spells(staff)) == 1


def test_a_reduction_is_written_with_its_audit_entry_and_event(staff, by, heard):
    made = add(staff, by, until=date(2026, 6, 1))
    assert (made.reason, made.hours, made.share, made.until) == ("court-duty", Decimal("7.4"), None, date(2026, 6, 1))
    assert state_of(made, on=ON) == "active"
    assert [event.part for event in heard] == ["reduction"]
    assert [(one.action, one.detail["reason"]) for one in entries()] == [("workforce.add_reduction", "court-duty")]


def test_a_form_sent_twice_is_written_once(staff, by, heard):
    assert add(staff, by) == add(staff, by)
    assert (Reduction.objects.count(), len(heard)) == (1, 1)


def test_a_reason_brings_its_share_and_its_end(staff, by):
    made = add(staff, by, reason="maternity", hours=None)
    assert (made.share, made.until) == (100, date(2026, 9, 2))


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"hours": None}, "share-or-hours"),
        ({"share": Decimal(10)}, "share-or-hours"),
        ({"until": ON}, "ends-before-start"),
        ({"start": date(2019, 1, 1)}, "no-terms"),
        ({"start": date(2021, 1, 1), "until": date(2020, 1, 1)}, "ends-before-start"),
        ({"reason": "pqip-0-6", "hours": None}, "comes-with-grade"),
        ({"reason": "maternity", "share": Decimal(50), "hours": None}, "share-fixed"),
        ({"reason": "union-facility-time", "share": Decimal("50.01"), "hours": None}, "share-too-large"),
        ({"reason": "spoc-lead", "hours": Decimal("1.9")}, "hours-too-large"),
        ({"reason": "vq3", "hours": None, "until": date(2026, 9, 3)}, "runs-too-long"),
    ],
)
def test_an_impossible_reduction_is_refused_and_nothing_changes(staff, by, heard, given, code):
    with pytest.raises(WorkingTimeRefused) as refused:
        add(staff, by, **given)
    assert code in codes(refused)
    assert (Reduction.objects.count(), heard, entries()) == (0, [], [])


def test_the_largest_share_and_hours_are_allowed(staff, by):
    add(staff, by, reason="union-facility-time", share=Decimal(50), hours=None)
    add(staff, by, reference="RD-2", reason="spoc-lead", hours=Decimal("1.8"))
    assert Reduction.objects.count() == 2


def test_two_reductions_for_one_reason_cannot_overlap(staff, by):
    add(staff, by, until=date(2026, 6, 1))
    with pytest.raises(WorkingTimeRefused) as refused:
        add(staff, by, reference="RD-2", start=date(2026, 5, 31))
    assert codes(refused) == ["overlaps"]
    add(staff, by, reference="RD-3", start=date(2026, 6, 1))
    assert Reduction.objects.count() == 2


def test_an_active_reduction_can_be_ended(staff, by):
    made = end_reduction(reduction=add(staff, by), until=date(2026, 3, 9), by=by, at=AT)
    assert (made.until, state_of(made, on=ON), state_of(made, on=date(2026, 3, 9))) == (
        date(2026, 3, 9),
        "active",
        "archived",
    )


def test_a_reduction_that_is_over_stays_as_it_was(staff, by):
    made = add(staff, by, start=date(2026, 1, 1), until=date(2026, 2, 1))
    for change in (
        lambda: end_reduction(reduction=made, until=date(2026, 3, 9), by=by, at=AT),
        lambda: delete_reduction(reduction=made, by=by, at=AT),
        lambda: change_reduction(reduction=made, entry=entry(), by=by, at=AT),
    ):
        with pytest.raises(WorkingTimeRefused) as refused:
            change()
        assert codes(refused) == ["not-allowed"]
    made.refresh_from_db()
    assert (made.until, made.deleted_at) == (date(2026, 2, 1), None)


def test_a_scheduled_reduction_cannot_be_ended_but_changed_or_deleted(staff, by):
    made = add(staff, by, start=date(2026, 4, 1))
    with pytest.raises(WorkingTimeRefused) as refused:
        end_reduction(reduction=made, until=date(2026, 5, 1), by=by, at=AT)
    assert codes(refused) == ["not-allowed"]
    changed = change_reduction(reduction=made, entry=entry(start=date(2026, 4, 8)), by=by, at=AT)
    assert changed.start == date(2026, 4, 8)
    assert state_of(delete_reduction(reduction=changed, by=by, at=AT), on=ON) == "deleted"


def test_a_past_end_is_refused(staff, by):
    made = add(staff, by, start=date(2026, 1, 1))
    with pytest.raises(WorkingTimeRefused) as refused:
        end_reduction(reduction=made, until=date(2026, 3, 1), by=by, at=AT)
    assert codes(refused) == ["already-over"]


def test_a_trainee_who_qualifies_starts_again_in_the_new_grade(staff, by, heard):
    staff.grade = "PQiP"
    staff.save()
    changed = change_grade(staff=staff, grade="NQO", since=ON, by=by, at=AT)
    assert (changed.grade, changed.grade_since) == ("NQO", ON)
    assert [event.part for event in heard] == ["grade"]


@pytest.mark.parametrize(
    ("grade", "since", "code"),
    [
        ("SPO", ON, "grade-unknown"),
        ("PO", ON, "grade-same"),
        ("PSO", date(2026, 3, 3), "grade-to-come"),
        ("PSO", date(2019, 1, 1), "out-of-post"),
    ],
)
def test_an_impossible_grade_is_refused(staff, by, grade, since, code):
    with pytest.raises(WorkingTimeRefused) as refused:
        change_grade(staff=staff, grade=grade, since=since, by=by, at=AT)
    assert codes(refused) == [code]
    staff.refresh_from_db()
    assert (staff.grade, staff.grade_since) == ("PO", None)
