"""An organisation registers itself: one link, one organisation, nobody told who has an account."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from html import unescape

import pytest
from django.core.cache import cache
from django.db import ProgrammingError, transaction
from django.test import override_settings

from throughcare.accounts.acting import acting, acting_by_itself
from throughcare.accounts.models import User
from throughcare.accounts.tests.factories import UserFactory
from throughcare.audit.models import Entry
from throughcare.organisations.commands import registration, suppliers
from throughcare.organisations.models import (
    Supplier,
    SupplierArea,
    SupplierIdentifier,
    SupplierOffer,
    SupplierRegistration,
    SupplierUser,
)
from throughcare.organisations.queries.suppliers import Asked, suppliers_matching, waiting_to_be_verified
from throughcare.organisations.rules.supplier_entry import OwnEntry, SupplierDetails
from throughcare.organisations.tests.factories import RegionFactory, SupplierIdentifierFactory
from throughcare.outbox.models import Message
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 16, 10, 0, tzinfo=UTC)
LIFE = timedelta(days=2)
JOIN = "/suppliers/join/"
TYPED = {
    "legal_name": "Cegin Gymunedol",
    "scheme": "GB-CHC",
    "number": " 9999 901",
    "reason": "",
    "email": "Eira@cegin.example",
}
ENTRY = OwnEntry(
    SupplierDetails("Cegin Gymunedol CIO", "Cegin", "cio", True), ("employment",), ("women", "veterans"), ("women",),
    ("N50",), date(2025, 12, 31), 48_000_00,
)  # fmt: skip
PASSWORD = "lantern orbit pebble 93"
FINISH = {
    "first_name": "Eira", "last_name": "Puw", "password": PASSWORD, "again": PASSWORD, "legal_name": "Cegin Gymunedol CIO",
    "known_as": "", "legal_form": "cio", "voluntary": "yes", "needs": ["employment"], "cohorts": [], "led_by": ["women"],
    "regions": ["N50"], "income": "48000", "year_end": "2025-12-31",
}  # fmt: skip


@pytest.fixture(autouse=True)
def region():
    cache.clear()
    with as_role("owner"):
        return RegionFactory(code="N50", name="Greater Manchester")


def begin(at=AT, **given):
    tokens = []
    done = registration.begin_registration(
        **(TYPED | given), link=lambda token: tokens.append(token) or f"https://throughcare.example/{token}", at=at
    )
    return tokens[0] if done else None


def finish(user, token, at=AT):
    with acting(user):
        return registration.finish_registration(token=token, entry=ENTRY, by=user, at=at)


def messages():
    with as_role("jobs", 1):
        return list(Message.objects.order_by("pk"))


def kept():
    """What there is of organisations, people who act, and registrations that were used."""
    with as_role("owner"):
        return (
            Supplier.objects.count(), SupplierIdentifier.objects.count(), SupplierUser.objects.count(),
            SupplierRegistration.objects.exclude(used_at=None).count(),
        )  # fmt: skip


def test_a_link_goes_to_the_address_and_only_its_hash_is_kept():
    token = begin()
    (message,) = messages()
    assert (message.to, message.template, message.useful_until) == (
        "eira@cegin.example",
        "supplier-registration",
        AT + LIFE,
    )
    assert token in message.body and "9999901" not in message.body
    with as_role("owner"):
        stored = SupplierRegistration.objects.get()
        assert token not in str(vars(stored)) and (stored.number, stored.scheme) == ("9999901", "GB-CHC")
        (entry,) = Entry.objects.all()
        assert "eira" not in str(entry.detail) and entry.action == "organisations.begin_registration"
    assert kept() == (0, 0, 0, 0)


def test_somebody_new_makes_an_account_and_the_organisation_which_is_not_listed_until_it_was_looked_up():
    token = begin()
    user = registration.finish_as_new_user(
        token=token, entry=ENTRY, first_name="Eira", last_name="Puw", password=PASSWORD, at=AT
    )
    user.refresh_from_db()
    assert (user.username, user.role, user.check_password(PASSWORD)) == ("eira@cegin.example", "supplier", True)
    assert kept() == (1, 1, 1, 1)
    supplier = Supplier.objects.get()
    assert (supplier.legal_name, supplier.size, supplier.registered_by_id) == ("Cegin Gymunedol CIO", "small", user.pk)
    assert [(o.kind, o.code, o.by_and_for) for o in SupplierOffer.objects.order_by("kind", "code")] == [
        ("cohort", "veterans", False), ("cohort", "women", True), ("need", "employment", False),
    ]  # fmt: skip
    assert SupplierArea.objects.get().region.code == "N50"
    commissioner = UserFactory(role="commissioner")
    with acting(commissioner):
        assert list(suppliers_matching(Asked())) == [] and list(waiting_to_be_verified()) == [supplier]
        identifier = SupplierIdentifier.objects.get()
        assert identifier.verified_at is None
        suppliers.verify_identifier(identifier=identifier, evidence="The register", by=commissioner, at=AT)
        assert list(suppliers_matching(Asked())) == [supplier] and list(waiting_to_be_verified()) == []


def test_the_link_works_once():
    token, user = begin(), UserFactory(role="supplier", email="EIRA@cegin.example")
    finish(user, token)
    with pytest.raises(registration.RegistrationRefused, match="ended"):
        finish(user, token)
    assert kept() == (1, 1, 1, 1) and registration.begun(token, at=AT) is None


@pytest.mark.parametrize(("after", "works"), [(LIFE - timedelta(seconds=1), True), (LIFE, False), (LIFE * 2, False)])
def test_the_link_ends_by_itself(after, works):
    token, user = begin(), UserFactory(role="supplier", email="eira@cegin.example")
    assert (registration.begun(token, at=AT + after) is not None) is works
    if works:
        finish(user, token, AT + after)
    else:
        with pytest.raises(registration.RegistrationRefused, match="ended"):
            finish(user, token, AT + after)
    assert kept()[0] == int(works)


def test_a_newer_link_takes_the_place_of_the_one_before():
    first, second = begin(), begin(AT + timedelta(minutes=1))
    assert registration.begun(first, at=AT) is None and registration.begun(second, at=AT) is not None


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"role": "supplier", "email": "other@cegin.example"}, "other-address"),
        ({"role": "supplier", "email": ""}, "other-address"),
        ({"role": "practitioner", "email": "eira@cegin.example"}, "other-role"),
        ({"role": "person", "email": "eira@cegin.example"}, "other-role"),
        ({"role": "commissioner", "email": "eira@cegin.example"}, "other-role"),
    ],
)
def test_nobody_else_finishes_it(given, code):
    token, user = begin(), UserFactory(**given)
    with pytest.raises(registration.RegistrationRefused, match=code):
        finish(user, token)
    assert kept() == (0, 0, 0, 0)


def test_the_first_to_finish_has_the_organisation_and_the_other_is_told():
    one, other = begin(), begin(email="twm@cegin.example")
    finish(UserFactory(role="supplier", email="twm@cegin.example"), other)
    user = UserFactory(role="supplier", email="eira@cegin.example")
    with pytest.raises(suppliers.IdentifierTaken):
        finish(user, one)
    assert kept() == (1, 1, 1, 1)


def test_a_number_that_is_wrong_or_taken_sends_nothing():
    with pytest.raises(suppliers.IdentifierRefused):
        begin(number="12")
    with as_role("owner"):
        SupplierIdentifierFactory(scheme="GB-CHC", number="9999901")
    with pytest.raises(suppliers.IdentifierTaken):
        begin()
    assert messages() == []


@pytest.mark.parametrize("language", ["en", "cy"])
def test_a_group_without_a_number_gets_one_with_a_reason(client, language):
    client.cookies["language"] = language
    typed = TYPED | {"scheme": "LOCAL", "number": ""}
    unsaid = client.post(JOIN, typed)
    assert unsaid.status_code == 200 and 'href="#id_reason"' in text_of(unsaid) and messages() == []
    unnumbered = client.post(JOIN, TYPED | {"number": "", "reason": "Began last month"})
    assert unnumbered.status_code == 200 and 'href="#id_number"' in text_of(unnumbered) and messages() == []
    assert client.post(JOIN, typed | {"reason": "Began last month"}).status_code == 302
    page = text_of(client.get(link_of(messages()[0])))
    assert re.search(r": OWN-[0-9A-F]{10}<", page)


def test_an_address_gets_three_links_in_a_day_and_no_more():
    sent = [begin(AT + timedelta(hours=n), number=str(9_000_000 + n)) for n in range(5)]
    assert [each is not None for each in sent] == [True, True, True, False, False]
    assert begin(AT + timedelta(hours=24), number="9000009") is not None
    assert len(messages()) == 4


def test_what_was_not_finished_is_forgotten_and_what_was_is_not():
    token = begin()
    finish(UserFactory(role="supplier", email="eira@cegin.example"), token)
    begin(number="9000001", email="twm@cegin.example")
    for days, gone in ((9, 0), (10, 1)):
        with as_role("jobs"), acting_by_itself(why="test"):
            later = AT + timedelta(days=days, seconds=1 if gone else 0)
            assert registration.forget_registrations(at=later) == gone
    assert kept()[3] == 1


def test_nobody_reads_or_writes_a_registration_directly():
    begin()
    with acting(UserFactory(role="commissioner")):
        assert not SupplierRegistration.objects.exists()
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            SupplierRegistration.objects.create(
                email="x@y.example", legal_name="x", scheme="GB-CHC", number="1", token_hash="0" * 64, made_at=AT,
                expires_at=AT + LIFE,
            )  # fmt: skip
    with acting(UserFactory(role="supplier")), pytest.raises(ProgrammingError), transaction.atomic():
        Supplier.objects.create(legal_name="Past the function", registered_at=AT)


def text_of(answer):
    return unescape(answer.content.decode())


def link_of(message):
    return "/" + message.body.partition("http://testserver/")[2].split()[0]


def test_it_is_done_in_the_browser_and_the_second_factor_is_set_up_at_the_first_sign_in(client, settings):
    settings.DEMO_SIGN_IN = False
    answer = client.post(JOIN, TYPED)
    assert (answer.status_code, answer.url) == (302, f"{JOIN}sent/")
    assert "24 hours" in text_of(client.get(answer.url))
    link = link_of(messages()[0])
    page = text_of(client.get(link))
    assert "Charity" in page and "9999901" in page
    refused = text_of(client.post(link, FINISH | {"again": "another one 88 here", "year_end": ""}))
    assert "The two passwords are not the same" in refused and "Say which year the income is of" in refused
    assert 'value="Eira"' in refused and User.objects.count() == 0
    assert client.post(link, FINISH).url == "/sign-in/"
    assert kept() == (1, 1, 1, 1)
    client.get("/sign-in/")
    answer = client.post("/sign-in/", {"username": "eira@cegin.example", "password": PASSWORD})
    assert answer.url == "/sign-in/set-up/"
    number = Supplier.objects.get().pk
    assert client.get(f"/suppliers/{number}/").status_code == 404
    client.force_login(User.objects.get())
    assert "Nobody has looked your number up yet" in text_of(client.get("/my-organisations/"))
    assert client.get(f"/suppliers/{number}/").status_code == 200
    client.force_login(UserFactory(role="commissioner"))
    assert "Cegin Gymunedol CIO" in text_of(client.get("/panel-decisions/"))
    assert "Cegin Gymunedol CIO" in text_of(client.get("/suppliers/"))
    for role in ("practitioner", "person"):
        client.force_login(UserFactory(role=role))
        assert client.get(f"/suppliers/{number}/").status_code == 404
        assert "Cegin Gymunedol CIO" not in text_of(client.get("/suppliers/"))


def test_an_address_with_an_account_is_answered_like_any_other(client):
    UserFactory(role="supplier", email="eira@cegin.example")
    known = client.post(JOIN, TYPED)
    new = client.post(JOIN, TYPED | {"email": "twm@cegin.example"})
    assert (known.status_code, known.url) == (new.status_code, new.url) == (302, f"{JOIN}sent/")
    assert len(messages()) == 2
    assert "There is an account for this address" in text_of(client.get(link_of(messages()[0])))


def test_whoever_is_signed_in_with_the_address_registers_another_organisation(client):
    user = UserFactory(role="supplier", email="eira@cegin.example")
    client.force_login(user)
    client.post(JOIN, TYPED)
    link = link_of(messages()[0])
    assert "password" not in text_of(client.get(link)).lower()
    assert client.post(link, FINISH).url == "/my-organisations/"
    client.post(JOIN, TYPED | {"email": "twm@cegin.example", "number": "9999902"})
    refused = client.post(link_of(messages()[1]), FINISH)
    assert refused.status_code == 403 and "another address" in text_of(refused)
    assert kept() == (1, 1, 1, 1)


def test_a_registered_organisation_is_told_so_and_not_who_acts_for_it(client):
    with as_role("owner"):
        there = SupplierIdentifierFactory(scheme="GB-CHC", number="9999901").supplier
        SupplierUser.objects.create(
            supplier=there, user=UserFactory(role="supplier", first_name="Gwenllian", email="g@cegin.example"), since=AT
        )
    answer = text_of(client.post(JOIN, TYPED))
    assert "is registered already" in answer and "Invite or remove a colleague" in answer
    assert "Gwenllian" not in answer and "g@cegin.example" not in answer and 'value="Eira@cegin.example"' in answer
    assert messages() == []


@pytest.mark.parametrize(
    "name",
    [
        "Cegin\nGo to our new page",
        "Cegin https://elsewhere.example",
        "Cegin www.elsewhere.example",
        "Cegin eira@elsewhere.example",
    ],
)
def test_a_name_that_would_lead_somebody_elsewhere_goes_into_no_email(client, name):
    answer = client.post(JOIN, TYPED | {"legal_name": name})
    assert answer.status_code == 200 and "Write the name alone" in text_of(answer)
    assert messages() == []
    client.post(JOIN, TYPED)
    (message,) = messages()
    for field in ("first_name", "last_name", "legal_name", "known_as"):
        assert "Write the name alone" in text_of(client.post(link_of(message), FINISH | {field: name}))
    assert kept() == (0, 0, 0, 0)


def test_too_many_attempts_are_refused_for_a_while(client):
    answers = [client.post(JOIN, TYPED | {"number": str(9_000_000 + n)}).status_code for n in range(7)]
    assert answers == [302] * 5 + [429] * 2
    assert len(messages()) == 3


def test_a_link_that_nobody_made_is_told_nothing(client):
    assert client.get(f"{JOIN}made-up/").status_code == client.post(f"{JOIN}made-up/", FINISH).status_code == 404


@override_settings(OUTBOX={"email": None})
def test_it_says_so_where_no_email_goes_out(client):
    assert "No email goes out from here" in text_of(client.get(JOIN))
    client.post(JOIN, TYPED)
    assert messages() == []
