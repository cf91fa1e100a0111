"""Factories of teams and staff. They write as the owner does: no row security lies on these tables."""

from __future__ import annotations

from datetime import date

import factory
from factory.django import DjangoModelFactory

from throughcare.organisations.tests.factories import DeliveryUnitFactory
from throughcare.workforce.models import Staff, Team


class TeamFactory(DjangoModelFactory):
    class Meta:
        model = Team

    code = factory.Sequence(lambda n: f"TEAM{n}")
    name = factory.Sequence(lambda n: f"Team {n}")
    delivery_unit = factory.SubFactory(DeliveryUnitFactory)


class StaffFactory(DjangoModelFactory):
    class Meta:
        model = Staff

    code = factory.Sequence(lambda n: f"STAFF{n}")
    forenames = "Priya"
    surname = factory.Sequence(lambda n: f"Officer{n}")
    grade = "PO"
    team = factory.SubFactory(TeamFactory)
    delivery_unit = factory.SelfAttribute("team.delivery_unit")
    region = factory.SelfAttribute("team.delivery_unit.region")
    start = date(2020, 1, 1)
