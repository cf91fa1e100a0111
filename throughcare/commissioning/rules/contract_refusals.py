"""Why a step about a contract is refused, beyond what the rules about terms, spending, changes and endings say."""

from __future__ import annotations

from collections.abc import Mapping

from throughcare.kernel.decision import mark

REFUSALS: Mapping[str, str] = {
    "out-of-reach": mark("Another region buys here: it is not within your reach."),
    "not-now": mark("That cannot be done as the contract stands now."),
    "lots-elsewhere": mark("A lot is of another competition."),
    "lot-taken": mark("A lot is in another contract already."),
    "reference-taken": mark("A contract with this reference is there already."),
    "shares": mark("The shares of a consortium add up to 100 per cent, and the lead is one of its members."),
    "schedule": mark("The instalments come to more than the value of the contract."),
    "frozen": mark("A side has signed, so the terms stay as they are."),
    "standstill": mark("The standstill is not over: it cannot be signed yet."),
    "award-not-published": mark("The award that it rests on has not been published."),
    "challenged": mark("A challenge to the award is open, so the contract may not be signed."),
    "award-taken-back": mark("The award that it rests on was taken back."),
    "not-signed": mark("The other side has not signed yet."),
    "signed-already": mark("This side has signed already."),
    "not-begun": mark("Its first day has not come."),
    "not-yours": mark("Only whoever acts for the supplier can do that."),
    "number-taken": mark("An invoice with this number was received already."),
    "day-order": mark("The days are not in order."),
    "not-in-force": mark("The contract has not come into force."),
    "checked-already": mark("This invoice is checked already."),
    "unchecked": mark("Nobody has checked this invoice yet."),
    "same-payer": mark("Whoever checked an invoice does not pay it: somebody else does."),
    "settled": mark("This invoice was paid or returned already."),
    "beyond-option": mark("The option does not reach that far."),
    "nothing-changes": mark("Nothing would change."),
    "below-spent": mark("More than that has been paid already."),
    "measured-already": mark("This time was measured already."),
    "reviewed-already": mark("A review of this day is recorded already."),
    "unknown-notice": mark("The rules of this contract know no such notice."),
    "noted-already": mark("This notice is recorded already."),
    "no-ending": mark("Plan the end first."),
    "not-over": mark("Its last day is not over."),
    "before-term": mark("The last day of a contract that ends at its term is the last day of its term."),
    "stopped": mark("The payment would take the cost above the value of the contract."),
    "part-of-whole": mark("What was reached is a part of the whole, and the whole is not nothing."),
    "not-all-rated": mark("Rate every indicator."),
    "no-transfer-plan": mark("Say where the people who use the service go, and who tells them."),
    "amount": mark("Check the amount of the invoice."),
}
