"""What each rule of commissioning answers, in a plain sentence."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

COMMISSIONING_ANSWERS = {
    "need-shares": _("Whether those who state a need together bear the whole of it"),
    "need-projection": _("How many cases a year a need will have in an area"),
    "procurement-pack": _("Which procurement law applies to a market, a competition or a grant"),
    "application-due": _("By when an application to the panel is decided"),
    "competition-timetable": _("When a competition may close, and until when questions are taken"),
    "competition-change": _("Whether an open competition may be changed, and how far the closing moves"),
    "standstill": _("From which day a contract may be signed after an award"),
    "notices-due": _("Which notices must be published, and by when"),
    "application-assessment": _("Whether an application to the panel is admitted, and how to cure what failed"),
    "evidence-expiry": _("When evidence runs out, and when its owner is reminded"),
    "membership-standing": _("Whether a member of the panel may be invited and bid"),
    "panel-sanction": _("Whether a place may be suspended or removed, and from when"),
    "panel-appeal": _("Whether an appeal is heard, and by when it is answered"),
    "invitation": _("Who is invited to a competition"),
    "engagement-event": _("When an event with suppliers can be announced, and by when its notes are out"),
    "engagement-invitation": _("Which suppliers are written to about an event before anything is bought"),
    "criteria-weights": _("Whether the weights of a competition can be published"),
    "question-budget": _("Whether the questions of a competition are in proportion"),
    "plain-language": _("Whether suppliers are asked in plain words"),
    "bidding-cost": _("What bidding for a lot costs everybody, against what the lot is worth"),
    "lot-size": _("How many small organisations could hold a lot"),
    "underfunding": _("Whether the value of a lot covers what the service costs"),
    "route": _("Whether a need is met by a grant, a competition, a direct award or in house"),
    "price-score": _("How bids are scored and ranked, and whether that hangs on who else bids"),
    "abnormally-low": _("Which prices are abnormally low, and what must follow"),
    "score-divergence": _("Whether evaluators must discuss their scores"),
    "tie-break": _("Which of several bids with the same score wins"),
    "feedback-due": _("By when bidders are told how they were scored, and whether that was in time"),
    "contract-spend": _("Whether an invoice may be paid within the value of the contract"),
    "contract-change": _("Whether a contract may be changed without a new competition"),
    "bid-receipt": _("Which version of a bid counts at the deadline"),
    "bid-opening": _("Whether the bids, or their prices, may be opened now"),
    "evaluator-access": _("Whether an evaluator may see the bids"),
    "no-award": _("Whether a lot may end without an award, and what can follow"),
    "contract-terms": _("Whether the terms of a contract are complete"),
    "contract-ending": _("Whether a contract may end, with nobody left without a service"),
}
