"""Reference tables of events to other systems."""

from throughcare.kernel.codes import code_list
from throughcare.kernel.decision import mark as _

SHOWS = code_list(
    "webhook-shows",
    _("What the subscriber is told"),
    "Ours: UK GDPR art. 5(1)(c), data minimisation; each shows what the one before shows, and more",
    ("ids", _("Numbers alone: which record, not whose"), {"level": 0}),
    ("record", _("The case number as well"), {"level": 1}),
    ("detail", _("The case number and what the event says"), {"level": 2}),
)

ALL = (SHOWS,)
