"""The states of a transfer, and why a case is moved: tables."""

from __future__ import annotations

from throughcare.kernel.codes import code_list
from throughcare.kernel.decision import mark as _
from throughcare.kernel.transitions import Transitions

TRANSFER = Transitions(
    name="transfer",
    start="offered",
    table={
        "offered": {"accept": "accepted", "refuse": "refused", "withdraw": "withdrawn"},
        "accepted": {"move": "moved", "call-off": "called-off"},
        "refused": {},
        "withdrawn": {},
        "moved": {},
        "called-off": {},
    },
)

TRANSFER_STATE = code_list(
    "transfer-state",
    _("Transfer"),
    "States of a transfer: offered, answered, moved",
    ("offered", _("Waiting for an answer")),
    ("accepted", _("Accepted, not moved yet")),
    ("refused", _("Refused")),
    ("withdrawn", _("Withdrawn")),
    ("moved", _("Moved")),
    ("called-off", _("Called off")),
)
OPEN = ("offered", "accepted")

OFFICER_REASON = code_list(
    "officer-reason",
    _("Why the responsible officer changes"),
    "Reasons for reallocation seen in public workforce systems",
    ("initial-allocation", _("First allocation")),
    ("caseload-adjustment", _("Caseload adjustment")),
    ("tier-or-risk", _("Change of tier or risk")),
    ("address", _("Change of address"), {"transfer": True}),
    ("officer-left", _("Officer left or is away")),
    ("risk-to-staff", _("Risk to staff"), {"transfer": True}),
    ("transfer-in", _("Transfer in")),
    ("probation-reset", _("Probation Reset")),
    ("release-elsewhere", _("Released to another area"), {"transfer": True}),
    ("safety", _("Safety of the person or of a victim"), {"transfer": True}),
    ("supervision-ended", _("Supervision ended")),
    ("other", _("Another reason"), {"transfer": True}),
)
TRANSFER_REASONS = tuple(OFFICER_REASON.having("transfer"))

# Why a step of a transfer is not taken, by the code of the refusal.
REFUSALS = {
    "not-supervised": _("Nobody is responsible for this person now, so there is nothing to transfer."),
    "same-unit": _("The case lies in this delivery unit already. Choose another one."),
    "no-reason": _("Choose why the case should move."),
    "no-words": _("Say why, in a sentence or two."),
    "in-the-past": _("The day must be today or later."),
    "already-offered": _("This case is offered already. Withdraw that offer first."),
    "nobody-to-receive": _(
        "Access to this record is limited, and no leader of the receiving region may open it. Ask your head of unit to "
        "add one to its list first."
    ),
    "not-open": _("Somebody has answered meanwhile. This is how it stands now."),
    "not-receiving": _("Only the receiving region answers an offer."),
    "other-unit": _("Choose a team of the delivery unit that the case is offered to."),
    "other-team": _("Choose a practitioner of that team, or leave it open."),
    "not-working": _("That practitioner does not work there on that day."),
}
