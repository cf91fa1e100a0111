"""The states of enforcement as tables: a failure, a warning, a breach or recall, a document."""

from __future__ import annotations

from throughcare.kernel.codes import code_list
from throughcare.kernel.decision import mark as _
from throughcare.kernel.transitions import Transitions

FAILURE = Transitions(
    "Failure to comply",
    "awaiting-reason",
    {
        "awaiting-reason": {"accept": "acceptable", "confirm": "unacceptable", "strike": "struck"},
        "unacceptable": {"accept": "acceptable", "reopen": "awaiting-reason", "strike": "struck"},
        "acceptable": {"reopen": "awaiting-reason", "strike": "struck"},
        "struck": {"restore": "awaiting-reason"},
    },
)
WARNING = Transitions(
    "Warning",
    "given",
    {
        "given": {"appeal": "appealed", "withdraw": "withdrawn"},
        "appealed": {"uphold": "upheld", "withdraw": "withdrawn"},
        "upheld": {"withdraw": "withdrawn"},
        "withdrawn": {},
    },
)
BREACH = Transitions(
    "Breach",
    "waiting",
    {
        "waiting": {"begin": "begun", "decline": "declined"},
        "begun": {"present": "presented", "withdraw": "withdrawn"},
        "presented": {"adjourn": "presented", "conclude": "concluded", "withdraw": "withdrawn"},
        "declined": {},
        "concluded": {},
        "withdrawn": {},
    },
)
RECALL = Transitions(
    "Recall",
    "waiting",
    {
        "waiting": {"begin": "begun", "decline": "declined"},
        "begun": {"conclude": "concluded", "withdraw": "withdrawn"},
        "declined": {},
        "concluded": {},
        "withdrawn": {},
    },
)
DOCUMENT = Transitions("Letter", "ready", {"ready": {"print": "printed", "send": "sent"}, "printed": {}, "sent": {}})

OF_BREACH = {"breach": BREACH, "recall": RECALL}
OPEN_BREACH = ("waiting", "begun", "presented")
IN_PROGRESS = ("begun", "presented")
STANDING_WARNING = ("given", "appealed", "upheld")
ALL = (FAILURE, WARNING, BREACH, RECALL, DOCUMENT)

FAILURE_STATE = code_list(
    "failure-state",
    _("Failure"),
    "What the service makes of a failure",
    ("awaiting-reason", _("A reason may be given")),
    ("unacceptable", _("Without reasonable excuse")),
    ("acceptable", _("Acceptable reason")),
    ("struck", _("Recorded in error")),
)
WARNING_STATE = code_list(
    "warning-state",
    _("Warning"),
    "How a warning stands",
    ("given", _("In force")),
    ("appealed", _("In force, appealed")),
    ("upheld", _("In force, upheld on appeal")),
    ("withdrawn", _("Withdrawn")),
)
BREACH_STATE = code_list(
    "breach-state",
    _("Breach or recall"),
    "How far a breach or recall has come",
    ("waiting", _("Waiting for a manager’s decision")),
    ("begun", _("Begun")),
    ("presented", _("Before the court")),
    ("declined", _("Decided against")),
    ("concluded", _("Concluded")),
    ("withdrawn", _("Withdrawn")),
)
DOCUMENT_STATE = code_list(
    "document-state",
    _("Document"),
    "Whether a document has left",
    ("ready", _("Ready to send or print")),
    ("printed", _("Printed")),
    ("sent", _("Sent")),
)
