"""Languages and sex of a practitioner, and the office of a team: each change with its audit entry and its event."""

from __future__ import annotations

import re
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from throughcare.accounts.models import User
from throughcare.audit.commands import record as audit
from throughcare.kernel.events import announcer
from throughcare.workforce.events import OfficeChanged, ProfileChanged
from throughcare.workforce.models import Staff, StaffProfile, Team, TeamOffice

_POSTCODE = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]? [0-9][A-Z]{2}")


class ProfileRefused(ValueError):
    """It cannot be recorded; ``code`` says why."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@transaction.atomic
def set_profile(*, staff: Staff, speaks_welsh: bool, sex: str, by: User, at: datetime) -> StaffProfile:
    """What the member of staff told; ``sex`` is F, M or empty. Raises ``ProfileRefused`` with ``sex``."""
    if sex not in ("", "F", "M"):
        raise ProfileRefused("sex")
    profile, _ = StaffProfile.objects.update_or_create(staff=staff, defaults={"speaks_welsh": speaks_welsh, "sex": sex})
    audit(action="workforce.set_profile", by=by, at=at, subject=staff.code, speaks_welsh=speaks_welsh, sex=sex)
    announcer.announce(ProfileChanged(staff.pk, timezone.localdate(at), by.pk))
    return profile


@transaction.atomic
def set_office(*, team: Team, postcode: str, by: User, at: datetime) -> TeamOffice:
    """Where the team works. Raises ``ProfileRefused`` with ``postcode`` where it is not a whole postcode."""
    typed = " ".join(postcode.upper().split())
    if not _POSTCODE.fullmatch(typed):
        raise ProfileRefused("postcode")
    office, _ = TeamOffice.objects.update_or_create(team=team, defaults={"postcode": typed})
    audit(action="workforce.set_office", by=by, at=at, subject=team.code, postcode=typed)
    announcer.announce(OfficeChanged(team.pk, timezone.localdate(at), by.pk))
    return office
