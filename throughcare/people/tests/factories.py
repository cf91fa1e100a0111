"""Factories of people and sentences. They write as the jobs role: call them inside ``as_role("jobs")``."""

from __future__ import annotations

from datetime import date

import factory
from factory.django import DjangoModelFactory

from throughcare.organisations.tests.factories import DeliveryUnitFactory
from throughcare.people.models import Person, Sentence


class PersonFactory(DjangoModelFactory):
    class Meta:
        model = Person

    crn = factory.Sequence(lambda n: f"T{n:06d}")
    forenames = "Rowan"
    surname = factory.Sequence(lambda n: f"Example{n}")
    date_of_birth = date(1990, 5, 17)
    sex = "M"
    language = "en"
    delivery_unit = factory.SubFactory(DeliveryUnitFactory)


class SentenceFactory(DjangoModelFactory):
    class Meta:
        model = Sentence

    reference = factory.Sequence(lambda n: f"S-{n}")
    person = factory.SubFactory(PersonFactory)
    kind = "community-order"
    offence_group = "theft"
    sentenced_on = date(2026, 1, 5)
    starts_on = date(2026, 1, 5)
    ends_on = date(2027, 1, 5)
