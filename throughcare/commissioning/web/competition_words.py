"""Competitions in the reader's words."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from throughcare.commissioning.models import Competition, CompetitionChange
from throughcare.commissioning.queries.competitions import takes_bids, takes_questions
from throughcare.commissioning.rules.competition_blocks import CompetitionRefused
from throughcare.commissioning.rules.formula_words import NAMES, SAID
from throughcare.commissioning.rules.need_policy import least_told, told_volume
from throughcare.commissioning.rules.states import LABELS
from throughcare.commissioning.web.panel_words import buyer_name, category_name, law_name

__all__ = ["buyer_name", "category_name", "law_name", "takes_bids", "takes_questions"]

STATE_KINDS = {
    "draft": "neutral", "withdrawn": "neutral", "cancelled": "neutral", "no-award": "due",
}  # fmt: skip
RATING_NAMES = {"red": _("Below its full cost"), "amber": _("Barely covers its cost"), "green": _("Covers its cost")}
RATING_KINDS = {"red": "overdue", "amber": "due", "green": "fine"}
KIND_NAMES = {"quality": _("Quality"), "price": _("Price"), "social-value": _("Social value")}
FIELD_NAMES = {
    "specification": _("What is bought"), "starts_on": _("First day of the contracts"), "term_months": _("Months"),
    "extension_months": _("Months of extension"), "lot_limit": _("Most lots one supplier wins"),
    "market_share_cap": _("Limit on the share of the market"), "conditional_bids": _("Bids on condition"),
    "title": _("Title"), "value_pence": _("Value"), "mobilisation_pence": _("For starting up"),
    "annual_volume": _("Cases a year"), "ceiling_pence": _("Most that may be asked"), "text": _("Question"),
    "good_answer": _("What a good answer holds"), "words": _("Most words"), "minimum_score": _("Least score"),
}  # fmt: skip
_MONEY = ("value_pence", "mobilisation_pence", "ceiling_pence")


def state_name(competition: Competition, *, at: datetime) -> str:
    """What the state is called; it is closed from the second after the deadline, whoever noticed."""
    if takes_bids(competition, at=at):
        return gettext("Open for bids")
    return gettext(LABELS[_state(competition)])


def state_kind(competition: Competition, *, at: datetime) -> str:
    """How the tag of the state looks."""
    return "fine" if takes_bids(competition, at=at) else STATE_KINDS.get(_state(competition), "info")


def _state(competition: Competition) -> str:
    """The state of one that takes no bids: what is still marked as published has passed its deadline."""
    return "closed" if competition.state == "published" else competition.state


def rating_name(rating: str) -> str:
    """What a rating of funding is called."""
    return str(RATING_NAMES[rating])


def rating_kind(rating: str) -> str:
    """How its tag looks."""
    return RATING_KINDS[rating]


def kind_name(kind: str) -> str:
    """A kind of criterion."""
    return str(KIND_NAMES[kind])


def formula_name(formula: str) -> str:
    """What a formula for prices is called."""
    return gettext(NAMES[formula])


def formula_said(formula: str) -> str:
    """How a formula turns prices into points."""
    return gettext(SAID[formula])


def changed(change: CompetitionChange) -> list[tuple[str, str, str]]:
    """What a change changed: what, what it was and what it is."""
    found, on = [], change.competition.opened_on
    for what in sorted(change.after):
        for name, new in change.after[what].items():
            old = change.before[what][name]
            found.append((_named(what, name), _shown(name, old, on=on), _shown(name, new, on=on)))
    return found


def cases(volume: int, *, on: date) -> str:
    """The cases of a year as everybody reads them; a small number is not said."""
    shown = told_volume(volume, on=on)
    if shown is None:
        return gettext("Fewer than %(number)s") % {"number": least_told(on)}
    return f"{shown:,}"


def _named(what: str, name: str) -> str:
    field = str(FIELD_NAMES[name])
    kind, _hyphen, which = what.partition("-")
    if kind == "lot":
        return gettext("Lot %(which)s: %(field)s") % {"which": which, "field": field}
    if kind == "question":
        return gettext("Question %(which)s: %(field)s") % {"which": which.removeprefix("q"), "field": field}
    return field


def _shown(name: str, value: object, *, on: date) -> str:
    if value in (None, ""):
        return "–"
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if name == "annual_volume":
        return cases(int(str(value)), on=on)
    return f"£{int(str(value)) / 100:,.2f}".removesuffix(".00") if name in _MONEY else str(value)


def refusals(refused: CompetitionRefused) -> list[str]:
    """Why something was refused, in sentences."""
    return [each.words.say(gettext) for each in refused.reasons]


def next_round_title(competition: Competition) -> str:
    """The title of the first round with the number of the next one, so that lists tell them apart."""
    number = 2
    while competition.round_of is not None:
        competition, number = competition.round_of, number + 1
    return gettext("%(title)s, round %(number)s") % {"title": competition.title[:180], "number": number}
