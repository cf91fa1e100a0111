"""A need as the Open Contracting Data Standard tells it, before anything is bought: the projection of its current state."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.text import slugify

from throughcare.commissioning.models import Need, NeedLine, NeedParty, PublishedRelease
from throughcare.commissioning.queries.need_checks import line_words
from throughcare.commissioning.queries.ocds_shared import buyer_in
from throughcare.commissioning.rules.need_policy import said_volume
from throughcare.commissioning.rules.ocds import (
    Budget,
    Lot,
    Organization,
    Period,
    Planning,
    Release,
    Tag,
    Tender,
    Value,
)
from throughcare.commissioning.rules.ocds.tender import TenderStatus
from throughcare.kernel.calendar import add_months

_STATUS: dict[str, TenderStatus] = {"met": "complete", "withdrawn": "cancelled"}


def need_release(need: Need, *, tag: Tag, at: datetime) -> Release:
    """A release that says all of the need as it stands: why, what is set aside, who bears it, and what is needed where."""
    parties = need_parties(need)
    number = PublishedRelease.objects.filter(ocid=need.ocid).count() + 1
    return Release(
        ocid=need.ocid, id=f"{need.ocid}-{number}", date=at, tag=(tag,), initiation_type="tender", language="en",
        title=need.title, parties=parties, buyer=parties[0].reference, planning=need_planning(need),
        tender=need_tender(need),
    )  # fmt: skip


def need_parties(need: Need) -> tuple[Organization, ...]:
    """The region with the largest share as the buyer, then everybody else who bears a share."""
    bodies = list(need.parties.select_related("region"))
    lead = next(each for each in bodies if each.region)
    return (buyer_in(lead.region), *(_funder(each) for each in bodies if each.pk != lead.pk))


def need_planning(need: Need) -> Planning:
    """Why it is needed, and what is set aside by whom."""
    shares = "; ".join(f"{each.name}: {each.share.normalize():f} per cent" for each in need.parties.all())
    total = sum(line.value_pence or 0 for line in need.lines.all())
    return Planning(rationale=need.description, budget=Budget(description=shares, amount=Value.of_pence(total)))


def need_tender(need: Need) -> Tender:
    """What is needed where, as far as it is planned: a lot for each line."""
    status = _STATUS.get(need.state, "planning")
    period = Period.of_days(need.starts_on, add_months(need.starts_on, need.term_months))
    lines = list(need.lines.select_related("region"))
    return Tender(
        id=need.reference, title=need.title, status=status, procuring_entity=need_parties(need)[0].reference,
        value=Value.of_pence(sum(line.value_pence or 0 for line in lines)), main_procurement_category="services",
        contract_period=period, lots=tuple(_lot(line, need, status) for line in lines),
        risk_details=f"Why it ended: {need.ended_why}" if need.ended_why else None,
    )  # fmt: skip


def _lot(line: NeedLine, need: Need, status: TenderStatus) -> Lot:
    said = said_volume(line.volume, on=timezone.localdate(need.agreed_at))
    return Lot(
        id=f"line-{line.pk}", title=str(line_words(line)), status=status, description=said,
        value=Value.of_pence(line.value_pence or 0),
    )  # fmt: skip


def _funder(party: NeedParty) -> Organization:
    if party.region is not None:
        one = buyer_in(party.region)
        return Organization(id=one.id, name=one.name, name_cy=one.name_cy, roles=("funder",))
    return Organization(id=f"XI-BODY-{slugify(party.name)}", name=party.name, roles=("funder",))
