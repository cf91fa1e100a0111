"""Reference tables about what leaves the system."""

from throughcare.kernel.codes import code_list
from throughcare.kernel.decision import mark as _

CHANNEL = code_list(
    "channel",
    _("Way of sending"),
    "Ways in which messages leave the system",
    ("sms", _("Text message"), {"to_person": True}),
    ("email", _("Email"), {"to_person": True}),
    ("letter", _("Letter"), {"to_person": True}),
    ("webhook", _("Message to another system")),
)

CANCEL_REASON = code_list(
    "cancel-reason",
    _("Why a message was not sent"),
    "Why a message that waited no longer had to go",
    ("moved", _("What it was about moved")),
    ("cancelled", _("What it was about was cancelled")),
    ("too-late", _("It would have come too late")),
    ("no-contact", _("The person is not to be contacted this way")),
    ("withdrawn", _("It was withdrawn")),
)

ALL = (CHANNEL, CANCEL_REASON)
