"""Who acts for a supplier: inviting, accepting, withdrawing an invitation, removing a colleague.

An invitation is sent to one address, works once and ends by itself. Stored is the hash of its token; the token stands in
the message alone, whose words no page shows. The database accepts it, and for the user with that address alone.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext, override

from throughcare.accounts.acting import acting, nobody_acting
from throughcare.accounts.commands import users
from throughcare.accounts.models import User
from throughcare.audit.commands import MOST_SUBJECT, record
from throughcare.kernel.decision import mark
from throughcare.kernel.events import announcer
from throughcare.organisations.events import ColleagueInvited, ColleagueJoined, ColleagueLeft
from throughcare.organisations.models import Supplier, SupplierInvitation, SupplierUser
from throughcare.organisations.rules.supplier_policy import supplier_policies
from throughcare.outbox.commands import queue

Link = Callable[[str], str]
"""The address of an invitation, made of its token."""
_DAY = timedelta(hours=24)
LANGUAGES = {"en-gb": "en", "cy": "cy"}
_SUBJECT = mark("Invitation to act for {supplier}")
_BODY = mark(
    "{inviter} invites you to act for {supplier} in the commissioning of probation services. "
    "Follow this link by {day}; it works once, for this address alone: {link}"
)


class AlreadyActs(Exception):
    """The address belongs to somebody who acts for the supplier already."""


class AlreadyInvited(Exception):
    """There is an open invitation for the address."""


class TooManyInvitations(Exception):
    """The supplier sent as many invitations as it may in 24 hours."""


class LastColleague(Exception):
    """Nobody would act for the supplier any more."""


class InvitationRefused(Exception):
    """It cannot be accepted; ``code`` is ``ended``, ``other-address`` or ``other-role``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Invited:
    """What whoever holds a token may know of its invitation."""

    supplier: int
    name: str
    email: str


@transaction.atomic
def invite_colleague(*, supplier: Supplier, email: str, link: Link, by: User, at: datetime) -> SupplierInvitation:
    """Invite the holder of an address to act for the supplier; ``link`` makes an address of the token.

    One that ran out is replaced. Raises ``AlreadyActs``, ``AlreadyInvited`` and ``TooManyInvitations``.
    """
    email = email.strip().lower()
    if SupplierUser.objects.filter(supplier=supplier, ended_at=None, user__email__iexact=email).exists():
        raise AlreadyActs
    policy = supplier_policies().on(timezone.localtime(at).date())
    # Invitations of one supplier wait for each other, so that many at once do not slip past the limit.
    Supplier.objects.select_for_update(no_key=True).get(pk=supplier.pk)
    sent = SupplierInvitation.objects.filter(supplier=supplier, made_at__gt=at - _DAY)
    open_ones = SupplierInvitation.objects.filter(supplier=supplier, email=email, accepted_at=None, withdrawn_at=None)
    if not open_ones.filter(expires_at__gt=at).exists() and sent.count() >= policy.invitations:
        raise TooManyInvitations
    open_ones.filter(expires_at__lte=at).update(withdrawn_at=at)
    token = secrets.token_urlsafe(32)
    expires_at = at + policy.invitation_life
    try:
        with transaction.atomic():
            made = SupplierInvitation.objects.create(
                supplier=supplier, email=email, token_hash=hash_of(token), made_at=at, made_by=by, expires_at=expires_at
            )
    except IntegrityError as fault:
        raise AlreadyInvited from fault
    _send(made, link(token), by, at)
    record(
        action="organisations.invite_colleague",
        by=by,
        at=at,
        subject=supplier.legal_name[:MOST_SUBJECT],
        supplier=supplier.pk,
        email=email,
        expires_at=expires_at,
    )
    announcer.announce(ColleagueInvited(supplier.pk, "invited", by.pk, at))
    return made


@transaction.atomic
def withdraw_invitation(*, invitation: SupplierInvitation, by: User, at: datetime) -> None:
    """End an invitation that nobody has accepted: its link, sent or not, no longer works. Once is enough."""
    ended = SupplierInvitation.objects.filter(pk=invitation.pk, accepted_at=None, withdrawn_at=None)
    if not ended.update(withdrawn_at=at):
        return
    supplier = invitation.supplier
    record(
        action="organisations.withdraw_invitation",
        by=by,
        at=at,
        subject=supplier.legal_name[:MOST_SUBJECT],
        supplier=supplier.pk,
        email=invitation.email,
    )
    announcer.announce(ColleagueInvited(supplier.pk, "withdrawn", by.pk, at))


