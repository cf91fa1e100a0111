"""Who a command acts as."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from throughcare.accounts.models import User


def permitted(username: str | None, permission: str) -> User | None:
    """The user of that name, who must hold the permission; None where no name is given. Usage errors otherwise."""
    from throughcare.accounts.models import User

    if username is None:
        return None
    user = User.objects.filter(username=username).first()
    if user is None:
        raise click.UsageError(f"there is no user named {username!r}")
    if not user.may(permission):
        raise click.UsageError(f"{username!r} may not do this: the role {user.role!r} lacks {permission}")
    return user
