"""Which command follows which event, in order; all of it in the transaction of the command that announced."""

from __future__ import annotations

from throughcare.kernel.events import Event, Handler
from throughcare.own.commands.merging import move_own, return_own
from throughcare.people.events import PeopleMerged, PeopleUnmerged, PersonDetailsChanged, SentenceChanged
from throughcare.supervision.commands.failures_following import follow_outcome
from throughcare.supervision.commands.following import (
    answer_after_details,
    answer_after_merge,
    answer_after_sentence,
    answer_after_unmerge,
    keep_load_after_working_time,
)
from throughcare.supervision.commands.merging import move_records, return_records
from throughcare.supervision.commands.recorders import name_recorder
from throughcare.supervision.commands.reminders import follow_merge, review_reminders
from throughcare.supervision.events import ContactRecorded, OutcomeRecorded
from throughcare.webhooks.commands.publishing import publish
from throughcare.webhooks.rules.catalogue import by_type
from throughcare.workforce.events import WorkingTimeChanged

SUBSCRIPTIONS: dict[type[Event], tuple[Handler, ...]] = {
    PeopleMerged: (move_records, move_own, follow_merge, answer_after_merge),
    PeopleUnmerged: (return_records, return_own, answer_after_unmerge),
    SentenceChanged: (answer_after_sentence,),
    ContactRecorded: (follow_outcome,),
    OutcomeRecorded: (follow_outcome,),
    PersonDetailsChanged: (name_recorder, review_reminders, answer_after_details),
    WorkingTimeChanged: (keep_load_after_working_time,),
}


def with_publishing(table: dict[type[Event], tuple[Handler, ...]]) -> dict[type[Event], tuple[Handler, ...]]:
    """The same, and every event of the catalogue is noted for other systems at the end."""
    return {kind: (*table.get(kind, ()), *((publish,) if kind in by_type() else ())) for kind in {**table, **by_type()}}
