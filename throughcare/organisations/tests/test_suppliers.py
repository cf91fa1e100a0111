"""Registering suppliers and what they offer: commands on the database."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from throughcare.accounts.acting import acting
from throughcare.accounts.tests.factories import UserFactory
from throughcare.audit.models import Entry
from throughcare.organisations.commands import supplier_offers, suppliers
from throughcare.organisations.models import (
    Supplier,
    SupplierArea,
    SupplierIdentifier,
    SupplierIncome,
    SupplierOffer,
)
from throughcare.organisations.rules.supplier_entry import SupplierDetails
from throughcare.organisations.tests.factories import (
    RegionFactory,
    SupplierFactory,
    SupplierIdentifierFactory,
    SupplierUserFactory,
)
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 16, 10, 0, tzinfo=UTC)
DETAILS = SupplierDetails("Fictional Bridge Trust", "Bridge", "cio", True)


@pytest.fixture
def commissioner():
    made = UserFactory(role="commissioner")
    with acting(made):
        yield made


def by_owner(factory, **given):
    with as_role("owner"):
        return factory(**given)


def acts():
    with as_role("owner"):
        return list(Entry.objects.order_by("pk").values_list("action", flat=True))


def register(by, scheme="GB-CHC", number="9999901", reason="", details=DETAILS):
    return suppliers.register_supplier(details=details, scheme=scheme, number=number, reason=reason, by=by, at=AT)


def test_a_supplier_is_registered_with_an_identifier_in_its_one_form(commissioner):
    supplier = register(commissioner, number=" gb-chc-9 999 901")
    identifier = SupplierIdentifier.objects.get(supplier=supplier)
    assert (str(identifier), identifier.verified_at, identifier.added_at) == ("GB-CHC-9999901", None, AT)
    assert (supplier.legal_name, supplier.voluntary, supplier.registered_by) == (DETAILS.legal_name, True, commissioner)
    assert acts() == ["organisations.register_supplier"]


@pytest.mark.parametrize("number", ["9999901", "0999 9901", "09999901", "gb-chc-9999901"])
def test_the_same_identifier_is_the_same_organisation(commissioner, number):
    first = register(commissioner)
    with pytest.raises(suppliers.IdentifierTaken) as refused:
        register(commissioner, number=number, details=SupplierDetails("Another Name"))
    assert refused.value.supplier == first
    assert Supplier.objects.count() == 1
    assert acts() == ["organisations.register_supplier"]


def test_the_database_keeps_an_identifier_for_one_organisation(commissioner):
    register(commissioner)
    other = register(commissioner, number="9999902")
    with pytest.raises(IntegrityError, match="an_identifier_is_one_organisation"), transaction.atomic():
        SupplierIdentifierFactory(supplier=other, number="9999901")


@pytest.mark.parametrize("number", ["99 99", "9999901x", "=9999901", " "])
def test_a_number_that_is_not_in_its_one_form_is_refused_by_the_database(commissioner, number):
    supplier = register(commissioner)
    with pytest.raises(IntegrityError, match="identifier_number_is_in_its_one_form"), transaction.atomic():
        SupplierIdentifierFactory(supplier=supplier, number=number)


def test_a_long_name_is_kept_whole_and_its_beginning_stands_in_the_audit_trail(commissioner):
    name = "Fictional " + "x" * 190
    made = register(commissioner, details=SupplierDetails(name))
    suppliers.verify_identifier(identifier=made.identifiers.get(), evidence="seen", by=commissioner, at=AT)
    supplier_offers.add_offer(supplier=made, kind="need", code="finance", by=commissioner, at=AT)
    suppliers.change_supplier(
        supplier=made, details=SupplierDetails(name, "y" * 200), owned_by=None, by=commissioner, at=AT
    )
    assert Supplier.objects.get().legal_name == name
    with as_role("owner"):
        assert set(Entry.objects.values_list("subject", flat=True)) == {name[:80]}


def test_a_refused_number_registers_nothing(commissioner):
    with pytest.raises(suppliers.IdentifierRefused) as refused:
        register(commissioner, number="12")
    assert refused.value.decision.reason.code == "wrong-form"
    assert not Supplier.objects.exists()
    assert acts() == []


def test_a_supplier_without_a_register_needs_a_reason(commissioner):
    with pytest.raises(suppliers.IdentifierRefused):
        register(commissioner, "LOCAL", "reading-group")
    made = register(commissioner, "LOCAL", "reading-group", "Began last month")
    identifier = SupplierIdentifier.objects.get(supplier=made)
    assert (identifier.number, identifier.reason) == ("READING-GROUP", "Began last month")
    with pytest.raises(suppliers.NotVerifiable):
        suppliers.verify_identifier(identifier=identifier, evidence="seen", by=commissioner, at=AT)


def test_an_identifier_is_verified_once_with_evidence(commissioner):
    identifier = SupplierIdentifier.objects.get(supplier=register(commissioner))
    suppliers.verify_identifier(identifier=identifier, evidence=" register of charities ", by=commissioner, at=AT)
    identifier.refresh_from_db()
    assert (identifier.verified_at, identifier.verified_by, identifier.evidence) == (
        AT,
        commissioner,
        "register of charities",
    )
    with pytest.raises(suppliers.AlreadyVerified):
        suppliers.verify_identifier(identifier=identifier, evidence="again", by=commissioner, at=AT)
    with pytest.raises(suppliers.AlreadyVerified):
        suppliers.remove_identifier(identifier=identifier, by=commissioner, at=AT)
    assert acts() == ["organisations.register_supplier", "organisations.verify_identifier"]


def test_a_further_identifier_is_added_once_and_the_last_stays(commissioner):
    supplier = register(commissioner)
    added = suppliers.add_identifier(supplier=supplier, scheme="GB-COH", number="9999", by=commissioner, at=AT)
    again = suppliers.add_identifier(supplier=supplier, scheme="GB-COH", number="00009999", by=commissioner, at=AT)
    assert (str(added), again) == ("GB-COH-00009999", added)
    suppliers.remove_identifier(identifier=added, by=commissioner, at=AT)
    with pytest.raises(suppliers.LastIdentifier):
        suppliers.remove_identifier(identifier=supplier.identifiers.get(), by=commissioner, at=AT)
    assert [str(each) for each in supplier.identifiers.all()] == ["GB-CHC-9999901"]
    assert acts()[1:] == ["organisations.add_identifier", "organisations.remove_identifier"]


def test_owners_make_no_circle(commissioner):
    first, second, third = (register(commissioner, number=f"999990{n}") for n in range(3))

    def owned(one, by):
        suppliers.change_supplier(supplier=one, details=DETAILS, owned_by=by, by=commissioner, at=AT)

    owned(first, second)
    owned(second, third)
    for one, by in ((third, first), (third, second), (third, third)):
        with pytest.raises(suppliers.OwnersInACircle):
            owned(one, by)
    third.refresh_from_db()
    assert third.owned_by is None
    assert acts()[3:] == ["organisations.change_supplier"] * 2


def test_what_is_the_same_changes_nothing(commissioner):
    supplier = register(commissioner)
    suppliers.change_supplier(supplier=supplier, details=DETAILS, owned_by=None, by=commissioner, at=AT)
    assert acts() == ["organisations.register_supplier"]


def test_areas_lie_in_their_region_and_stand_once(commissioner):
    supplier, region = register(commissioner), by_owner(RegionFactory, code="N07")
    for police_area in ("", "metropolitan", "metropolitan"):
        supplier_offers.add_area(supplier=supplier, region=region, police_area=police_area, by=commissioner, at=AT)
    with pytest.raises(supplier_offers.AreaElsewhere):
        supplier_offers.add_area(supplier=supplier, region=region, police_area="kent", by=commissioner, at=AT)
    assert list(SupplierArea.objects.values_list("police_area", flat=True)) == ["", "metropolitan"]
    for _ in range(2):
        supplier_offers.remove_area(area=SupplierArea(pk=supplier.areas.last().pk, supplier=supplier, region=region),
                                    by=commissioner, at=AT)  # fmt: skip
    assert SupplierArea.objects.count() == 0
    assert acts()[1:] == ["organisations.add_area"] * 2 + ["organisations.remove_area"] * 2


@pytest.mark.parametrize(("kind", "code", "mark"), [("need", "women", False), ("cohort", "finance", False),
                                                    ("need", "finance", True), ("other", "finance", False)])  # fmt: skip
def test_an_offer_that_is_in_no_table_is_refused(commissioner, kind, code, mark):
    supplier = register(commissioner)
    with pytest.raises(supplier_offers.UnknownOffer):
        supplier_offers.add_offer(supplier=supplier, kind=kind, code=code, by_and_for=mark, by=commissioner, at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        SupplierOffer.objects.create(supplier=supplier, kind=kind, code=code, by_and_for=mark)
    assert not SupplierOffer.objects.exists()


def test_led_by_and_for_is_a_mark_of_people_served(commissioner):
    supplier = register(commissioner)

    def add(mark):
        return supplier_offers.add_offer(
            supplier=supplier, kind="cohort", code="women", by_and_for=mark, by=commissioner, at=AT
        )

    add(False), add(False), add(True)
    offer = SupplierOffer.objects.get()
    assert offer.by_and_for
    supplier_offers.remove_offer(offer=offer, by=commissioner, at=AT)
    assert acts()[1:] == ["organisations.add_offer"] * 2 + ["organisations.remove_offer"]


def test_size_follows_the_latest_income_and_the_income_stays_private(commissioner):
    supplier = register(commissioner)
    for year, income in ((2025, 99_999_999), (2024, 5)):
        supplier_offers.record_income(
            supplier=supplier, year_end=date(year, 3, 31), income=income, by=commissioner, at=AT
        )
    supplier.refresh_from_db()
    assert (supplier.size, supplier.size_on) == ("medium", date(2025, 3, 31))
    supplier_offers.record_income(
        supplier=supplier, year_end=date(2025, 3, 31), income=100_000_000, by=commissioner, at=AT
    )
    supplier.refresh_from_db()
    assert (supplier.size, SupplierIncome.objects.count()) == ("large", 2)
    with as_role("owner"):
        assert "99999999" not in str([entry.detail for entry in Entry.objects.all()])
    with pytest.raises(supplier_offers.YearNotOver):
        supplier_offers.record_income(supplier=supplier, year_end=date(2026, 3, 31), income=1, by=commissioner, at=AT)


# Who sees and changes what, kept by the database.


@pytest.mark.parametrize("role", ["none", "practitioner", "director", "administrator", "auditor", "supplier", "person"])
def test_other_roles_read_what_is_public_and_register_nothing(role):
    there = by_owner(SupplierIdentifierFactory)
    with acting(UserFactory(role=role)) as _:
        assert Supplier.objects.get() == there.supplier
        assert SupplierIdentifier.objects.get() == there
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            SupplierFactory()
        assert Supplier.objects.update(legal_name="Changed") == 0
        assert SupplierIdentifier.objects.all().delete()[0] == 0


def test_nobody_signed_in_reads_what_is_public():
    by_owner(SupplierIdentifierFactory)
    assert Supplier.objects.count() == SupplierIdentifier.objects.count() == 1
    assert Supplier.objects.update(legal_name="Changed") == 0


def test_a_supplier_sees_and_changes_its_own():
    own, other = by_owner(SupplierUserFactory), by_owner(SupplierUserFactory)
    for each in (own, other):
        by_owner(SupplierIdentifierFactory, supplier=each.supplier)
        with as_role("owner"):
            SupplierIncome.objects.create(
                supplier=each.supplier, year_end=date(2025, 3, 31), income=100, recorded_at=AT
            )
    with acting(own.user):
        assert [income.supplier for income in SupplierIncome.objects.all()] == [own.supplier]
        assert Supplier.objects.filter(pk=other.supplier.pk).update(known_as="x") == 0
        assert Supplier.objects.filter(pk=own.supplier.pk).update(known_as="Ours") == 1
        with pytest.raises(ProgrammingError), transaction.atomic():
            SupplierArea.objects.create(supplier=other.supplier, region=by_owner(RegionFactory))
        # Nobody verifies their own number.
        assert SupplierIdentifier.objects.update(verified_at=AT, verified_by=own.user, evidence="x") == 0
        with pytest.raises(ProgrammingError), transaction.atomic():
            SupplierIdentifierFactory(supplier=own.supplier, verified_at=AT, verified_by=own.user, evidence="x")


def test_somebody_whose_role_was_taken_away_sees_nothing_of_it():
    own = by_owner(SupplierUserFactory)
    with as_role("owner"):
        SupplierIncome.objects.create(supplier=own.supplier, year_end=date(2025, 3, 31), income=100, recorded_at=AT)
    own.user.role = "none"
    own.user.save()
    with acting(own.user):
        assert not SupplierIncome.objects.exists()
        assert Supplier.objects.filter(pk=own.supplier.pk).update(known_as="x") == 0
