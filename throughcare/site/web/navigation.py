"""Where each role can go: the items of the service navigation."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext, gettext_lazy

from throughcare.accounts.models import User
from throughcare.accounts.rules.roles import ROLE
from throughcare.site.web.context import SignedIn

# Name of the address, what it is called, the permission it asks for.
ITEMS = (
    ("home", gettext_lazy("Today"), "supervision.caseload"),
    ("supervision:caseload", gettext_lazy("Caseload"), "supervision.caseload"),
    ("people:search", gettext_lazy("Find a person"), "people.search"),
    ("supervision:team", gettext_lazy("Team"), "supervision.team"),
    ("supervision:dashboard", gettext_lazy("Dashboard"), "supervision.unit"),
    ("people:duplicates", gettext_lazy("Duplicates"), "people.merge"),
    ("transition:runs", gettext_lazy("Imports"), "transition.import"),
    ("accounts:users", gettext_lazy("Users"), "accounts.manage"),
    ("audit:trail", gettext_lazy("Audit trail"), "audit.read"),
    ("how-we-decide", gettext_lazy("How we decide"), "site.home"),
)

# Pages that belong to an item without standing below its address.
_BELOW = {"supervision:dashboard": ("/units/", "/regions/", "/dashboard/"), "people:search": ("/people/search/",)}


def navigation(request: HttpRequest) -> list[dict[str, object]]:
    """The items that the signed-in user may open, with the one that is open marked."""
    user = request.user
    if not isinstance(user, User):
        return []
    items = []
    for name, text, permission in ITEMS:
        # Whoever leads a unit or a region starts from its dashboard, not from a caseload of their own.
        if name in ("home", "supervision:caseload") and user.role in ("head", "director"):
            continue
        if not user.may(permission):
            continue
        try:
            href = reverse(name)
        except NoReverseMatch:
            continue
        active = request.path == href or request.path.startswith(_BELOW.get(name, (href,)) if href != "/" else ())
        items.append({"text": text, "href": href, "active": active})
    return items


def who(user: User) -> SignedIn:
    """The signed-in user as the header names them."""
    return SignedIn(name=str(user), role=gettext(ROLE.label(user.role)))
