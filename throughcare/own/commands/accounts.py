"""Giving a person their own sign-in, and closing it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext, override

from throughcare.accounts.commands import second_factor, users
from throughcare.accounts.models import User
from throughcare.audit.commands import record
from throughcare.kernel.decision import mark
from throughcare.kernel.events import announcer
from throughcare.outbox.commands import queue
from throughcare.own.events import OwnAccountClosed, PersonInvited
from throughcare.own.models import Account
from throughcare.people.models import ContactDetail, Person

LANGUAGES = {"en": "en-gb", "cy": "cy"}
WAYS = {"mobile": "sms", "email": "email"}
_SUBJECT = mark("Your own page at probation")
_BODY = mark(
    "{called}, here is a link to your own page. It works once, until tomorrow at this time: {link} "
    "Your user name is {username}. Choose a password. Tell nobody your password, not even us."
)
_LINK_LASTS = timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)


class InvitationRefused(ValueError):
    """The person cannot be invited; ``code`` says why: ``not-theirs``, ``to-be-avoided``, ``name-taken``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@transaction.atomic
def invite_person(
    *, person: Person, detail: ContactDetail, link: Callable[[str, str], str], by: User, at: datetime
) -> Account:
    """Make the person's account where there is none, open it where it was closed, and send a link that works once.

    A further link takes a second factor away, which may be lost: they set up another. It goes to ``detail``, a current
    mobile number or email address of theirs; ``link`` makes an address of its two parts. Nobody else is shown it.
    Raises ``InvitationRefused``.
    """
    if detail.person_id != person.pk or detail.kind not in WAYS or detail.until is not None:
        raise InvitationRefused("not-theirs")
    if detail.avoid:
        raise InvitationRefused("to-be-avoided")
    account = Account.objects.select_for_update().filter(person=person).first()
    if account is None:
        account = Account.objects.create(person=person, user=_user(person, by, at), invited_at=at, invited_by=by)
    else:
        if account.closed_at is not None:
            users.reactivate(user=account.user, by=by, at=at)
        if second_factor.has_second_factor(account.user):
            second_factor.reset_second_factor(user=account.user, by=by, at=at)
        account.invitations += 1
        account.invited_at, account.invited_by, account.closed_at = at, by, None
        account.save(update_fields=["invitations", "invited_at", "invited_by", "closed_at"])
    _send(account, person, detail, link(*users.invite(user=account.user, by=by, at=at)), by, at)
    record(action="own.invite_person", by=by, at=at, subject=person.crn, person=person.pk, way=WAYS[detail.kind])
    announcer.announce(PersonInvited(account.pk, person.pk, by.pk, at))
    return account


@transaction.atomic
def close_account(*, account: Account, by: User, at: datetime) -> None:
    """Close the person's sign-in: their sessions end with the next request. Closing it again writes nothing."""
    account = Account.objects.select_for_update().select_related("person").get(pk=account.pk)
    if account.closed_at is not None:
        return
    users.deactivate(user=account.user, by=by, at=at)
    account.closed_at = at
    account.save(update_fields=["closed_at"])
    person = account.person
    record(action="own.close_account", by=by, at=at, subject=person.crn, person=person.pk)
    announcer.announce(OwnAccountClosed(account.pk, person.pk, by.pk, at))


def _user(person: Person, by: User, at: datetime) -> User:
    try:
        return users.create_user(
            username=person.crn, role="person", by=by, at=at, first_name=person.called, last_name=person.surname
        )
    except users.UsernameTaken:
        raise InvitationRefused("name-taken") from None


def _send(account: Account, person: Person, detail: ContactDetail, link: str, by: User, at: datetime) -> None:
    language = "cy" if person.language == "cy" else "en"
    with override(LANGUAGES[language]):
        body = gettext(_BODY).format(called=person.called, link=link, username=account.user.username)
        subject = gettext(_SUBJECT)
    channel = WAYS[detail.kind]
    queue(
        key=f"own-invitation/{account.pk}/{account.invitations}",
        channel=channel,
        template="own-invitation",
        language=language,
        to=detail.value,
        subject=subject if channel == "email" else "",
        body=body,
        person=person.pk,
        about=f"own:{account.pk}",
        useful_until=at + _LINK_LASTS,
        by=by,
        at=at,
    )
