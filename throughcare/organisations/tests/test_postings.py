"""Posting users, from the administrator's page."""

import csv
import io
from datetime import timedelta

import pytest
from django.utils import timezone

from throughcare.accounts.tests.factories import UserFactory
from throughcare.audit.models import Entry
from throughcare.organisations.models import Posting
from throughcare.organisations.tests.factories import DeliveryUnitFactory, PostingFactory
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client):
    made = UserFactory(role="administrator")
    client.force_login(made)
    return made


@pytest.fixture
def user():
    return UserFactory()


def acts():
    with as_role("owner"):
        return list(Entry.objects.order_by("pk").values_list("action", flat=True))


def post(client, user, **form):
    return client.post(f"/accounts/users/{user.pk}/postings/", form)


def test_a_posting_starts_today_and_is_audited(client, administrator, user):
    unit = DeliveryUnitFactory()
    assert post(client, user, region=unit.region.code, delivery_unit=unit.code).status_code == 302
    posting = Posting.objects.get(user=user)
    assert (posting.region, posting.delivery_unit, posting.start) == (unit.region, unit, timezone.localdate())
    assert acts() == ["organisations.posted_user"]


def test_a_unit_of_another_region_is_refused(client, administrator, user):
    unit, other = DeliveryUnitFactory.create_batch(2)
    page = post(client, user, region=unit.region.code, delivery_unit=other.code).content.decode()
    assert "This unit is in another region" in page
    assert not Posting.objects.exists()
    assert acts() == []


def test_the_same_posting_twice_is_refused(client, administrator, user):
    region = DeliveryUnitFactory().region
    post(client, user, region=region.code)
    assert "The user has this posting already" in post(client, user, region=region.code).content.decode()
    assert Posting.objects.count() == 1


def test_nobody_posts_themselves(client, administrator):
    page = post(client, administrator, region=DeliveryUnitFactory().region.code).content.decode()
    assert "You cannot post yourself" in page
    assert not Posting.objects.exists()


def test_a_posting_ends_today(client, administrator, user):
    posting = PostingFactory(user=user, start=timezone.localdate() - timedelta(days=3))
    client.post(f"/accounts/users/{user.pk}/postings/{posting.pk}/end/")
    posting.refresh_from_db()
    assert posting.until == timezone.localdate()
    assert acts() == ["organisations.ended_posting"]
    assert client.post(f"/accounts/users/{user.pk}/postings/{posting.pk}/end/").status_code == 404


@pytest.mark.parametrize("role", ["practitioner", "director", "auditor", "supplier", "person", "none"])
def test_other_roles_are_refused(client, user, role):
    client.force_login(UserFactory(role=role))
    assert post(client, user, region=DeliveryUnitFactory().region.code).status_code == 403
    assert not Posting.objects.exists()


def test_they_download_without_formulas(client, administrator, user):
    unit = DeliveryUnitFactory(name="=1+1")
    PostingFactory(user=user, region=unit.region, delivery_unit=unit)
    client.force_login(administrator)
    answer = client.get(f"/accounts/users/{user.pk}/postings/?format=csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    (line,) = list(csv.reader(io.StringIO(answer.content.decode())))[1:]
    assert (line[0], line[3], line[5]) == (user.username, "'=1+1", "")
