"""Statements of need in the reader's words."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from throughcare.commissioning.models import Need, NeedLine, NeedParty
from throughcare.commissioning.queries.need_checks import line_words
from throughcare.commissioning.rules.need_codes import PARTY_KIND
from throughcare.commissioning.rules.states import LABELS
from throughcare.organisations.rules.geography import police_areas
from throughcare.organisations.rules.supplier_codes import COHORT, NEED
from throughcare.organisations.web.supplier_words import label, region_name

STATE_KINDS = {"draft": "neutral", "agreed": "info", "in-use": "fine", "met": "neutral", "withdrawn": "neutral"}
ROUTES = {
    "in-house": _("In house"),
    "direct-award": _("Direct award"),
    "grant": _("Grant"),
    "competition": _("Competition among the members of a panel"),
}


def state_name(state: str) -> str:
    """What a state is called."""
    return gettext(LABELS[state])


def state_kind(state: str) -> str:
    """How the tag of a state looks."""
    return STATE_KINDS[state]


def route_name(route: str) -> str:
    """What a route is called."""
    return str(ROUTES[route])


def party_kind(party: NeedParty) -> str:
    """What kind of body it is."""
    return label(PARTY_KIND, party.kind)


def party_name(party: NeedParty) -> str:
    """A region in the reader's language; any other body as it was written."""
    return region_name(party.region) if party.region else party.name


def category(line: NeedLine) -> str:
    """The need."""
    return label(NEED, line.category)


def people(line: NeedLine) -> str:
    """For whom it is."""
    return label(COHORT, line.cohort) or gettext("Everybody")


def area(line: NeedLine) -> str:
    """The police-force area, or the whole region."""
    known = police_areas().get(line.police_area)
    if known is not None:
        return known.name
    return gettext("%(region)s, the whole region") % {"region": region_name(line.region)}


def named(line: NeedLine) -> str:
    """The line in one phrase."""
    return line_words(line).say(gettext)


def regions(need: Need) -> str:
    """The regions that state it."""
    return ", ".join(region_name(each.region) for each in need.parties.all() if each.region)


def share(number: Decimal) -> str:
    """A share in per cent without zeros that say nothing."""
    return f"{number:.2f}".rstrip("0").rstrip(".") + "%"
