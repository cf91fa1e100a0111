"""Stating a need: what it is, who states it with which share, and what is needed where. Any change is a draft's alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify

from throughcare.accounts.models import User
from throughcare.audit.commands import MOST_SUBJECT, record
from throughcare.commissioning.events import NeedChanged
from throughcare.commissioning.models import Need, NeedLine, NeedParty
from throughcare.commissioning.queries.need_caseload import basis_of, projection_of
from throughcare.commissioning.queries.ocds_shared import ocid_of
from throughcare.commissioning.rules.need_blocks import refuse
from throughcare.commissioning.rules.need_codes import PARTY_KIND
from throughcare.kernel.events import announcer
from throughcare.organisations.models import Region
from throughcare.organisations.rules.geography import police_areas
from throughcare.organisations.rules.supplier_codes import COHORT, NEED

FIRST_DAY = date(2015, 1, 1)
MOST_MONTHS, MOST_SHARE, TITLE, REFERENCE = 120, 100, 200, 40
RESERVED = frozenset({"new"})
"""A word that stands in an address, where a reference would."""


@dataclass(frozen=True)
class NeedDetails:
    """What is needed, why, from which day on and for how many months."""

    title: str
    starts_on: date
    term_months: int = 24
    description: str = ""


@dataclass(frozen=True)
class PartyDetails:
    """A body with its share in per cent; a ``region`` names itself, any other body has a ``name``."""

    kind: str
    share: Decimal
    region: Region | None = None
    name: str = ""


@dataclass(frozen=True)
class LineDetails:
    """A category of need, for everybody or a cohort, in a region or one police-force area of it; what is set aside."""

    category: str
    region: Region
    cohort: str = ""
    police_area: str = ""
    value_pence: int | None = None


@transaction.atomic
def draft_need(*, details: NeedDetails, by: User, at: datetime) -> Need:
    """Begin a statement of need, seen by those who buy alone. Raises ``NeedRefused``."""
    if by.role != "commissioner":
        raise refuse("not-a-commissioner")
    told = _details(details)
    reference = _free_reference(told["title"])
    made = Need.objects.create(
        reference=reference, ocid=ocid_of("need", reference), made_by=by, made_at=at, **told
    )  # fmt: skip
    tell("draft_need", made, "draft", by, at)
    return made


@transaction.atomic
def change_need(*, need: Need, details: NeedDetails, by: User, at: datetime) -> None:
    """Change what a draft says of itself; who agreed before agrees again. Raises ``NeedRefused``."""
    stored = draft_of(need, by)
    told = _details(details)
    before = {name: getattr(stored, name) for name in told}
    if before == told:
        return
    for name, value in told.items():
        setattr(stored, name, value)
    stored.save(update_fields=list(told))
    _agreed_by_nobody(stored)
    tell("change_need", stored, "details", by, at, before=before, after=told)


@transaction.atomic
def keep_party(
    *, need: Need, details: PartyDetails, by: User, at: datetime, party: NeedParty | None = None
) -> NeedParty:
    """Add a body with its share, or change ``party``. Shares of any sum are kept; agreeing asks for the whole.

    Raises ``NeedRefused``.
    """
    stored = draft_of(need, by)
    told = _party(details)
    if party is not None and party.need_id != stored.pk:
        raise refuse("wrong-state")
    if party is not None and party.region is not None and party.region != told["region"]:
        _without_lines(stored, party.region)
    try:
        with transaction.atomic():
            if party is None:
                kept = NeedParty.objects.create(need=stored, **told)
            else:
                NeedParty.objects.filter(pk=party.pk).update(**told)
                kept = NeedParty.objects.get(pk=party.pk)
    except IntegrityError as fault:
        raise refuse("party-twice") from fault
    _agreed_by_nobody(stored)
    verb = "add_need_party" if party is None else "change_need_party"
    tell(verb, stored, "parties", by, at, party=kept.pk, kind=kept.kind, name=kept.name, share=str(kept.share))
    return kept


@transaction.atomic
def remove_party(*, party: NeedParty, by: User, at: datetime) -> None:
    """Take a body out of a draft. Raises ``NeedRefused`` where something is needed in its region."""
    stored = draft_of(party.need, by)
    if party.region is not None:
        _without_lines(stored, party.region)
    NeedParty.objects.filter(pk=party.pk).delete()
    _agreed_by_nobody(stored)
    tell("remove_need_party", stored, "parties", by, at, kind=party.kind, name=party.name)


@transaction.atomic
def keep_line(*, need: Need, details: LineDetails, by: User, at: datetime, line: NeedLine | None = None) -> NeedLine:
    """Add what is needed where, or change ``line``, whose volume is then worked out anew. Raises ``NeedRefused``."""
    stored = draft_of(need, by)
    _check_line(stored, details)
    if line is not None and line.need_id != stored.pk:
        raise refuse("line-of-another")
    told = {**asdict(details), "region": details.region}
    try:
        with transaction.atomic():
            kept = NeedLine.objects.create(need=stored, **told) if line is None else _changed_line(line, told)
    except IntegrityError as fault:
        raise refuse("line-twice") from fault
    projected = project(kept, on=timezone.localdate(at))
    _agreed_by_nobody(stored)
    said = {**told, "region": details.region.code, "projected": projected}
    tell("add_need_line" if line is None else "change_need_line", stored, "lines", by, at, line=kept.pk, **said)
    return kept


@transaction.atomic
def project_lines(*, need: Need, by: User, at: datetime) -> None:
    """Work the volumes of all lines out anew from the caseload as it is; what was stated instead stays.

    Raises ``NeedRefused``.
    """
    stored = draft_of(need, by)
    before = {line.pk: line.projected for line in stored.lines.all()}
    after = {line.pk: project(line, on=timezone.localdate(at)) for line in stored.lines.select_related("region")}
    if after != before:
        _agreed_by_nobody(stored)
    tell("project_need", stored, "lines", by, at, before=before, after=after)


@transaction.atomic
def remove_line(*, line: NeedLine, by: User, at: datetime) -> None:
    """Take a line out of a draft. Raises ``NeedRefused``."""
    stored = draft_of(line.need, by)
    NeedLine.objects.filter(pk=line.pk).delete()
    _agreed_by_nobody(stored)
    tell("remove_need_line", stored, "lines", by, at, category=line.category, cohort=line.cohort, area=line.area)


@transaction.atomic
def overrule_volume(*, line: NeedLine, volume: int, why: str, by: User, at: datetime) -> NeedLine:
    """State another volume of a year than the projected one, with a reason; both are kept. Raises ``NeedRefused``."""
    stored = draft_of(line.need, by)
    if volume < 1:
        raise refuse("volume-not-positive")
    if not why.strip():
        raise refuse("no-reason")
    kept = NeedLine.objects.select_for_update(of=("self",)).get(pk=line.pk)
    before = kept.volume
    kept.overruled, kept.overruled_why, kept.overruled_by, kept.overruled_at = volume, why.strip(), by, at
    kept.save(update_fields=["overruled", "overruled_why", "overruled_by", "overruled_at"])
    _agreed_by_nobody(stored)
    tell("overrule_need_volume", stored, "lines", by, at, line=kept.pk, before=before, after=volume, why=why.strip())
    return kept


@transaction.atomic
def restore_projection(*, line: NeedLine, by: User, at: datetime) -> NeedLine:
    """Take a volume of one's own back, so that the projected one counts again. Raises ``NeedRefused``."""
    stored = draft_of(line.need, by)
    kept = NeedLine.objects.select_for_update(of=("self",)).get(pk=line.pk)
    if kept.overruled is None:
        return kept
    before = kept.overruled
    forget_overruling(kept)
    kept.save(update_fields=["overruled", "overruled_why", "overruled_by", "overruled_at"])
    _agreed_by_nobody(stored)
    tell("restore_need_projection", stored, "lines", by, at, line=kept.pk, before=before, after=kept.projected)
    return kept


