"""Signing in through an OpenID Connect provider."""

from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from throughcare.accounts.models import User
from throughcare.accounts.tests import provider as fake
from throughcare.accounts.tests.factories import UserFactory
from throughcare.accounts.web import oidc
from throughcare.audit.models import Entry
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def provider(settings):
    with fake.running() as running:
        settings.DEMO_SIGN_IN = False
        settings.OIDC = {"issuer": running.issuer, "client_id": fake.CLIENT, "client_secret": "s" * 32}
        settings.AUTHENTICATION_BACKENDS = [*settings.AUTHENTICATION_BACKENDS, oidc.BACKEND]
        oidc.provider.cache_clear()
        yield running


@pytest.fixture
def user():
    return UserFactory(username="ada", role="practitioner")


def go_and_come_back(client, provider, next_page="/accounts/users/"):
    """To the provider and back, as a browser goes; returns the answer to coming back."""
    away = client.get("/sign-in/single/", {"next": next_page})
    asked = parse_qs(urlsplit(away.url).query)
    assert away.url.startswith(f"{provider.issuer}/authorise?")
    provider.nonce = provider.nonce or asked["nonce"][0]
    return client.get("/sign-in/single/answer/", {"code": "c", "state": asked["state"][0]}), asked


def last_act():
    with as_role("owner"):
        return Entry.objects.order_by("-pk").values_list("action", "actor_name").first()


def test_it_lets_in_the_account_that_the_claim_names(client, provider, user):
    answer, asked = go_and_come_back(client, provider)
    assert answer.url == "/accounts/users/"
    assert client.session["_auth_user_id"] == str(user.pk)
    assert last_act() == ("accounts.signed_in", "ada")
    assert asked["code_challenge_method"] == ["S256"]
    assert provider.asked[0]["code_verifier"][0]


def test_the_providers_word_changes_no_role(client, provider, user):
    go_and_come_back(client, provider)
    user.refresh_from_db()
    assert user.role == "practitioner"
    assert client.get("/accounts/users/").status_code == 403


def test_the_session_goes_on_with_the_next_request_and_ends_when_the_account_is_closed(client, provider, user):
    go_and_come_back(client, provider)
    assert client.get("/accounts/users/").status_code == 403
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert client.get("/accounts/users/").status_code == 302


def refused(client, provider):
    answer, _ = go_and_come_back(client, provider)
    assert answer.url == "/sign-in/?refused=1"
    assert "_auth_user_id" not in client.session
    assert last_act() == ("accounts.failed_sign_in", "")
    assert User.objects.count() <= 1


def test_no_account_is_made_for_somebody_unknown(client, provider):
    refused(client, provider)
    assert not User.objects.exists()


def test_a_closed_account_stays_closed(client, provider):
    UserFactory(username="ada", is_active=False)
    refused(client, provider)


@pytest.mark.parametrize(
    "lie",
    [
        {"iss": "https://elsewhere.example"},
        {"aud": "another-client"},
        {"aud": None},
        {"exp": 1_600_000_000},
        {"exp": None},
        {"nonce": "another"},
        {"sub": "s-2"},
    ],
    ids=lambda lie: next(iter(lie)),
)
def test_a_token_that_is_not_for_this_sign_in_is_refused(client, provider, user, lie):
    provider.token = lie
    refused(client, provider)


def test_a_token_signed_with_another_key_is_refused(client, provider, user):
    provider.published = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    refused(client, provider)


def test_claims_without_a_user_name_are_refused(client, provider, user):
    provider.claims = {"sub": "s-1"}
    refused(client, provider)


@pytest.mark.parametrize("query", ["", "?code=c&state=planted", "?error=access_denied&state=x"])
def test_an_answer_that_was_not_asked_for_is_refused(client, provider, user, query):
    assert client.get(f"/sign-in/single/answer/{query}").url == "/sign-in/?refused=1"
    assert "_auth_user_id" not in client.session


def test_a_provider_that_names_another_issuer_or_does_not_answer_is_refused(client, provider, user, settings):
    settings.OIDC = settings.OIDC | {"issuer": provider.issuer + "/"}
    assert client.get("/sign-in/single/").url == "/sign-in/?refused=1"
    settings.OIDC = settings.OIDC | {"issuer": "http://127.0.0.1:9"}
    assert client.get("/sign-in/single/").url == "/sign-in/?refused=1"


def test_next_does_not_lead_to_another_site(client, provider, user):
    answer, _ = go_and_come_back(client, provider, next_page="https://evil.example/")
    assert answer.url == "/"


def test_it_is_offered_only_where_it_is_configured(client, provider, settings):
    assert "/sign-in/single/" in client.get("/sign-in/").content.decode()
    settings.OIDC = {}
    assert "/sign-in/single/" not in client.get("/sign-in/").content.decode()
    assert client.get("/sign-in/single/").status_code == 404
    assert client.get("/sign-in/single/answer/").status_code == 404
