"""A contract for the tests: the award of the scene is published, the contract drafted with everything it needs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import msgspec

from throughcare.accounts.acting import acting
from throughcare.accounts.models import User
from throughcare.accounts.tests.factories import UserFactory
from throughcare.commissioning.commands.contract_payments import check_invoice
from throughcare.commissioning.commands.contract_signing import sign_contract, sign_for_supplier
from throughcare.commissioning.commands.contracts import add_indicator, draft_contract
from throughcare.commissioning.commands.publication import publish
from throughcare.commissioning.models import Contract, ContractInvoice, PublishedRelease
from throughcare.commissioning.queries.ocds_contract import contract_now, parties_of
from throughcare.commissioning.rules import ocds
from throughcare.commissioning.rules.ocds import compile_releases, decode, encode
from throughcare.commissioning.tests.factories import Scene, competition_scene
from throughcare.testing.acting import as_role

AWARDED = datetime(2026, 7, 1, 10, 0, tzinfo=UTC)
MAY_SIGN = date(2026, 7, 13)
SIGNED = datetime(2026, 7, 14, 10, 0, tzinfo=UTC)
BEGUN = datetime(2026, 10, 1, 9, 0, tzinfo=UTC)
WHOLE = {
    "definition": "People housed who are still housed six months later", "owner": "Contract manager",
    "numerator": "People still housed", "denominator": "People housed", "gaming": "Only easy cases are taken",
}  # fmt: skip


@dataclass
class Signed:
    """A contract with those who sign it."""

    contract: Contract
    scene: Scene
    commissioner: User
    supplier: User

    def again(self) -> Contract:
        """The contract as it stands."""
        with as_role("owner"):
            return Contract.objects.select_related("competition__market", "supplier").get(pk=self.contract.pk)


def checked(made: Signed, invoice: ContractInvoice, *, at: datetime | None = None) -> ContractInvoice:
    """The invoice, found right by another commissioner than the one who pays it."""
    with as_role("owner"):
        other = UserFactory(role="commissioner")
    with acting(other):
        return check_invoice(invoice=invoice, by=other, at=at or invoice.recorded_at)


def day(text: str, hour: int = 10) -> datetime:
    """An hour of a day."""
    return datetime.fromisoformat(text).replace(hour=hour, tzinfo=UTC)


def drafted(*, number: int = 1, scene: Scene | None = None, **given: object) -> Signed:
    """A drafted contract of a lot; its award is public and its standstill ends before ``MAY_SIGN``."""
    if scene is None:
        with as_role("owner"):
            scene = competition_scene(starts_on=date(2026, 10, 1), extension_months=12)
    terms = {"value_pence": 240_000_00, "award_key": f"award-{number}", "reference": f"home-{scene.competition.pk}-{number}",
             "not_before": MAY_SIGN, **given}  # fmt: skip
    with acting(scene.commissioner):
        made = draft_contract(
            competition=scene.competition, lots=[scene.lots[number - 1]], supplier=scene.suppliers[0],
            by=scene.commissioner, at=AWARDED, **terms,
        )  # fmt: skip
        add_indicator(
            contract=made, name="Still housed", target_percent=Decimal(80), by=scene.commissioner, at=AWARDED, **WHOLE
        )
    with as_role("owner"):
        _award(Contract.objects.select_related("competition__market", "supplier").get(pk=made.pk), number)
    return Signed(made, scene, scene.commissioner, scene.bidders[0].user)


def signed(*, at: datetime = SIGNED, **given: object) -> Signed:
    """The contract signed by both, before its first day."""
    return sign(drafted(**given), at=at)


def sign(made: Signed, *, at: datetime = SIGNED) -> Signed:
    """Both sign."""
    with acting(made.supplier):
        sign_for_supplier(contract=made.contract, by=made.supplier, at=at)
    with acting(made.commissioner):
        sign_contract(contract=made.contract, by=made.commissioner, at=at + timedelta(minutes=1))
    return made


def in_force(*, at: datetime = SIGNED, **given: object) -> Signed:
    """The contract in force from the day of its signatures."""
    return signed(at=at, starts_on=at.date(), not_before=at.date(), **given)


def told(made: Signed) -> tuple[object, object]:
    """The contract as all releases say it together, and as it stands."""
    with as_role("owner"):
        contract = Contract.objects.select_related("competition__market", "supplier").get(pk=made.contract.pk)
        releases = [
            decode(row.body)
            for row in PublishedRelease.objects.filter(ocid=contract.competition.ocid).order_by("number")
        ]
        now = contract_now(contract)
    compiled = compile_releases(releases)
    said = next(each for each in compiled["contracts"] if each["id"] == contract.key)
    (wanted,) = encode(msgspec.structs.replace(releases[-1], contracts=(now,)))["contracts"]
    return said, wanted


def _award(contract: Contract, number: int) -> None:
    """The award as its release tells it."""
    at, ocid = AWARDED + timedelta(minutes=number), contract.competition.ocid
    parties = parties_of(contract)
    publish(
        release=ocds.Release(
            ocid=ocid, id=f"{ocid}-{number}", date=at, tag=("award",), initiation_type="tender", language="en",
            title="Finding and keeping a home", parties=parties, buyer=parties[0].reference,
            awards=(ocds.Award(id=contract.award_key, status="active", date=at, suppliers=(parties[1].reference,)),),
        ),
        by=None,
    )  # fmt: skip
