"""What operations of commissioning are called with in generated requests: something of each kind, and who acts on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone

from throughcare.accounts.acting import acting
from throughcare.accounts.models import User
from throughcare.commissioning.commands.competition_publishing import approve, publish_competition
from throughcare.commissioning.tests.drafts import Drafted, drafted, enrol
from throughcare.commissioning.tests.need_scene import Stated, stated
from throughcare.commissioning.tests.panel_scene import Panel, panel_scene, submitted

BUYING = (
    "/panels", "/panel-", "/applications", "/competitions", "/opportunities", "/invitations", "/places", "/place-",
    "/evidence", "/bids", "/awards", "/results", "/evaluations", "/suppliers/{number}/library", "/needs",
)  # fmt: skip
"""How the addresses of these operations begin."""
SUPPLIERS = ("commissioning.apply", "commissioning.ask", "commissioning.bid")


def path_of_need(path: str) -> bool:
    """Whether the operation is about a need."""
    return path.removeprefix("/api/v1").startswith("/needs")


@dataclass
class Bought:
    """An open panel with an application that was sent, a competition, and a need in draft."""

    panel: Panel
    application: int
    competition: Drafted
    need: Stated

    def who(self, permission: str, path: str) -> User:
        """Somebody who holds the permission."""
        if permission in SUPPLIERS:
            return self.competition.bidders[0].user if _of_open(path) else self.panel.user
        return self.competition.director if permission == "commissioning.approve" else self.panel.commissioner

    def named(self, path: str) -> dict[str, list[Any]]:
        """The names that may fill the path."""
        if path_of_need(path):
            return {"reference": [self.need.need.reference]}
        if "/panels" in path:
            return {"reference": [self.panel.market.reference]}
        return {"reference": [self.competition.competition.reference], "code": ["q1"]}

    def numbered(self, path: str) -> dict[str, list[Any]]:
        """The numbers that may fill the path."""
        if path_of_need(path):
            return {"key": [(self.need.parties if "/bodies" in path else self.need.lines)[0].pk]}
        if "/library" in path:
            return {"number": [self.panel.supplier.pk], "key": [self.panel.cover.pk], "topic": ["safeguarding"]}
        return {"key": [self.application if "/applications" in path else self.panel.categories[1].pk], "lot": [1]}


def make_bought(path: str) -> Bought:
    """Make it by the commands that make it in life; the competition is open where the operation is of an open one."""
    panel = panel_scene()
    return Bought(panel, submitted(panel).pk, _open_now() if _of_open(path) else drafted(), stated())


def _of_open(path: str) -> bool:
    where = path.removeprefix("/api/v1")
    of_it = where.startswith("/competitions") and where.endswith(("/change", "/withdraw", "/enquiries"))
    return of_it or where.startswith(("/opportunities", "/invitations"))


def _open_now() -> Drafted:
    """A competition that takes bids today."""
    now = timezone.now()
    made = drafted(starts_on=timezone.localdate(now) + timedelta(days=200))
    enrol(made)
    with acting(made.director):
        approve(competition=made.competition, by=made.director, at=now)
    with acting(made.commissioner):
        made.competition = publish_competition(competition=made.competition, by=made.commissioner, at=now)
    return made
