"""An organisation that is not known yet registers itself: a link to an address, then an account and the organisation.

Nothing is registered before somebody follows the link, which works once and ends by itself; stored is its hash. Whoever
asks is told the same whether or not an account has the address. The database makes the organisation, for the user with
that address alone; its identifier is not verified by that, so it holds no place until a commissioner has looked it up.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import get_language, gettext

from throughcare.accounts.acting import acting, acting_by_itself, nobody_acting
from throughcare.accounts.commands import users
from throughcare.accounts.models import User
from throughcare.audit.commands import MOST_SUBJECT, record
from throughcare.kernel.decision import mark
from throughcare.kernel.events import announcer
from throughcare.organisations.commands import supplier_offers
from throughcare.organisations.commands.colleagues import LANGUAGES, Link, hash_of
from throughcare.organisations.commands.suppliers import IdentifierRefused, IdentifierTaken
from throughcare.organisations.events import SupplierRegistered
from throughcare.organisations.models import Region, Supplier, SupplierIdentifier, SupplierRegistration
from throughcare.organisations.rules.codes import LOCAL
from throughcare.organisations.rules.identifiers import Scheme, TypedIdentifier, identify
from throughcare.organisations.rules.supplier_entry import OwnEntry
from throughcare.organisations.rules.supplier_policy import supplier_policies
from throughcare.outbox.commands import queue

_DAY = timedelta(hours=24)
_SUBJECT = mark("Register {supplier}: go on with this link")
_BODY = mark(
    "Somebody, probably you, gave this address to register {supplier} as a supplier of probation services.\n\n"
    "To go on, follow this link by {day}. It works once: {link}\n\n"
    "If it was not you, do nothing: then nothing is registered."
)


class RegistrationRefused(Exception):
    """It cannot be finished; ``code`` is ``ended``, ``other-address`` or ``other-role``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Begun:
    """What whoever holds a link may know of the registration."""

    email: str
    legal_name: str
    scheme: str
    number: str
    reason: str


def begin_registration(
    *, email: str, legal_name: str, scheme: Scheme, number: str, reason: str, link: Link, at: datetime
) -> bool:
    """Send a link to the address, in the language in force; an earlier one for the same organisation works no more.

    False where the address got as many as it may in 24 hours; whoever asks is not told. Raises ``IdentifierRefused``, and
    ``IdentifierTaken`` where the organisation is registered already.
    """
    wanted = identify(TypedIdentifier(timezone.localtime(at).date(), scheme, number, reason))
    if not wanted.value.valid:
        raise IdentifierRefused(wanted)
    known = SupplierIdentifier.objects.filter(scheme=wanted.value.scheme, number=wanted.value.number).first()
    if known is not None:
        raise IdentifierTaken(known.supplier)
    policy, token = supplier_policies().on(timezone.localtime(at).date()), secrets.token_urlsafe(32)
    expires_at = at + policy.registration_life
    given = [
        email.strip().lower(),
        legal_name.strip(),
        wanted.value.scheme,
        wanted.value.number,
        reason.strip() if scheme == LOCAL else "",
    ]
    with acting_by_itself(why="register an organisation"), connection.cursor() as cursor:
        cursor.execute(
            "SELECT organisations_begin_registration(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [hash_of(token), *given, at, expires_at, at - _DAY, policy.registration_messages],
        )
        if not cursor.fetchone()[0]:
            return False
        _send(given[0], given[1], link(token), hash_of(token), expires_at, at)
        record(
            action="organisations.begin_registration", by=None, at=at, subject=given[1][:MOST_SUBJECT],
            identifier=wanted.value.identifier,
        )  # fmt: skip
    return True


