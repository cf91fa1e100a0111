"""The one exception of the panel's commands: codes of ``rules/panel_refusals.py``."""

from __future__ import annotations

from throughcare.commissioning.rules.panel_refusals import REFUSALS


class PanelRefused(ValueError):
    """The step is refused and nothing was changed; ``codes`` say why, ``code`` is the first of them."""

    def __init__(self, code: str, *more: str) -> None:
        super().__init__(REFUSALS[code])
        self.code, self.codes = code, (code, *more)