def draft_of(need: Need, by: User) -> Need:
    """The draft, locked until the transaction ends, for a commissioner. Raises ``NeedRefused``."""
    stored = locked_need(need, by)
    if stored.state != "draft":
        raise refuse("not-a-draft")
    return stored


def locked_need(need: Need, by: User) -> Need:
    """The need, locked until the transaction ends, for a commissioner. Raises ``NeedRefused``."""
    if by.role != "commissioner":
        raise refuse("not-a-commissioner")
    return Need.objects.select_for_update(no_key=True).get(pk=need.pk)


def project(line: NeedLine, *, on: date) -> int | None:
    """Ask the caseload and keep what it says with what the rule makes of it; returns the volume that it works out."""
    line.basis = basis_of(line, on=on)
    decision = projection_of(line)
    line.projected, line.projected_on = (decision.value.projected if decision else None), on
    line.save(update_fields=["basis", "projected", "projected_on"])
    return line.projected


def forget_overruling(line: NeedLine) -> None:
    """Nobody overrules the projection; nothing is saved."""
    line.overruled, line.overruled_why, line.overruled_by, line.overruled_at = None, "", None, None


def tell(verb: str, need: Need, what: str, by: User, at: datetime, **detail: Any) -> None:
    """Write it down, and tell others."""
    record(action=f"commissioning.{verb}", by=by, at=at, subject=need.reference[:MOST_SUBJECT], need=need.pk, **detail)
    announcer.announce(NeedChanged(need.pk, what, by.pk, at))


