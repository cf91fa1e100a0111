"""Reference tables about appointments and the diary."""

from throughcare.kernel.codes import code_list
from throughcare.kernel.decision import mark as _

REPEAT = code_list(
    "repeat",
    _("Repeats"),
    "Intervals that the national case-management front end offers",
    ("daily", _("Every working day"), {"days": 1}),
    ("weekly", _("Every week"), {"days": 7}),
    ("fortnightly", _("Every two weeks"), {"days": 14}),
    ("four-weekly", _("Every four weeks"), {"days": 28}),
)

ASKED_BY = code_list(
    "asked-by",
    _("Who asked"),
    "Rescheduling needs who asked and why in the national case-management front end",
    ("person", _("The person on probation"), {"outcome": "RSOF", "cancelled": "CANP"}),
    ("practitioner", _("The practitioner"), {"outcome": "RSSR", "cancelled": "CANS"}),
    ("service", _("The service"), {"outcome": "RSSR", "cancelled": "CANS"}),
)

HOW_ENDED = code_list(
    "how-appointment-ended",
    _("Why an appointment does not take place"),
    "Ours: an appointment is never removed",
    ("moved", _("Rescheduled")),
    ("cancelled", _("Cancelled")),
    ("error", _("Entered in error")),
)

CLASH_REASON = code_list(
    "clash-reason",
    _("Why two at once"),
    "Ours: the national case-management front end asks for an explicit override and keeps no reason",
    ("joint", _("One meeting, with several people or colleagues"), {"chosen": True}),
    ("urgent", _("The person must be seen; the other appointment will be moved"), {"chosen": True}),
    ("covered", _("A colleague takes one of them"), {"chosen": True}),
    ("taken-over", _("It came from elsewhere: an import, a merge or a change of officer")),
)

ENGAGEMENT_KIND = code_list(
    "engagement-kind",
    _("Time taken"),
    "Ours: what takes a practitioner's time beside appointments",
    ("leave", _("Leave"), {"away": True}),
    ("sick", _("Ill"), {"away": True}),
    ("training", _("Training"), {}),
    ("court", _("Court"), {}),
    ("meeting", _("Meeting"), {}),
    ("writing", _("Writing and preparing"), {}),
    ("other", _("Something else"), {}),
)

FEED_SHOWS = code_list(
    "feed-shows",
    _("What the calendar shows"),
    "Ours: a calendar on a telephone leaves the system",
    ("initials", _("Initials and case number")),
    ("number", _("Case number alone")),
    ("busy", _("Only that I am busy")),
)

ALL = (REPEAT, ASKED_BY, HOW_ENDED, CLASH_REASON, ENGAGEMENT_KIND, FEED_SHOWS)
