"""Factories of regions, units and postings."""

from __future__ import annotations

from datetime import date

import factory
from factory.django import DjangoModelFactory

from throughcare.accounts.tests.factories import UserFactory
from throughcare.organisations.models import DeliveryUnit, Posting, Region


class RegionFactory(DjangoModelFactory):
    class Meta:
        model = Region

    code = factory.Sequence(lambda n: f"Z{n:03d}")
    name = factory.Sequence(lambda n: f"Region {n}")


class DeliveryUnitFactory(DjangoModelFactory):
    class Meta:
        model = DeliveryUnit

    code = factory.Sequence(lambda n: f"ZU{n:04d}")
    name = factory.Sequence(lambda n: f"Unit {n}")
    region = factory.SubFactory(RegionFactory)


class PostingFactory(DjangoModelFactory):
    class Meta:
        model = Posting

    user = factory.SubFactory(UserFactory)
    region = factory.SubFactory(RegionFactory)
    start = date(2020, 1, 1)
