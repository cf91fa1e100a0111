"""The states of what is commissioned: which change is allowed from which state."""

from __future__ import annotations

from collections.abc import Mapping

from throughcare.kernel.decision import mark
from throughcare.kernel.transitions import Transitions

MARKET = Transitions(
    "Market",
    "draft",
    {
        "draft": {"announce": "intended"},
        "intended": {"open": "open", "return": "draft"},
        "open": {"suspend": "suspended", "close": "closed"},
        "suspended": {"resume": "open", "close": "closed"},
        "closed": {},
    },
)
"""Its conditions can be edited until it is open; from then on they are frozen."""

APPLICATION = Transitions(
    "Application to a market",
    "draft",
    {
        "draft": {"submit": "submitted", "withdraw": "withdrawn"},
        "submitted": {"ask": "information-requested", "review": "under-review", "withdraw": "withdrawn"},
        "information-requested": {"answer": "submitted", "withdraw": "withdrawn"},
        "under-review": {
            "ask": "information-requested",
            "admit": "admitted",
            "decline": "declined",
            "withdraw": "withdrawn",
        },
        "admitted": {},
        "declined": {"appeal": "under-review"},
        "withdrawn": {},
    },
)

MEMBERSHIP = Transitions(
    "Place in a market",
    "active",
    {
        "active": {"suspend": "suspended", "lapse": "lapsed", "leave": "left", "remove": "removed"},
        "suspended": {"restore": "active", "leave": "left", "remove": "removed"},
        "lapsed": {"renew": "active", "suspend": "suspended", "leave": "left", "remove": "removed"},
        "left": {},
        "removed": {"reinstate": "active"},
    },
)
"""A suspension restores itself on its day; evidence that runs out lapses a place, and never deletes it."""

COMPETITION = Transitions(
    "Competition",
    "draft",
    {
        "draft": {"approve": "approved", "withdraw": "withdrawn"},
        "approved": {"publish": "published", "return": "draft", "withdraw": "withdrawn"},
        "published": {"close": "closed", "withdraw": "withdrawn"},
        "closed": {"open": "opened", "cancel": "cancelled", "award-nothing": "no-award"},
        "opened": {"score": "individual-scoring", "cancel": "cancelled", "award-nothing": "no-award"},
        "individual-scoring": {"lock": "consensus", "cancel": "cancelled", "award-nothing": "no-award"},
        "consensus": {
            "moderate": "moderated",
            "score-again": "individual-scoring",
            "cancel": "cancelled",
            "award-nothing": "no-award",
        },
        "moderated": {"recommend": "award-recommended", "cancel": "cancelled", "award-nothing": "no-award"},
        "award-recommended": {
            "approve-award": "award-approved",
            "return": "moderated",
            "cancel": "cancelled",
            "award-nothing": "no-award",
        },
        "award-approved": {"publish-award": "standstill", "cancel": "cancelled"},
        "standstill": {"conclude": "concluded", "return": "moderated", "cancel": "cancelled"},
        "concluded": {},
        "withdrawn": {},
        "cancelled": {},
        "no-award": {},
    },
)
"""``close`` is done by the clock alone. It is withdrawn before it closes and cancelled after. Where an evaluator leaves
for a conflict, another one scores by themselves first."""

BID = Transitions(
    "Bid",
    "draft",
    {
        "draft": {"submit": "submitted", "discard": "withdrawn"},
        "submitted": {"replace": "submitted", "withdraw": "withdrawn", "admit": "admissible", "reject": "rejected"},
        "withdrawn": {"submit": "submitted"},
        "admissible": {"score": "scored", "reject": "rejected"},
        "rejected": {},
        "scored": {"award": "successful", "decline": "unsuccessful", "reserve": "reserve", "reject": "rejected"},
        "reserve": {"award": "successful", "decline": "unsuccessful"},
        "successful": {"fall-away": "unsuccessful"},
        "unsuccessful": {},
    },
)

CONTRACT = Transitions(
    "Contract",
    "pending",
    {
        "pending": {"activate": "active", "abandon": "abandoned"},
        "active": {"vary": "varied", "end": "ended", "terminate": "terminated"},
        "varied": {"vary": "varied", "end": "ended", "terminate": "terminated"},
        "ended": {},
        "terminated": {},
        "abandoned": {},
    },
)

ENGAGEMENT = Transitions(
    "Market-engagement event",
    "draft",
    {
        "draft": {"announce": "announced", "discard": "discarded"},
        "announced": {"change": "announced", "hold": "held", "cancel": "cancelled"},
        "held": {"report": "reported"},
        "reported": {"correct": "reported"},
        "cancelled": {},
        "discarded": {},
    },
)
"""It is changed and cancelled until it begins. Once it is over, who came is recorded and what was said is published."""

NEED = Transitions(
    "Statement of need",
    "draft",
    {
        "draft": {"agree": "agreed", "withdraw": "withdrawn"},
        "agreed": {"use": "in-use", "withdraw": "withdrawn"},
        "in-use": {"meet": "met", "withdraw": "withdrawn"},
        "met": {},
        "withdrawn": {},
    },
)
"""It is frozen once everybody who states it agreed. A panel or a competition that is begun from it takes it into use."""

TABLES = (NEED, MARKET, APPLICATION, MEMBERSHIP, COMPETITION, BID, CONTRACT, ENGAGEMENT)
LABELS: Mapping[str, str] = {
    "draft": mark("Draft"),
    "agreed": mark("Agreed"),
    "in-use": mark("In use"),
    "met": mark("Met"),
    "intended": mark("Announced"),
    "open": mark("Open"),
    "suspended": mark("Suspended"),
    "closed": mark("Closed"),
    "submitted": mark("Submitted"),
    "information-requested": mark("Information requested"),
    "under-review": mark("Under review"),
    "admitted": mark("Admitted"),
    "declined": mark("Declined"),
    "withdrawn": mark("Withdrawn"),
    "active": mark("Active"),
    "lapsed": mark("Lapsed"),
    "left": mark("Left"),
    "removed": mark("Removed"),
    "approved": mark("Approved"),
    "published": mark("Published"),
    "opened": mark("Bids opened"),
    "individual-scoring": mark("Individual scoring"),
    "consensus": mark("Consensus"),
    "moderated": mark("Moderated"),
    "award-recommended": mark("Award recommended"),
    "award-approved": mark("Award approved"),
    "standstill": mark("Standstill"),
    "concluded": mark("Concluded"),
    "cancelled": mark("Cancelled"),
    "no-award": mark("Nothing awarded"),
    "admissible": mark("Admissible"),
    "rejected": mark("Rejected"),
    "scored": mark("Scored"),
    "reserve": mark("In reserve"),
    "successful": mark("Successful"),
    "unsuccessful": mark("Unsuccessful"),
    "pending": mark("Not yet in force"),
    "varied": mark("Varied"),
    "ended": mark("Ended"),
    "terminated": mark("Terminated"),
    "abandoned": mark("Never in force"),
    "announced": mark("Announced"),
    "held": mark("Held"),
    "reported": mark("Notes published"),
    "discarded": mark("Given up"),
}
"""What a state is called on a page."""
