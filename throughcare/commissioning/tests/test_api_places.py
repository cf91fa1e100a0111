"""A supplier's library, places and appeals over the API, for each side and for nobody else."""

from __future__ import annotations

import base64
from datetime import timedelta

import pytest
from django.utils import timezone

from throughcare.accounts.acting import acting
from throughcare.accounts.tests.api import Caller
from throughcare.accounts.tests.factories import UserFactory
from throughcare.commissioning.commands import assessing, sanctions
from throughcare.commissioning.commands.sanctions import SanctionDetails
from throughcare.commissioning.models import (
    Membership,
    MembershipSuspension,
    PanelAppeal,
    PlaceSanction,
    SupplierEvidence,
)
from throughcare.commissioning.tests.panel_scene import panel_scene, submitted, supplier_user
from throughcare.commissioning.tests.test_api_panels import codes, done
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db
PDF = base64.b64encode(b"%PDF-1.7 cover").decode()


def decided(panel, *, admit):
    """An application that was decided just now, and its place where it was admitted."""
    made, at = submitted(panel), timezone.now()
    with acting(panel.commissioner):
        assessing.review_application(application=made, by=panel.commissioner, at=at)
        answer = "met" if admit else "not-met"
        found = {row.pk: (answer, "") for row in made.answers.all()}
        assessing.assess_answers(application=made, found=found, by=panel.commissioner, at=at)
        if admit:
            return assessing.admit_application(application=made, by=panel.commissioner, at=at)[0]
        assessing.decline_application(application=made, by=panel.commissioner, at=at)
    return made


@pytest.fixture
def panel():
    scene = panel_scene()
    scene.director = UserFactory(role="director")
    return scene


@pytest.fixture
def place(panel):
    return decided(panel, admit=True)


def test_a_library_is_kept_by_its_supplier_alone(panel):
    address = f"/suppliers/{panel.supplier.pk}/library"
    mine = Caller(panel.user)
    told = done(mine.get(address))
    assert [(each["kind"], each["file"]) for each in told["evidence"]] == [("public-liability", None)]
    cover = {"kind": "public-liability", "title": "More cover", "from_on": "2026-11-01", "expires_on": "2027-10-31"}
    assert codes(mine.post(f"{address}/evidence", cover)) == ["evidence-empty"]
    text = base64.b64encode(b"just words").decode()
    assert codes(mine.post(f"{address}/evidence", {**cover, "file_name": "x.pdf", "file": text})) == ["file-kind"]
    for wrong in ({"file": PDF}, {"expires_on": "2026-10-01"}, {"file": "%", "file_name": "x"}, {"kind": "charm"}):
        assert mine.post(f"{address}/evidence", {**cover, "reference": "P-2", **wrong}).status_code == 422, wrong
    for far in ({"expires_on": "9999-12-31"}, {"from_on": "0001-01-01"}):
        assert codes(mine.post(f"{address}/evidence", {**cover, "reference": "P-2", **far})) == ["day-far"]
    told = done(mine.post(f"{address}/evidence", {**cover, "file_name": "x.pdf", "file": PDF}), 201)
    (new,) = [each for each in told["evidence"] if each["title"] == "More cover"]
    assert (new["file"]["content_type"], new["file"]["size"], new["state"]) == ("application/pdf", 14, "valid")
    assert mine.get(f"/evidence/{new['key']}/file").content == b"%PDF-1.7 cover"
    told = done(mine.post(f"{address}/answers", {"topic": "quality", "met": True, "text": "Yes."}))
    assert [(each["topic"], each["met"]) for each in told["answers"]] == [("quality", True), ("safeguarding", True)]
    done(mine.post(f"{address}/answers/quality/confirm"))
    done(mine.post(f"{address}/evidence/{new['key']}/confirm"))
    with as_role("owner"):
        other = supplier_user()
        SupplierEvidence.objects.filter(pk=panel.cover.pk).update(shared_at=timezone.now())
    assert codes(mine.post(f"{address}/evidence/{panel.cover.pk}/remove")) == ["evidence-used"]
    stranger, buys = Caller(other.user), Caller(panel.commissioner)
    for where in (address, f"/evidence/{new['key']}/file"):
        assert stranger.get(where).status_code == 404
    assert (buys.get(address).status_code, buys.get(f"/evidence/{new['key']}/file").status_code) == (403, 404)
    for step in ("evidence", "answers", f"evidence/{new['key']}/remove", "answers/quality/confirm"):
        body = {"topic": "quality", "met": False} if step == "answers" else {**cover, "reference": "x"}
        assert stranger.post(f"{address}/{step}", body).status_code == 404, step
        assert buys.post(f"{address}/{step}", body).status_code == 403, step
    assert Caller(panel.user, "library:read").post(f"{address}/answers/quality/confirm").status_code == 403
    assert mine.post(f"{address}/answers/nothing/confirm").status_code == 404
    told = done(mine.post(f"{address}/evidence/{new['key']}/remove"))
    assert [each["title"] for each in told["evidence"]] == ["Cover"]


