"""Contracts of the demonstration: one in force with invoices, a change and a review, and one that waits to be signed."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from throughcare.accounts.acting import acting
from throughcare.accounts.models import User
from throughcare.commissioning.commands.contract_changes import change_contract
from throughcare.commissioning.commands.contract_payments import pay_invoice, record_invoice
from throughcare.commissioning.commands.contract_reviews import record_measurement, record_review
from throughcare.commissioning.commands.contract_signing import sign_contract, sign_for_supplier
from throughcare.commissioning.commands.contracts import add_indicator, draft_contract
from throughcare.commissioning.commands.publication import publish
from throughcare.commissioning.models import Competition, CompetitionLot, Contract, Market, MarketCategory
from throughcare.commissioning.queries.ocds_contract import parties_of
from throughcare.commissioning.queries.ocds_shared import ocid_of
from throughcare.commissioning.rules.ocds import Award, Release
from throughcare.organisations.models import Supplier, SupplierUser

DAY = timedelta(days=1)


def make_agreements(*, at: datetime) -> None:
    """Draft, sign and live through them as people would; doing it twice changes nothing."""
    by = User.objects.filter(username="demo.commissioner").first()
    signer = User.objects.filter(username="demo.supplier").first()
    if by is None or signer is None:
        return
    with acting(by, why="demonstration"):
        market = Market.objects.filter(reference="fictional-rehabilitation").first()
        if market is None or Contract.objects.exists():
            return
    with acting(signer, why="demonstration"):
        supplier = SupplierUser.objects.filter(user=signer, ended_at=None).order_by("pk")[0].supplier
    competition = _held(market, by, at - 59 * DAY)
    living = _drafted(competition, 1, supplier, by, at - 47 * DAY)
    _drafted(competition, 2, supplier, by, at - 3 * DAY)
    with acting(signer, why="demonstration"):
        sign_for_supplier(contract=living, by=signer, at=at - 46 * DAY)
    with acting(by, why="demonstration"):
        living = sign_contract(contract=living, by=by, at=at - 45 * DAY)
    _live(living, by, signer, at)


def _held(market: Market, by: User, at: datetime) -> Competition:
    """A competition of which only the notices of the award are told: its bids were not kept here."""
    with acting(by, why="demonstration"):
        reference = "fictional-homes-before"
        made = Competition.objects.create(
            market=market, reference=reference, ocid=ocid_of("competition", reference), title="Fictional homes, first round",
            specification="Help to find a home and to keep it.", pack=market.pack, opened_on=timezone.localdate(at),
            state="published", starts_on=timezone.localdate(at + 14 * DAY), extension_months=12, made_by=by,
            made_at=at - DAY,
            approved_by=User.objects.filter(role="director").order_by("pk")[0], approved_at=at, published_at=at + DAY,
            closes_at=at + 11 * DAY, draw="0" * 16,
        )  # fmt: skip
        category = MarketCategory.objects.filter(market=market, need="accommodation").order_by("pk")[0]
        for number, title in ((1, "Homes in the north"), (2, "Homes in the south")):
            CompetitionLot.objects.create(
                competition=made, number=number, title=title, category=category, value_pence=240_000_00,
                mobilisation_pence=10_000_00, annual_volume=60,
            )  # fmt: skip
        Competition.objects.filter(pk=made.pk).update(state="closed")
    return made


def _drafted(competition: Competition, number: int, supplier: Supplier, by: User, at: datetime) -> Contract:
    with acting(by, why="demonstration"):
        lot = competition.lots.get(number=number)
        made = draft_contract(
            competition=competition, lots=[lot], supplier=supplier, value_pence=231_500_00, award_key=f"award-{number}",
            reference=f"fictional-homes-{number}", title=f"Fictional {lot.title.lower()}", vat_percent=20,
            not_before=timezone.localdate(at + DAY), by=by, at=at,
        )  # fmt: skip
        add_indicator(
            contract=made, name="Still housed after six months", target_percent=Decimal(80), owner="Contract manager",
            definition="People who were housed and still are six months later", numerator="People still housed",
            denominator="People housed six months before", gaming="Only easy cases are taken: compare who was referred",
            by=by, at=at,
        )  # fmt: skip
        parties = parties_of(Contract.objects.select_related("competition__market", "supplier").get(pk=made.pk))
        award = Award(
            id=made.award_key,
            status="active",
            date=at,
            title=lot.title,
            suppliers=tuple(each.reference for each in parties[1:]),
        )
        ocid = competition.ocid
        publish(
            release=Release(
                ocid=ocid, id=f"{ocid}-award-{number}", date=at, tag=("award",), initiation_type="tender", language="en",
                title=competition.title, parties=parties, buyer=parties[0].reference, awards=(award,),
            ),
            by=by,
        )  # fmt: skip
    return made


def _live(contract: Contract, by: User, signer: User, at: datetime) -> None:
    """Three invoices: one paid, one late, one that waits; a change, a measurement and a review."""
    sent = []
    for number, days, net in ((1, 42, 40_000_00), (2, 38, 9_000_50), (3, 5, 9_000_00)):
        sent_at = at - days * DAY
        with acting(signer, why="demonstration"):
            sent.append(record_invoice(
                contract=contract, number=f"DOOR-{number}", what=f"Part {number} of the first year", net_pence=net,
                vat_pence=net // 5, dated_on=timezone.localdate(sent_at), by=signer, at=sent_at,
            ))  # fmt: skip
    with acting(by, why="demonstration"):
        pay_invoice(invoice=sent[0], paid_on=timezone.localdate(at - 20 * DAY), by=by, at=at - 20 * DAY)
        change_contract(
            contract=contract, what="Five more places in the north.", why="More people wait than were projected.",
            ground="light-touch", added_pence=12_000_00, by=by, at=at - 15 * DAY,
        )  # fmt: skip
        indicator = contract.indicators.get()
        record_measurement(
            indicator=indicator, start=timezone.localdate(at - 45 * DAY), until=timezone.localdate(at - 15 * DAY),
            numerator=7, denominator=9, by=by, at=at - 12 * DAY,
        )  # fmt: skip
        record_review(
            contract=contract, held_on=timezone.localdate(at - 10 * DAY), findings="A good start, with few referrals yet.",
            ratings={indicator: "approaching-target"}, by=by, at=at - 10 * DAY,
        )  # fmt: skip
