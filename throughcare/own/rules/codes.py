"""Reference tables of the own view: why somebody cannot come, what became of asking, what they changed themselves."""

from throughcare.kernel.codes import code_list
from throughcare.kernel.decision import mark as _
from throughcare.kernel.transitions import Transitions

ASK_REASON = code_list(
    "rearrange-reason",
    _("Why the appointment does not suit"),
    "Ours: plain reasons, near to the acceptable reasons for an absence",
    ("work", _("I have to work")),
    ("health", _("I am ill, or I have a medical appointment")),
    ("family", _("I look after a child or somebody else")),
    ("court", _("I have to be in court")),
    ("faith", _("It is a holy day for me")),
    ("travel", _("I cannot get there at that time")),
    ("other", _("Something else")),
)

ASKED = Transitions(
    "Asking to rearrange",
    "waiting",
    {
        "waiting": {"agree": "agreed", "refuse": "refused", "withdraw": "withdrawn"},
        "agreed": {},
        "refused": {},
        "withdrawn": {},
    },
)

ASKED_STATE = code_list(
    "rearrange-state",
    _("Answer"),
    "States of asking for another time",
    ("waiting", _("Waiting for an answer")),
    ("agreed", _("Yes, the appointment moves")),
    ("refused", _("No, the appointment stays as it is")),
    ("withdrawn", _("You took it back")),
)

CHANGED_PART = code_list(
    "own-change",
    _("Changed by the person"),
    "What somebody may change of their own record",
    ("phone", _("Phone number")),
    ("language", _("Preferred language")),
)

ALL = (ASK_REASON, ASKED_STATE, CHANGED_PART)
