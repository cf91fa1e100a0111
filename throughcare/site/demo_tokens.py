"""Tokens of the demonstration: two programs that call the API, one of them no longer. Their secrets nobody has."""

from __future__ import annotations

from datetime import datetime, timedelta

from throughcare.accounts.acting import acting
from throughcare.accounts.commands.tokens import make_token, revoke_token
from throughcare.accounts.models import ApiToken, User
from throughcare.organisations.models import Posting

PROGRAMS = (
    ("Appointments on the office screen", "practitioner", ("caseload:read", "contacts:read")),
    ("Last year's spreadsheet", "senior", ("people:read",)),
)


def make_some_tokens(*, region: str, at: datetime) -> None:
    """Make them as an administrator would; doing it twice changes nothing."""
    administrator = User.objects.filter(role="administrator").order_by("pk").first()
    if administrator is None or ApiToken.objects.exists():
        return
    posted = Posting.objects.filter(region__code=region).values("user")
    made: list[ApiToken] = []
    with acting(administrator, why="demonstration"):
        for name, role, scopes in PROGRAMS:
            user = User.objects.filter(role=role, pk__in=posted).order_by("username").first()
            if user is not None:
                life = timedelta(days=90)
                made.append(make_token(user=user, name=name, scopes=scopes, life=life, by=administrator, at=at).token)
        for token in made[1:]:
            revoke_token(token=token, by=administrator, at=at)