def _agreed_by_nobody(need: Need) -> None:
    """What was agreed to is not what it is now."""
    NeedParty.objects.filter(need=need, agreed_on__isnull=False).update(
        agreed_name="", agreed_post="", agreed_on=None, agreed_recorded_by=None
    )


def _details(details: NeedDetails) -> dict[str, Any]:
    if not details.title.strip():
        raise refuse("no-title")
    if details.starts_on < FIRST_DAY:
        raise refuse("starts-too-early")
    if not 1 <= details.term_months <= MOST_MONTHS:
        raise refuse("term-out-of-range")
    return {
        "title": details.title.strip()[:TITLE], "description": details.description.strip(),
        "starts_on": details.starts_on, "term_months": details.term_months,
    }  # fmt: skip


def _party(details: PartyDetails) -> Mapping[str, Any]:
    if details.kind not in PARTY_KIND:
        raise refuse("unknown-kind")
    if not 0 < details.share <= MOST_SHARE or details.share != round(details.share, 2):
        raise refuse("share-out-of-range")
    if details.kind == "region":
        if details.region is None:
            raise refuse("region-without-name")
        return {"kind": "region", "region": details.region, "name": details.region.name, "share": details.share}
    if not details.name.strip():
        raise refuse("body-without-name")
    return {"kind": details.kind, "region": None, "name": details.name.strip()[:TITLE], "share": details.share}


def _check_line(need: Need, details: LineDetails) -> None:
    if details.category not in NEED:
        raise refuse("unknown-category")
    if details.cohort and details.cohort not in COHORT:
        raise refuse("unknown-cohort")
    if not need.parties.filter(region=details.region).exists():
        raise refuse("region-states-no-need")
    area = police_areas().get(details.police_area)
    if details.police_area and (area is None or area.region != details.region.code):
        raise refuse("area-of-another-region")
    if details.value_pence is not None and details.value_pence <= 0:
        raise refuse("value-not-positive")


def _changed_line(line: NeedLine, told: Mapping[str, Any]) -> NeedLine:
    """The line with what is told; a volume of other people or another area is not one of these."""
    kept = NeedLine.objects.select_for_update(of=("self",)).get(pk=line.pk)
    elsewhere = any(getattr(kept, name) != told[name] for name in ("category", "cohort", "region", "police_area"))
    for name, value in told.items():
        setattr(kept, name, value)
    if elsewhere:
        forget_overruling(kept)
    kept.save()
    return kept


def _without_lines(need: Need, region: Region) -> None:
    if need.lines.filter(region=region).exists():
        raise refuse("region-has-lines")


def _free_reference(title: str) -> str:
    """A short name that no other need has: words of the title, and a number where they are taken."""
    words = slugify(title)[: REFERENCE - 4].strip("-") or "need"
    number, found = 1, words
    while found in RESERVED or Need.objects.filter(reference=found).exists():
        number += 1
        found = f"{words}-{number}"
    return found
