"""Contracts for their managers, their suppliers and the public: lists, one whole, payments of a quarter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import cast

from django.db.models import F, Q, QuerySet

from throughcare.accounts.models import User
from throughcare.commissioning.models import CompetitionReach, Contract, ContractEnding, ContractInvoice
from throughcare.commissioning.queries.contract_cases import notices_case, spend_case, spent_on
from throughcare.commissioning.queries.reach import reaches
from throughcare.commissioning.rules.check_policy import control
from throughcare.commissioning.rules.contract_attention import Point, Standing, points, review_due
from throughcare.commissioning.rules.contract_spend import Spend, decide_spend
from throughcare.commissioning.rules.notices_due import Notices, decide_notices
from throughcare.commissioning.rules.packs import PackName, pack
from throughcare.kernel.decision import Decision
from throughcare.organisations.models import SupplierUser

LIVING = ("active", "varied")
OVER = ("ended", "terminated", "abandoned")
BUYERS = ("commissioner", "director")


@dataclass(frozen=True)
class Agreement:
    """A contract as its manager sees it on a day."""

    contract: Contract
    spent_pence: int
    spend: Decision[Spend]
    notices: Decision[Notices]
    review_due: date | None
    points: tuple[Point, ...]
    late: tuple[ContractInvoice, ...]
    waiting: tuple[ContractInvoice, ...]

    @property
    def pressing(self) -> bool:
        """Whether something should have been done already."""
        return any(point.pressing for point in self.points)


def whole_contracts() -> QuerySet[Contract]:
    """Contracts with everything that says how they stand, in a fixed number of queries."""
    return Contract.objects.select_related("competition__market", "supplier").prefetch_related(
        "invoices", "changes", "notices", "reviews", "signatures", "members"
    )


def agreements(found: QuerySet[Contract], *, on: date, words: str = "", state: str = "") -> list[Agreement]:
    """The contracts with what asks for attention: pressing ones first, then by their last day; those that are over last."""
    for word in words.split():
        found = found.filter(
            Q(title__icontains=word) | Q(reference__icontains=word) | Q(supplier__legal_name__icontains=word)
        )
    if state:
        found = found.filter(state__in=LIVING if state == "living" else OVER if state == "over" else ("pending",))
    ends = dict(ContractEnding.objects.filter(contract__in=found).values_list("contract_id", "ends_on"))
    rows = [agreement(each, on=on, end_planned_on=ends.get(each.pk)) for each in found]
    return sorted(rows, key=_order)


def _order(row: Agreement) -> tuple[bool, bool, int, date, str]:
    contract = row.contract
    return (contract.state in OVER, not row.pressing, -len(row.points), contract.ends_on, contract.reference)


def agreement(contract: Contract, *, on: date, end_planned_on: date | None = None) -> Agreement:
    """How a contract stands on a day; of one of ``whole_contracts`` it asks nothing more of the database."""
    invoices = list(contract.invoices.all())
    spent = sum(each.net_pence for each in invoices if each.paid_on is not None)
    waiting = tuple(each for each in invoices if each.settled_at is None)
    spend = decide_spend(spend_case(contract, on=on, spent=spent))
    notices = decide_notices(notices_case(contract, on=on))
    sides = {each.side for each in contract.signatures.all()}
    due = _review_due(contract) if contract.state in LIVING else None
    over = contract.state in OVER
    stands = Standing(
        living=contract.state in LIVING,
        signed_by_supplier="supplier" in sides,
        signed=contract.signed_on is not None or over,
        ends_on=contract.ends_on,
        end_planned_on=end_planned_on,
        invoices=tuple(each.due_on for each in waiting),
        waiting_pence=sum(each.net_pence for each in waiting),
        left_pence=spend.value.left_pence,
        alert=spend.value.state != "fine",
        review_due=due,
        notices=tuple(each.due_date for each in notices.value.notices if each.state != "published"),
    )
    late = tuple(each for each in waiting if each.due_on < on)
    return Agreement(contract, spent, spend, notices, due, points(stands, on=on), late, waiting)


def _review_due(contract: Contract) -> date:
    reviewed = max((each.held_on for each in contract.reviews.all()), default=None)
    months: int = pack(cast(PackName, contract.pack), contract.opened_on).needed("performance-review").value
    return review_due(begun_on=cast(date, contract.activated_on), reviewed_on=reviewed, months=months)


def spend_with(invoice: ContractInvoice, *, on: date) -> Decision[Spend]:
    """How much of the value is spent once the invoice is paid, or with it where it has been."""
    new = invoice.net_pence if invoice.settled_at is None else 0
    return decide_spend(spend_case(invoice.contract, on=on, spent=spent_on(invoice.contract), invoice=new))


def own_contracts(user: User) -> QuerySet[Contract]:
    """The contracts of the organisations that somebody acts for, as the lead or as a member of the consortium."""
    mine = SupplierUser.objects.filter(user=user, ended_at__isnull=True).values("supplier")
    return whole_contracts().filter(Q(supplier__in=mine) | Q(members__supplier__in=mine)).distinct()


def signed_of(ocid: str) -> QuerySet[Contract]:
    """The signed contracts of a process, which are public."""
    return Contract.objects.filter(competition__ocid=ocid, signed_on__isnull=False).order_by("reference")


def leads(user: object, contract: Contract) -> bool:
    """Whether somebody acts for the supplier of the contract, and so may sign it and send invoices."""
    return isinstance(user, User) and user.role == "supplier" and (
        SupplierUser.objects.filter(user=user, supplier=contract.supplier_id, ended_at__isnull=True).exists()
    )  # fmt: skip


def buys(user: object) -> bool:
    """Whether somebody sees contracts as those who buy do."""
    return isinstance(user, User) and user.role in BUYERS


def buys_here(user: object, contract: Contract) -> bool:
    """The same of one contract: of a region of theirs. Of others they read what everybody reads."""
    return buys(user) and reaches(user, contract.competition)  # type: ignore[arg-type]


def near_contracts() -> QuerySet[Contract]:
    """The contracts of the regions of whoever buys, with everything that says how they stand."""
    return whole_contracts().filter(competition__in=CompetitionReach.objects.values("competition"))


@dataclass(frozen=True, slots=True)
class Quarter:
    """A quarter of a calendar year, ``[start, until)``."""

    year: int
    number: int

    @property
    def start(self) -> date:
        """The first day."""
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def until(self) -> date:
        """The day after the last."""
        return date(self.year + self.number // 4, 3 * self.number % 12 + 1, 1)

    @property
    def name(self) -> str:
        """How an address names it: 2026-Q3."""
        return f"{self.year}-Q{self.number}"


def quarter_of(day: date) -> Quarter:
    """The quarter in which a day lies."""
    return Quarter(day.year, (day.month + 2) // 3)


def quarter_before(quarter: Quarter) -> Quarter:
    """The quarter before."""
    return quarter_of(quarter.start - timedelta(days=1))


def large_payments(quarter: Quarter) -> Sequence[ContractInvoice]:
    """Payments of the quarter that are to be published: above the amount of the contract's own pack, with VAT."""
    paid = (
        ContractInvoice.objects.filter(paid_on__gte=quarter.start, paid_on__lt=quarter.until)
        .select_related("contract__competition__market__region", "supplier")
        .order_by("-paid_on", "-net_pence", "pk")
    )
    return [each for each in paid if each.gross_pence > _least(each.contract, quarter.start)]


def _least(contract: Contract, on: date) -> int:
    """The amount above which a payment is published; the house holds every contract to a figure where its pack has none."""
    found = pack(cast(PackName, contract.pack), contract.opened_on).value("notice-payment")
    return int(found["over_pence"] if found else control("published-payments", on).value)


def late_invoices(*, on: date) -> QuerySet[ContractInvoice]:
    """Invoices that wait although their last day is over, and those that were paid after it in the year before."""
    waiting = Q(settled_at__isnull=True, due_on__lt=on)
    paid_late = Q(paid_on__gt=F("due_on")) & Q(paid_on__gt=on - timedelta(days=365))
    return (
        ContractInvoice.objects.filter(waiting | paid_late)
        .select_related("contract", "supplier")
        .order_by(F("paid_on").desc(nulls_first=True), "due_on", "pk")
    )
