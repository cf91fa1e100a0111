"""What every page owes whoever opens it."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.answers import faults_of
from throughcare.accounts.models import User
from throughcare.accounts.tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("changed", "fault"), [
    ({}, []),
    ({"X-Frame-Options": "SAMEORIGIN"}, ["X-Frame-Options is SAMEORIGIN"]),
    ({"Content-Security-Policy": "{policy}; img-src https:"}, ["https: is allowed"]),
    ({"Content-Security-Policy": "{policy}; style-src 'unsafe-inline'"}, ["'unsafe-inline' is allowed"]),
    ({"body": "<p onclick='x()'>"}, ["outside its policy: onclick="]),
    ({"body": "<script>x()</script>"}, ["outside its policy: <script"]),
    ({"body": '<form method="post"></form>'}, ['a form without its token: <form method="post"></form>']),
    ({"body": '<form method="get"></form><script src="/static/x.js"></script>'}, []),
])  # fmt: skip
def test_a_fault_of_an_answer_is_named(client, changed, fault):
    """The walk over every address for every role asks this of each answer."""
    good = client.get("/sign-in/")
    answer = HttpResponse(changed.get("body", "<p>"), headers=dict(good.headers))
    for name, value in changed.items():
        if name != "body":
            answer[name] = value.format(policy=good["Content-Security-Policy"])
    assert faults_of(answer) == fault


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
