"""Market-engagement events in the reader's words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from throughcare.commissioning.commands.engagement_news import ZONES
from throughcare.commissioning.models import Engagement, EngagementChange
from throughcare.commissioning.rules.engagement_blocks import EngagementRefused
from throughcare.commissioning.rules.engagement_codes import LANGUAGE
from throughcare.commissioning.rules.states import LABELS
from throughcare.kernel.local_time import HERE
from throughcare.organisations.rules.geography import police_areas
from throughcare.organisations.rules.supplier_codes import COHORT, NEED
from throughcare.organisations.web.supplier_words import label, region_name

STATE_KINDS = {"announced": "fine", "held": "due", "draft": "neutral", "cancelled": "overdue", "discarded": "neutral"}
BECAUSE_NAMES = {
    "holds-a-place": _("Holds a place in a panel for it"),
    "offers-the-need": _("Meets a need that it is about"),
    "serves-the-people": _("Serves people whom it is about"),
    "said-nothing": _("Has not said what it offers"),
    "about-everything": _("The event is about every need"),
}
FIELD_NAMES = {
    "title": _("Title"), "about": _("What it is about"), "starts_at": _("Begins"), "ends_at": _("Ends"),
    "place": _("Place"), "online": _("Link"), "language": _("Language"), "places": _("Places"), "region": _("Region"),
    "police_area": _("Police-force area"), "needs": _("Needs"), "cohorts": _("People"),
    "how_to_join": _("How to take part"), "access": _("Access"),
}  # fmt: skip


def is_over(one: Engagement, *, at: datetime) -> bool:
    """Whether it has taken place."""
    return one.state in ("held", "reported") or (one.state == "announced" and one.ends_at <= at)


def state_name(one: Engagement, *, at: datetime) -> str:
    """What the state is called; what has ended by the clock has been held, whether or not anybody wrote that down."""
    state = "held" if one.state == "announced" and is_over(one, at=at) else one.state
    return gettext(LABELS[state])


def state_kind(one: Engagement, *, at: datetime) -> str:
    """How its tag looks."""
    return "due" if one.state == "announced" and is_over(one, at=at) else STATE_KINDS.get(one.state, "info")


def zone(at: datetime) -> str:
    """What the time in London is called at that instant."""
    return gettext(ZONES[at.astimezone(HERE).strftime("%Z")])


def where(one: Engagement) -> str:
    """The region or the police-force area that it is about."""
    known = police_areas().get(one.police_area)
    if known is not None:
        return known.name
    return region_name(one.region) if one.region else gettext("All regions together")


def language_name(one: Engagement) -> str:
    """In which language it is held."""
    return label(LANGUAGE, one.language)


def needs_said(one: Engagement) -> str:
    """The needs that it is about."""
    return ", ".join(label(NEED, code) for code in one.needs) or gettext("Every need")


def people_said(one: Engagement) -> str:
    """The people whom it is about."""
    return ", ".join(label(COHORT, code) for code in one.cohorts) or gettext("Everybody")


def because_name(because: str) -> str:
    """Why a supplier was written to."""
    return str(BECAUSE_NAMES[because])


def changed(change: EngagementChange) -> list[tuple[str, datetime | str, datetime | str]]:
    """What a change changed: what, what it was and what it is; a time as an instant, for the page to say."""
    return [
        (str(FIELD_NAMES[name]), _shown(name, change.before.get(name)), _shown(name, new))
        for name, new in sorted(change.after.items())
        if name in FIELD_NAMES
    ]


def is_moment(value: object) -> bool:
    """Whether a value of a change is an instant."""
    return isinstance(value, datetime)


def _shown(name: str, value: object) -> datetime | str:
    if value in (None, "", []):
        return "–"
    if name in ("starts_at", "ends_at"):
        return datetime.fromisoformat(str(value))
    if name in ("needs", "cohorts") and isinstance(value, Iterable):
        return ", ".join(label(NEED if name == "needs" else COHORT, code) for code in value)
    return label(LANGUAGE, str(value)) if name == "language" else str(value)


def refusals(refused: EngagementRefused) -> list[str]:
    """Why something was refused, in sentences."""
    return [each.words.say(gettext) for each in refused.reasons]
