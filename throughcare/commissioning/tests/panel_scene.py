"""An open panel with two conditions and two categories, a commissioner, and a supplier that could join."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from throughcare.accounts.acting import acting
from throughcare.accounts.models import User
from throughcare.accounts.tests.factories import UserFactory
from throughcare.commissioning.commands import applications, library, markets
from throughcare.commissioning.commands.applications import Answered
from throughcare.commissioning.commands.library import EvidenceDetails
from throughcare.commissioning.commands.markets import ConditionDetails, MarketDetails
from throughcare.commissioning.models import Market, MarketApplication, MarketCategory, SupplierEvidence
from throughcare.organisations.models import Region, Supplier, SupplierUser
from throughcare.organisations.tests.factories import RegionFactory, SupplierIdentifierFactory, SupplierUserFactory
from throughcare.testing.acting import as_role

BEGUN = datetime(2026, 2, 2, 9, 0, tzinfo=UTC)
OPENED = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SENT = datetime(2026, 3, 26, 9, 0, tzinfo=UTC)
EXPIRES = date(2026, 12, 31)


@dataclass
class Panel:
    """Who and what there is; ``cover`` is the supplier's insurance, good until ``EXPIRES``."""

    market: Market
    categories: list[MarketCategory]
    commissioner: User
    region: Region
    supplier: Supplier
    user: User
    cover: SupplierEvidence


def panel_scene() -> Panel:
    """Make it by the commands that make it in life."""
    with as_role("owner"):
        region = RegionFactory(code="N50", name="Greater Manchester")
        acts = supplier_user()
    commissioner = UserFactory(role="commissioner")
    with acting(commissioner):
        market = markets.draft_market(details=MarketDetails("Homes", "To live.", region), by=commissioner, at=BEGUN)
        categories = [
            markets.add_category(market=market, need=need, region=region, by=commissioner, at=BEGUN)
            for need in ("accommodation", "finance")
        ]
        for topic, kind, category in (
            ("insurance", "public-liability", None), ("safeguarding", "", None), ("quality", "", categories[1]),
        ):  # fmt: skip
            details = ConditionDetails(topic, topic.capitalize(), "It must be so.", f"Mend {topic}.", kind, category)
            markets.add_condition(market=market, details=details, by=commissioner, at=BEGUN)
        for verb, at in (("announce", BEGUN), ("open", OPENED)):
            markets.move_market(market=market, verb=verb, by=commissioner, at=at)
    market.refresh_from_db()
    with acting(acts.user):
        details = EvidenceDetails("public-liability", "Cover", date(2026, 1, 1), EXPIRES, "P-1")
        cover = library.add_evidence(supplier=acts.supplier, details=details, by=acts.user, at=BEGUN)
        library.keep_answer(supplier=acts.supplier, topic="safeguarding", met=True, text="Yes.", by=acts.user, at=BEGUN)
    return Panel(market, categories, commissioner, region, acts.supplier, acts.user, cover)


def supplier_user(*, verified: bool = True) -> SupplierUser:
    """Somebody who acts for a supplier with a number; made as the owner of the tables."""
    made = SupplierUserFactory()
    checked = (
        {"verified_at": BEGUN, "verified_by": UserFactory(role="commissioner"), "evidence": "x"} if verified else {}
    )
    SupplierIdentifierFactory(supplier=made.supplier, **checked)
    return made


def filled(panel: Panel, *, categories: int = 1, **changed: str) -> MarketApplication:
    """An application that meets everything, or what ``changed`` says instead by condition; as the applicant."""
    with acting(panel.user):
        made = applications.start_application(market=panel.market, supplier=panel.supplier, by=panel.user, at=SENT)
        answers = {
            row.condition_id: Answered(changed.get(row.condition.code, "met"), row.text, row.evidence)
            for row in made.answers.select_related("condition", "evidence")
        }
        applications.fill_application(
            application=made, categories=panel.categories[:categories], scheme=made.scheme, number=made.number,
            answers=answers, by=panel.user, at=SENT,
        )  # fmt: skip
    return made


def submitted(panel: Panel, **given: object) -> MarketApplication:
    """The same, sent."""
    made = filled(panel, **given)  # type: ignore[arg-type]
    with acting(panel.user):
        applications.submit_application(application=made, by=panel.user, at=SENT)
    return made
