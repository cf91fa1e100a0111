"""Market engagement over the API: what is read, who may say what, and that a refusal changes nothing."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from unittest.mock import patch

import pytest
from django.utils import timezone

from throughcare.accounts.tests.api import token_for
from throughcare.accounts.tests.factories import UserFactory
from throughcare.commissioning.models import EngagementQuestion, EngagementReply
from throughcare.commissioning.tests.engagement_scene import ANNOUNCED, announced_event, drafted_event
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db
PATH = "/api/v1/engagements/a-home-after-prison"


def test_everybody_with_a_token_reads_what_was_announced(client):
    made = announced_event()
    made.coming("Elm", 2)
    headers = token_for(UserFactory(role="practitioner"), "engagement:read")
    (one,) = client.get("/api/v1/engagements", headers=headers).json()["items"]
    assert (one["reference"], one["people_coming"], one["questions_until"]) == ("a-home-after-prison", 2, "2026-06-04")
    assert client.get(PATH, headers=headers).json() == one
    assert client.get(f"{PATH}/answers", headers=headers).json() == []
    assert client.get("/api/v1/pipeline", headers=headers).json() == []
    assert client.get("/api/v1/engagements/none", headers=headers).status_code == 404
    other = token_for(UserFactory(role="practitioner"), "panels:read")
    assert client.get("/api/v1/engagements", headers=other).status_code == 403


def test_a_draft_is_not_read(client):
    made = drafted_event()
    headers = token_for(made.commissioner, "engagement:read")
    assert client.get("/api/v1/engagements", headers=headers).json()["items"] == []
    assert client.get(PATH, headers=headers).status_code == 404


def test_a_supplier_comes_asks_and_gives_its_places_back(client):
    made = announced_event()
    elm, ash = made.people["Elm"], made.people["Ash"]
    headers, numbers = token_for(elm.user, "engagement:read", "engagement:write"), count()

    def post(what: str, body: dict, given=headers):
        given = given | {"Idempotency-Key": f"key-{next(numbers)}"}
        with patch.object(timezone, "now", return_value=ANNOUNCED + timedelta(days=1)):
            return client.post(f"{PATH}/{what}", body, content_type="application/json", headers=given)

    assert post("coming", {"supplier": elm.supplier.pk, "people": 2}).json() == {
        "supplier": elm.supplier.pk, "people": 2,
    }  # fmt: skip
    assert post("questions", {"supplier": elm.supplier.pk, "text": "Who pays?"}).status_code == 201
    assert post("coming", {"supplier": elm.supplier.pk, "people": 9}).status_code == 409
    assert post("coming", {"supplier": elm.supplier.pk, "people": 51}).status_code == 422
    assert post("coming", {"supplier": ash.supplier.pk, "people": 1}).status_code == 403
    assert post("questions", {"supplier": 2**70, "text": "x"}).status_code == 403
    commissioner = token_for(made.commissioner, "engagement:write")
    assert post("coming", {"supplier": elm.supplier.pk, "people": 1}, commissioner).status_code == 403
    assert post("coming", {"supplier": elm.supplier.pk, "people": 0}).status_code == 201
    assert post("coming", {"supplier": elm.supplier.pk, "people": 0}).status_code == 409
    with as_role("owner"):
        assert EngagementReply.objects.get().withdrawn_at is not None
        assert EngagementQuestion.objects.count() == 1
