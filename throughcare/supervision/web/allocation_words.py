"""Allocation in words: flags, verdicts, refusals, levels and lines of a plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext, gettext_lazy, ngettext

from throughcare.supervision.commands.allocation_refusals import doubt, refusal
from throughcare.supervision.web.load_words import percent_of

__all__ = ["FLAGS", "LEAVING", "LEVELS", "PROBLEMS", "VERDICTS", "costs", "doubt", "percent_of", "refusal"]

FLAGS: Mapping[str, Any] = {
    "tier": gettext_lazy("Tier missing"),
    "assessment": gettext_lazy("No assessment"),
    "team": gettext_lazy("No team"),
    "sentence": gettext_lazy("No sentence on record"),
    "weight": gettext_lazy("Cannot be weighed"),
}
VERDICTS: Mapping[str, tuple[Any, str]] = {
    "yes": (gettext_lazy("May be given the case"), "fine"),
    "with-reason": (gettext_lazy("Only with a recorded reason"), "due"),
    "no": (gettext_lazy("Cannot be given the case"), "overdue"),
}
LEAVING: Mapping[str, tuple[Any, str]] = {
    "left": (gettext_lazy("Has left"), "overdue"),
    "leaves": (gettext_lazy("Leaves"), "due"),
    "away": (gettext_lazy("Has no hours for cases"), "overdue"),
    "away-soon": (gettext_lazy("Will have no hours for cases"), "due"),
}
LEVELS: Mapping[str, Any] = {
    "unplaced": gettext_lazy("Cases that nobody may take"),
    "highest": gettext_lazy("Highest load, in steps"),
    "spread": gettext_lazy("Spread of the loads, in steps"),
    "broken": gettext_lazy("Cases taken from somebody who knew the person"),
    "travel": gettext_lazy("Travel, in minutes"),
}
PROBLEMS: Mapping[str, Any] = {
    "tier-missing": gettext_lazy("No tier is known: a person must decide"),
    "not-weighed": gettext_lazy("The case cannot be weighed: a person must decide"),
    "nobody-may": gettext_lazy("Nobody of the unit may take it by the rules"),
}


def costs(values: Sequence[int]) -> str:
    """What the runner-up would cost: the first level that differs, and the levels after it."""
    said = [_cost(name, value) for name, value in zip(LEVELS, values, strict=False) if value]
    return "; ".join(said) if said else gettext("the same at every level")


def _cost(name: str, value: int) -> str:
    sign = f"{value:+d}".replace("-", "−")
    if name == "travel":
        return ngettext("{sign} minute of travel", "{sign} minutes of travel", abs(value)).format(sign=sign)
    return gettext("{level}: {sign}").format(level=str(LEVELS[name]), sign=sign)
