"""A statement of need of two bodies, made by its commands: a region with 70 per cent and a health body with 30."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from throughcare.accounts.acting import acting
from throughcare.accounts.models import User
from throughcare.accounts.tests.factories import UserFactory
from throughcare.commissioning.commands import need_lines, need_steps, needs
from throughcare.commissioning.commands.need_lines import LineDetails
from throughcare.commissioning.commands.needs import NeedDetails, PartyDetails
from throughcare.commissioning.models import Need, NeedLine, NeedParty
from throughcare.organisations.models import Region
from throughcare.organisations.tests.factories import RegionFactory
from throughcare.testing.acting import as_role

STATED = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
AGREED = datetime(2026, 3, 20, 9, 0, tzinfo=UTC)
DETAILS = NeedDetails(
    title="Homes for people leaving prison",
    description="Many people leave prison without a home. Fewer of them should.",
    starts_on=date(2026, 10, 1),
    term_months=24,
)


@dataclass
class Stated:
    """The need with its parts, and who states it."""

    need: Need
    region: Region
    commissioner: User
    parties: list[NeedParty]
    lines: list[NeedLine]

    def again(self) -> Need:
        """The need as it stands."""
        with as_role("owner"):
            return Need.objects.get(pk=self.need.pk)


def stated(*, code: str = "N54", shares: tuple[str, str] = ("70", "30"), volume: int | None = 120) -> Stated:
    """A draft with two bodies and two lines: Cleveland, and young adults in Durham. Volumes are stated by hand."""
    with as_role("owner"):
        commissioner = UserFactory(role="commissioner")
        region = Region.objects.filter(code=code).first() or RegionFactory(code=code, name="North East")
    with acting(commissioner):
        one = needs.draft_need(details=DETAILS, by=commissioner, at=STATED)
        parties = [
            needs.keep_party(need=one, by=commissioner, at=STATED, details=each)
            for each in (
                PartyDetails("region", Decimal(shares[0]), region=region),
                PartyDetails("health", Decimal(shares[1]), name="Tees Valley health board (fictional)"),
            )
        ]
        lines = [
            need_lines.keep_line(need=one, by=commissioner, at=STATED, details=each)
            for each in (
                LineDetails("accommodation", region, police_area="cleveland", value_pence=240_000_00),
                LineDetails("accommodation", region, "young-adults", "durham", value_pence=120_000_00),
            )
        ]
        if volume is not None:
            lines = [
                need_lines.overrule_volume(
                    line=line, volume=volume, why="Last year’s service.", by=commissioner, at=STATED
                )
                for line in lines
            ]
    return Stated(one, region, commissioner, parties, lines)


def agree_shares(made: Stated) -> None:
    """Somebody agrees for each body."""
    with acting(made.commissioner):
        for party in made.parties:
            need_steps.agree_share(
                party=party, name="Sam Field", post="Head of commissioning", agreed_on=date(2026, 3, 18),
                by=made.commissioner, at=AGREED,
            )  # fmt: skip


def agreed(**given: object) -> Stated:
    """The same, agreed."""
    made = stated(**given)  # type: ignore[arg-type]
    agree_shares(made)
    with acting(made.commissioner):
        made.need = need_steps.agree_need(need=made.need, by=made.commissioner, at=AGREED)
    return made
