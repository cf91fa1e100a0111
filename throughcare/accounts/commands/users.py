"""Making users, closing and reopening their accounts."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.tokens import default_token_generator
from django.db import IntegrityError, transaction
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode

from throughcare.accounts.commands.tokens import revoke_tokens_of
from throughcare.accounts.models import User
from throughcare.accounts.rules.roles import ROLE
from throughcare.audit.commands import record


class OwnAccount(Exception):
    """Somebody tried to change their own role, or to close their own account."""


class UnknownRole(Exception):
    """The role is not in the table."""


class UsernameTaken(Exception):
    """Another user has that name."""


@transaction.atomic
def create_user(
    *,
    username: str,
    role: str,
    by: User | None,
    at: datetime,
    first_name: str = "",
    last_name: str = "",
    email: str = "",
) -> User:
    """Make a user without a password: they choose one with the link of ``invite``. ``by`` None is the command line.

    Raises ``UnknownRole`` and ``UsernameTaken``.
    """
    if role not in ROLE:
        raise UnknownRole(role)
    user = User(username=username, role=role, first_name=first_name, last_name=last_name, email=email)
    user.set_unusable_password()
    if User.objects.filter(username__iexact=username).exists():
        raise UsernameTaken(username)
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError as fault:
        raise UsernameTaken(username) from fault
    record(action="accounts.created_user", by=by, at=at, subject=username, role=role)
    return user


@transaction.atomic
def invite(*, user: User, by: User | None, at: datetime) -> tuple[str, str]:
    """The two parts of a link with which ``user``, and nobody else, sets a password, once, within a day."""
    record(action="accounts.invited_user", by=by, at=at, subject=user.username)
    return urlsafe_base64_encode(force_bytes(user.pk)), default_token_generator.make_token(user)


def invited_user(who: str, token: str) -> User | None:
    """Whom a link is for; None where it is wrong, used, too old, or the account is closed."""
    try:
        user = User.objects.filter(pk=int(urlsafe_base64_decode(who)), is_active=True).first()
    except ValueError:
        return None
    return user if user is not None and default_token_generator.check_token(user, token) else None


@transaction.atomic
def set_password(*, user: User, password: str, at: datetime) -> None:
    """Set the password that the user chose and end every session they had. ``user`` must be acting."""
    user.set_password(password)
    user.sessions_from = at
    user.save(update_fields=["password", "sessions_from"])
    record(action="accounts.set_password", by=user, at=at, subject=user.username)


@transaction.atomic
def deactivate(*, user: User, by: User, at: datetime) -> None:
    """Close an account: sessions end with the next request, its tokens for good. Raises ``OwnAccount``."""
    _set_active(user, False, by=by, at=at, action="accounts.deactivated_user")
    revoke_tokens_of(user=user, by=by, at=at)


@transaction.atomic
def reactivate(*, user: User, by: User, at: datetime) -> None:
    """Open an account that was closed. Raises ``OwnAccount``."""
    _set_active(user, True, by=by, at=at, action="accounts.reactivated_user")


def _set_active(user: User, active: bool, *, by: User, at: datetime, action: str) -> None:
    if user.pk == by.pk:
        raise OwnAccount
    User.objects.filter(pk=user.pk).update(is_active=active, sessions_from=at)
    user.is_active = active
    record(action=action, by=by, at=at, subject=user.username)
