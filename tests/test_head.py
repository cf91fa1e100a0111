"""HEAD is answered as GET is, without the body: by every page, file and operation of the API."""

from __future__ import annotations

import logging

import pytest
from django.test import Client
from django.utils import timezone

from tests.test_every_address_declares_a_permission import ADDRESSES
from throughcare.accounts.tests.api import token_for
from throughcare.accounts.tests.factories import UserFactory
from throughcare.audit.models import Consultation
from throughcare.supervision.tests.scene import case, make_scene
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db
# Of one answer only: its number, its moment, and a session that began with it.
OWN = {"X-Request-ID", "Date", "Set-Cookie", "Content-Security-Policy"}
PATHS = sorted({address.path for address in ADDRESSES if not address.path.startswith("/static/")})


def answers(client: Client, path: str, **headers: str) -> list[tuple[int, dict[str, str]]]:
    """Status and headers of GET and of HEAD."""
    found = [getattr(client, method)(path, headers=headers) for method in ("get", "head")]
    assert not b"".join(found[1])
    lengthless = {"Content-Length"} if found[0].streaming else set()
    return [(each.status_code, {name: value for name, value in each.headers.items() if name not in OWN | lengthless})
            for each in found]  # fmt: skip


@pytest.mark.parametrize("role", ["", pytest.param("administrator", marks=pytest.mark.nightly)])
def test_every_address_answers_head_as_get(role):
    client = Client(raise_request_exception=False)
    if role:
        client.force_login(UserFactory(role=role))
    different = []
    for path in PATHS:
        get, head = answers(client, path)
        if get[0] != head[0]:
            different.append((path, get[0], head[0]))
    assert different == []


@pytest.fixture
def scene():
    return make_scene(timezone.localdate())


def test_a_practitioner_s_pages_have_the_same_headers(scene):
    person = case(scene, due=scene.on)
    client = Client()
    client.force_login(scene.owner)
    for path in ("/", "/caseload/", f"/people/{person.crn}/", "/caseload/?format=csv"):
        get, head = answers(client, path)
        assert get == head
        assert get[0] == 200
    with as_role("owner"):
        assert Consultation.objects.count() == 2, "a look is a look, whatever of it is sent"


def test_the_api_has_the_same_headers_and_knows_the_unchanged(scene):
    person = case(scene, due=scene.on)
    client, token = Client(), token_for(scene.owner)
    for path in ("/api/v1/caseload", f"/api/v1/people/{person.crn}", "/api/v1/openapi.json"):
        get, head = answers(client, path, **token)
        assert (get, get[0]) == (head, 200)
        again = client.head(path, headers=token | {"If-None-Match": get[1]["ETag"]})
        assert again.status_code == 304
    assert client.head("/api/v1/caseload").status_code == 401
    assert client.head("/api/v1/people/X999999", headers=token).status_code == 404


def test_where_get_is_not_allowed_head_is_not_either_and_nothing_is_done(scene):
    person = case(scene, due=scene.on)
    client = Client()
    client.force_login(scene.owner)
    assert client.head("/sign-out/").status_code == client.get("/sign-out/").status_code == 405
    assert client.get("/").status_code == 200, "still signed in"
    url = f"/api/v1/people/{person.crn}/sentences/none/end"
    assert client.head(url).status_code == client.get(url).status_code


def test_the_log_says_that_it_was_head(caplog):
    with caplog.at_level(logging.INFO, "throughcare.requests"):
        Client().head("/accessibility/")
    assert [record.method for record in caplog.records if record.name == "throughcare.requests"] == ["HEAD"]


def test_what_would_be_streamed_is_not_read(scene):
    client = Client()
    client.force_login(scene.cast["senior"])
    get = client.get("/cases/?format=csv")
    assert get.streaming
    head = client.head("/cases/?format=csv")
    assert (head.status_code, head["Content-Type"], b"".join(head)) == (200, get["Content-Type"], b"")
