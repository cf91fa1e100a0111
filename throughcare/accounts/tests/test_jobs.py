"""The nightly job of the accounts context."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from throughcare.accounts import jobs
from throughcare.accounts.models import Attempts
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db


def test_it_forgets_attempts_and_sessions_that_have_ended():
    now = timezone.now()
    for name, age in (("old", timedelta(hours=2)), ("new", timedelta(minutes=1))):
        Attempts.objects.create(key=name, since=now - age, number=3)
        Session.objects.create(session_key=name, session_data="x", expire_date=now + timedelta(hours=1) - age)
    with as_role("jobs"):
        jobs.forget_what_has_ended(0)
    assert list(Attempts.objects.values_list("key", flat=True)) == ["new"]
    assert list(Session.objects.values_list("session_key", flat=True)) == ["new"]
