"""The second factor: a code from an authenticator app, or one of ten recovery codes. Kept by django-allauth."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, validate_totp_code
from django.db import transaction

from throughcare.accounts.commands.tokens import revoke_tokens_of
from throughcare.accounts.commands.users import OwnAccount
from throughcare.accounts.models import User
from throughcare.audit.commands import record


class WrongCode(Exception):
    """The code is not the one that the app shows now, was used before, or is no unused recovery code."""


@dataclass(frozen=True)
class Enrolment:
    """What an authenticator app needs: the secret in letters, and the same as a picture to scan (SVG in base 64)."""

    secret: str
    picture: str


def new_secret() -> str:
    """A secret for an authenticator app, in base 32."""
    return str(generate_totp_secret())


def enrolment(user: User, secret: str) -> Enrolment:
    """``secret`` as the app takes it."""
    adapter = get_adapter()
    picture = adapter.build_totp_svg(adapter.build_totp_url(user, secret))
    return Enrolment(secret=secret, picture=base64.b64encode(picture.encode()).decode())


def has_second_factor(user: User) -> bool:
    """Whether the user has set up an authenticator app."""
    return bool(Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists())


def recovery_codes_left(user: User) -> int:
    """How many recovery codes the user has not used."""
    kept = Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).first()
    return len(kept.wrap().get_unused_codes()) if kept else 0


def check_code(*, user: User, code: str) -> str:
    """Check a code and use it up; returns ``totp`` or ``recovery_codes``; raises ``WrongCode``."""
    tidy = code.replace(" ", "").replace("-", "")
    for factor in Authenticator.objects.filter(user=user).order_by("-type"):
        if factor.wrap().validate_code(tidy):
            factor.record_usage()
            return str(factor.type)
    raise WrongCode


@transaction.atomic
def set_up_second_factor(*, user: User, secret: str, code: str, at: datetime) -> list[str]:
    """Keep the app's secret once it has shown a right code; returns recovery codes. ``user`` must be acting.

    Raises ``WrongCode``.
    """
    if not validate_totp_code(secret, code.replace(" ", "")):
        raise WrongCode
    Authenticator.objects.filter(user=user).delete()
    TOTP.activate(user, secret)
    record(action="accounts.set_up_second_factor", by=user, at=at, subject=user.username)
    return list(RecoveryCodes.activate(user).get_unused_codes())


@transaction.atomic
def renew_recovery_codes(*, user: User, at: datetime) -> list[str]:
    """Ten new recovery codes in place of the old; ``user`` must be acting."""
    Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).delete()
    record(action="accounts.renewed_recovery_codes", by=user, at=at, subject=user.username)
    return list(RecoveryCodes.activate(user).get_unused_codes())


@transaction.atomic
def reset_second_factor(*, user: User, by: User, at: datetime) -> None:
    """Take a lost factor away, end the user's sessions and revoke their tokens: the next sign-in sets up a new factor.

    Raises ``OwnAccount``: one does not do that to oneself.
    """
    if user.pk == by.pk:
        raise OwnAccount
    Authenticator.objects.filter(user=user).delete()
    User.objects.filter(pk=user.pk).update(sessions_from=at)
    revoke_tokens_of(user=user, by=by, at=at)
    record(action="accounts.reset_second_factor", by=by, at=at, subject=user.username)
