"""A practitioner with cases, and everybody else who might open the pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from throughcare.accounts.models import User
from throughcare.accounts.tests.factories import UserFactory
from throughcare.organisations.models import DeliveryUnit
from throughcare.organisations.tests.factories import DeliveryUnitFactory, PostingFactory
from throughcare.people.models import Person
from throughcare.people.tests.factories import SentenceFactory
from throughcare.supervision.tests.factories import ContactDueFactory, OfficerSpellFactory, TierFactory
from throughcare.testing.acting import as_role
from throughcare.workforce.models import Staff
from throughcare.workforce.tests.factories import StaffFactory, TeamFactory

WITH_ACCESS = ("owner", "colleague", "senior", "head", "director")
WITHOUT_ACCESS = ("administrator", "auditor", "supplier", "person", "none")


@dataclass(frozen=True)
class Scene:
    """One team of one unit, its practitioner and the cast."""

    on: date
    unit: DeliveryUnit
    staff: Staff
    cast: dict[str, User]

    @property
    def owner(self) -> User:
        return self.cast["owner"]


def make_scene(on: date) -> Scene:
    """The practitioner is ``owner``; ``stranger`` is a practitioner of another region."""
    unit = DeliveryUnitFactory()
    team = TeamFactory(delivery_unit=unit)
    roles = {"owner": "practitioner", "colleague": "practitioner"} | {
        role: role for role in (*WITH_ACCESS[2:], *WITHOUT_ACCESS)
    }
    cast = {name: PostingFactory(region=unit.region, user__role=role).user for name, role in roles.items()}
    cast["stranger"] = PostingFactory(user__role="practitioner").user
    staff = StaffFactory(user=cast["owner"], team=team)
    StaffFactory(user=cast["senior"], team=team, grade="SPO")
    cast["unlinked"] = UserFactory(role="practitioner")
    return Scene(on, unit, staff, cast)


def case(
    scene: Scene, *, due: date | None = None, allocated: date | None = None, derived: bool = True, **given: object
) -> Person:
    """A person with a community order and the practitioner, due on ``due``; ``given`` goes to ``ContactDueFactory``."""
    with as_role("jobs", scene.owner.pk):
        start = scene.on - timedelta(days=100)
        sentence = SentenceFactory(
            person__delivery_unit=scene.unit,
            sentenced_on=start,
            starts_on=start,
            ends_on=start + timedelta(days=365),
        )
        OfficerSpellFactory(person=sentence.person, staff=scene.staff, team=scene.staff.team, start=allocated or start)
        if derived:
            TierFactory(person=sentence.person)
            ContactDueFactory(person=sentence.person, due_date=due, **given)
        return sentence.person
