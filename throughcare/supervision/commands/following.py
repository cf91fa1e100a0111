"""Asking the rules again after the contexts below changed a fact that they read."""

from __future__ import annotations

from django.utils import timezone

from throughcare.people.events import PeopleMerged, PeopleUnmerged, PersonDetailsChanged, SentenceChanged
from throughcare.supervision.commands.derive import derive
from throughcare.supervision.commands.loads import keep_loads, keep_loads_of
from throughcare.supervision.models import ContactDue
from throughcare.workforce.events import WorkingTimeChanged


def answer_after_merge(event: PeopleMerged) -> None:
    """The survivor's answers change; the duplicate is no longer asked about."""
    ContactDue.objects.filter(person_id=event.duplicate).delete()
    derive([event.survivor], on=event.on, cause="merge")
    keep_loads_of([event.duplicate], on=event.on)


def answer_after_unmerge(event: PeopleUnmerged) -> None:
    """Both records are asked about again."""
    derive([event.survivor, event.duplicate], on=event.on, cause="unmerge")


def answer_after_details(event: PersonDetailsChanged) -> None:
    """Sex counts for the two-axis tier, so a change of the person's own row asks again."""
    if event.part == "person":
        derive([event.person], on=timezone.localdate(event.at), cause="details")


def answer_after_sentence(event: SentenceChanged) -> None:
    """What a sentence requires, and when it ends, decides tier and contact."""
    derive([event.person], on=timezone.localdate(event.at), cause="sentence")


def keep_load_after_working_time(event: WorkingTimeChanged) -> None:
    """Hours, reductions and grade change what an officer can carry."""
    keep_loads([event.staff], on=event.on)
