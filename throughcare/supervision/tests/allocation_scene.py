"""A unit with practitioners of several grades and cases that wait."""

from __future__ import annotations

from datetime import timedelta

from throughcare.people.models import Person
from throughcare.people.tests.factories import SentenceFactory
from throughcare.supervision.commands.allocations import Evidence, Seen, allocate, stands
from throughcare.supervision.models import Allocation, OfficerSpell
from throughcare.supervision.tests.factories import (
    AssessmentFactory,
    ContactDueFactory,
    OfficerSpellFactory,
    RegistrationFactory,
    TierFactory,
)
from throughcare.supervision.tests.scene import Scene
from throughcare.testing.acting import as_role
from throughcare.workforce.models import Staff
from throughcare.workforce.tests.factories import StaffFactory


def waiting(scene: Scene, *, tier: str | None = "C", axes: str | None = "B2", team: bool = True, **given) -> Person:
    """A person with a community order for whom nobody is responsible yet."""
    with as_role("jobs", scene.owner.pk):
        start = scene.on - timedelta(days=3)
        sentence = SentenceFactory(
            person__delivery_unit=scene.unit, sentenced_on=start, starts_on=start, ends_on=start + timedelta(days=365),
            **{f"person__{name}": value for name, value in given.items()},
        )  # fmt: skip
        person: Person = sentence.person
        OfficerSpellFactory(
            person=person, staff=None, team=scene.staff.team if team else None, start=start, status="unallocated"
        )
        if tier:
            TierFactory(person=person, label=tier)
        if axes:
            TierFactory(person=person, scheme="two-axis-2021", label=axes)
            AssessmentFactory(person=person, completed_on=start)
            RegistrationFactory(person=person, registered_on=start)
        ContactDueFactory(person=person, due_date=scene.on + timedelta(days=2))
        return person


def officer(scene: Scene, **given) -> Staff:
    """One more practitioner of the team."""
    return StaffFactory(**{"team": scene.staff.team, "contracted_hours": 37, **given})


def give(scene: Scene, person: Person, staff: Staff, at, *, seen: Seen | None = None, **given) -> Allocation:
    """The senior, or ``by``, gives the case to ``staff``. Call it while they act."""
    told = {name: words for name, words in given.items() if name not in ("reason", "by")}
    words = {"evidence": "Lives near, has room", **told}
    return allocate(
        person=person, staff=staff, reason=given.get("reason", "initial-allocation"), evidence=Evidence(**words),
        seen=seen or stands(person.pk), by=given.get("by", scene.cast["senior"]), on=scene.on, at=at,
    )  # fmt: skip


def chain(person: Person) -> list[tuple]:
    """The chain of officers."""
    with as_role("jobs"):
        rows = OfficerSpell.objects.filter(person=person).order_by("start")
        return [(row.start, row.until, row.status, row.staff_id) for row in rows]
