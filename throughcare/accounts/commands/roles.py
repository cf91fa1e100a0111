"""Granting and withdrawing the role of a user."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from throughcare.accounts.commands.users import OwnAccount, UnknownRole
from throughcare.accounts.models import User
from throughcare.accounts.rules.roles import ROLE
from throughcare.audit.commands import record


@transaction.atomic
def grant_role(*, user: User, role: str, by: User, at: datetime) -> None:
    """Give ``user`` the role in place of the one they had; granting the same again writes nothing.

    Raises ``OwnAccount`` (one does not change one's own role) and ``UnknownRole``.
    """
    if user.pk == by.pk:
        raise OwnAccount
    if role not in ROLE:
        raise UnknownRole(role)
    before = User.objects.select_for_update().get(pk=user.pk).role
    if before == role:
        return
    User.objects.filter(pk=user.pk).update(role=role)
    user.role = role
    record(action="accounts.granted_role", by=by, at=at, subject=user.username, before=before, role=role)


def withdraw_role(*, user: User, by: User, at: datetime) -> None:
    """Leave ``user`` without a role: they sign in and see nothing."""
    grant_role(user=user, role="none", by=by, at=at)
