"""Which command follows which event, in order; all of it in the transaction of the command that announced."""

from __future__ import annotations

from throughcare.kernel.events import Event, Handler
from throughcare.people.events import PeopleMerged, PeopleUnmerged, PersonDetailsChanged
from throughcare.supervision.commands.following import answer_after_details, answer_after_merge, answer_after_unmerge
from throughcare.supervision.commands.merging import move_records, return_records
from throughcare.supervision.commands.recorders import name_recorder

SUBSCRIPTIONS: dict[type[Event], tuple[Handler, ...]] = {
    PeopleMerged: (move_records, answer_after_merge),
    PeopleUnmerged: (return_records, answer_after_unmerge),
    PersonDetailsChanged: (name_recorder, answer_after_details),
}
