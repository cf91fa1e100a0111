"""The states of a sentence plan's version, and of a step."""

from throughcare.kernel.codes import code_list
from throughcare.kernel.decision import mark as _
from throughcare.kernel.transitions import Transitions

VERSION = Transitions(
    "Version of a sentence plan",
    "draft",
    {
        "draft": {"share": "shared", "agree": "agreed", "discard": "discarded"},
        "shared": {"change": "draft", "agree": "agreed", "discard": "discarded"},
        "agreed": {"replace": "replaced"},
        "replaced": {},
        "discarded": {},
    },
)
STEP = Transitions(
    "Step of a sentence plan",
    "to-do",
    {
        "to-do": {"start": "started", "finish": "done", "drop": "dropped"},
        "started": {"finish": "done", "drop": "dropped"},
        "done": {"reopen": "to-do"},
        "dropped": {"reopen": "to-do"},
    },
)

VERSION_STATE = code_list(
    "plan-version-state",
    _("State of a version"),
    "Own list: see plan_states.py",
    ("draft", _("Being written")),
    ("shared", _("With the person to read")),
    ("agreed", _("Agreed")),
    ("replaced", _("Replaced by a later version")),
    ("discarded", _("Discarded")),
)
STEP_STATE = code_list(
    "plan-step-state",
    _("State of a step"),
    "Own list: see plan_states.py",
    ("to-do", _("To do")),
    ("started", _("Started")),
    ("done", _("Done"), {"over": True}),
    ("dropped", _("No longer needed"), {"over": True}),
)
VERSION_REASON = code_list(
    "plan-version-reason",
    _("Why a version was begun"),
    "Own list",
    ("first", _("First plan")),
    ("due", _("Review due")),
    ("risk", _("Risk changed")),
    ("circumstances", _("Circumstances changed")),
    ("asked", _("The person asked for it")),
    ("breach", _("After a breach or recall")),
)
SHARED_HOW = code_list(
    "plan-shared-how",
    _("How the plan was shown"),
    "Own list",
    ("together", _("Read together")),
    ("printed", _("Given on paper")),
    ("sent", _("Sent by post or email")),
)
PERSONS_VIEW = code_list(
    "plan-persons-view",
    _("What the person thinks of the plan"),
    "Own list",
    ("agrees", _("Agrees with it")),
    ("in-part", _("Agrees with some of it")),
    ("disagrees", _("Does not agree with it")),
    ("not-given", _("Has not said"), {"why": True}),
)
SIGNED = code_list(
    "plan-signed",
    _("How the person agreed"),
    "Own list",
    ("signed", _("Signed it")),
    ("spoken", _("Agreed in words")),
    ("not-signed", _("Did not sign or agree"), {"why": True}),
)
PLAN_END = code_list(
    "plan-end",
    _("Why a plan ended"),
    "Own list",
    ("supervision-ended", _("Supervision ended")),
    ("error", _("Recorded in error")),
    ("merged", _("The record was joined with another"), {"by_itself": True}),
)
WHO = code_list(
    "plan-who",
    _("Who does it"),
    "Own list",
    ("person", _("The person")),
    ("practitioner", _("The practitioner")),
    ("agency", _("Somebody else")),
)
