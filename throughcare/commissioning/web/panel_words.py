"""Panels in the reader's words."""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from throughcare.commissioning.models import Market, MarketCategory
from throughcare.commissioning.rules.packs import LABELS as PACKS
from throughcare.commissioning.rules.panel_codes import EVIDENCE_KIND, TOPIC
from throughcare.commissioning.rules.states import LABELS
from throughcare.organisations.rules.geography import police_areas
from throughcare.organisations.rules.supplier_codes import COHORT, NEED
from throughcare.organisations.web.supplier_words import label, region_name

STANDING_NAMES = {
    "not-yet": _("Not yet begun"),
    "active": _("Active"),
    "suspended": _("Suspended"),
    "lapsed": _("Lapsed"),
    "left": _("Left"),
    "removed": _("Removed"),
}
STANDING_KINDS = {"active": "fine", "suspended": "overdue", "lapsed": "due", "not-yet": "info"}
STATE_KINDS = {"open": "fine", "suspended": "due", "intended": "info", "draft": "neutral", "closed": "neutral"}

APPLICATION_KINDS = {"admitted": "fine", "declined": "overdue", "information-requested": "due", "submitted": "info",
                     "under-review": "info"}  # fmt: skip
OUTCOME_NAMES = {
    "admit": _("Admit"),
    "decline": _("Decline"),
    "ask": _("Something is needed"),
    "person-decides": _("A person decides"),
}
OUTCOME_KINDS = {"admit": "fine", "decline": "overdue", "ask": "due", "person-decides": "due"}
CLEANING_NAMES = {
    "none": _("Nothing offered"),
    "offered": _("To be decided"),
    "accepted": _("Enough was done"),
    "refused": _("Not enough was done"),
}
CLEANING_KINDS = {"accepted": "fine", "refused": "overdue", "offered": "due"}

SANCTION_NAMES = {"": _("Not decided yet"), "imposed": _("Imposed"), "dropped": _("Dropped")}
SANCTION_KINDS = {"": "due", "imposed": "overdue"}
APPEAL_NAMES = {"": _("Not heard yet"), "upheld": _("Upheld"), "dismissed": _("Dismissed")}
APPEAL_KINDS = {"": "due", "upheld": "fine"}


def sanction_name(outcome: str) -> str:
    """What became of what is held against a place."""
    return str(SANCTION_NAMES[outcome])


def sanction_kind(outcome: str) -> str:
    """How its tag looks."""
    return SANCTION_KINDS.get(outcome, "neutral")


def appeal_name(outcome: str) -> str:
    """What became of an appeal."""
    return str(APPEAL_NAMES[outcome])


def appeal_kind(outcome: str) -> str:
    """How its tag looks."""
    return APPEAL_KINDS.get(outcome, "neutral")


def application_kind(state: str) -> str:
    """How the tag of a state of an application looks."""
    return APPLICATION_KINDS.get(state, "neutral")


def outcome_name(outcome: str) -> str:
    """What an outcome is called."""
    return str(OUTCOME_NAMES[outcome])


def outcome_kind(outcome: str) -> str:
    """How the tag of an outcome looks."""
    return OUTCOME_KINDS[outcome]


def cleaning_name(state: str) -> str:
    """How what was done about a ground of exclusion stands."""
    return str(CLEANING_NAMES[state])


def cleaning_kind(state: str) -> str:
    """How its tag looks."""
    return CLEANING_KINDS.get(state, "neutral")


def category_name(category: MarketCategory) -> str:
    """Need, people and area of a category."""
    known = police_areas().get(category.police_area)
    where = known.name if known else region_name(category.region)
    need = label(NEED, category.need)
    if category.cohort:
        return gettext("%(need)s for %(people)s: %(where)s") % {
            "need": need, "people": label(COHORT, category.cohort), "where": where,
        }  # fmt: skip
    return gettext("%(need)s: %(where)s") % {"need": need, "where": where}


def state_name(state: str) -> str:
    """What a state is called."""
    return gettext(LABELS[state])


def state_kind(state: str) -> str:
    """How the tag of a state of a panel looks."""
    return STATE_KINDS.get(state, "neutral")


def standing_name(standing: str) -> str:
    """What a standing is called."""
    return str(STANDING_NAMES[standing])


def standing_kind(standing: str) -> str:
    """How the tag of a standing looks."""
    return STANDING_KINDS.get(standing, "neutral")


def buyer_name(market: Market) -> str:
    """The region that buys, or all of them."""
    return region_name(market.region) if market.region else gettext("All regions together")


def law_name(market: Market) -> str:
    """The law of the panel."""
    return gettext(PACKS[market.pack])


def evidence_name(kind: str) -> str:
    """A kind of evidence."""
    return label(EVIDENCE_KIND, kind)


def topic_name(code: str) -> str:
    """What a condition or an answer is about; the code itself where it is one of a panel's own."""
    return label(TOPIC, code)
