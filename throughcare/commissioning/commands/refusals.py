"""The one exception of the panel's commands: a code of ``rules/panel_refusals.py``."""

from __future__ import annotations

from throughcare.commissioning.rules.panel_refusals import REFUSALS


class PanelRefused(ValueError):
    """The step is refused and nothing was changed; ``code`` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(REFUSALS[code])
        self.code = code
