"""The token with which somebody calls."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from ninja import Router, Schema

from throughcare.accounts.api.access import caller, operation
from throughcare.accounts.rules.scopes import ANY_SCOPE

router = Router(tags=["token"])


class TokenOut(Schema):
    """What the token is and may be used for; ``role`` and ``username`` are those of the user it acts as."""

    name: str
    prefix: str
    username: str
    role: str
    scopes: list[str]
    expires_at: datetime


@router.get("/token", response=TokenOut, summary="The token in use")
@operation(permission="site.home", scope=ANY_SCOPE)
def read_token(request: HttpRequest) -> TokenOut:
    """Whom the token acts as, what it covers, and until when."""
    token = caller(request)
    return TokenOut(
        name=token.name,
        prefix=token.prefix,
        username=token.user.username,
        role=token.user.role,
        scopes=list(token.scopes),
        expires_at=token.expires_at,
    )
