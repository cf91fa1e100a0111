"""What a need says is needed where: its lines, their volumes from the caseload, and volumes that somebody states instead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from throughcare.accounts.models import User
from throughcare.commissioning.commands.needs import agreed_by_nobody, draft_of, tell
from throughcare.commissioning.models import Need, NeedLine
from throughcare.commissioning.queries.need_caseload import basis_of, projection_of
from throughcare.commissioning.rules.need_blocks import refuse
from throughcare.organisations.models import Region
from throughcare.organisations.rules.geography import police_areas
from throughcare.organisations.rules.supplier_codes import COHORT, NEED


@dataclass(frozen=True)
class LineDetails:
    """A category of need, for everybody or a cohort, in a region or one police-force area of it; what is set aside."""

    category: str
    region: Region
    cohort: str = ""
    police_area: str = ""
    value_pence: int | None = None


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
    projected = _project(kept, on=timezone.localdate(at))
    agreed_by_nobody(stored)
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
    after = {line.pk: _project(line, on=timezone.localdate(at)) for line in stored.lines.select_related("region")}
    if after != before:
        agreed_by_nobody(stored)
    tell("project_need", stored, "lines", by, at, before=before, after=after)


@transaction.atomic
def remove_line(*, line: NeedLine, by: User, at: datetime) -> None:
    """Take a line out of a draft. Raises ``NeedRefused``."""
    stored = draft_of(line.need, by)
    NeedLine.objects.filter(pk=line.pk).delete()
    agreed_by_nobody(stored)
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
    agreed_by_nobody(stored)
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
    _forget_overruling(kept)
    kept.save(update_fields=["overruled", "overruled_why", "overruled_by", "overruled_at"])
    agreed_by_nobody(stored)
    tell("restore_need_projection", stored, "lines", by, at, line=kept.pk, before=before, after=kept.projected)
    return kept


def _project(line: NeedLine, *, on: date) -> int | None:
    """Ask the caseload and keep what it says with what the rule makes of it; returns the volume that it works out."""
    line.basis = basis_of(line, on=on)
    decision = projection_of(line)
    line.projected, line.projected_on = (decision.value.projected if decision else None), on
    line.save(update_fields=["basis", "projected", "projected_on"])
    return line.projected


def _forget_overruling(line: NeedLine) -> None:
    """Nobody overrules the projection; nothing is saved."""
    line.overruled, line.overruled_why, line.overruled_by, line.overruled_at = None, "", None, None


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
        _forget_overruling(kept)
    kept.save()
    return kept
