"""What every page owes whoever opens it."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tests.test_every_address_declares_a_permission import ADDRESSES
from throughcare.accounts.models import User
from throughcare.accounts.tests.factories import UserFactory

pytestmark = pytest.mark.django_db

SOURCES = re.compile(r"'none'|'self'|data:")


def pages(client):
    """Every answer to a GET, as nobody and as the roles that open most pages between them."""
    for role in (None, "practitioner", "director", "administrator", "auditor"):
        if role:
            client.force_login(UserFactory(role=role))
        for address in ADDRESSES:
            yield address.path, client.get(address.path)
            if role and not client.session.get("_auth_user_id"):
                client.force_login(UserFactory(role=role))


def test_every_answer_has_a_strict_policy_which_its_page_keeps_to_and_forms_carry_the_token(client):
    """One walk for all three, because the walk is what takes time."""
    for path, answer in pages(client):
        _has_a_strict_policy(path, answer)
        if not answer.streaming and answer["Content-Type"].startswith("text/html"):
            html = answer.content.decode()
            assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\son\w+=|\sstyle=|javascript:", html, re.I), path
            for form in re.findall(r"<form\b.*?</form>", html, re.S):
                assert "csrfmiddlewaretoken" in form or not re.search(r'method="post"', form, re.I), path


def _has_a_strict_policy(path, answer):
    policy = dict(part.strip().partition(" ")[::2] for part in answer["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'", path
    assert policy["frame-ancestors"] == "'none'", path
    assert policy["base-uri"] == "'none'", path
    assert policy["form-action"] == "'self'", path
    assert all(SOURCES.fullmatch(source) for sources in policy.values() for source in sources.split()), path
    assert policy["script-src"] == "'self'", path
    assert answer["X-Frame-Options"] == "DENY", path
    assert answer["X-Content-Type-Options"] == "nosniff", path
    assert answer["Referrer-Policy"] == "same-origin", path


def test_pages_of_the_signed_in_are_not_kept(client):
    client.force_login(UserFactory(role="administrator"))
    assert "no-store" in client.get("/accounts/users/")["Cache-Control"]
    assert "no-store" in client.get("/sign-in/")["Cache-Control"]


@pytest.mark.parametrize("path", ["/sign-in/", "/sign-out/", "/accounts/users/add/", "/audit/verify/", "/language/"])
def test_a_form_from_elsewhere_is_refused(path):
    strict = Client(enforce_csrf_checks=True)
    user = UserFactory(role="administrator")
    strict.force_login(user)
    assert strict.post(path, {"user": user.pk, "username": "planted", "language": "cy"}).status_code == 403
    assert strict.session["_auth_user_id"] == str(user.pk)
    assert not User.objects.filter(username="planted").exists()


def test_a_host_that_is_not_served_is_refused(client):
    assert client.get("/sign-in/", headers={"host": "evil.example"}).status_code == 400


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/x", "/\\evil.example"])
def test_neither_sign_in_nor_language_leads_to_another_site(client, elsewhere):
    user = UserFactory()
    assert client.post("/sign-in/", {"user": user.pk, "next": elsewhere}).url == "/"
    answer = client.post("/language/", {"language": "cy", "next": elsewhere})
    assert "evil" not in answer.url


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(client):
    client.post("/sign-in/", {"user": UserFactory().pk})
    cookie = client.cookies["sessionid"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


def test_a_session_planted_before_signing_in_is_not_the_one_after(client):
    client.force_login(UserFactory(username="attacker"))
    planted = client.session.session_key
    client.post("/sign-in/", {"user": UserFactory(username="victim").pk})
    assert client.session.session_key != planted
    assert not client.session.exists(planted)
