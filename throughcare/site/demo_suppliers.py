"""Suppliers of the demonstration: fictional organisations, numbers that no register has given out, and who acts for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from throughcare.accounts.acting import acting
from throughcare.accounts.models import User
from throughcare.organisations.commands import colleagues, registration, supplier_offers, suppliers
from throughcare.organisations.models import Region, Supplier, SupplierIdentifier
from throughcare.organisations.rules.geography import police_areas
from throughcare.organisations.rules.identifiers import Scheme
from throughcare.organisations.rules.supplier_entry import OwnEntry, SupplierDetails


@dataclass(frozen=True)
class Made:
    """One fictional supplier; ``income`` is in pounds, 0 where it is not known."""

    details: SupplierDetails
    scheme: Scheme
    number: str
    needs: tuple[str, ...]
    cohorts: tuple[str, ...] = ()
    led_by: tuple[str, ...] = ()
    income: int = 0
    reason: str = ""
    verified: bool = True
    owner: int | None = None


SUPPLIERS = (
    Made(SupplierDetails("Fictional Doorstep Housing Trust", "Doorstep", "charitable-company", True), "GB-CHC", "9999901",
         ("accommodation", "finance"), ("young-adults",), income=2_400_000),
    Made(SupplierDetails("Fictional Lantern Women’s Centre", "Lantern", "cio", True), "GB-CHC", "9999902",
         ("womens-services", "wellbeing"), ("women",), ("women",), income=410_000),
    Made(SupplierDetails("Fictional Second Start Works CIC", "Second Start", "cic", True), "GB-COH", "99999903",
         ("employment", "mentoring"), ("care-leavers", "black-minoritised"), ("black-minoritised",), income=85_000),
    Made(SupplierDetails("Fictional Harbour Recovery Limited", "", "shares", False), "GB-COH", "99999904",
         ("dependency-recovery",), (), income=12_800_000),
    Made(SupplierDetails("Fictional Harbour Homes Limited", "", "shares", False), "GB-COH", "99999905",
         ("accommodation",), (), income=900_000, verified=False, owner=3),
    Made(SupplierDetails("Fictional Saturday Reading Group", "", "association", True), "LOCAL", "reading-group",
         ("mentoring",), ("neurodivergent",), ("neurodivergent",), income=6_000,
         reason="Too small to have to register", verified=False),
    Made(SupplierDetails("Fictional Kiln Lane Project CIO", "Kiln Lane", "cio", True), "GB-CHC", "9999906",
         ("accommodation", "mentoring"), ("veterans",), income=190_000),
    Made(SupplierDetails("Fictional Millrace Community CIC", "Millrace", "cic", True), "GB-COH", "99999907",
         ("employment",), ("young-adults",), income=64_000),
)  # fmt: skip
USERS = (
    ("demo.supplier", "sunniva@doorstep.example", (0, 1)),
    ("demo.supplier2", "sade@lantern.example", (1, 7)),
    ("demo.supplier3", "stellan@second-start.example", (2, 6)),
)


def register_some(*, region: str, at: datetime) -> None:
    """Register them as a commissioner would and let the supplier users join; doing it twice changes nothing."""
    by = User.objects.filter(username="demo.commissioner").first()
    if by is None or Supplier.objects.exists():
        return
    with acting(by, why="demonstration"):
        made: list[Supplier] = []
        for each in SUPPLIERS:
            made.append(_register(each, made, region, by, at))
    for username, email, numbers in USERS:
        user = User.objects.filter(username=username).first()
        if user is not None:
            User.objects.filter(pk=user.pk).update(email=email)
            for number in numbers:
                _join(made[number], user, email, by, at)
    _register_itself(*USERS[2][:2], region, at)


def _register_itself(username: str, email: str, region: str, at: datetime) -> None:
    """One that nobody has looked up yet, through the link like anybody."""
    user, tokens = User.objects.filter(username=username).first(), []
    if user is None:
        return

    def keep(token: str) -> str:
        tokens.append(token)
        return f"https://throughcare.example/suppliers/join/{token}/"

    details = SupplierDetails("Fictional Well Street Kitchen", "Well Street", "association", True)
    registration.begin_registration(
        email=email, legal_name=details.legal_name, scheme="GB-CHC", number="9999908", reason="", link=keep, at=at
    )
    with acting(user, why="demonstration"):
        registration.finish_registration(
            token=tokens[0], entry=OwnEntry(details, ("employment",), ("women",), (), (region,)), by=user, at=at
        )


def _register(each: Made, made: list[Supplier], region: str, by: User, at: datetime) -> Supplier:
    supplier = suppliers.register_supplier(
        details=each.details, scheme=each.scheme, number=each.number, reason=each.reason, by=by, at=at
    )
    if each.owner is not None:
        owner = made[each.owner]
        suppliers.change_supplier(supplier=supplier, details=each.details, owned_by=owner, by=by, at=at)
    if each.verified:
        identifier = SupplierIdentifier.objects.get(supplier=supplier)
        suppliers.verify_identifier(identifier=identifier, evidence="Made up for the demonstration", by=by, at=at)
    areas = [each.code for each in police_areas().values() if each.region == region]
    code = areas[len(made) % len(areas)] if len(made) % 2 else ""
    supplier_offers.add_area(supplier=supplier, region=Region.objects.get(code=region), police_area=code, by=by, at=at)
    for need in each.needs:
        supplier_offers.add_offer(supplier=supplier, kind="need", code=need, by=by, at=at)
    for cohort in each.cohorts:
        marked = cohort in each.led_by
        supplier_offers.add_offer(supplier=supplier, kind="cohort", code=cohort, by_and_for=marked, by=by, at=at)
    if each.income:
        last = date(at.year - 1, 12, 31)
        supplier_offers.record_income(supplier=supplier, year_end=last, income=each.income * 100, by=by, at=at)
    return supplier


def _join(supplier: Supplier, user: User, email: str, by: User, at: datetime) -> None:
    """Through an invitation, like anybody; its message goes where the demonstration sends all of them."""
    tokens: list[str] = []

    def keep(token: str) -> str:
        tokens.append(token)
        return f"https://throughcare.example/suppliers/invitations/{token}/"

    with acting(by, why="demonstration"):
        colleagues.invite_colleague(supplier=supplier, email=email, link=keep, by=by, at=at)
    with acting(user, why="demonstration"):
        colleagues.accept_invitation(token=tokens[0], by=user, at=at)
