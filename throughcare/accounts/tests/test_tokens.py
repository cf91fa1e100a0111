"""Making, using and revoking tokens of the API: the commands, and the administrator's pages for the whole cast."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from throughcare.accounts.acting import acting
from throughcare.accounts.commands import second_factor, tokens, users
from throughcare.accounts.models import ApiToken
from throughcare.accounts.rules.roles import ROLE
from throughcare.accounts.rules.scopes import UnknownScope
from throughcare.accounts.tests.factories import UserFactory
from throughcare.audit.models import Entry
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
FORM = {"username": "ben", "name": "Reporting", "scopes": ["people:read", "caseload:read"], "days": "30"}


@pytest.fixture
def administrator(client):
    made = UserFactory(role="administrator", username="admin")
    client.force_login(made)
    return made


@pytest.fixture
def user():
    return UserFactory(username="ben", first_name="Ben", last_name="Pryce", role="practitioner")


def make(user, by, **changes):
    given = {"name": "Reporting", "scopes": ["people:read"], "life": timedelta(days=30), "at": NOW} | changes
    with acting(by):
        return tokens.make_token(user=user, by=by, **given)


def acts(prefix="accounts."):
    with as_role("owner"):
        found = Entry.objects.filter(action__startswith=prefix).order_by("pk")
        return list(found.values_list("action", "actor_name", "subject"))


def test_a_token_is_made_with_its_audit_entry(administrator, user):
    made = make(user, administrator, scopes=["caseload:read", "people:read", "people:read"])
    token = ApiToken.objects.get()
    assert made.secret.startswith("tc_") and len(made.secret) > 40
    assert token.scopes == ["people:read", "caseload:read"]
    assert (token.user, token.made_by, token.expires_at) == (user, administrator, NOW + timedelta(days=30))
    with as_role("owner"):
        detail = Entry.objects.get(action="accounts.made_token").detail
    assert detail["token"] == token.prefix
    assert made.secret not in str(detail)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"scopes": []}, UnknownScope),
        ({"scopes": ["people:read", "everything"]}, UnknownScope),
        ({"life": timedelta(0)}, tokens.TooLong),
        ({"life": timedelta(days=-1)}, tokens.TooLong),
        ({"life": timedelta(days=366, seconds=1)}, tokens.TooLong),
    ],
)
def test_a_token_that_cannot_be_is_refused_and_nothing_is_made(administrator, user, change, fault):
    with pytest.raises(fault):
        make(user, administrator, **change)
    assert not ApiToken.objects.exists()
    assert acts() == []


def test_a_token_counts_its_calls_within_the_span(user, administrator):
    secret = make(user, administrator).secret
    for second in (0, 1, 59, 60, 61):
        tokens.use_token(secret, at=NOW + timedelta(seconds=second))
    token = ApiToken.objects.get()
    assert (token.calls, token.calls_from) == (2, NOW + timedelta(seconds=60))
    assert token.last_used_at == NOW + timedelta(seconds=61)


@pytest.mark.parametrize("later", [timedelta(days=30), timedelta(days=31)])
def test_a_token_ends_at_its_moment(user, administrator, later):
    secret = make(user, administrator).secret
    tokens.use_token(secret, at=NOW + timedelta(days=30) - timedelta(seconds=1))
    with pytest.raises(tokens.UnknownToken):
        tokens.use_token(secret, at=NOW + later)


def test_revoking_twice_is_logged_once_and_keeps_the_first_moment(user, administrator):
    made = make(user, administrator)
    for day in (1, 2):
        with acting(administrator):
            tokens.revoke_token(token=made.token, by=administrator, at=NOW + timedelta(days=day))
    assert ApiToken.objects.get().revoked_at == NOW + timedelta(days=1)
    assert acts("accounts.revoked") == [("accounts.revoked_token", "admin", "ben")]
    with pytest.raises(tokens.UnknownToken):
        tokens.use_token(made.secret, at=NOW)


@pytest.mark.parametrize("command", [users.deactivate, second_factor.reset_second_factor])
def test_closing_an_account_or_losing_its_factor_revokes_its_tokens(user, administrator, command):
    made, others = make(user, administrator), make(UserFactory(), administrator)
    with acting(administrator):
        command(user=user, by=administrator, at=NOW)
    with acting(administrator):
        users.reactivate(user=user, by=administrator, at=NOW)
    with pytest.raises(tokens.UnknownToken):
        tokens.use_token(made.secret, at=NOW)
    tokens.use_token(others.secret, at=NOW)


def test_the_database_refuses_a_token_without_scope_or_end(user):
    fields = {"name": "x", "prefix": "tc_000000000", "hash": "0" * 64, "user": user, "made_at": NOW}
    for wrong in ({"scopes": [], "expires_at": NOW + timedelta(1)}, {"scopes": ["people:read"], "expires_at": NOW}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ApiToken.objects.create(**fields, **wrong)


# Pages


def test_the_administrator_makes_a_token_and_sees_it_once(client, administrator, user):
    page = client.post("/accounts/tokens/add/", FORM)
    token, html = ApiToken.objects.get(), page.content.decode()
    secret = html.split("<code>")[1].split("</code>")[0]
    assert tokens.use_token(secret, at=timezone.now()).user == user
    assert "no-store" in page["Cache-Control"]
    assert acts() == [("accounts.made_token", "admin", "ben")]
    listed = client.get("/accounts/tokens/").content.decode()
    assert token.prefix in listed and "Reporting" in listed
    assert secret not in listed


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"username": "nobody"}, "Nobody with an open account"),
        ({"username": ""}, "govuk-error-summary"),
        ({"scopes": []}, "Choose at least one"),
        ({"scopes": ["everything"]}, "govuk-error-summary"),
        ({"days": "0"}, "govuk-error-summary"),
        ({"days": "367"}, "At most 366 days"),
        ({"days": "soon"}, "govuk-error-summary"),
    ],
)
def test_a_form_that_cannot_be_keeps_what_was_typed_and_makes_nothing(client, administrator, user, change, sentence):
    page = client.post("/accounts/tokens/add/", FORM | {"name": "Kept as typed"} | change).content.decode()
    assert sentence in page and "govuk-error-summary" in page
    assert "Kept as typed" in page
    assert not ApiToken.objects.exists()


def test_a_closed_account_gets_no_token(client, administrator, user):
    user.is_active = False
    user.save()
    assert "Nobody with an open account" in client.post("/accounts/tokens/add/", FORM).content.decode()
    assert not ApiToken.objects.exists()


def test_the_list_finds_by_words_and_state(client, administrator, user):
    now = timezone.now()
    make(user, administrator, name="Dashboard feed", at=now)
    make(UserFactory(username="cara"), administrator, name="Old feed", at=now - timedelta(days=90))
    revoked = make(user, administrator, name="Lost laptop", at=now)
    assert client.post(f"/accounts/tokens/{revoked.token.pk}/revoke/").url == "/accounts/tokens/"
    found = {
        state: client.get(f"/accounts/tokens/?state={state}").content.decode()
        for state in ("valid", "expired", "revoked")
    }
    for name, state in (("Dashboard feed", "valid"), ("Old feed", "expired"), ("Lost laptop", "revoked")):
        assert [where for where, html in found.items() if name in html] == [state]
    narrowed = client.get("/accounts/tokens/?q=cara+feed").content.decode()
    assert "Old feed" in narrowed and "Dashboard feed" not in narrowed


def test_the_list_downloads_as_csv_without_formulas_or_secrets(client, administrator, user):
    made = make(user, administrator, name="=HYPERLINK(1)", at=timezone.now())
    answer = client.get("/accounts/tokens/?format=csv")
    lines = answer.content.decode().splitlines()
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert lines[0].lstrip("\ufeff").startswith("Name,Begins with,User name,Scopes")
    assert lines[1].startswith(f"'=HYPERLINK(1),{made.token.prefix},ben,people:read,")
    assert made.secret not in answer.content.decode()


@pytest.mark.parametrize("role", [entry.code for entry in ROLE if entry.code != "administrator"])
def test_other_roles_are_refused(client, user, role):
    with as_role("jobs"):
        made = tokens.make_token(user=user, name="x", scopes=["people:read"], life=timedelta(1), by=None, at=NOW)
    client.force_login(UserFactory(role=role))
    assert client.get("/accounts/tokens/").status_code == 403
    assert client.post("/accounts/tokens/add/", FORM).status_code == 403
    assert client.post(f"/accounts/tokens/{made.token.pk}/revoke/").status_code == 403
    assert ApiToken.objects.get().revoked_at is None


def test_anonymous_is_sent_to_sign_in(client, user):
    for address in ("/accounts/tokens/", "/accounts/tokens/add/", "/accounts/tokens/1/revoke/"):
        assert client.post(address, FORM).url.startswith("/sign-in/")
    assert not ApiToken.objects.exists()


def test_everybody_sees_and_revokes_the_tokens_that_act_as_them(client, administrator, user):
    mine = make(user, administrator, name="Wall display", at=timezone.now())
    other = make(administrator, administrator, name="Nightly export", at=timezone.now())
    client.force_login(user)
    page = client.get("/accounts/own/").content.decode()
    assert "Wall display" in page and "Nightly export" not in page
    assert client.post(f"/accounts/own/tokens/{other.token.pk}/revoke/").status_code == 404
    assert client.post(f"/accounts/own/tokens/{mine.token.pk}/revoke/").url == "/accounts/own/"
    assert list(ApiToken.objects.filter(revoked_at__isnull=True)) == [other.token]
    assert acts("accounts.revoked") == [("accounts.revoked_token", "ben", "ben")]
    assert "Wall display" not in client.get("/accounts/own/").content.decode()


def test_the_pages_come_in_welsh(client, administrator, user):
    make(user, administrator, at=timezone.now())
    client.cookies["language"] = "cy"
    for address in ("/accounts/tokens/", "/accounts/tokens/add/"):
        assert '<html lang="cy"' in client.get(address).content.decode()
