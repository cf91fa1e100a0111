"""Which version of a bid counts at the deadline (rules B2 and B3)."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from msgspec import Meta, Struct

from throughcare.commissioning.rules.closing import Moment, in_london
from throughcare.commissioning.rules.trail import Trail
from throughcare.kernel.decision import Decision, mark
from throughcare.kernel.rulebook import Rule

NAME, RULE_SET = "bid-receipt", "sealed-bids"


class BidEvent(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A submission or a withdrawal, with the time that the server's clock showed when it was complete."""

    kind: Literal["submit", "withdraw"]
    at: Moment


class ReceiptCase(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The log of a bid, in the order in which it was written; times without a zone are times in London."""

    on: dt.date
    closing_at: Moment
    events: tuple[BidEvent, ...]


class EventReceipt(Struct, frozen=True, gc=False):
    """What became of one event: its ``place`` in the log, from 1, and by how many seconds it was late."""

    place: int
    kind: Literal["submit", "withdraw"]
    accepted: bool
    seconds_late: int


class Receipt(Struct, frozen=True, gc=False):
    """How the bid stands at the deadline; ``version`` is the number of the submission that counts."""

    standing: Literal["submitted", "withdrawn", "none"]
    version: int | None
    receipts: tuple[EventReceipt, ...]
    clock_went_back: Annotated[bool, Meta(description="an event shows an earlier time than one before it in the log")]


_REASONS = {
    "submitted": mark("Version {version} counts: it is the latest that came in time."),
    "withdrawn": mark("The bid was withdrawn in time, so none counts."),
    "late": mark("Everything came after the deadline, so no bid counts."),
    "none": mark("Nothing was submitted."),
}
_LATE = mark("Event {place} came {seconds} seconds after the deadline and is refused.")
_BACK = mark("Event {place} shows an earlier time than the one before it: it counts as no earlier than that one.")


def decide_receipt(case: ReceiptCase) -> Decision[Receipt]:
    """Which version counts. The deadline's own second is in time, the next one is late.

    The log's order comes before its times: a clock that goes back makes nothing earlier than what was logged before it.
    """
    trail = Trail(NAME, RULE_SET)
    closing = in_london(case.closing_at)
    receipts, version, standing, submitted = [], None, "none", 0
    reached: dt.datetime | None = None
    back = False
    for place, event in enumerate(case.events, start=1):
        at = in_london(event.at).replace(microsecond=0)
        if reached is not None and at < reached:
            back = True
            trail.note("clock-went-back", _BACK, None, place=place)
            at = reached
        reached = at
        late = max(0, int((at - closing).total_seconds()))
        submitted += event.kind == "submit"
        receipts.append(EventReceipt(place, event.kind, late == 0, late))
        if late:
            trail.note("late", _LATE, late, decisive=True, place=place, seconds=late)
        elif event.kind == "submit":
            version, standing = submitted, "submitted"
        elif standing == "submitted":
            version, standing = None, "withdrawn"
    value = Receipt(standing, version, tuple(receipts), back)  # type: ignore[arg-type]
    code = "late" if standing == "none" and any(each.seconds_late for each in receipts) else standing
    return trail.decide(value, code, _REASONS[code], result=version, version=version)


RULE = Rule(
    name=NAME,
    rule_set=RULE_SET,
    title=mark("Which version of a bid counts"),
    case=ReceiptCase,
    value=Receipt,
    decide=decide_receipt,
    parameters=(),
    source="House standard; Public Contracts Regulations 2015 reg. 22, equal treatment at the deadline",
    default=True,
)