def test_a_place_is_suspended_after_a_reply_by_somebody_else_appealed_against_and_lifted(panel, place):
    address, mine = f"/places/{place.pk}", Caller(panel.user)
    buys, director = Caller(panel.commissioner), Caller(panel.director)
    assert [each["number"] for each in done(mine.get("/places"))["items"]] == [place.pk]
    until = (timezone.localdate() + timedelta(days=90)).isoformat()
    notice = {"action": "suspend", "ground": "No reports.", "evidence": "Letters."}
    assert codes(buys.post(f"{address}/sanctions", notice)) == ["no-end"]
    assert codes(buys.post(f"{address}/sanctions", notice | {"action": "remove"})) == ["not-a-ground-for-removal"]
    told = done(buys.post(f"{address}/sanctions", notice | {"until": until}), 201)
    (held,) = told["sanctions"]
    assert (held["outcome"], held["why"]["rule"]) == ("", "panel-sanction")
    assert codes(buys.post(f"{address}/sanctions", notice | {"until": until})) == ["sanction-open"]
    assert [each["key"] for each in done(director.get("/place-sanctions"))["items"]] == [held["key"]]
    where = f"{address}/sanctions/{held['key']}"
    assert codes(director.post(f"{where}/decision", {"impose": True, "reasons": "x"})) == ["reply-open"]
    told = done(mine.post(f"{where}/reply", {"words": "They were sent."}))
    assert told["sanctions"][0]["reply"] == "They were sent."
    assert codes(mine.post(f"{where}/reply", {"words": "Again."}), 409) == ["wrong-state"]
    assert codes(buys.post(f"{where}/decision", {"impose": True, "reasons": "x"})) == ["same-person"]
    told = done(director.post(f"{where}/decision", {"impose": True, "reasons": "It is so."}))
    assert (told["standing"], [each["running"] for each in told["suspensions"]]) == ("suspended", [True])
    told = done(mine.post(f"{where}/appeal", {"words": "It is not."}))
    number = told["sanctions"][0]["appeal"]
    assert codes(mine.post(f"{where}/appeal", {"words": "Again."})) == ["appealed-already"]
    hearer = Caller(UserFactory(role="director"))
    assert [(each["key"], each["may_hear"]) for each in done(director.get("/panel-appeals"))["items"]] == [
        (number, False)
    ]
    assert [(each["key"], each["may_hear"]) for each in done(hearer.get("/panel-appeals"))["items"]] == [(number, True)]
    decision = {"uphold": False, "reasons": "It stands."}
    assert codes(director.post(f"/panel-appeals/{number}/decision", decision)) == ["was-involved"]
    assert done(hearer.post(f"/panel-appeals/{number}/decision", decision))["outcome"] == "dismissed"
    assert codes(hearer.post(f"/panel-appeals/{number}/decision", decision), 409) == ["wrong-state"]
    assert hearer.post(f"/panel-appeals/{number + 1}/decision", decision).status_code == 404
    suspension = told["suspensions"][0]["key"]
    told = done(buys.post(f"{address}/suspensions/{suspension}/lift"))
    assert (told["standing"], told["suspensions"][0]["running"]) == ("active", False)
    told = done(mine.post(f"{address}/leave"))
    assert told["standing"] == "left"
    assert codes(mine.post(f"{address}/leave"), 409) == ["wrong-state"]
    assert done(mine.get("/places"))["items"] == []


def test_nobody_else_touches_a_place(panel, place):
    with as_role("owner"):
        other = supplier_user()
    details = SanctionDetails("suspend", "No reports.", "Letters.", timezone.localdate() + timedelta(days=90))
    with acting(panel.commissioner):
        held = sanctions.propose_sanction(membership=place, details=details, by=panel.commissioner, at=timezone.now())
    address = f"/places/{place.pk}"
    stranger, mine, buys = Caller(other.user), Caller(panel.user), Caller(panel.commissioner)
    words = {"words": "x"}
    assert stranger.get(address).status_code == 404
    for step in ("leave", f"sanctions/{held.pk}/reply", f"sanctions/{held.pk}/appeal"):
        assert stranger.post(f"{address}/{step}", words).status_code == 404, step
        assert buys.post(f"{address}/{step}", words).status_code == 403, step
    decision = {"impose": True, "reasons": "x"}
    assert mine.post(f"{address}/sanctions/{held.pk}/decision", decision).status_code == 403
    assert mine.post(f"{address}/sanctions", {}).status_code == 403
    assert Caller(panel.director).post(f"{address}/sanctions", {}).status_code == 403
    assert Caller(UserFactory(role="practitioner")).get(address).status_code == 403
    assert Caller(panel.user, "places:read").post(f"{address}/leave").status_code == 403
    assert Caller(None).get(address).status_code == 401
    for where in ("/place-sanctions", "/panel-appeals"):
        assert mine.get(where).status_code == 403
    assert buys.get("/places").status_code == 403
    # A commissioner of any region sees it: a place is in a panel that regions share.
    assert done(Caller(UserFactory(role="commissioner")).get(address))["standing"] == "active"
    with as_role("owner"):
        assert PlaceSanction.objects.get().outcome == ""
        assert not MembershipSuspension.objects.exists() and not PanelAppeal.objects.exists()
        assert Membership.objects.get().left_on is None


def test_an_appeal_against_declining_brings_the_application_back_to_somebody_else(panel):
    made = decided(panel, admit=False)
    address = f"/applications/{made.pk}"
    mine, buys, hearer = Caller(panel.user), Caller(panel.commissioner), Caller(panel.director)
    assert buys.post(f"{address}/appeal", {"words": "x"}).status_code == 403
    with as_role("owner"):
        assert Caller(supplier_user().user).post(f"{address}/appeal", {"words": "x"}).status_code == 404
    told = done(mine.post(f"{address}/appeal", {"words": "It was met."}), 201)
    assert (told["application"], told["outcome"]) == (made.pk, "")
    assert codes(mine.post(f"{address}/appeal", {"words": "Again."})) == ["appealed-already"]
    decision = {"uphold": True, "reasons": "It was met."}
    assert codes(buys.post(f"/panel-appeals/{told['key']}/decision", decision)) == ["was-involved"]
    assert done(hearer.post(f"/panel-appeals/{told['key']}/decision", decision))["outcome"] == "upheld"
    assert done(mine.get(address))["state"] == "under-review"
    assert codes(buys.post(f"{address}/decline", {})) == ["decided-before"]
