"""Trying again."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from throughcare.outbox.rules.message_states import LABELS, MESSAGE
from throughcare.outbox.rules.retry import FailedMessage, Retry, decide_retry
from throughcare.outbox.rules.sending_policy import HERE, sending_policies

ON = date(2026, 6, 10)
NOW = datetime(2026, 6, 10, 11, 0, tzinfo=UTC)
POLICY = sending_policies().on(ON)


def failed(**given):
    return FailedMessage(**{"on": ON, "at": NOW, "channel": "email", "attempts": 1, "fault": "temporary"} | given)


@pytest.mark.parametrize(("attempts", "minutes"), [(1, 1), (2, 4), (3, 16), (4, 64), (5, 256), (6, 360), (8, 360)])
def test_each_wait_is_longer_up_to_the_longest(attempts, minutes):
    decision = decide_retry(failed(attempts=attempts), policy=POLICY)
    assert decision.value == Retry("fail", NOW + timedelta(minutes=minutes))
    assert decision.reason.code == "again"


def test_the_last_attempt_is_the_ninth():
    assert decide_retry(failed(attempts=9), policy=POLICY).value == Retry("give-up")


def test_a_refusal_is_not_tried_again():
    decision = decide_retry(failed(fault="permanent"), policy=POLICY)
    assert (decision.value, decision.reason.code) == (Retry("give-up"), "permanent")


def test_what_was_withdrawn_under_way_is_not_tried_again():
    assert decide_retry(failed(unwanted=True), policy=POLICY).value == Retry("cancel")


@pytest.mark.parametrize(("minutes", "verb"), [(15, "cancel"), (16, "cancel"), (17, "fail")])
def test_it_is_dropped_where_the_next_attempt_comes_too_late(minutes, verb):
    case = failed(attempts=3, useful_until=NOW + timedelta(minutes=minutes))
    assert decide_retry(case, policy=POLICY).value.verb == verb


@pytest.mark.parametrize(
    ("local", "channel", "expected"),
    [
        ("2026-06-10T07:59", "sms", "2026-06-10T08:00"),
        ("2026-06-10T08:00", "sms", "2026-06-10T08:00"),
        ("2026-06-10T19:59", "sms", "2026-06-10T19:59"),
        ("2026-06-10T20:00", "sms", "2026-06-11T08:00"),
        ("2026-10-24T23:30", "sms", "2026-10-25T08:00"),
        ("2026-06-10T23:30", "email", "2026-06-10T23:30"),
    ],
)
def test_text_messages_keep_to_the_hours_of_the_day(local, channel, expected):
    at, wanted = (datetime.fromisoformat(each).replace(tzinfo=HERE) for each in (local, expected))
    assert POLICY.earliest(at, channel) == wanted


@given(
    st.integers(1, 20),
    st.sampled_from(["sms", "email", "letter", "webhook"]),
    st.sampled_from(["temporary", "permanent"]),
)
def test_it_ends_or_goes_on_later(attempts, channel, fault):
    value = decide_retry(failed(attempts=attempts, channel=channel, fault=fault), policy=POLICY).value
    assert (value.verb == "fail") == (value.next_at is not None)
    assert value.next_at is None or value.next_at > NOW


def test_every_state_has_a_name():
    assert set(LABELS) == set(MESSAGE.table)
