"""The cast of the pages about people: one region with a person, and everybody who might come to the door."""

from types import SimpleNamespace

import pytest

from throughcare.organisations.tests.factories import DeliveryUnitFactory, PostingFactory
from throughcare.people.tests.factories import PersonFactory
from throughcare.testing.acting import as_role


@pytest.fixture
def unit(db):
    return DeliveryUnitFactory()


@pytest.fixture
def person(unit):
    with as_role("jobs"):
        return PersonFactory(delivery_unit=unit, crn="X100001", forenames="John", surname="Smith")


@pytest.fixture
def staff(unit):
    """A function that posts a user of a role to the person's region."""

    def post(role="practitioner", **fields):
        return PostingFactory(region=unit.region, user__role=role, **{f"user__{k}": v for k, v in fields.items()}).user

    return post


@pytest.fixture
def cast(staff):
    return SimpleNamespace(
        practitioner=staff(),
        colleague=staff(),
        senior=staff("senior"),
        head=staff("head"),
        director=staff("director"),
        administrator=staff("administrator"),
        auditor=staff("auditor"),
        supplier=staff("supplier"),
        person=staff("person"),
        stranger=PostingFactory().user,
    )


@pytest.fixture
def opened(client):
    """A function that signs a user in and opens an address; keywords become a form that is sent."""

    def go(user, address, /, **form):
        if user:
            client.force_login(user)
        else:
            client.logout()
        return client.post(address, form) if form else client.get(address)

    return go
