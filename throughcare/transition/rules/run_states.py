"""The states of an import or export that was asked for on a page."""

from throughcare.kernel.decision import mark as _
from throughcare.kernel.transitions import Transitions

RUN = Transitions(
    "Import or export of a bundle",
    "waiting",
    {
        "waiting": {"check": "checking", "fail": "failed"},
        "checking": {
            "load": "loading",
            "refuse": "refused",
            "finish": "done",
            "fail": "failed",
            "restart": "waiting",
        },
        "loading": {"finish": "done", "fail": "failed", "restart": "waiting"},
        "done": {},
        "refused": {},
        "failed": {},
    },
)
LABELS = {
    "waiting": _("Waiting for its turn"),
    "checking": _("Checking every row"),
    "loading": _("Loading"),
    "done": _("Done"),
    "refused": _("Refused because of faults: nothing was changed"),
    "failed": _("Stopped by an error: nothing was changed"),
}
"""What a state is called on a page."""
