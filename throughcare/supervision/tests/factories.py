"""Factories of supervision. They write as the jobs role: call them inside ``as_role("jobs")``."""

from __future__ import annotations

from datetime import date

import factory
from factory.django import DjangoModelFactory

from throughcare.people.tests.factories import PersonFactory
from throughcare.supervision.models import Assessment, Contact, ContactDue, OfficerSpell, Registration, Tier
from throughcare.workforce.tests.factories import StaffFactory


class OfficerSpellFactory(DjangoModelFactory):
    class Meta:
        model = OfficerSpell

    person = factory.SubFactory(PersonFactory)
    staff = factory.SubFactory(StaffFactory)
    start = date(2026, 1, 5)
    status = "allocated"


class ContactFactory(DjangoModelFactory):
    class Meta:
        model = Contact

    reference = factory.Sequence(lambda n: f"C-{n}")
    person = factory.SubFactory(PersonFactory)
    type = "COAP"
    date = date(2026, 6, 1)


class RegistrationFactory(DjangoModelFactory):
    class Meta:
        model = Registration

    reference = factory.Sequence(lambda n: f"R-{n}")
    person = factory.SubFactory(PersonFactory)
    type = "RMRH"
    registered_on = date(2026, 1, 5)


class AssessmentFactory(DjangoModelFactory):
    class Meta:
        model = Assessment

    reference = factory.Sequence(lambda n: f"A-{n}")
    person = factory.SubFactory(PersonFactory)
    kind = "OASYS"
    completed_on = date(2026, 2, 2)


class TierFactory(DjangoModelFactory):
    class Meta:
        model = Tier

    person = factory.SubFactory(PersonFactory)
    scheme = "a-to-g-2026"
    label = "C"
    reason_code = "reoffending"
    decided_on = date(2026, 2, 2)
    cause = "assessment"


class ContactDueFactory(DjangoModelFactory):
    class Meta:
        model = ContactDue

    person = factory.SubFactory(PersonFactory)
    state = "due"
    duty = "contact"
    form = "face-to-face"
    due_date = date(2026, 7, 1)
    last_seen = date(2026, 6, 1)
    standard = "packages-2026"
    reason_code = "contact-frequency"
    decided_on = date(2026, 6, 1)
