"""Loads kept day by day, the alarm that an excessive one raises, and tasks beside cases."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection, transaction

from throughcare.accounts.acting import acting
from throughcare.accounts.tests.factories import UserFactory
from throughcare.audit.models import Entry
from throughcare.organisations.tests.factories import PostingFactory
from throughcare.people.models import LimitedAccess
from throughcare.supervision.commands.alarms import AlarmOver, answer_alarm
from throughcare.supervision.commands.derive import derive
from throughcare.supervision.commands.loads import keep_loads
from throughcare.supervision.commands.tasks import TaskRefused, record_task, withdraw_task
from throughcare.supervision.models import LoadSpell, OfficerSpell, WorkloadAlarm, WorkloadTask
from throughcare.supervision.queries.workload import ledger, load_of
from throughcare.supervision.tests.factories import RegistrationFactory
from throughcare.supervision.tests.test_workload import START, case_of
from throughcare.testing.acting import as_role
from throughcare.workforce.commands.working_time import add_reduction, set_hours
from throughcare.workforce.models import Staff
from throughcare.workforce.rules.working_time_entry import ReductionEntry
from throughcare.workforce.tests.factories import StaffFactory

pytestmark = pytest.mark.django_db

ON = date(2022, 3, 7)
AT = datetime(2022, 3, 7, 10, tzinfo=ZoneInfo("Europe/London"))


@pytest.fixture
def staff() -> Staff:
    return StaffFactory(contracted_hours=37)


@pytest.fixture
def by(staff):
    return PostingFactory(region=staff.region, user__role="senior").user


def days(number: int) -> date:
    return ON + timedelta(days=number)


def overloaded(staff: Staff, cases: int = 12) -> None:
    """Twelve cases of A3 in the community are 2472 points: 113.6% of full hours."""
    for _ in range(cases):
        case_of(staff, "A3")


def spells(staff: Staff) -> list[tuple[date, date | None, int, str, date | None]]:
    found = LoadSpell.objects.filter(staff=staff).order_by("start")
    return [(one.start, one.until, one.points, str(one.percent), one.over_since) for one in found]


def keep(staff: Staff, on: date) -> None:
    with as_role("jobs"):
        keep_loads([staff.pk], on=on)


def test_the_first_case_begins_a_spell_and_a_change_follows_it(staff):
    with as_role("jobs"):
        case_of(staff, "B2")
    keep(staff, ON)
    keep(staff, days(3))
    assert spells(staff) == [(ON, None, 115, "5.3", None)]
    with as_role("jobs"):
        case_of(staff, "A3")
    keep(staff, days(5))
    assert spells(staff) == [(ON, days(5), 115, "5.3", None), (days(5), None, 321, "14.8", None)]


def test_who_carries_nothing_has_no_spell(staff):
    keep(staff, ON)
    assert spells(staff) == []


def test_two_changes_of_one_day_make_one_spell(staff):
    with as_role("jobs"):
        case_of(staff, "B2")
    keep(staff, ON)
    with as_role("jobs"):
        case_of(staff, "B2")
    keep(staff, ON)
    assert spells(staff) == [(ON, None, 230, "10.6", None)]


def test_the_first_day_above_the_line_is_kept_until_the_load_falls(staff):
    with as_role("jobs"):
        overloaded(staff)
    keep(staff, ON)
    with as_role("jobs"):
        case_of(staff, "B2")
    keep(staff, days(10))
    assert [spell[4] for spell in spells(staff)] == [ON, ON]
    with as_role("jobs"):
        OfficerSpell.objects.filter(staff=staff).update(start=days(30))
    keep(staff, days(12))
    assert spells(staff)[-1] == (days(12), None, 0, "0.0", None)


def test_a_load_that_falls_and_rises_within_a_day_is_not_interrupted(staff):
    with as_role("jobs"):
        overloaded(staff)
    keep(staff, ON)
    with as_role("jobs"):
        OfficerSpell.objects.filter(staff=staff).update(start=days(30))
    keep(staff, days(5))
    with as_role("jobs"):
        OfficerSpell.objects.filter(staff=staff).update(start=START)
    keep(staff, days(5))
    assert [spell[4] for spell in spells(staff)] == [ON, ON]


def test_spells_of_one_officer_cannot_overlap(staff):
    given = {"staff": staff, "points": 1, "available": 1, "percent": 1, "cases": 1, "uncounted": 0}
    LoadSpell.objects.create(start=ON, until=days(5), **given)
    with pytest.raises(IntegrityError, match="load_spells_do_not_overlap"), transaction.atomic():
        LoadSpell.objects.create(start=days(4), **given)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_an_alarm_is_raised_on_the_twenty_eighth_day_and_not_before(staff):
    with as_role("jobs"):
        overloaded(staff)
    keep(staff, ON)
    keep(staff, days(27))
    assert WorkloadAlarm.objects.count() == 0
    keep(staff, days(28))
    keep(staff, days(30))
    alarm = WorkloadAlarm.objects.get()
    assert (alarm.staff, alarm.over_since, alarm.raised_on, alarm.ended_on) == (staff, ON, days(28), None)


def test_an_alarm_that_nobody_looked_for_says_when_it_was_due(staff):
    with as_role("jobs"):
        overloaded(staff)
    keep(staff, ON)
    keep(staff, days(60))
    assert WorkloadAlarm.objects.get().raised_on == days(28)


def test_an_alarm_ends_when_the_load_falls(staff):
    with as_role("jobs"):
        overloaded(staff)
    keep(staff, ON)
    keep(staff, days(28))
    with as_role("jobs"):
        OfficerSpell.objects.filter(staff=staff).update(start=days(90))
    keep(staff, days(40))
    assert WorkloadAlarm.objects.get().ended_on == days(40)


def test_exactly_at_the_line_is_not_above_it(staff):
    staff.contracted_hours = Decimal("18.7")
    staff.save()
    with as_role("jobs"):
        for _ in range(11):
            case_of(staff, "B0")
        case_of(staff, "A0")
        found = load_of(staff.pk, on=ON)
    assert found.percent < 110
    keep(staff, ON)
    assert spells(staff)[0][4] is None


def test_changed_hours_keep_the_load_in_the_same_transaction(staff, by):
    with as_role("jobs"):
        overloaded(staff, 6)
        keep_loads([staff.pk], on=ON)
    with acting(by):
        set_hours(staff=staff, hours=Decimal("18.5"), start=ON, by=by, at=AT)
    assert spells(staff) == [(ON, None, 1236, "113.6", ON)]


def test_a_reduction_that_begins_later_counts_from_its_day(staff, by):
    with as_role("jobs"):
        overloaded(staff, 6)
        keep_loads([staff.pk], on=ON)
    entry = ReductionEntry("court-duty", days(7), hours=Decimal("18.5"))
    with acting(by):
        add_reduction(staff=staff, entry=entry, reference="RD-1", by=by, at=AT)
    assert spells(staff) == [(ON, None, 1236, "56.8", None)]
    keep(staff, days(7))
    assert spells(staff)[-1] == (days(7), None, 1236, "113.6", days(7))


def test_a_change_of_risk_keeps_the_load_of_who_holds_the_case(staff):
    with as_role("jobs"):
        person = case_of(staff, None)
        keep_loads([staff.pk], on=ON)
        RegistrationFactory(person=person, type="RVHR", registered_on=ON)
        derive([person.pk], on=ON, cause="registration")
    assert [spell[2] for spell in spells(staff)] == [110]


def test_the_kept_load_does_not_depend_on_who_looked(staff, by):
    with as_role("jobs"):
        person = case_of(staff, "B2", person__delivery_unit=staff.delivery_unit)
        case_of(staff, "A3", person__delivery_unit=staff.delivery_unit)
        LimitedAccess.objects.create(person=person, kind="exclusion", user=by, reason="knows them", start=START)
    with acting(by):
        keep_loads([staff.pk], on=ON)
        assert load_of(staff.pk, on=ON).points == 206
    assert spells(staff)[0][2] == 321


# Answering


@pytest.fixture
def alarm(staff):
    with as_role("jobs"):
        overloaded(staff)
        keep_loads([staff.pk], on=ON)
        keep_loads([staff.pk], on=days(28))
    return WorkloadAlarm.objects.get()


def test_an_answer_is_kept_with_who_gave_it(alarm, by):
    with acting(by):
        answered = answer_alarm(alarm=alarm, answer="Two cases go to another team.", by=by, at=AT + timedelta(days=30))
    assert (answered.answer, answered.answered_by, answered.answered_on) == (
        "Two cases go to another team.",
        by,
        days(30),
    )
    with acting(UserFactory(role="auditor")):
        assert Entry.objects.get().action == "supervision.answer_alarm"


def test_an_alarm_that_is_over_cannot_be_answered(alarm, by):
    alarm.ended_on = days(29)
    alarm.save()
    with acting(by), pytest.raises(AlarmOver):
        answer_alarm(alarm=alarm, answer="Too late.", by=by, at=AT + timedelta(days=30))
    alarm.refresh_from_db()
    assert alarm.answer == ""


# Tasks


def task(staff, by, kind="standard-court-report", done_on=ON, person=None, reference="T-1"):
    with acting(by):
        return record_task(staff=staff, kind=kind, done_on=done_on, person=person, reference=reference, by=by, at=AT)


def test_a_report_counts_for_thirty_days(staff, by):
    task(staff, by)
    with as_role("jobs"):
        assert [load_of(staff.pk, on=days(n)).points for n in (-1, 0, 29, 30)] == [0, 138, 138, 0]
    assert spells(staff)[0][2] == 138


def test_a_task_sent_twice_is_written_once(staff, by):
    assert task(staff, by) == task(staff, by)
    with as_role("jobs"):
        assert WorkloadTask.objects.count() == 1


def test_support_is_added_to_one_officer_and_taken_off_the_other(staff, by):
    helper = StaffFactory(team=staff.team, contracted_hours=37)
    with as_role("jobs"):
        person = case_of(staff, "B2", person__delivery_unit=staff.delivery_unit)
    task(helper, by, kind="CMS03", person=person)
    with as_role("jobs"):
        assert load_of(helper.pk, on=ON).points == 18
        assert (load_of(staff.pk, on=ON).points, load_of(staff.pk, on=ON).task_points) == (97, -18)
        found = ledger(staff.pk, on=ON)
    assert sum(line.points for line in (*found.cases, *found.tasks)) == found.load.points
    assert (found.tasks[0].sign, found.tasks[0].done_by) == (-1, str(helper))
    assert [(spells(one)[-1][2]) for one in (helper, staff)] == [18, 97]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"kind": "tea"}, "kind-unknown"),
        ({"done_on": days(1)}, "to-come"),
        ({"done_on": date(2019, 12, 31)}, "out-of-post"),
        ({"kind": "parole-report"}, "person-missing"),
        ({"kind": "CMS01"}, "person-missing"),
    ],
)
def test_an_impossible_task_is_refused_and_nothing_changes(staff, by, given, code):
    with pytest.raises(TaskRefused) as refused:
        task(staff, by, **given)
    assert [fault.code for fault in refused.value.faults] == [code]
    with as_role("jobs"):
        assert (WorkloadTask.objects.count(), spells(staff)) == (0, [])


def test_support_on_an_own_case_is_refused(staff, by):
    with as_role("jobs"):
        person = case_of(staff, "B2", person__delivery_unit=staff.delivery_unit)
    with pytest.raises(TaskRefused) as refused:
        task(staff, by, kind="CMS01", person=person)
    assert [fault.code for fault in refused.value.faults] == ["own-case"]


def test_a_task_that_was_a_mistake_is_taken_back(staff, by):
    made = task(staff, by)
    with acting(by):
        withdraw_task(task=made, by=by, at=AT)
    with as_role("jobs"):
        assert load_of(staff.pk, on=ON).points == 0
    with acting(UserFactory(role="auditor")):
        assert [one.action for one in Entry.objects.order_by("id")] == [
            "supervision.record_task",
            "supervision.withdraw_task",
        ]
