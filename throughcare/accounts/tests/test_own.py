"""One's own account: another password, new recovery codes."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone

from throughcare.accounts.acting import acting
from throughcare.accounts.commands import second_factor
from throughcare.accounts.rules.roles import ROLE
from throughcare.accounts.tests.factories import UserFactory
from throughcare.accounts.tests.test_sign_in import acts, code_of
from throughcare.accounts.web.sessions import BEGAN

pytestmark = pytest.mark.django_db

OLD, NEW = "plum harbour lantern", "seven quiet violins"
OWN, PASSWORD, CODES = "/accounts/own/", "/accounts/own/password/", "/accounts/own/recovery-codes/"


@pytest.fixture
def user(client, settings):
    settings.DEMO_SIGN_IN = False
    made = UserFactory(username="ada")
    made.set_password(OLD)
    made.save()
    client.force_login(made)
    client.get(OWN)
    return made


@pytest.fixture
def secret(user):
    made = second_factor.new_secret()
    with acting(user):
        second_factor.set_up_second_factor(user=user, secret=made, code=code_of(made), at=timezone.now())
    return made


def change(client, **given):
    return client.post(PASSWORD, {"current": OLD, "password": NEW, "again": NEW} | given)


def codes_of(user):
    return Authenticator.objects.get(user=user, type="recovery_codes").wrap().get_unused_codes()


def test_a_new_password_holds_and_ends_every_session_but_this_one(client, user):
    elsewhere = Client()
    elsewhere.force_login(user)
    assert elsewhere.get(OWN).status_code == 200
    key = client.session.session_key
    assert change(client).url == OWN
    page = client.get(OWN)
    assert (page.status_code, "Your password was changed" in page.content.decode()) == (200, True)
    assert client.session.session_key != key
    user.refresh_from_db()
    assert client.session[BEGAN] == user.sessions_from.timestamp()
    assert (user.check_password(NEW), user.check_password(OLD)) == (True, False)
    assert elsewhere.get(OWN).url.startswith("/sign-in/?")
    assert acts()[-1] == ("accounts.set_password", "ada", "ada")


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"current": "wrong"}, "This is not your current password"),
        ({"current": ""}, "Enter your current password"),
        ({"again": NEW + "x"}, "The two passwords are not the same"),
        ({"password": "short", "again": "short"}, "too short"),
        ({"password": OLD, "again": OLD}, "This is the password that you have already"),
    ],
)
def test_what_is_refused_changes_nothing(client, user, given, says):
    answer = change(client, **given)
    assert (answer.status_code, says in answer.content.decode()) == (200, True)
    user.refresh_from_db()
    assert (user.check_password(OLD), user.sessions_from) == (True, None)
    assert OLD not in answer.content.decode()
    assert client.get(OWN).status_code == 200


def test_guessing_the_current_password_is_limited_and_audited(client, user, settings):
    settings.SIGN_IN_LIMITS = {"user": (2, 900), "address": (100, 900)}
    for _ in range(2):
        assert change(client, current="wrong").status_code == 200
    answer = change(client)
    assert (answer.status_code, "There were too many attempts" in answer.content.decode()) == (429, True)
    user.refresh_from_db()
    assert user.check_password(OLD)
    assert [act for act, _, _ in acts()] == ["accounts.wrong_password"] * 2 + ["accounts.too_many_attempts"]


def test_new_recovery_codes_are_shown_once_and_the_old_ones_stop_working(client, user, secret):
    old = codes_of(user)
    answer = client.post(CODES, {"code": old[0]})
    page = answer.content.decode()
    new = codes_of(user)
    assert len(new) == 10
    assert all(code in page for code in new)
    assert not set(old) & set(new)
    assert "no-store" in answer["Cache-Control"]
    assert acts()[-1] == ("accounts.renewed_recovery_codes", "ada", "ada")
    with pytest.raises(second_factor.WrongCode):
        second_factor.check_code(user=user, code=old[1])
    assert not any(code in client.get(CODES).content.decode() for code in new)
    assert "10 codes are left" in client.get(OWN).content.decode()


def test_a_wrong_code_renews_nothing_and_is_limited(client, user, secret, settings):
    settings.SIGN_IN_LIMITS = {"user": (2, 900), "address": (100, 900)}
    old = codes_of(user)
    for _ in range(2):
        assert "That code is not right" in client.post(CODES, {"code": "000000"}).content.decode()
    assert client.post(CODES, {"code": old[0]}).status_code == 429
    assert codes_of(user) == old
    assert [act for act, _, _ in acts()][-3:] == ["accounts.wrong_code"] * 2 + ["accounts.too_many_attempts"]


def test_whoever_signs_in_elsewhere_changes_nothing_here(client, user, settings):
    user.set_unusable_password()
    user.save()
    client.force_login(user)
    assert "You sign in through your organisation" in client.get(OWN).content.decode()
    assert client.get(PASSWORD).status_code == 404
    assert client.post(CODES, {"code": "1"}).status_code == 404


@pytest.mark.parametrize("role", [entry.code for entry in ROLE])
def test_everybody_sees_their_own_account_and_no_one_elses(client, role):
    user = UserFactory(role=role, username=f"own.{role}")
    UserFactory(username="another")
    client.force_login(user)
    page = client.get(OWN).content.decode()
    assert (f"own.{role}" in page, "another" in page) == (True, False)


@pytest.mark.parametrize("address", [OWN, PASSWORD, CODES])
def test_anonymous_visitors_are_sent_to_sign_in(client, address):
    assert client.get(address).url.startswith("/sign-in/?")
    assert client.post(address).url.startswith("/sign-in/?")
