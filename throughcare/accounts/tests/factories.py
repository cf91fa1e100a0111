"""Factories of users."""

from __future__ import annotations

import factory
from factory.django import DjangoModelFactory

from throughcare.accounts.models import User


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User

    username = factory.Sequence(lambda n: f"user{n}")
    first_name = "Sam"
    last_name = factory.Sequence(lambda n: f"Worker{n}")
    role = "practitioner"
