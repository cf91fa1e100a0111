"""Signing in with a password and a second factor."""

import time
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.utils import timezone

from throughcare.accounts.commands import second_factor, users
from throughcare.accounts.models import User
from throughcare.accounts.tests.factories import UserFactory
from throughcare.accounts.web.sessions import BEGAN, SEEN
from throughcare.audit.models import Entry
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db

PASSWORD = "plum harbour lantern"


@pytest.fixture(autouse=True)
def with_passwords(settings):
    settings.DEMO_SIGN_IN = False


@pytest.fixture
def user():
    made = UserFactory(username="ada")
    made.set_password(PASSWORD)
    made.save()
    return made


@pytest.fixture
def secret(user):
    """The secret of a second factor that is set up."""
    from throughcare.accounts.acting import acting

    made = second_factor.new_secret()
    with acting(user):
        second_factor.set_up_second_factor(user=user, secret=made, code=code_of(made), at=timezone.now())
    return made


def code_of(secret):
    """The code of an authenticator app, of which a few seconds are left."""
    left = 30 - time.time() % 30
    if left < 2:
        time.sleep(left)
    now = list(yield_hotp_counters_from_time())
    return format_hotp_value(hotp_value(secret, now[len(now) // 2]))


def acts():
    with as_role("owner"):
        return list(Entry.objects.order_by("pk").values_list("action", "actor_name", "subject"))


def give_password(client, username="ada", password=PASSWORD, **more):
    return client.post("/sign-in/", {"username": username, "password": password, **more})


def is_signed_in(client):
    return "_auth_user_id" in client.session


def test_password_and_code_let_in_and_lead_where_one_was_going(client, user, secret):
    assert give_password(client, next="/accounts/users/").url == "/sign-in/code/"
    assert not is_signed_in(client)
    answer = client.post("/sign-in/code/", {"code": code_of(secret)})
    assert answer.url == "/accounts/users/"
    assert client.session["_auth_user_id"] == str(user.pk)
    assert acts()[-1] == ("accounts.signed_in", "ada", "ada")


def test_whoever_has_no_second_factor_sets_one_up_before_anything_opens(client, user):
    assert give_password(client).url == "/sign-in/set-up/"
    page = client.get("/sign-in/set-up/").content.decode()
    secret = client.session["sign_in_pending"]["secret"]
    assert secret in page
    assert not is_signed_in(client)
    assert client.get("/accounts/users/").url.startswith("/sign-in/")
    answer = client.post("/sign-in/set-up/", {"code": "000000"})
    assert "That code is not right" in answer.content.decode()
    assert not is_signed_in(client)
    answer = client.post("/sign-in/set-up/", {"code": code_of(secret)})
    assert answer.url == "/sign-in/recovery-codes/"
    assert is_signed_in(client)
    assert second_factor.has_second_factor(user)


def test_recovery_codes_are_shown_once_and_each_works_once(client, user):
    give_password(client)
    client.get("/sign-in/set-up/")
    client.post("/sign-in/set-up/", {"code": code_of(client.session["sign_in_pending"]["secret"])})
    page = client.get("/sign-in/recovery-codes/").content.decode()
    codes = Authenticator.objects.get(user=user, type="recovery_codes").wrap().get_unused_codes()
    assert len(codes) == 10
    assert all(code in page for code in codes)
    assert client.get("/sign-in/recovery-codes/").status_code == 302
    client.post("/sign-out/")
    give_password(client)
    client.post("/sign-in/code/", {"code": codes[0]})
    assert is_signed_in(client)
    client.post("/sign-out/")
    give_password(client)
    client.post("/sign-in/code/", {"code": codes[0]})
    assert not is_signed_in(client)


def test_a_code_is_not_taken_twice(client, user, secret):
    code = code_of(secret)
    give_password(client)
    client.post("/sign-in/code/", {"code": code})
    assert is_signed_in(client)
    client.post("/sign-out/")
    give_password(client)
    client.post("/sign-in/code/", {"code": code})
    assert not is_signed_in(client)
    assert acts()[-1] == ("accounts.wrong_code", "", "ada")


def test_unknown_user_closed_account_and_wrong_password_give_one_and_the_same_page(client, user):
    UserFactory(username="gone", is_active=False, password=user.password)
    pages = set()
    for username, password in (("nobody", PASSWORD), ("ada", "wrong"), ("gone", PASSWORD)):
        answer = give_password(client, username, password)
        assert answer.status_code == 200
        page = answer.content.decode().replace(f'value="{username}"', "")
        pages.add("\n".join(line for line in page.splitlines() if "csrfmiddlewaretoken" not in line))
    assert len(pages) == 1
    assert "The user name or the password is not right" in pages.pop()


def test_failures_are_audited_without_names_that_nobody_has(client, user):
    give_password(client, "my secret password typed here", "x")
    give_password(client, "ada", "wrong")
    assert acts() == [("accounts.failed_sign_in", "", ""), ("accounts.failed_sign_in", "", "ada")]


def test_too_many_attempts_close_the_door_and_say_when_to_try_again(client, user, settings):
    settings.SIGN_IN_LIMITS = {"user": (3, 900), "address": (100, 900)}
    for _ in range(3):
        assert give_password(client, "ada", "wrong").status_code == 200
    answer = give_password(client)
    assert answer.status_code == 429
    assert "There were too many attempts. Try again after " in answer.content.decode()
    assert not is_signed_in(client)
    assert "sign_in_pending" not in client.session
    assert give_password(client, "nobody", "x").status_code == 200


def test_an_address_is_limited_over_all_user_names(client, user, settings):
    settings.SIGN_IN_LIMITS = {"user": (3, 900), "address": (4, 900)}
    for number in range(4):
        give_password(client, f"name{number}", "wrong")
    assert give_password(client).status_code == 429


def test_guessing_codes_is_limited_as_well(client, user, secret, settings):
    settings.SIGN_IN_LIMITS = {"user": (3, 900), "address": (100, 900)}
    give_password(client)
    for _ in range(2):
        assert client.post("/sign-in/code/", {"code": "123456"}).status_code == 200
    assert client.post("/sign-in/code/", {"code": code_of(secret)}).status_code == 429
    assert not is_signed_in(client)


def test_the_code_must_come_within_ten_minutes(client, user, secret):
    give_password(client)
    session = client.session
    session["sign_in_pending"] = session["sign_in_pending"] | {"at": timezone.now().timestamp() - 601}
    session.save()
    assert client.post("/sign-in/code/", {"code": code_of(secret)}).url == "/sign-in/"
    assert not is_signed_in(client)


def test_a_password_changed_between_the_steps_stops_the_second(client, user, secret):
    give_password(client)
    user.set_password("another long password")
    user.save()
    assert client.post("/sign-in/code/", {"code": code_of(secret)}).url == "/sign-in/"
    assert not is_signed_in(client)


def test_the_key_of_the_session_changes_with_each_step(client, user, secret):
    client.get("/sign-in/")
    session = client.session
    session["planted"] = "x"
    session.save()
    client.cookies["sessionid"] = session.session_key
    keys = [session.session_key]
    give_password(client)
    keys.append(client.session.session_key)
    client.post("/sign-in/code/", {"code": code_of(secret)})
    keys.append(client.session.session_key)
    assert len(set(keys)) == 3
    assert "planted" not in client.session
    assert "sign_in_pending" not in client.session


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "http:///x"]
)
def test_next_never_leads_to_another_site(client, user, secret, elsewhere):
    give_password(client, next=elsewhere)
    assert client.post("/sign-in/code/", {"code": code_of(secret)}).url == "/"


def test_signing_out_takes_a_post_and_leaves_nothing(client, user):
    client.force_login(user)
    assert client.get("/sign-out/").status_code == 405
    assert is_signed_in(client)
    assert client.post("/sign-out/").url == "/sign-in/"
    assert not client.session.keys()
    assert acts()[-1][0] == "accounts.signed_out"


@pytest.fixture
def administrator(client):
    made = UserFactory(role="administrator")
    client.force_login(made)
    client.get("/accounts/users/")
    return made


def age(client, **marks):
    session = client.session
    for name, seconds in marks.items():
        session[{"began": BEGAN, "seen": SEEN}[name]] = timezone.now().timestamp() - seconds
    session.save()


def test_a_session_ends_after_idling(client, administrator, settings):
    age(client, seen=settings.SESSION_IDLE - 5)
    assert client.get("/accounts/users/").status_code == 200
    age(client, seen=settings.SESSION_IDLE + 5)
    assert client.get("/accounts/users/?q=x").url == "/sign-in/?next=%2Faccounts%2Fusers%2F%3Fq%3Dx&ended=1"
    assert not is_signed_in(client)


def test_a_session_ends_after_a_working_day_however_busy(client, administrator, settings):
    age(client, began=settings.SESSION_LONGEST + 5, seen=1)
    assert client.get("/accounts/users/").status_code == 302
    assert not is_signed_in(client)


def test_sessions_begun_before_the_users_were_ended_are_over(client, administrator):
    User.objects.filter(pk=administrator.pk).update(sessions_from=timezone.now() + timedelta(seconds=1))
    assert client.get("/accounts/users/").status_code == 302
    assert not is_signed_in(client)


def test_an_account_that_is_closed_is_signed_out_with_the_next_request(client, administrator):
    User.objects.filter(pk=administrator.pk).update(is_active=False)
    assert client.get("/accounts/users/").url.startswith("/sign-in/?next=")


def test_a_link_sets_a_password_once(client):
    user = UserFactory(username="new")
    who, token = users.invite(user=user, by=None, at=timezone.now())
    address = f"/password/{who}/{token}/"
    assert client.get(address).status_code == 200
    weak = client.post(address, {"password": "short", "again": "short"})
    assert "too short" in weak.content.decode()
    unlike = client.post(address, {"password": PASSWORD, "again": PASSWORD + "x"})
    assert "The two passwords are not the same" in unlike.content.decode()
    user.refresh_from_db()
    assert not user.check_password(PASSWORD)
    assert client.post(address, {"password": PASSWORD, "again": PASSWORD}).url == "/sign-in/"
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    assert client.get(address).status_code == 404
    assert acts()[-1] == ("accounts.set_password", "new", "new")


@pytest.mark.parametrize("address", ["/password/MQ/abc-def/", "/password/x/y/", "/password/OTk5OTk/cs-1/"])
def test_a_link_that_was_never_made_opens_nothing(client, address):
    assert client.get(address).status_code == 404


def test_a_link_does_not_work_for_a_closed_account(client):
    user = UserFactory()
    who, token = users.invite(user=user, by=None, at=timezone.now())
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert client.post(f"/password/{who}/{token}/", {"password": PASSWORD, "again": PASSWORD}).status_code == 404


def test_secrets_of_second_factors_are_encrypted_in_the_database(user, secret, settings):
    stored = Authenticator.objects.get(user=user, type="totp")
    assert secret not in str(stored.data)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another secret, the old one still decrypts"
    cache.clear()
    assert stored.wrap().validate_code(code_of(secret))