def invited(token: str, *, at: datetime) -> Invited | None:
    """The invitation of a token that can still be accepted."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT supplier, name, email, expires_at, ended FROM organisations_invitation(%s)", [hash_of(token)]
        )
        row = cursor.fetchone()
    if row is None or row[4] or at >= row[3]:
        return None
    return Invited(row[0], row[1], row[2])


@transaction.atomic
def accept_invitation(*, token: str, by: User, at: datetime) -> int:
    """Let ``by``, who must be acting, act for the supplier; returns its number. Raises ``InvitationRefused``."""
    found = invited(token, at=at)
    with connection.cursor() as cursor:
        cursor.execute("SELECT organisations_accept(%s, %s)", [hash_of(token), at])
        code = str(cursor.fetchone()[0])
    if code != "accepted" or found is None:
        raise InvitationRefused(code if code != "accepted" else "ended")
    record(
        action="organisations.accept_invitation",
        by=by,
        at=at,
        subject=found.name[:MOST_SUBJECT],
        supplier=found.supplier,
        email=found.email,
    )
    announcer.announce(ColleagueJoined(found.supplier, by.pk, by.pk, at))
    return found.supplier


def join_as_new_user(*, token: str, first_name: str, last_name: str, password: str, at: datetime) -> User:
    """Make an account for the invited address, which is its user name, and accept; nobody is signed in.

    Raises ``InvitationRefused`` and, where an account has the address, ``accounts.commands.users.UsernameTaken``.
    """
    found = invited(token, at=at)
    if found is None:
        raise InvitationRefused("ended")
    if User.objects.filter(email__iexact=found.email).exists():
        raise users.UsernameTaken(found.email)
    with transaction.atomic():
        with nobody_acting():
            user = users.create_user(
                username=found.email,
                role="supplier",
                by=None,
                at=at,
                first_name=first_name,
                last_name=last_name,
                email=found.email,
            )
        with acting(user, why="accept an invitation"):
            users.set_password(user=user, password=password, at=at)
            accept_invitation(token=token, by=user, at=at)
    return user


@transaction.atomic
def remove_colleague(*, colleague: SupplierUser, by: User, at: datetime) -> None:
    """Let somebody no longer act for the supplier: they see nothing of it from now on.

    Once is enough. Raises ``LastColleague``, so that a supplier does not shut itself out.
    """
    supplier = Supplier.objects.select_for_update().get(pk=colleague.supplier_id)
    standing = SupplierUser.objects.filter(supplier=supplier, ended_at=None)
    if not standing.filter(pk=colleague.pk).exists():
        return
    if standing.count() == 1:
        raise LastColleague
    standing.filter(pk=colleague.pk).update(ended_at=at, ended_by=by)
    record(
        action="organisations.remove_colleague",
        by=by,
        at=at,
        subject=supplier.legal_name[:MOST_SUBJECT],
        supplier=supplier.pk,
        user=colleague.user.username,
    )
    announcer.announce(ColleagueLeft(supplier.pk, colleague.user_id, by.pk, at))


def hash_of(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def _about(invitation: SupplierInvitation) -> str:
    return f"supplier-invitation:{invitation.pk}"


def _send(invitation: SupplierInvitation, link: str, by: User, at: datetime) -> None:
    with override(by.language):
        values = {
            "inviter": str(by),
            "supplier": invitation.supplier.legal_name,
            "day": f"{timezone.localtime(invitation.expires_at):%d/%m/%Y %H:%M}",
            "link": link,
        }
        subject, body = gettext(_SUBJECT).format(**values), gettext(_BODY).format(**values)
    queue(
        key=_about(invitation),
        channel="email",
        template="supplier-invitation",
        language=LANGUAGES.get(by.language, "en"),
        to=invitation.email,
        subject=subject[:300],
        body=body,
        about=_about(invitation),
        useful_until=invitation.expires_at,
        by=by,
        at=at,
    )
