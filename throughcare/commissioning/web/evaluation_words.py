"""What pages of evaluation call things."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext, gettext_lazy

from throughcare.commissioning.rules.award_explanation import TOGETHER
from throughcare.commissioning.rules.evaluation_refusals import EvaluationRefused
from throughcare.commissioning.rules.no_award import FOLLOW_UPS, GROUNDS
from throughcare.commissioning.rules.states import LABELS

INTERESTS = {
    "none": gettext_lazy("Nothing stands between us"),
    "conflict": gettext_lazy("I have a conflict of interest"),
    "wrote-for": gettext_lazy("I wrote the specification for it"),
    "manages": gettext_lazy("I manage its present contract"),
}
FOUND = {
    "none": gettext_lazy("No interest"),
    "conflict": gettext_lazy("Conflict of interest"),
    "wrote-for": gettext_lazy("Wrote the specification"),
    "manages": gettext_lazy("Manages its contract"),
}
REASONS = {
    "best": gettext_lazy("The best bid for this lot"),
    "same-score": gettext_lazy("As many points as the best; the tie was settled by the published order"),
    "limited": gettext_lazy("The best bid would break what was published"),
    "elsewhere": gettext_lazy("Together the awards bring more, or leave fewer lots open"),
    "no-bids": gettext_lazy("Nobody bid"),
    "unaffordable": gettext_lazy("Every bid asks for more than the ceiling"),
    "limits": gettext_lazy("What was published, or other lots, kept every bid from winning"),
}
LIMITS = {
    "cap": gettext_lazy("share of the market: %(about)s"),
    "lots": gettext_lazy("most lots of a supplier: %(about)s"),
    "capacity": gettext_lazy("capacity: %(about)s"),
    "condition": gettext_lazy("a condition of a bid"),
    "suppliers": gettext_lazy("suppliers of a need: %(about)s"),
    "vcse": gettext_lazy("lots of voluntary organisations"),
}
LEVELS = {
    "short": gettext_lazy("Published minimums that are missed"),
    "open": gettext_lazy("Lots that nobody is given"),
    "points": gettext_lazy("Value times score"),
    "quality": gettext_lazy("Ties: quality"),
    "social": gettext_lazy("Ties: social value"),
    "draw": gettext_lazy("Ties: places in the draw"),
}
REJECTED = {
    "below-minimum": gettext_lazy("Below a published minimum"),
    "cannot-be-read": gettext_lazy("Cannot be read"),
    "inadmissible": gettext_lazy("Inadmissible"),
    "abnormally-low": gettext_lazy("Abnormally low price"),
}


def state_name(state: str) -> str:
    """A state of a competition."""
    return gettext(LABELS[state])


def limit_name(limit: str, names: Mapping[str, str]) -> str:
    """A limit of an award, its supplier by name."""
    if limit == TOGETHER:
        return gettext("All of these limits together")
    kind, _, about = limit.partition(":")
    return gettext(str(LIMITS[kind])) % {"about": names.get(about, about)} if kind in LIMITS else limit


def limit_names(limits: Iterable[str], names: Mapping[str, str]) -> str:
    """Several limits."""
    return ", ".join(limit_name(limit, names) for limit in limits)


def ground_name(ground: str) -> str:
    """Why nothing was awarded."""
    return gettext(GROUNDS[ground])  # type: ignore[index]


def follow_up_name(step: str) -> str:
    """What follows."""
    return gettext(FOLLOW_UPS[step])  # type: ignore[index]


def told(refused: EvaluationRefused) -> list[str]:
    """Every reason of a refusal, in the reader's language."""
    return [each.words.say(gettext) for each in refused.reasons]


def points(hundredths: int | None) -> str:
    """A score in points."""
    return "–" if hundredths is None else f"{hundredths / 100:.2f}"
