"""How a person can be reached by message."""

from __future__ import annotations

from datetime import date

from throughcare.people.models import ContactDetail, MessageChoice, Person
from throughcare.people.rules.reach import Detail, Reach, decide_reach


def reach_of(person: Person, *, on: date) -> Reach:
    """Where a message to the person goes on ``on``; two queries."""
    choice = MessageChoice.objects.filter(person=person).values_list("channel", flat=True).first()
    rows = ContactDetail.objects.filter(person=person).values_list("kind", "value", "start", "until", "avoid")
    return decide_reach(choice, [Detail(*row) for row in rows], language=person.language, on=on)
