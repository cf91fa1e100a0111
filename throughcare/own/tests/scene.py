"""A person with a sign-in of their own, and everybody else who might come to their pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from throughcare.accounts.models import User
from throughcare.accounts.tests.factories import UserFactory
from throughcare.own.models import Account
from throughcare.people.models import ContactDetail, LicenceCondition, Person, Requirement
from throughcare.supervision.models import Appointment, Contact
from throughcare.supervision.tests.factories import AssessmentFactory, ContactFactory, RegistrationFactory
from throughcare.supervision.tests.scene import Scene, case, make_scene
from throughcare.testing.acting import as_role

SECRET = "Told me in confidence about the neighbour"


@dataclass(frozen=True)
class OwnScene:
    """``me`` is the user of ``person``; ``other`` is somebody else, with an account and a record like it."""

    cast: Scene
    person: Person
    me: User
    other: Person
    other_user: User

    @property
    def on(self) -> date:
        return self.cast.on


def make_own_scene() -> OwnScene:
    """Two people of one practitioner, each with an account, an appointment tomorrow, and things they must not see."""
    cast = make_scene(timezone.localdate())
    cast.staff.team.phone = "020 7946 0000"
    cast.staff.team.save()
    person, other = _supervised(cast), _supervised(cast)
    return OwnScene(cast, person, _account(cast, person), other, _account(cast, other))


def _account(cast: Scene, person: Person) -> User:
    user = UserFactory(role="person", username=person.crn)
    with as_role("jobs", cast.owner.pk):
        Account.objects.create(user=user, person=person, invited_at=timezone.now(), invited_by=cast.owner)
    return user


def _supervised(cast: Scene) -> Person:
    person = case(cast, derived=False)
    on = cast.on
    with as_role("jobs", cast.owner.pk):
        sentence = person.sentences.get()
        rar = Requirement.objects.create(
            reference=f"RQ-{person.pk}", person=person, sentence=sentence, category="rar", length=20, unit="days",
            start=sentence.starts_on,
        )  # fmt: skip
        LicenceCondition.objects.create(
            reference=f"LC-{person.pk}", person=person, sentence=sentence, category="contact",
            wording="Not to contact AB without prior approval", start=sentence.starts_on,
        )  # fmt: skip
        ContactDetail.objects.create(person=person, kind="mobile", value="07700 900111", start=sentence.starts_on)
        for days, outcome, notes in ((-20, "ATTC", SECRET), (-10, "UAAB", SECRET), (1, "", SECRET), (8, "", "")):
            contact = ContactFactory(
                reference=f"C/{person.pk}/{days}", person=person, date=on + timedelta(days=days), outcome=outcome,
                notes=notes, staff=cast.staff, time="10:30", minutes=30,
            )  # fmt: skip
            Appointment.objects.create(
                contact=contact, person=person, staff=cast.staff, place="Garth House", requirement=rar
            )
        ContactFactory(reference=f"N-{person.pk}", person=person, type="NOTE", date=on, notes=SECRET)
        RegistrationFactory(person=person)
        AssessmentFactory(person=person)
    return person


def contact_of(person: Person, days: int) -> Contact:
    """The contact so many days from today."""
    return Contact.objects.get(reference=f"C/{person.pk}/{days}")
