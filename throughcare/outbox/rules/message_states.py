"""The states of a message."""

from throughcare.kernel.decision import mark as _
from throughcare.kernel.transitions import Transitions

MESSAGE = Transitions(
    "Message in the outbox",
    "waiting",
    {
        "waiting": {"take": "sending", "cancel": "cancelled"},
        "sending": {"accept": "sent", "fail": "failed", "give-up": "given-up", "cancel": "cancelled"},
        "failed": {"take": "sending", "cancel": "cancelled"},
        "given-up": {"try-again": "waiting"},
        "sent": {},
        "cancelled": {},
    },
)
LABELS = {
    "waiting": _("Waiting"),
    "sending": _("Being sent"),
    "failed": _("Will be tried again"),
    "given-up": _("Given up"),
    "sent": _("Sent"),
    "cancelled": _("Not sent"),
}
"""What a state is called on a page."""
TO_SEND = ("waiting", "failed")
"""States from which a message is taken to be sent."""
