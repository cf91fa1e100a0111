"""Who gets in, and what everybody else is told."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from ninja import Schema

from throughcare.accounts.commands.tokens import make_token, revoke_token
from throughcare.accounts.models import ApiToken
from throughcare.accounts.tests.api import Caller, token_for
from throughcare.accounts.tests.factories import UserFactory
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    return UserFactory(username="sam", role="practitioner")


def problem(answer):
    assert answer["Content-Type"] == "application/problem+json"
    body = answer.json()
    assert body["status"] == answer.status_code
    return body["status"], body["type"].removeprefix("urn:throughcare:problem:")


def test_a_token_says_whom_it_acts_as_and_what_it_covers(user):
    answer = Caller(user, "people:read", "contacts:read").get("/token")
    assert answer.status_code == 200
    body = answer.json()
    assert (body["username"], body["role"]) == ("sam", "practitioner")
    assert body["scopes"] == ["people:read", "contacts:read"]
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "header", [None, "", "Bearer", "Bearer ", "Basic c2FtOng=", "Bearer tc_wrong", "Bearer a b", "tc"]
)
def test_without_a_valid_token_nobody_is_let_in(user, header):
    answer = Client().get("/api/v1/token", headers={"Authorization": header} if header is not None else {})
    assert problem(answer) == (401, "no-token")
    assert answer["WWW-Authenticate"].startswith('Bearer realm="Throughcare"')


def test_a_session_is_not_a_token(user):
    client = Client()
    client.force_login(user)
    assert problem(client.get("/api/v1/token")) == (401, "no-token")


def test_a_token_of_another_user_is_not_mixed_with_the_session(user):
    client = Client()
    client.force_login(UserFactory(role="director"))
    assert client.get("/api/v1/token", headers=token_for(user)).json()["username"] == "sam"


def test_a_revoked_token_is_refused(user):
    caller = Caller(user)
    with as_role("jobs"):
        revoke_token(token=ApiToken.objects.get(), by=None, at=timezone.now())
    assert problem(caller.get("/token")) == (401, "no-token")


def test_a_token_that_has_run_out_is_refused(user):
    with as_role("jobs"):
        long_ago = timezone.now() - timedelta(days=31)
        made = make_token(user=user, name="Old", scopes=["people:read"], life=timedelta(days=30), by=None, at=long_ago)
    answer = Client().get("/api/v1/token", headers={"Authorization": f"Bearer {made.secret}"})
    assert problem(answer) == (401, "no-token")


def test_a_closed_account_has_no_token(user):
    caller = Caller(user)
    user.is_active = False
    user.save()
    assert problem(caller.get("/token")) == (401, "no-token")


def test_a_token_that_does_not_cover_the_scope_is_refused(user):
    answer = Caller(user, "people:read").get("/reference/codes")
    assert problem(answer) == (403, "scope-missing")
    assert 'scope="reference:read"' in answer["WWW-Authenticate"]


def test_only_a_hash_of_the_secret_is_kept(user):
    secret = token_for(user)["Authorization"].removeprefix("Bearer ")
    token = ApiToken.objects.get()
    assert secret.startswith(token.prefix) and len(token.prefix) == 12
    assert secret not in {str(value) for value in vars(token).values()}
    assert (token.last_used_at, token.calls) == (None, 0)


def test_too_many_calls_are_refused_until_the_span_is_over(user, monkeypatch):
    from throughcare.accounts.commands import tokens
    from throughcare.accounts.rules.api_policy import CallLimit

    monkeypatch.setattr(tokens, "call_limit", lambda on: CallLimit(calls=2, seconds=60))
    caller, other = Caller(user), Caller(user)
    assert [caller.get("/token").status_code for _ in range(3)] == [200, 200, 429]
    answer = caller.get("/token")
    assert problem(answer) == (429, "too-many")
    assert 1 <= int(answer["Retry-After"]) <= 61
    assert other.get("/token").status_code == 200
    ApiToken.objects.update(calls_from=timezone.now() - timedelta(seconds=61))
    assert caller.get("/token").status_code == 200


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
def test_another_method_is_refused(user, method):
    answer = getattr(Client(), method)("/api/v1/token", headers=token_for(user))
    assert answer.status_code == 405
    assert answer["Allow"] == "GET"
    assert problem(answer) == (405, "method")


def test_an_address_that_is_not_there_is_a_problem(user):
    assert problem(Caller(user).get("/nothing/here")) == (404, "not-found")
    assert problem(Caller(None).get("/")) == (404, "not-found")


def test_what_fails_inside_is_a_problem_that_tells_nothing(user, monkeypatch):
    from throughcare.site.api import reference

    def broken():
        raise RuntimeError("the inside")

    monkeypatch.setattr(reference, "code_tables", broken)
    answer = Caller(user).get("/reference/codes")
    assert problem(answer) == (500, "failed")
    assert "inside" not in answer.content.decode()


def test_texts_come_in_welsh(user):
    answer = Caller(None).get("/token", Accept_Language="cy")
    assert answer["Content-Language"] == "cy"
    assert answer.json()["title"] != Caller(None).get("/token").json()["title"]


def test_the_same_answer_is_not_sent_twice(user):
    caller = Caller(user)
    first = caller.get("/reference/regions")
    again = caller.get("/reference/regions", If_None_Match=first["ETag"])
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")


def test_headers_of_security_are_on_every_answer(user):
    for answer in (Caller(user).get("/token"), Caller(None).get("/token"), Caller(None).get("/docs")):
        assert answer["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'")
        assert answer["X-Content-Type-Options"] == "nosniff"


def test_no_two_schemas_share_a_name():
    """The document knows a schema by its name alone: of two it would show one, for both."""
    import throughcare.site.api  # noqa: F401

    def below(kind):
        for each in kind.__subclasses__():
            yield each
            yield from below(each)

    named = {}
    for each in set(below(Schema)):
        if each.__module__.startswith("throughcare.") and "[" not in each.__name__:
            named.setdefault(each.__name__, set()).add(each.__module__)
    assert {name: sorted(modules) for name, modules in named.items() if len(modules) > 1} == {}