def begun(token: str, *, at: datetime) -> Begun | None:
    """The registration of a link that still works."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM organisations_registration(%s, %s)", [hash_of(token), at])
        row = cursor.fetchone()
    return Begun(*row) if row else None


@transaction.atomic
def finish_registration(*, token: str, entry: OwnEntry, by: User, at: datetime) -> Supplier:
    """Register the organisation of the link and let ``by``, who must be acting, act for it.

    Raises ``RegistrationRefused``, and ``IdentifierTaken`` where somebody registered it in the meantime.
    """
    details, found = entry.details, begun(token, at=at)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM organisations_finish_registration(%s, %s, %s, %s, %s, %s)",
            [hash_of(token), at, details.legal_name.strip(), details.known_as.strip(), details.legal_form,
             details.voluntary],
        )  # fmt: skip
        code, number = cursor.fetchone()
    if code == "taken" and found is not None:
        raise IdentifierTaken(SupplierIdentifier.objects.get(scheme=found.scheme, number=found.number).supplier)
    if code != "registered" or found is None:
        raise RegistrationRefused(code if code != "registered" else "ended")
    made = Supplier.objects.get(pk=number)
    record(
        action="organisations.register_own", by=by, at=at, subject=made.legal_name[:MOST_SUBJECT], supplier=made.pk,
        identifier=f"{found.scheme}-{found.number}",
    )  # fmt: skip
    announcer.announce(SupplierRegistered(made.pk, by.pk, at))
    _describe(made, entry, by, at)
    return made


def finish_as_new_user(
    *, token: str, entry: OwnEntry, first_name: str, last_name: str, password: str, at: datetime
) -> User:
    """Make an account for the address of the link, which is its user name, and register; nobody is signed in.

    The second factor is set up at the first sign-in, like everybody's. Raises what ``finish_registration`` raises and,
    where an account has the address, ``accounts.commands.users.UsernameTaken``.
    """
    found = begun(token, at=at)
    if found is None:
        raise RegistrationRefused("ended")
    if User.objects.filter(email__iexact=found.email).exists():
        raise users.UsernameTaken(found.email)
    with transaction.atomic():
        with nobody_acting():
            user = users.create_user(
                username=found.email, role="supplier", by=None, at=at, first_name=first_name, last_name=last_name,
                email=found.email,
            )  # fmt: skip
            user.language = get_language() if get_language() in LANGUAGES else "en-gb"
            user.save(update_fields=["language"])
        with acting(user, why="register an organisation"):
            users.set_password(user=user, password=password, at=at)
            finish_registration(token=token, entry=entry, by=user, at=at)
    return user


def forget_registrations(*, at: datetime) -> int:
    """Delete what was begun and not finished, some days after its link ended; returns how many."""
    kept = supplier_policies().on(timezone.localtime(at).date()).registration_kept
    return SupplierRegistration.objects.filter(used_at=None, expires_at__lt=at - kept).delete()[0]


def _describe(supplier: Supplier, entry: OwnEntry, by: User, at: datetime) -> None:
    for code in entry.needs:
        supplier_offers.add_offer(supplier=supplier, kind="need", code=code, by=by, at=at)
    for code in entry.cohorts:
        marked = code in entry.led_by
        supplier_offers.add_offer(supplier=supplier, kind="cohort", code=code, by_and_for=marked, by=by, at=at)
    for region in Region.objects.filter(code__in=entry.regions):
        supplier_offers.add_area(supplier=supplier, region=region, by=by, at=at)
    if entry.year_end is not None and entry.income is not None:
        supplier_offers.record_income(supplier=supplier, year_end=entry.year_end, income=entry.income, by=by, at=at)


def _send(email: str, name: str, link: str, hashed: str, expires_at: datetime, at: datetime) -> None:
    values = {"supplier": name, "link": link, "day": f"{timezone.localtime(expires_at):%d/%m/%Y %H:%M}"}
    queue(
        key=f"supplier-registration:{hashed}", channel="email", template="supplier-registration",
        language=LANGUAGES.get(get_language() or "", "en"), to=email, subject=gettext(_SUBJECT).format(**values)[:300],
        body=gettext(_BODY).format(**values), about="supplier-registration", useful_until=expires_at, by=None, at=at,
    )  # fmt: skip
