"""A supplier's library: its own until it is used, kept as it was from then on, and what a place rests on."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from throughcare.accounts.acting import acting
from throughcare.accounts.tests.factories import UserFactory
from throughcare.commissioning.commands import library
from throughcare.commissioning.commands.library import EvidenceDetails
from throughcare.commissioning.commands.refusals import PanelRefused
from throughcare.commissioning.models import EvidenceFile, Market, SupplierAnswer, SupplierEvidence
from throughcare.commissioning.queries.library import answers_of, evidence_of, expiring_next
from throughcare.commissioning.queries.places import standings
from throughcare.commissioning.tests.factories import (
    OPENED,
    MarketCategoryFactory,
    MarketConditionFactory,
    MembershipFactory,
)
from throughcare.organisations.tests.factories import SupplierUserFactory
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db
AT = datetime(2026, 4, 1, 9, 0, tzinfo=UTC)
LAST = date(2026, 6, 30)
PDF = b"%PDF-1.7 fictional"


@pytest.fixture
def own():
    with as_role("owner"):
        return SupplierUserFactory()


@pytest.fixture
def place(own):
    """A place that rests on public liability insurance."""
    with as_role("owner"):
        category = MarketCategoryFactory(market=MarketConditionFactory(evidence_kind="public-liability").market)
        Market.objects.filter(pk=category.market_id).update(state="open", opened_at=OPENED)
        return MembershipFactory(category=category, supplier=own.supplier)


def cover(own, expires_on=LAST, at=AT, **given):
    details = {"kind": "public-liability", "title": "Cover", "from_on": date(2026, 1, 1), "reference": "P-1", **given}
    return library.add_evidence(
        supplier=own.supplier, details=EvidenceDetails(**details, expires_on=expires_on), by=own.user, at=at
    )


def test_evidence_that_runs_out_lapses_the_place_and_renewing_it_restores_it(own, place):
    with acting(own.user):
        assert cover(own).shared_at == AT
    for nobody in (True, False):
        with acting(UserFactory(role="practitioner") if nobody else own.user):

            def standing(day):
                return standings([place], on=day)[place.pk].value

            assert (standing(LAST).standing, standing(LAST).until) == ("active", LAST + timedelta(days=1))
            assert standing(LAST + timedelta(days=1)).standing == "lapsed"
    with acting(own.user):
        renewed = datetime(2026, 7, 10, 9, 0, tzinfo=UTC)
        cover(own, date(2027, 6, 30), renewed, from_on=date(2026, 7, 10))
        assert [standings([place], on=day)[place.pk].value.standing for day in (date(2026, 7, 9), renewed.date())] == [
            "lapsed", "active",
        ]  # fmt: skip


def test_what_runs_out_next_is_the_best_of_each_kind_on_which_a_place_rests(own, place):
    with acting(own.user):
        cover(own, title="Old")
        cover(own, date(2026, 5, 20), kind="accounts", title="Accounts")
        first = expiring_next([own.supplier], on=date(2026, 5, 1))
        assert [(each.evidence.title, each.decision.value.state) for each in first] == [("Old", "expiring")]
        assert expiring_next([own.supplier], on=date(2026, 4, 30)) == []
        cover(own, date(2027, 6, 30), title="New")
        assert expiring_next([own.supplier], on=date(2026, 7, 1)) == []


def test_it_is_private_until_it_is_used_and_then_kept_as_it_was(own, place):
    with acting(own.user):
        private = cover(own, kind="accounts", file=PDF, file_name="accounts.pdf")
        used = cover(own, file=PDF, file_name="cover.pdf")
    for role, seen in (("commissioner", [used.pk]), ("director", [used.pk]), ("supplier", []), ("practitioner", [])):
        with acting(UserFactory(role=role)):
            assert [each.pk for each in SupplierEvidence.objects.all()] == seen
            assert [each.evidence_id for each in EvidenceFile.objects.all()] == seen
    with acting(own.user):
        with pytest.raises(PanelRefused, match="was used"):
            library.remove_evidence(evidence=used, by=own.user, at=AT)
        with pytest.raises(IntegrityError, match="stays as it was"), transaction.atomic():
            SupplierEvidence.objects.filter(pk=used.pk).update(expires_on=date(2030, 1, 1))
        library.confirm_evidence(evidence=used, by=own.user, at=AT + timedelta(days=3))
        library.remove_evidence(evidence=private, by=own.user, at=AT)
        used.refresh_from_db()
        assert (used.confirmed_on, list(SupplierEvidence.objects.all())) == (date(2026, 4, 4), [used])


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"reference": " "}, "evidence-empty"),
        ({"file": b"MZ\x90 a program", "file_name": "cover.pdf"}, "file-kind"),
        ({"file": PDF + b"x" * 5_000_000, "file_name": "cover.pdf"}, "file-too-big"),
    ],
)
def test_evidence_that_cannot_be_taken_changes_nothing(own, given, code):
    with acting(own.user):
        with pytest.raises(PanelRefused) as refused:
            cover(own, **given)
        assert refused.value.code == code
        assert not SupplierEvidence.objects.exists()


def test_an_answer_is_asked_again_after_a_year_and_kept_once_on_a_topic(own):
    with acting(own.user):
        for met in (False, True):
            library.keep_answer(supplier=own.supplier, topic="equality", met=met, text=" Yes ", by=own.user, at=AT)
        answer = SupplierAnswer.objects.get()
        assert (answer.met, answer.text) == (True, "Yes")
        assert [answers_of(own.supplier, on=day)[0].ask_again for day in (date(2027, 3, 31), date(2027, 4, 1))] == [
            False, True,
        ]  # fmt: skip
        library.confirm_answer(answer=answer, by=own.user, at=AT + timedelta(days=365))
        assert not answers_of(own.supplier, on=date(2027, 4, 1))[0].ask_again
    with acting(UserFactory(role="commissioner")):
        assert not SupplierAnswer.objects.exists()


def text_of(answer):
    return unescape(answer.content.decode())


def test_the_library_in_the_browser(client, own):
    client.force_login(own.user)
    page = f"/suppliers/{own.supplier.pk}/library/"
    sent = {"kind": "accounts", "title": "Accounts 2025", "from_on": "2025-12-31"}
    refused = text_of(client.post(f"{page}evidence/", sent))
    assert "Attach a file, or say under which number" in refused and 'value="Accounts 2025"' in refused
    attached = SimpleUploadedFile("a b.pdf", PDF, content_type="text/html")
    assert client.post(f"{page}evidence/", sent | {"file": attached}).status_code == 302
    client.post(f"{page}answers/", {"topic": "equality", "met": "no", "text": "Our policy is being written."})
    text = text_of(client.get(page))
    assert "Accounts 2025" in text and "Our policy is being written." in text and "It does not run out." in text
    key = SupplierEvidence.objects.get().pk
    file = client.get(f"/evidence/{key}/file/")
    assert (file.content, file["Content-Type"]) == (PDF, "application/pdf")
    assert file["Content-Disposition"].startswith("attachment")
    client.force_login(UserFactory(role="commissioner"))
    assert (client.get(page).status_code, client.get(f"/evidence/{key}/file/").status_code) == (403, 404)
    with as_role("owner"):
        other = SupplierUserFactory()
    client.force_login(other.user)
    assert (client.get(page).status_code, client.get(f"/evidence/{key}/file/").status_code) == (404, 404)
    assert client.post(f"{page}evidence/{key}/remove/").status_code == 404
    with acting(own.user):
        assert len(evidence_of(own.supplier, on=AT.date())) == 1
