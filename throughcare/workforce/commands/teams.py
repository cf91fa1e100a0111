"""What is recorded about a team."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from throughcare.accounts.models import User
from throughcare.audit.commands import record
from throughcare.kernel.events import announcer
from throughcare.workforce.events import TeamPhoneChanged
from throughcare.workforce.models import Team


@transaction.atomic
def set_team_phone(*, team: Team, phone: str, by: User, at: datetime) -> Team:
    """Set the number that people on probation ring; the same again writes nothing."""
    team = Team.objects.select_for_update().get(pk=team.pk)
    if team.phone == phone:
        return team
    before, team.phone = team.phone, phone
    team.save(update_fields=["phone"])
    record(action="workforce.set_team_phone", by=by, at=at, subject=team.code, before=before, phone=phone)
    announcer.announce(TeamPhoneChanged(team.pk, by.pk, at))
    return team
