"""The register of suppliers in the browser's terms: who sees which page and what sending a form does."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from html import unescape

import pytest

from throughcare.accounts.tests.factories import UserFactory
from throughcare.organisations.models import (
    Supplier,
    SupplierArea,
    SupplierIdentifier,
    SupplierIncome,
    SupplierInvitation,
    SupplierOffer,
    SupplierUser,
)
from throughcare.organisations.tests.factories import (
    RegionFactory,
    SupplierFactory,
    SupplierIdentifierFactory,
    SupplierUserFactory,
)
from throughcare.outbox.models import Message
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db
OTHERS = ("practitioner", "director", "administrator", "auditor", "person", "none")
NEW = {"legal_name": "Fictional Bridge Trust", "legal_form": "cio", "voluntary": "yes", "scheme": "GB-CHC",
       "number": "9 999 901"}  # fmt: skip


def by_owner(factory, **given):
    with as_role("owner"):
        return factory(**given)


def count(model, **narrowed):
    with as_role("owner"):
        return model.objects.filter(**narrowed).count()


@pytest.fixture
def commissioner(client):
    made = UserFactory(role="commissioner")
    client.force_login(made)
    return made


@pytest.fixture
def own(client):
    made = by_owner(SupplierUserFactory, user__email="first@supplier.example")
    by_owner(SupplierIdentifierFactory, supplier=made.supplier, number="9999901")
    client.force_login(made.user)
    return made


def text_of(answer):
    return unescape(answer.content.decode())


def test_a_commissioner_registers_a_supplier(client, commissioner):
    answer = client.post("/suppliers/register/", NEW)
    made = Supplier.objects.get()
    assert (answer.status_code, answer.url) == (302, f"/suppliers/{made.pk}/change/")
    assert [str(each) for each in made.identifiers.all()] == ["GB-CHC-9999901"]
    again = client.post("/suppliers/register/", NEW | {"legal_name": "Other", "number": "09999901"})
    assert "An organisation with this number is registered already" in text_of(again)
    assert f'href="/suppliers/{made.pk}/"' in text_of(again)
    assert Supplier.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"number": "12"}, "This is not a number of this register: six or seven digits."),
        ({"scheme": "XI-LEI", "number": "0" * 18 + "12"}, "The check digits do not fit"),
        ({"scheme": "LOCAL"}, "An organisation that no register lists needs a reason why."),
        ({"scheme": "GB-XYZ"}, "Select a valid choice"),
        ({"legal_name": " "}, "Legal name"),
    ],
)
def test_a_faulty_form_registers_nothing(client, commissioner, changed, said):
    answer = client.post("/suppliers/register/", NEW | changed)
    assert answer.status_code == 200 and said in text_of(answer)
    assert not Supplier.objects.exists()


@pytest.mark.parametrize("role", [*OTHERS, "supplier"])
def test_nobody_else_registers_or_changes(client, role):
    supplier = by_owner(SupplierIdentifierFactory).supplier
    client.force_login(UserFactory(role=role))
    assert client.post("/suppliers/register/", NEW).status_code == 403
    for page in ("change", "colleagues"):
        assert client.get(f"/suppliers/{supplier.pk}/{page}/").status_code == 403
    assert client.post(f"/suppliers/{supplier.pk}/offers/", {"offer": "need/finance"}).status_code == 403
    assert (count(Supplier), count(SupplierOffer)) == (1, 0)


def test_the_register_is_public_and_the_income_is_not(client, own):
    with as_role("owner"):
        SupplierIncome.objects.create(
            supplier=own.supplier, year_end=date(2025, 3, 31), income=123_456_700,
            recorded_at=datetime(2026, 1, 5, tzinfo=UTC),
        )  # fmt: skip
    page = f"/suppliers/{own.supplier.pk}/"
    assert "£1,234,567" in text_of(client.get(page))
    for role in (*OTHERS, "supplier"):
        client.force_login(UserFactory(role=role))
        assert "1,234,567" not in text_of(client.get(page))
    client.logout()
    text = text_of(client.get(page))
    assert own.supplier.legal_name in text and "1,234,567" not in text and "first@supplier.example" not in text
    assert own.supplier.legal_name in text_of(client.get("/suppliers/"))
    assert client.get("/suppliers/0/").status_code == 404
    assert client.get(f"{page}change/").status_code == 302


@pytest.fixture
def three():
    region = by_owner(RegionFactory, code="N07")
    made = [
        by_owner(SupplierFactory, legal_name=name, voluntary=voluntary, **size)
        for name, voluntary, size in (
            ("Fictional Ark", True, {"size": "small", "size_on": date(2025, 3, 31)}),
            ("fictional Boat", False, {"size": "large", "size_on": date(2025, 3, 31)}),
            ("=Fictional Crane", None, {}),
        )
    ]
    for number, each in enumerate(made):
        by_owner(SupplierIdentifierFactory, supplier=each, number=f"999990{number}")
    with as_role("owner"):
        SupplierArea.objects.create(supplier=made[0], region=region)
        SupplierArea.objects.create(supplier=made[1], region=region, police_area="metropolitan")
        SupplierOffer.objects.create(supplier=made[0], kind="need", code="finance")
        SupplierOffer.objects.create(supplier=made[0], kind="cohort", code="women", by_and_for=True)
        SupplierOffer.objects.create(supplier=made[1], kind="cohort", code="women")
    return made


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", "012"),
        ("q=ficTIONAL", "012"),
        ("q=boat+fictional", "1"),
        ("q=9999902", "2"),
        ("q=gb-chc-9999900", "0"),
        ("q=%25", ""),
        ("region=N07", "01"),
        ("region=N99", "012"),
        ("area=metropolitan", "01"),
        ("area=kent", ""),
        ("need=finance", "0"),
        ("cohort=women", "01"),
        ("cohort=women&by_and_for=on", "0"),
        ("by_and_for=on", "0"),
        ("sector=voluntary", "0"),
        ("sector=other", "1"),
        ("size=under-1m", "0"),
        ("size=1m-10m", "1"),
        ("verified=yes", ""),
        ("verified=no", "012"),
        ("page=9", "012"),
        ("page=x&need=%00", "012"),
    ],
)
def test_the_list_is_narrowed(client, three, query, found):
    text = text_of(client.get(f"/suppliers/?{query}"))
    assert "".join(str(n) for n, each in enumerate(three) if f"/suppliers/{each.pk}/" in text) == found


def test_the_list_comes_as_csv_in_which_no_cell_is_a_formula(client, three):
    answer = client.get("/suppliers/?format=csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode())))
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert [row[0] for row in rows] == ["Legal name", "'=Fictional Crane", "Fictional Ark", "fictional Boat"]
    assert rows[2][2:] == [
        "GB-CHC-9999900", "", "Not known", "Voluntary sector", "Small", "", rows[2][8],
        "Finance, benefit and debt", "Women", "Women",
    ]  # fmt: skip
    assert rows[2][8].endswith("the whole region") and rows[3][8] == "Metropolitan"


def test_a_list_of_fifty_one_has_two_pages(client):
    with as_role("owner"):
        SupplierFactory.create_batch(51)
    text = text_of(client.get("/suppliers/"))
    assert "Showing 1 to 50 of 51" in text
    assert "Showing 51 to 51 of 51" in text_of(client.get("/suppliers/?page=2"))


def test_a_supplier_changes_its_own(client, own):
    page = f"/suppliers/{own.supplier.pk}/"
    region = by_owner(RegionFactory, code="N07")
    assert client.get(f"{page}change/").status_code == 200
    sent = {
        "change/": {"legal_name": "Renamed", "known_as": "R", "legal_form": "cic", "voluntary": "no", "owned_by": ""},
        "identifiers/": {"scheme": "GB-COH", "number": "99999"},
        "areas/": {"region": "N07", "police_area": "metropolitan"},
        "offers/": {"offer": "cohort/women", "by_and_for": "on"},
        "income/": {"year_end": "2025-03-31", "income": "100000.00"},
    }
    for part, form in sent.items():
        assert client.post(page + part, form).status_code == 302, part
    supplier = Supplier.objects.get()
    assert (supplier.legal_name, supplier.legal_form, supplier.voluntary, supplier.size) == (
        "Renamed", "cic", False, "medium"
    )  # fmt: skip
    assert [str(each) for each in supplier.identifiers.all()] == ["GB-CHC-9999901", "GB-COH-00099999"]
    assert supplier.areas.get().region == region and supplier.offers.get().by_and_for
    text = text_of(client.get(f"{page}change/"))
    assert "Remove Metropolitan" in text and "£100,000" in text
    assert client.post(f"{page}areas/{supplier.areas.get().pk}/remove/").status_code == 302
    assert client.post(f"{page}offers/{supplier.offers.get().pk}/remove/").status_code == 302
    number = supplier.identifiers.get(scheme="GB-COH").pk
    assert client.post(f"{page}identifiers/{number}/remove/").status_code == 302
    assert (count(SupplierArea), count(SupplierOffer), count(SupplierIdentifier)) == (0, 0, 1)


@pytest.mark.parametrize(
    ("part", "form", "said"),
    [
        ("change/", {"legal_name": "X", "legal_form": "cic", "owned_by": "GB-COH-1"}, "No registered organisation has"),
        ("change/", {"legal_name": "X", "legal_form": "cic", "owned_by": "gb-chc-9999901"}, "would own itself"),
        ("identifiers/", {"scheme": "GB-CHC", "number": "x"}, "six or seven digits"),
        ("areas/", {"region": "N07", "police_area": "kent"}, "This police-force area is in another region"),
        ("offers/", {"offer": "need/finance", "by_and_for": "on"}, "Choose people, not a need"),
        ("income/", {"year_end": "2999-03-31", "income": "1"}, "This year is not over"),
        ("income/", {"year_end": "2025-03-31", "income": "-1"}, "greater than or equal to 0"),
    ],
)
def test_a_refused_change_says_why_and_changes_nothing(client, own, part, form, said):
    by_owner(RegionFactory, code="N07")
    before = Supplier.objects.values().get()
    answer = client.post(f"/suppliers/{own.supplier.pk}/{part}", form)
    assert answer.status_code == 200 and said in text_of(answer)
    assert Supplier.objects.values().get() == before
    assert (count(SupplierIdentifier), count(SupplierArea), count(SupplierOffer), count(SupplierIncome)) == (1, 0, 0, 0)


def test_a_number_of_another_organisation_is_named(client, own):
    other = by_owner(SupplierIdentifierFactory, number="9999777", supplier__legal_name="Fictional Other").supplier
    form = {"scheme": "GB-CHC", "number": "9999777"}
    text = text_of(client.post(f"/suppliers/{own.supplier.pk}/identifiers/", form))
    assert f"This number belongs to another organisation: {other.legal_name}" in text


def test_a_commissioner_verifies_and_a_supplier_does_not(client, own):
    identifier = SupplierIdentifier.objects.get()
    address = f"/suppliers/{own.supplier.pk}/identifiers/{identifier.pk}/verify/"
    assert client.post(address, {"evidence": "seen"}).status_code == 403
    client.force_login(UserFactory(role="commissioner"))
    client.post(address, {"evidence": " "})
    assert count(SupplierIdentifier, verified_at=None) == 1
    client.post(address, {"evidence": "Register of charities"})
    assert count(SupplierIdentifier, verified_at=None) == 0
    assert "Register of charities" in text_of(client.get(f"/suppliers/{own.supplier.pk}/change/"))
    assert "This identifier was verified" in text_of(client.post(address, {"evidence": "again"}, follow=True))


# Colleagues.


def link_of(client, own, email="second@supplier.example"):
    answer = client.post(f"/suppliers/{own.supplier.pk}/colleagues/", {"email": email})
    assert answer.status_code == 302
    with as_role("owner"):
        return Message.objects.get().body.rpartition("http://testserver")[2]


def test_a_colleague_is_invited_makes_an_account_and_is_removed(client, own):
    link = link_of(client, own)
    client.logout()
    assert "second@supplier.example" in text_of(client.get(link))
    form = {"first_name": "Sec", "last_name": "Ond", "password": "three loose words", "again": "three loose words"}
    assert client.post(link, form | {"again": "x"}).status_code == 200
    assert client.post(link, form).url == "/sign-in/"
    assert client.get(link).status_code == 404
    with as_role("owner"):
        joined = SupplierUser.objects.get(user__username="second@supplier.example")
    client.force_login(joined.user)
    assert own.supplier.legal_name in text_of(client.get("/my-organisations/"))
    client.force_login(own.user)
    page = f"/suppliers/{own.supplier.pk}/colleagues/"
    assert "Sec Ond" in text_of(client.get(page))
    client.post(f"{page}{joined.pk}/remove/")
    client.force_login(joined.user)
    assert "You act for no organisation" in text_of(client.get("/my-organisations/"))
    assert client.get(page).status_code == 403


def test_a_signed_in_user_accepts_for_their_own_address_alone(client, own):
    link = link_of(client, own)
    client.force_login(UserFactory(role="supplier", email="other@supplier.example"))
    refused = client.post(link)
    assert refused.status_code == 403 and "was sent to another address" in text_of(refused)
    client.force_login(UserFactory(role="practitioner", email="second@supplier.example"))
    assert "is not one of a supplier" in text_of(client.post(link))
    assert count(SupplierUser) == 1
    right = UserFactory(role="supplier", email="Second@supplier.example")
    client.force_login(right)
    assert client.post(link).url == "/my-organisations/"
    assert count(SupplierUser, user=right) == 1


def test_somebody_with_an_account_is_asked_to_sign_in(client, own):
    link = link_of(client, own)
    UserFactory(role="supplier", email="second@supplier.example")
    client.logout()
    text = text_of(client.get(link))
    assert f"/sign-in/?next={link}" in text and "Make an account" not in text


def test_an_invitation_is_withdrawn_and_the_last_colleague_stays(client, own):
    link = link_of(client, own)
    page = f"/suppliers/{own.supplier.pk}"
    text = text_of(client.post(f"{page}/colleagues/", {"email": "SECOND@supplier.example"}))
    assert "This address has an invitation that is still open" in text
    client.post(f"{page}/invitations/{SupplierInvitation.objects.get().pk}/withdraw/")
    assert client.get(link).status_code == 404
    assert "Somebody must act" in text_of(client.post(f"{page}/colleagues/{own.pk}/remove/", follow=True))
    assert count(SupplierUser, ended_at=None) == 1
