"""How much of a contract's value has been spent: the alert and the stop (rule C5)."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Annotated, Literal

from msgspec import Meta, Struct

from throughcare.commissioning.rules.check_policy import CONTROL, control
from throughcare.commissioning.rules.trail import Trail, percent, percent_beside, rounded
from throughcare.kernel.decision import Decision, mark
from throughcare.kernel.rulebook import Rule

NAME, RULE_SET = "contract-spend", "contract-control"
Pence = Annotated[int, Meta(ge=0)]


class SpendCase(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A contract, what has been paid under it, and the invoice that is to be paid now."""

    on: date
    value_pence: Annotated[int, Meta(gt=0, description="value of the contract with the changes that have been signed")]
    spent_pence: Annotated[Pence, Meta(description="paid and approved so far")]
    invoice_pence: Annotated[Pence, Meta(description="to be paid now")] = 0


class Spend(Struct, frozen=True, gc=False):
    """The spending with the invoice."""

    state: Literal["fine", "alert", "stopped"]
    may_pay: bool
    spent_percent: float
    left_pence: Annotated[int, Meta(description="negative where more has been spent than the value")]


_REASONS = {
    "fine": mark("{share} of the value is spent."),
    "alert": mark("{share} of the value is spent, more than {alert}: plan the end or a change."),
    "stopped": mark("The invoice takes the spending to {share} of the value. It is paid only if the contract is changed."),
}  # fmt: skip


def decide_spend(case: SpendCase) -> Decision[Spend]:
    """Whether an invoice may be paid, and whether to warn; a house standard."""
    trail = Trail(NAME, RULE_SET)
    limits = trail.use(control("spend", case.on))
    total = case.spent_pence + case.invoice_pence
    share = Fraction(100 * total, case.value_pence)
    state: Literal["fine", "alert", "stopped"] = (
        "stopped" if share > limits["stop_above"] else "alert" if share > limits["alert_above"] else "fine"
    )
    value = Spend(state, state != "stopped", rounded(share), case.value_pence - total)
    return trail.decide(
        value, state, _REASONS[state], result=rounded(share),
        share=percent_beside(share, limits["alert_above"], limits["stop_above"]),
        alert=percent(limits["alert_above"]),
    )  # fmt: skip


RULE = Rule(
    name=NAME,
    rule_set=RULE_SET,
    title=mark("Spending against the value of a contract"),
    case=SpendCase,
    value=Spend,
    decide=decide_spend,
    parameters=(CONTROL,),
    source="House standard",
    default=True,
)
