"""Why something cannot be done while bids are evaluated and awarded, beyond what the rules give themselves."""

from __future__ import annotations

from collections.abc import Mapping

from throughcare.commissioning.rules.refused import Refused
from throughcare.kernel.decision import Reason, Words, mark

SENTENCES: Mapping[str, str] = {
    "out-of-reach": mark("Another region buys here: it is not within your reach."),
    "wrong-stage": mark("This is not done at this stage of the competition."),
    "role": mark("An evaluator is a commissioner, a senior, a head or a director."),
    "stands-with-a-bidder": mark("They act for somebody who was invited, or wrote a bid."),
    "opening-officer": mark("They open the bids of this competition and know who is behind them."),
    "already": mark("They evaluate this competition already."),
    "had-a-conflict": mark("They had a conflict in this competition."),
    "chair-there": mark("There is a chair already."),
    "no-chair": mark("Appoint a chair first."),
    "too-few": mark("Evaluators: {count}. At least {least} are needed."),
    "no-bids": mark("There is no bid to score."),
    "no-words": mark("Write down why."),
    "not-about-everybody": mark("Declare about every bidder: {names}."),
    "not-yours": mark("Only the evaluator themselves can do this."),
    "own-mitigation": mark("Somebody else than the evaluator says what keeps it fair."),
    "not-cleared": mark("The bids are not shown to them."),
    "locked": mark("The scores are locked. Nobody changes them."),
    "off-the-scale": mark("A score lies from 0 to {top}, in steps of {step}."),
    "missing": mark("Answers without a score and its reasons: {count}."),
    "not-the-chair": mark("The chair writes down what was agreed."),
    "discuss-first": mark("The scores lie apart: write down the discussion first."),
    "not-agreed": mark("Answers without an agreed score: {count}."),
    "evaluated": mark("Whoever scored does not moderate."),
    "ended": mark("They do not evaluate this competition any more."),
    "no-prices": mark("The prices have not been opened."),
    "price-unasked": mark("{label}, {lot}: the price is abnormally low. Ask the bidder first."),
    "price-unanswered": mark("{label}, {lot}: the answer about the price is not judged yet."),
    "not-to-reject": mark("A price is rejected after the bidder was asked, and the answer did not satisfy."),
    "not-low": mark("This price is not abnormally low."),
    "asked-already": mark("The bidder has been asked about this price."),
    "rejected-already": mark("This is out of the evaluation already."),
    "stale-proposal": mark("Something has changed since the proposal was made. Make it again."),
    "no-award-missing": mark("Lots that nobody wins: say of each why, and what follows ({lots})."),
    "nothing-won": mark("Nobody wins a lot, so nothing is recommended: end the competition without an award."),
    "ended-already": mark("This lot has ended without an award."),
    "own-recommendation": mark("Nobody approves an award that they recommended."),
    "not-a-director": mark("A director approves an award."),
    "not-a-commissioner": mark("A commissioner does this."),
    "standstill-runs": mark("The standstill runs until the end of {last}."),
    "challenge-open": mark("A challenge is open."),
    "not-a-bidder": mark("They did not bid in this competition."),
    "lots-left": mark("Lots without a reason why nobody is given them: {lots}."),
    "not-to-award-directly": mark("It was not said of this lot that it is to be awarded directly."),
    "awarded-directly-already": mark("This was done already."),
    "no-such-ground": mark("The law knows no such ground today."),
    "not-a-member": mark("They hold no place in the category of this lot."),
    "no-notice": mark("The transparency notice has not been published."),
}  # fmt: skip


class EvaluationRefused(Refused):
    """A step of an evaluation or an award is refused."""


def refusal(code: str, **values: object) -> EvaluationRefused:
    """A refusal for one reason of the table."""
    return EvaluationRefused([reason(code, **values)])


def reason(code: str, **values: object) -> Reason:
    """A reason of the table."""
    return Reason(code, Words(SENTENCES[code], values))
