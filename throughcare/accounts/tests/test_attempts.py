"""Counting attempts: over time, and over processes."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from throughcare.accounts.commands.attempts import (
    TooManyAttempts,
    count_attempt,
    forget_old_attempts,
    forgive_attempts,
)
from throughcare.accounts.models import Attempts

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def limits(settings):
    settings.SIGN_IN_LIMITS = {"user": (2, 600), "address": (5, 600)}


def attempt(username="ada", address="192.0.2.1", at=NOW):
    count_attempt(username=username, address=address, at=at)


@pytest.mark.django_db
def test_the_attempt_after_the_limit_is_refused_until_the_span_has_passed():
    attempt()
    attempt(at=NOW + timedelta(seconds=100))
    with pytest.raises(TooManyAttempts) as refused:
        attempt(at=NOW + timedelta(seconds=200))
    assert refused.value.until == NOW + timedelta(seconds=600)
    with pytest.raises(TooManyAttempts):
        attempt(at=NOW + timedelta(seconds=599))
    attempt(at=NOW + timedelta(seconds=600))


@pytest.mark.django_db
def test_case_and_spaces_do_not_make_another_user_name():
    attempt("Ada")
    attempt(" ada ")
    with pytest.raises(TooManyAttempts):
        attempt("ADA")


@pytest.mark.django_db
def test_success_forgets_the_users_attempts_and_takes_one_off_the_address():
    attempt()
    attempt()
    forgive_attempts(username="ada", address="192.0.2.1")
    assert list(Attempts.objects.values_list("number", flat=True)) == [1]
    attempt()


@pytest.mark.django_db
def test_counters_hold_no_name_and_no_address():
    attempt()
    assert all(len(key) == 64 and "ada" not in key for key in Attempts.objects.values_list("key", flat=True))


@pytest.mark.django_db
def test_old_counters_are_forgotten():
    attempt()
    assert forget_old_attempts(at=NOW + timedelta(seconds=600)) == 0
    assert forget_old_attempts(at=NOW + timedelta(seconds=601)) == 2


GUESS = """
import sys
from datetime import UTC, datetime
import django
django.setup()
from django.conf import settings
from django.db import connections
settings.SIGN_IN_LIMITS = {"user": (10, 600), "address": (1000, 600)}
connections["default"].settings_dict["NAME"] = sys.argv[1]
from throughcare.accounts.commands.attempts import TooManyAttempts, count_attempt
heard = 0
for _ in range(20):
    try:
        count_attempt(username="both", address="192.0.2.7", at=datetime.now(UTC))
        heard += 1
    except TooManyAttempts:
        pass
print(heard)
"""


@pytest.mark.nightly
def test_two_web_processes_at_once_count_the_same_attempts(django_db_setup, django_db_blocker):
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "throughcare.site.settings.testing"}
    command = [sys.executable, "-c", GUESS, connection.settings_dict["NAME"]]
    with django_db_blocker.unblock():  # a server that another test started may have counted for itself
        Attempts.objects.all().delete()
    started = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) for _ in range(2)]
    heard = [int(process.communicate(timeout=300)[0]) for process in started]
    with django_db_blocker.unblock():
        counted = sorted(Attempts.objects.values_list("number", flat=True))
        Attempts.objects.all().delete()
        connection.close()
    assert sum(heard) == 10
    assert counted == [40, 40]
