"""The one exception of the panel's commands: codes of ``rules/panel_refusals.py``."""

from __future__ import annotations

from datetime import date, timedelta

from throughcare.commissioning.rules.panel_refusals import REFUSALS

CENTURY = timedelta(days=36_525)
"""Days further off than this are slips of the pen, and rules that count from them would fail."""


class PanelRefused(ValueError):
    """The step is refused and nothing was changed; ``codes`` say why, ``code`` is the first of them."""

    def __init__(self, code: str, *more: str) -> None:
        super().__init__(REFUSALS[code])
        self.code, self.codes = code, (code, *more)


def check_near(*days: date | None, on: date) -> None:
    """Refuse a day that lies more than a hundred years from ``on``. Raises ``PanelRefused``."""
    if any(each is not None and abs(each - on) > CENTURY for each in days):
        raise PanelRefused("day-far")
