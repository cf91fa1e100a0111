"""What operations of commissioning are called with in generated requests: something of each kind, and who acts on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from throughcare.accounts.models import User
from throughcare.commissioning.tests.panel_scene import Panel, panel_scene, submitted

BUYING = ("/panels", "/applications")
"""How the addresses of these operations begin."""
SUPPLIERS = ("commissioning.apply",)


@dataclass
class Bought:
    """An open panel with an application that was sent."""

    panel: Panel
    application: int

    def who(self, permission: str) -> User:
        """Somebody who holds the permission."""
        return self.panel.user if permission in SUPPLIERS else self.panel.commissioner

    def named(self, path: str) -> dict[str, list[Any]]:
        """The names that may fill the path."""
        return {"reference": [self.panel.market.reference]}

    def numbered(self, path: str) -> dict[str, list[Any]]:
        """The numbers that may fill the path."""
        return {"key": [self.application if "/applications" in path else self.panel.categories[1].pk]}


def make_bought() -> Bought:
    """Make it by the commands that make it in life."""
    panel = panel_scene()
    return Bought(panel, submitted(panel).pk)
