"""Codes of suppliers in the reader's words."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.utils.translation import get_language, gettext

from throughcare.kernel.codes import CodeList
from throughcare.organisations.models import Region, Supplier, SupplierArea, SupplierOffer
from throughcare.organisations.rules.codes import SCHEME
from throughcare.organisations.rules.geography import police_areas
from throughcare.organisations.rules.supplier_codes import COHORT, LEGAL_FORM, NEED, SIZE


def region_name(region: Region) -> str:
    """The region in the reader's language."""
    return region.name_cy if get_language() == "cy" and region.name_cy else region.name


def area_name(area: SupplierArea) -> str:
    """A police-force area, or a region for the whole of it."""
    known = police_areas().get(area.police_area)
    if known is not None:
        return known.name
    return gettext("%(region)s, the whole region") % {"region": region_name(area.region)}


def label(codes: CodeList, code: str) -> str:
    """The label of a code in the reader's language; nothing for none."""
    return gettext(codes.label(code)) if code else ""


def legal_form(supplier: Supplier) -> str:
    """The legal form."""
    return label(LEGAL_FORM, supplier.legal_form)


def size(supplier: Supplier) -> str:
    """The size, where the income is known."""
    return label(SIZE, supplier.size)


def scheme(code: str) -> str:
    """The register."""
    return label(SCHEME, code)


def sector(supplier: Supplier) -> str:
    """Whether it is of the voluntary sector."""
    words = {True: gettext("Voluntary sector"), False: gettext("Not voluntary sector"), None: gettext("Not known")}
    return words[supplier.voluntary]


def offers(supplier: Supplier, kind: str) -> list[str]:
    """The needs that it meets, or the people whom it serves."""
    return [offer_name(each) for each in supplier.offers.all() if each.kind == kind]


def offer_name(offer: SupplierOffer) -> str:
    """One need or cohort."""
    return label(NEED if offer.kind == "need" else COHORT, offer.code)


def led_by(supplier: Supplier) -> list[str]:
    """The people by whom and for whom it is led."""
    return [offer_name(each) for each in supplier.offers.all() if each.by_and_for]


def areas(supplier: Supplier) -> list[str]:
    """Where it works."""
    return [area_name(each) for each in supplier.areas.all()]


def choices(codes: CodeList, empty: object = None) -> list[tuple[str, str]]:
    """The codes to choose from, with ``empty`` before them where it is given."""
    listed = [(entry.code, gettext(entry.label)) for entry in codes]
    return [("", str(empty)), *listed] if empty is not None else listed


def together(words: Iterable[str]) -> str:
    """Words in one cell of a CSV file."""
    return "; ".join(words)


def account_made() -> str:
    """What whoever is new does next: a demonstration asks for no user name."""
    if settings.DEMO_SIGN_IN:
        return gettext("Your account was made. This is a demonstration: pick your name among the suppliers to sign in.")
    return gettext("Your account was made: sign in with your email address as the user name")
