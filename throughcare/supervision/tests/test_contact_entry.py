"""Which contacts can be put on a record."""

from datetime import date, datetime, time

import pytest

from throughcare.kernel.local_time import HERE
from throughcare.kernel.period import Period
from throughcare.supervision.rules.contact_entry import ContactEntry, RecordFacts, check_contact

NOW = datetime(2026, 6, 10, 12, 0, tzinfo=HERE)
TODAY = NOW.date()
RECORD = RecordFacts(
    sentenced_on=date(2026, 1, 5),
    last_day=date(2026, 12, 31),
    custody=(Period(date(2026, 3, 1), date(2026, 3, 10)),),
)


def faults(record=RECORD, **entry):
    given = {"type": "COAP", "date": TODAY, "outcome": "ATTC"} | entry
    return [fault.code for fault in check_contact(ContactEntry(**given), record=record, now=NOW)]


@pytest.mark.parametrize(
    "entry",
    [
        {},
        {"date": date(2026, 1, 5)},
        {"outcome": "", "time": time(13, 0)},
        {"date": date(2026, 6, 11), "outcome": ""},
        {"time": time(11, 59)},
        {"type": "NOTE", "outcome": ""},
        {"type": "NOTE", "outcome": "", "date": date(2026, 3, 5)},
        {"date": date(2026, 12, 31), "outcome": ""},
        {"date": date(2026, 3, 10)},
    ],
)
def test_it_accepts_what_can_be(entry):
    assert faults(**entry) == []


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ({"date": date(2026, 1, 4)}, "before-sentence"),
        ({"date": date(2026, 6, 9), "outcome": ""}, "outcome-missing"),
        ({"outcome": ""}, "outcome-missing"),
        ({"outcome": "", "time": time(12, 0)}, "outcome-missing"),
        ({"date": date(2026, 6, 11)}, "outcome-of-the-future"),
        ({"date": date(2026, 6, 11), "outcome": "RSOF"}, "outcome-of-the-future"),
        ({"time": time(12, 1)}, "outcome-of-the-future"),
        ({"type": "NOTE"}, "no-outcome-for-type"),
        ({"type": "PLAN", "outcome": "", "date": date(2026, 6, 11)}, "not-yet-done"),
        ({"type": "COPT", "outcome": "ATSH"}, "sent-home-from-afar"),
        ({"date": date(2026, 3, 9)}, "in-custody"),
        ({"date": date(2027, 1, 1), "outcome": ""}, "after-the-end"),
    ],
)
def test_it_names_what_is_wrong(entry, fault):
    assert faults(**entry) == [fault]


def test_it_refuses_any_contact_with_a_person_without_a_sentence():
    assert faults(record=RecordFacts(sentenced_on=None)) == ["no-sentence"]


def test_it_marks_as_warnings_only_what_is_unlikely():
    warned = check_contact(ContactEntry("COAP", date(2026, 3, 5), "ATTC"), record=RECORD, now=NOW)
    refused = check_contact(ContactEntry("COAP", date(2026, 1, 4), "ATTC"), record=RECORD, now=NOW)
    assert [fault.warning for fault in (*warned, *refused)] == [True, False]
