"""Stating a need: what it is, and who states it with which share. Any change is a draft's alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from throughcare.accounts.models import User
from throughcare.audit.commands import MOST_SUBJECT, record
from throughcare.commissioning.events import NeedChanged
from throughcare.commissioning.models import Need, NeedParty
from throughcare.commissioning.queries.ocds_shared import ocid_of
from throughcare.commissioning.queries.reach import reaches_need
from throughcare.commissioning.rules.need_blocks import refuse
from throughcare.commissioning.rules.need_codes import PARTY_KIND
from throughcare.kernel.events import announcer
from throughcare.organisations.models import Region

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
    agreed_by_nobody(stored)
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
    agreed_by_nobody(stored)
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
    agreed_by_nobody(stored)
    tell("remove_need_party", stored, "parties", by, at, kind=party.kind, name=party.name)


def draft_of(need: Need, by: User) -> Need:
    """The draft, locked until the transaction ends, for a commissioner within reach. Raises ``NeedRefused``."""
    stored = locked_need(need, by)
    if stored.state != "draft":
        raise refuse("not-a-draft")
    return stored


def locked_need(need: Need, by: User) -> Need:
    """The need, locked until the transaction ends, for a commissioner within reach. Raises ``NeedRefused``."""
    if by.role != "commissioner":
        raise refuse("not-a-commissioner")
    stored = Need.objects.select_for_update(no_key=True).get(pk=need.pk)
    if not reaches_need(by, stored):
        raise refuse("out-of-reach")
    return stored


def tell(verb: str, need: Need, what: str, by: User, at: datetime, **detail: Any) -> None:
    """Write it down, and tell others."""
    record(action=f"commissioning.{verb}", by=by, at=at, subject=need.reference[:MOST_SUBJECT], need=need.pk, **detail)
    announcer.announce(NeedChanged(need.pk, what, by.pk, at))


def agreed_by_nobody(need: Need) -> None:
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
