"""The prices of a bid: for each lot, for packages of lots, and the conditions about them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from django import forms
from django.http import QueryDict
from django.utils.translation import gettext

from throughcare.commissioning.commands.bids import Change
from throughcare.commissioning.rules.award_problem import AtLeastOrNone, AtMostOne, Condition, OnlyIf
from throughcare.commissioning.rules.bid_draft import TypedBid, TypedPackage
from throughcare.commissioning.web.bid_access import Writing
from throughcare.commissioning.web.bid_forms import ConditionForm, PackageForm, PricesForm

replace = msgspec.structs.replace


def _offers(page: Writing) -> list[tuple[str, str]]:
    titles = {key: lot.title for key, lot in page.asked.lots.items()}
    offers = [(key, titles[key]) for key in page.typed.lots if key in titles]
    for number, package in enumerate(page.typed.packages, start=1):
        offers.append((f"package-{number}", " + ".join(titles.get(key, key) for key in package.lots)))
    return offers


def prices_form(page: Writing, _extra: Mapping[str, Any]) -> forms.Form:
    """The prices as they were typed."""
    prices = {f"price_{key}": text for key, text in page.typed.prices.items()}
    packages = {f"price_package-{place}": each.price for place, each in enumerate(page.typed.packages, start=1)}
    return PricesForm({**prices, **packages}, page.asked, page.typed)


def write_prices(page: Writing, sent: QueryDict, _extra: Mapping[str, Any]) -> Change:
    """Keep what was typed; add or remove a package or a condition."""

    def change(typed: TypedBid) -> TypedBid:
        prices = {key: sent.get(f"price_{key}", typed.prices.get(key, ""))[:30] for key in page.asked.lots}
        packages = [
            replace(each, price=sent.get(f"price_package-{place}", each.price)[:30])
            for place, each in enumerate(typed.packages, start=1)
        ]
        changed = replace(typed, prices=prices, packages=tuple(packages))
        return _more_prices(changed, page, sent) if page.asked.conditional_bids else changed

    return change


def _more_prices(typed: TypedBid, page: Writing, sent: QueryDict) -> TypedBid:
    wanted, gone = sent.get("stay", ""), sent.get("remove", "")
    chosen = tuple(key for key in page.asked.lots if key in sent.getlist("package"))
    if gone.startswith("package-"):
        left = [each for place, each in enumerate(typed.packages, start=1) if f"package-{place}" != gone]
        return replace(typed, packages=tuple(left), conditions=())
    if gone.startswith("condition-"):
        kept = [each for place, each in enumerate(typed.conditions, start=1) if f"condition-{place}" != gone]
        return replace(typed, conditions=tuple(kept))
    if wanted == "package" and len(chosen) > 1:
        return replace(typed, packages=(*typed.packages, TypedPackage(chosen)))
    condition = condition_of(sent)
    if wanted == "condition" and condition is not None:
        return replace(typed, conditions=(*typed.conditions, condition))
    return typed


def condition_of(sent: QueryDict) -> Condition | None:
    """The condition that was sent; None where it is none."""
    offers, kind, least = tuple(sent.getlist("offers")), sent.get("kind", ""), sent.get("least", "")
    if len(offers) < 2:
        return None
    if kind == "at-most-one":
        return AtMostOne(bids=offers)
    if kind == "only-if":
        return OnlyIf(bid=offers[0], also=offers[1:])
    if kind == "at-least-or-none" and least.isascii() and least.isdigit() and 0 < int(least[:4]) < 1000:
        return AtLeastOrNone(bids=offers, lots=int(least[:4]))
    return None


def prices_more(page: Writing, sent: QueryDict | None) -> dict[str, Any]:
    """Forms of packages and conditions, and those there are, where conditional bids are invited."""
    if not page.asked.conditional_bids:
        return {}
    offers = _offers(page)
    return {
        "package_form": PackageForm(sent, page.asked, page.typed),
        "condition_form": ConditionForm(sent, offers),
        "packages": [(f"package-{n}", dict(offers)[f"package-{n}"]) for n in range(1, len(page.typed.packages) + 1)],
        "conditions": [(f"condition-{n}", said(each, dict(offers))) for n, each in enumerate(page.typed.conditions, 1)],
    }


def said(condition: Condition, titles: Mapping[str, str]) -> str:
    """A condition in words."""
    match condition:
        case OnlyIf():
            first, rest = condition.bid, condition.also
            values = {"first": titles.get(first, first), "rest": ", ".join(titles.get(each, each) for each in rest)}
            return gettext("“%(first)s” only if one of these is awarded too: %(rest)s") % values
        case AtMostOne():
            return gettext("At most one of: %(all)s") % {"all": ", ".join(titles.get(x, x) for x in condition.bids)}
        case AtLeastOrNone():
            values = {"all": ", ".join(titles.get(x, x) for x in condition.bids), "least": str(condition.lots)}
            return gettext("For at least so many lots together, or none: %(least)s. Prices: %(all)s") % values
