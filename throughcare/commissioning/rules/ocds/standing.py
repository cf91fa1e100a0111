"""How a process stands by what was published of it: what lists show without reading the whole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from throughcare.commissioning.rules.ocds.release import Release, decode
from throughcare.kernel.codes import code_list
from throughcare.kernel.decision import mark as _

STAGE = code_list(
    "ocds-stage",
    _("Stage"),
    "Open Contracting Data Standard 1.1.5, sections of a release",
    ("planning", _("Planned")),
    ("tender", _("Open for bids")),
    ("closed", _("Bids being assessed")),
    ("award", _("Awarded")),
    ("contract", _("Contract")),
    ("ended", _("Ended")),
    ("unsuccessful", _("Ended without an award")),
)


@dataclass(frozen=True, slots=True)
class Standing:
    """``stage`` is of ``STAGE``; ``value_pence`` what is contracted, else awarded, else expected, without VAT."""

    stage: str
    title: str
    buyer: str
    suppliers: tuple[str, ...]
    value_pence: int | None
    closes_at: datetime | None


def standing_of(compiled: dict[str, Any]) -> Standing:
    """How the process stands, from its compiled release."""
    release = decode(compiled)
    names = {party.id: party.name for party in release.parties}
    won = [each for award in release.awards if award.status == "active" for each in award.suppliers]
    tender = release.tender
    return Standing(
        stage=_stage(release),
        title=release.title or (tender.title if tender else "") or release.ocid,
        buyer=names.get(release.buyer.id, "") if release.buyer else "",
        suppliers=tuple(dict.fromkeys(names.get(each.id, each.id) for each in won)),
        value_pence=_value(release),
        closes_at=tender.tender_period.end_date if tender and tender.tender_period else None,
    )


def stage_at(stage: str, closes_at: datetime | None, *, now: datetime) -> str:
    """The stage at an instant: what was open for bids is being assessed once the time for bids is over."""
    return "closed" if stage == "tender" and closes_at is not None and closes_at <= now else stage


def _stage(release: Release) -> str:
    if release.contracts:
        over = all(contract.status in ("terminated", "cancelled") for contract in release.contracts)
        return "ended" if over else "contract"
    if release.awards:
        return "award" if any(award.status in ("active", "pending") for award in release.awards) else "unsuccessful"
    if release.tender is None or release.tender.status in ("planning", "planned"):
        return "planning"
    if release.tender.status in ("cancelled", "withdrawn", "unsuccessful"):
        return "unsuccessful"
    if release.planning is not None and release.tender.status == "complete":
        return "ended"  # a need that was met: nothing was ever open for bids in its own process
    return "tender" if release.tender.status == "active" else "closed"


def _value(release: Release) -> int | None:
    said = (
        [contract.value for contract in release.contracts],
        [award.value for award in release.awards if award.status == "active"],
        [release.tender.value if release.tender else None],
    )
    for values in said:
        amounts = [round(value.amount * 100) for value in values if value and value.amount is not None]
        if amounts:
            return sum(amounts)
    return None
