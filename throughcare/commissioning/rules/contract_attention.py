"""What about a contract asks for its manager's attention, the most pressing first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from throughcare.commissioning.rules.check_policy import control
from throughcare.kernel.calendar import add_months
from throughcare.kernel.decision import mark

POINTS: Mapping[str, str] = {
    "payment-late": mark("Payment is late"),
    "invoices-over-value": mark("Invoices exceed the value"),
    "review-overdue": mark("Review is overdue"),
    "notice-overdue": mark("Notice is overdue"),
    "end-passed": mark("Its last day has passed"),
    "spend-alert": mark("Nearly all is spent"),
    "payment-soon": mark("Payment is due soon"),
    "review-soon": mark("Review is due soon"),
    "notice-due": mark("Notice is due"),
    "ends-soon": mark("Ends soon, and no end is planned"),
    "end-planned": mark("The end is planned"),
    "to-countersign": mark("Waits for our signature"),
    "to-sign": mark("Waits for the supplier’s signature"),
}
"""What a point is called, in the order of pressing."""
_PRESSING = ("payment-late", "invoices-over-value", "review-overdue", "notice-overdue", "end-passed")
_ORDER = {code: place for place, code in enumerate(POINTS)}


@dataclass(frozen=True, slots=True)
class Point:
    """One thing; ``day`` is the day by which it was or is to be done, where there is one."""

    code: str
    day: date | None = None
    count: int = 1

    @property
    def pressing(self) -> bool:
        """Whether it should have been done already."""
        return self.code in _PRESSING


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a contract stands; amounts are without VAT. ``invoices`` are the last days for paying those that wait."""

    living: bool
    signed_by_supplier: bool = False
    signed: bool = False
    ends_on: date
    end_planned_on: date | None = None
    invoices: tuple[date, ...] = ()
    waiting_pence: int = 0
    left_pence: int = 0
    alert: bool = False
    review_due: date | None = None
    notices: tuple[date, ...] = ()


def review_due(*, begun_on: date, reviewed_on: date | None, months: int) -> date:
    """The last day for the next review: so many months after the last one, or after coming into force."""
    return add_months(reviewed_on or begun_on, months)


def points(stands: Standing, *, on: date) -> tuple[Point, ...]:
    """What asks for attention on a day, the most pressing first."""
    return tuple(sorted(_points(stands, on), key=lambda point: (_ORDER[point.code], point.day or on)))


def _points(stands: Standing, on: date) -> Iterator[Point]:
    ahead: dict[str, int] = control("attention", on).value
    late = sorted(day for day in stands.invoices if day < on)
    soon = sorted(day for day in stands.invoices if on <= day <= on + timedelta(days=ahead["invoice"]))
    if late:
        yield Point("payment-late", late[0], len(late))
    if soon:
        yield Point("payment-soon", soon[0], len(soon))
    if stands.waiting_pence > stands.left_pence:
        yield Point("invoices-over-value")
    yield from _dated("notice", stands.notices, on, ahead["notice"])
    if not stands.signed:
        yield Point("to-countersign" if stands.signed_by_supplier else "to-sign")
    if not stands.living:
        return
    if stands.alert:
        yield Point("spend-alert")
    if stands.review_due is not None:
        yield from _dated("review", (stands.review_due,), on, ahead["review"])
    last = stands.end_planned_on or stands.ends_on
    if last < on:
        yield Point("end-passed", last)
    elif stands.end_planned_on is not None:
        yield Point("end-planned", last)
    elif last <= on + timedelta(days=ahead["end"]):
        yield Point("ends-soon", last)


def _dated(what: str, days: tuple[date, ...], on: date, ahead: int) -> Iterator[Point]:
    overdue = sorted(day for day in days if day < on)
    near = sorted(day for day in days if on <= day <= on + timedelta(days=ahead))
    if overdue:
        yield Point(f"{what}-overdue", overdue[0], len(overdue))
    if near:
        yield Point("notice-due" if what == "notice" else f"{what}-soon", near[0], len(near))
