"""Factories of regions, units and postings."""

from __future__ import annotations

from datetime import UTC, date, datetime

import factory
from factory.django import DjangoModelFactory

from throughcare.accounts.tests.factories import UserFactory
from throughcare.organisations.models import (
    DeliveryUnit,
    Posting,
    Region,
    Supplier,
    SupplierIdentifier,
    SupplierUser,
)


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


class SupplierFactory(DjangoModelFactory):
    """A supplier as a commissioner registered it; made as the owner of the tables, or by whoever may."""

    class Meta:
        model = Supplier

    legal_name = factory.Sequence(lambda n: f"Fictional Supplier {n}")
    registered_at = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


class SupplierIdentifierFactory(DjangoModelFactory):
    class Meta:
        model = SupplierIdentifier

    supplier = factory.SubFactory(SupplierFactory)
    scheme = "GB-CHC"
    number = factory.Sequence(lambda n: str(9_000_000 + n))
    added_at = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


class SupplierUserFactory(DjangoModelFactory):
    class Meta:
        model = SupplierUser

    user = factory.SubFactory(UserFactory, role="supplier")
    supplier = factory.SubFactory(SupplierFactory)
    since = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
