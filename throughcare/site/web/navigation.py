"""Where each role can go: the items of the service navigation."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import NoReverseMatch
from django.utils.translation import gettext, gettext_lazy

from throughcare.accounts.models import User
from throughcare.accounts.rules.roles import ROLE
from throughcare.site.web.addresses import address_of
from throughcare.site.web.context import SignedIn

# Name of the address, what it is called, the permission it asks for.
ITEMS = (
    ("home", gettext_lazy("Today"), "supervision.caseload"),
    ("own:home", gettext_lazy("My pages"), "own.view"),
    ("supervision:diary", gettext_lazy("Diary"), "supervision.caseload"),
    ("supervision:caseload", gettext_lazy("Caseload"), "supervision.caseload"),
    ("own:waiting", gettext_lazy("Asked"), "own.answer"),
    ("people:search", gettext_lazy("Find a person"), "people.search"),
    ("supervision:team", gettext_lazy("Team"), "supervision.team"),
    ("supervision:allocation", gettext_lazy("Allocation"), "supervision.allocate"),
    ("supervision:enforcement", gettext_lazy("Enforcement"), "supervision.enforce"),
    ("supervision:dashboard", gettext_lazy("Dashboard"), "supervision.unit"),
    ("supervision:workload", gettext_lazy("Workload"), "supervision.loads"),
    ("supervision:transfers", gettext_lazy("Transfers"), "supervision.answer_transfer"),
    ("commissioning:my-panels", gettext_lazy("My panels"), "commissioning.apply"),
    ("organisations:home", gettext_lazy("My organisations"), "organisations.act"),
    ("commissioning:competitions", gettext_lazy("Competitions"), "commissioning.oversee"),
    ("commissioning:needs", gettext_lazy("Needs"), "commissioning.needs"),
    ("organisations:suppliers", gettext_lazy("Suppliers"), "organisations.change"),
    ("commissioning:agreements", gettext_lazy("Contracts"), "commissioning.contracts"),
    ("commissioning:evaluations", gettext_lazy("Evaluations"), "commissioning.evaluate"),
    ("commissioning:panels", gettext_lazy("Panels"), "organisations.change"),
    ("commissioning:applications", gettext_lazy("Applications"), "commissioning.market"),
    ("commissioning:panel-decisions", gettext_lazy("Panel decisions"), "commissioning.oversee"),
    ("commissioning:bids", gettext_lazy("My bids"), "commissioning.bid"),
    ("commissioning:openings", gettext_lazy("Opening bids"), "commissioning.open_bids"),
    ("commissioning:invited", gettext_lazy("Opportunities"), "commissioning.ask"),
    ("commissioning:results", gettext_lazy("Results"), "commissioning.bid"),
    ("transition:runs", gettext_lazy("Imports"), "transition.import"),
    ("accounts:users", gettext_lazy("Users"), "accounts.manage"),
    ("accounts:tokens", gettext_lazy("API tokens"), "accounts.manage"),
    ("webhooks:subscriptions", gettext_lazy("Events out"), "webhooks.manage"),
    ("audit:trail", gettext_lazy("Audit trail"), "audit.read"),
    ("how-we-decide", gettext_lazy("How we decide"), "site.home"),
)

_OF_PRACTITIONERS = ("home", "supervision:diary", "supervision:caseload", "own:waiting")

# A senior has ten items, which fill a line; the footer leads to how we decide for everybody, one's own page to evaluations.
_NOT_OF_SENIORS = ("how-we-decide", "commissioning:evaluations")

# Pages that belong to an item without standing below its address.
_BELOW = {
    "supervision:dashboard": ("/units/", "/regions/", "/dashboard/"),
    "people:search": ("/people/search/", "/people/duplicates/"),
}


def navigation(request: HttpRequest) -> list[dict[str, object]]:
    """The items that the signed-in user may open, with the one that is open marked."""
    user = request.user
    if not isinstance(user, User):
        return []
    items = []
    for name, text, permission in ITEMS:
        # Whoever leads a unit or a region starts from its dashboard, not from a caseload of their own.
        if name in _OF_PRACTITIONERS and user.role in ("head", "director"):
            continue
        if name in _NOT_OF_SENIORS and user.role == "senior":
            continue
        if not user.may(permission):
            continue
        try:
            href = address_of(name)
        except NoReverseMatch:
            continue
        active = request.path == href or request.path.startswith(_BELOW.get(name, (href,)) if href != "/" else ())
        items.append({"text": text, "href": href, "active": active})
    return items


def who(user: User) -> SignedIn:
    """The signed-in user as the header names them."""
    return SignedIn(name=str(user), role=gettext(ROLE.label(user.role)))
