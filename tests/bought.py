"""What operations of commissioning are called with in generated requests: something of each kind, and who acts on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from throughcare.accounts.models import User
from throughcare.commissioning.tests.need_scene import Stated, stated
from throughcare.commissioning.tests.panel_scene import Panel, panel_scene, submitted

BUYING = ("/panels", "/applications", "/needs")
"""How the addresses of these operations begin."""
SUPPLIERS = ("commissioning.apply",)


def path_of_need(path: str) -> bool:
    """Whether the operation is about a need."""
    return path.removeprefix("/api/v1").startswith("/needs")


@dataclass
class Bought:
    """An open panel with an application that was sent, and a need that is a draft."""

    panel: Panel
    application: int
    need: Stated

    def who(self, permission: str) -> User:
        """Somebody who holds the permission."""
        return self.panel.user if permission in SUPPLIERS else self.panel.commissioner

    def named(self, path: str) -> dict[str, list[Any]]:
        """The names that may fill the path."""
        return {"reference": [self.need.need.reference if path_of_need(path) else self.panel.market.reference]}

    def numbered(self, path: str) -> dict[str, list[Any]]:
        """The numbers that may fill the path."""
        if path_of_need(path):
            return {"key": [(self.need.parties if "/bodies" in path else self.need.lines)[0].pk]}
        return {"key": [self.application if "/applications" in path else self.panel.categories[1].pk]}


def make_bought() -> Bought:
    """Make it by the commands that make it in life."""
    panel = panel_scene()
    return Bought(panel, submitted(panel).pk, stated())
