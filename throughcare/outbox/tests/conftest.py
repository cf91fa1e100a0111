"""What the outbox's tests stand on: a world with somebody to write to, and adapters that do as they are told."""

from datetime import UTC, datetime, timedelta

import pytest

from throughcare.kernel.events import announcer
from throughcare.outbox.adapters import NotHandedOver
from throughcare.outbox.events import MessageGivenUp, MessageSent

NOW = datetime(2026, 6, 10, 11, 0, tzinfo=UTC)


class Clock:
    """A clock that a test moves."""

    def __init__(self, at=NOW):
        self.at = at

    def __call__(self):
        return self.at

    def pass_(self, **what):
        self.at += timedelta(**what)


class Carrier:
    """Takes what it is given, or does what ``answers`` say, one for each attempt; ``doubts`` for each question."""

    def __init__(self, *answers, doubts=()):
        self.answers, self.doubts, self.taken, self.asked, self.known = list(answers), list(doubts), [], [], {}

    def __call__(self, channel):
        return self

    def send(self, parcel):
        answer = self.answers.pop(0) if self.answers else None
        if isinstance(answer, BaseException):
            raise answer
        self.taken.append(parcel)
        self.known[parcel.reference] = f"receipt-{len(self.taken)}"
        return self.known[parcel.reference]

    def find(self, parcel):
        self.asked.append(parcel.reference)
        answer = self.doubts.pop(0) if self.doubts else None
        if isinstance(answer, BaseException):
            raise answer
        return self.known.get(parcel.reference)


def refused(code="refused"):
    return NotHandedOver(code, "permanent")


def unreachable(code="unreachable"):
    return NotHandedOver(code, "temporary")


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def announced():
    heard = []
    before = dict(announcer._handlers)
    announcer.subscribe(dict.fromkeys((MessageSent, MessageGivenUp), (heard.append,)))
    yield heard
    announcer.subscribe(before)
