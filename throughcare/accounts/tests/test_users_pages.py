"""The administrator's pages of users, for the whole cast."""

import pytest

from throughcare.accounts.acting import acting
from throughcare.accounts.commands import second_factor
from throughcare.accounts.models import User
from throughcare.accounts.rules.roles import ROLE
from throughcare.accounts.tests.factories import UserFactory
from throughcare.audit.models import Entry
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client):
    made = UserFactory(role="administrator", username="admin")
    client.force_login(made)
    return made


@pytest.fixture
def user():
    return UserFactory(username="ben", first_name="Ben", last_name="Pryce", role="practitioner")


def last_act():
    with as_role("owner"):
        entry = Entry.objects.order_by("-pk").first()
        return (entry.action, entry.actor_name, entry.subject, entry.detail) if entry else None


def test_the_list_finds_by_words_role_and_state(client, administrator, user):
    UserFactory(username="cara", first_name="Cara", last_name="Prydderch", role="senior", is_active=False)
    assert "Ben Pryce" in client.get("/accounts/users/?q=ben+pry").content.decode()
    assert "Ben Pryce" not in client.get("/accounts/users/?q=ben+x").content.decode()
    closed = client.get("/accounts/users/?state=closed&role=senior").content.decode()
    assert "Cara Prydderch" in closed
    assert "Ben Pryce" not in closed


def test_the_list_takes_the_same_number_of_queries_for_any_number_of_users(
    client, administrator, django_assert_max_num_queries
):
    UserFactory.create_batch(60)
    client.get("/accounts/users/")
    with django_assert_max_num_queries(8):
        page = client.get("/accounts/users/").content.decode()
    assert "Showing 1 to 50 of 61" in page


def test_a_new_user_gets_a_link_to_choose_a_password(client, administrator):
    form = {"username": "dee", "first_name": "Dee", "last_name": "Roe", "role": "senior", "email": ""}
    page = client.post("/accounts/users/add/", form).content.decode()
    made = User.objects.get(username="dee")
    assert (made.role, made.has_usable_password()) == ("senior", False)
    assert "http://testserver/password/" in page
    assert last_act()[:3] == ("accounts.invited_user", "admin", "dee")


def test_a_taken_user_name_is_an_error_and_changes_nothing(client, administrator, user):
    form = {"username": "BEN", "first_name": "B", "last_name": "P", "role": "auditor"}
    page = client.post("/accounts/users/add/", form).content.decode()
    assert "Somebody has this user name already" in page
    assert User.objects.count() == 2
    assert last_act() is None


def test_granting_a_role_is_audited_with_what_was_before(client, administrator, user):
    client.post(f"/accounts/users/{user.pk}/role/", {"role": "senior"})
    user.refresh_from_db()
    assert user.role == "senior"
    detail = {"before": "practitioner", "role": "senior"}
    assert last_act() == ("accounts.granted_role", "admin", "ben", detail)


def test_a_role_that_is_not_in_the_table_is_refused(client, administrator, user):
    assert client.post(f"/accounts/users/{user.pk}/role/", {"role": "emperor"}).status_code == 200
    user.refresh_from_db()
    assert user.role == "practitioner"
    assert last_act() is None


@pytest.mark.parametrize("act", ["role", "close", "second-factor"])
def test_nobody_changes_their_own_account(client, administrator, act):
    page = client.post(f"/accounts/users/{administrator.pk}/{act}/", {"role": "auditor"}, follow=True).content.decode()
    assert "You cannot do this to your own account" in page
    administrator.refresh_from_db()
    assert (administrator.role, administrator.is_active, administrator.sessions_from) == ("administrator", True, None)
    assert last_act() is None


def test_closing_and_reopening_an_account(client, administrator, user):
    client.post(f"/accounts/users/{user.pk}/close/")
    user.refresh_from_db()
    assert not user.is_active
    assert last_act()[0] == "accounts.deactivated_user"
    client.post(f"/accounts/users/{user.pk}/reopen/")
    user.refresh_from_db()
    assert user.is_active
    assert last_act()[0] == "accounts.reactivated_user"


def test_taking_a_second_factor_away_ends_the_users_sessions(client, administrator, user):
    from allauth.mfa.totp.internal.auth import TOTP

    with acting(user):
        TOTP.activate(user, second_factor.new_secret())
    client.post(f"/accounts/users/{user.pk}/second-factor/")
    user.refresh_from_db()
    assert not second_factor.has_second_factor(user)
    assert user.sessions_from is not None
    assert last_act()[:3] == ("accounts.reset_second_factor", "admin", "ben")


ADDRESSES = ("", "add/", "{0}/", "{0}/role/", "{0}/close/", "{0}/reopen/", "{0}/second-factor/", "{0}/invite/")


@pytest.mark.parametrize("role", [entry.code for entry in ROLE if entry.code != "administrator"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_every_other_role_is_refused_and_changes_nothing(client, user, role, address):
    client.force_login(UserFactory(role=role))
    answer = client.post(f"/accounts/users/{address.format(user.pk)}", {"role": "administrator"})
    assert answer.status_code == 403
    user.refresh_from_db()
    assert (user.role, user.is_active) == ("practitioner", True)
    assert last_act() is None


@pytest.mark.parametrize("address", ADDRESSES)
def test_whoever_is_not_signed_in_is_asked_to_sign_in(client, user, address):
    answer = client.post(f"/accounts/users/{address.format(user.pk)}", {"role": "administrator"})
    assert answer.status_code == 302
    assert answer.url.startswith("/sign-in/?next=")
    user.refresh_from_db()
    assert user.role == "practitioner"
