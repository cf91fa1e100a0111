"""Registering suppliers and changing what is public about them: one transaction, one audit entry, one event each."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from throughcare.accounts.models import User
from throughcare.audit.commands import MOST_SUBJECT, record
from throughcare.kernel.decision import Decision
from throughcare.kernel.events import announcer
from throughcare.organisations.events import IdentifierVerified, SupplierChanged, SupplierRegistered
from throughcare.organisations.models import Supplier, SupplierIdentifier
from throughcare.organisations.rules.codes import LOCAL
from throughcare.organisations.rules.identifiers import Identifier, Scheme, TypedIdentifier, identify
from throughcare.organisations.rules.supplier_entry import SupplierDetails


class IdentifierRefused(ValueError):
    """The number is none of its register; ``decision`` says why."""

    def __init__(self, decision: Decision[Identifier]) -> None:
        super().__init__(decision.reason.code)
        self.decision = decision


class IdentifierTaken(Exception):
    """The identifier belongs to ``supplier`` already: same identifier, same organisation."""

    def __init__(self, supplier: Supplier) -> None:
        super().__init__(supplier.pk)
        self.supplier = supplier


class AlreadyVerified(Exception):
    """The identifier was verified: it is neither verified again nor removed."""


class NotVerifiable(Exception):
    """A local number stands in no register that could be looked at."""


class LastIdentifier(Exception):
    """Without this identifier the supplier would have none."""


class OwnersInACircle(Exception):
    """The supplier would, through its owners, own itself."""


@transaction.atomic
def register_supplier(
    *, details: SupplierDetails, scheme: Scheme, number: str, reason: str = "", by: User | None, at: datetime
) -> Supplier:
    """Register a supplier with its first identifier, not yet verified. ``by`` None is the command line.

    Raises ``IdentifierRefused`` and, naming the organisation that there is, ``IdentifierTaken``.
    """
    wanted = _wanted(scheme, number, reason, at)
    taken = SupplierIdentifier.objects.filter(scheme=wanted.scheme, number=wanted.number).first()
    if taken is not None:
        raise IdentifierTaken(taken.supplier)
    with _one_organisation(wanted):
        supplier = Supplier.objects.create(
            legal_name=details.legal_name.strip(),
            known_as=details.known_as.strip(),
            legal_form=details.legal_form,
            voluntary=details.voluntary,
            registered_at=at,
            registered_by=by,
        )
        _keep(supplier, wanted, reason, at)
    record(
        action="organisations.register_supplier",
        by=by,
        at=at,
        subject=supplier.legal_name[:MOST_SUBJECT],
        supplier=supplier.pk,
        identifier=wanted.identifier,
    )
    announcer.announce(SupplierRegistered(supplier.pk, by.pk if by else None, at))
    return supplier


@transaction.atomic
def change_supplier(
    *, supplier: Supplier, details: SupplierDetails, owned_by: Supplier | None, by: User, at: datetime
) -> None:
    """Change name, form, sector and owner; what is the same already writes nothing. Raises ``OwnersInACircle``."""
    stored = Supplier.objects.select_for_update().get(pk=supplier.pk)
    wanted = {
        "legal_name": details.legal_name.strip(),
        "known_as": details.known_as.strip(),
        "legal_form": details.legal_form,
        "voluntary": details.voluntary,
        "owned_by_id": owned_by.pk if owned_by else None,
    }
    changed = {name: value for name, value in wanted.items() if getattr(stored, name) != value}
    if not changed:
        return
    before = {name: getattr(stored, name) for name in changed}
    try:
        with transaction.atomic():
            Supplier.objects.filter(pk=stored.pk).update(**changed)
    except IntegrityError as fault:
        raise OwnersInACircle from fault
    record(
        action="organisations.change_supplier",
        by=by,
        at=at,
        subject=stored.legal_name[:MOST_SUBJECT],
        supplier=stored.pk,
        before=before,
        after=changed,
    )
    announcer.announce(SupplierChanged(stored.pk, "details", by.pk, at))


@transaction.atomic
def add_identifier(
    *, supplier: Supplier, scheme: Scheme, number: str, reason: str = "", by: User, at: datetime
) -> SupplierIdentifier:
    """Add a further identifier, not yet verified; one that the supplier has already is returned as it is.

    Raises ``IdentifierRefused`` and ``IdentifierTaken``.
    """
    wanted = _wanted(scheme, number, reason, at)
    there = SupplierIdentifier.objects.filter(scheme=wanted.scheme, number=wanted.number).first()
    if there is not None:
        if there.supplier_id != supplier.pk:
            raise IdentifierTaken(there.supplier)
        return there
    with _one_organisation(wanted):
        added = _keep(supplier, wanted, reason, at)
    _say(supplier, "add_identifier", "identifiers", by, at, identifier=wanted.identifier)
    return added


@transaction.atomic
def verify_identifier(*, identifier: SupplierIdentifier, evidence: str, by: User, at: datetime) -> None:
    """Note that somebody looked the identifier up and found it to be the supplier's; ``evidence`` says where.

    Raises ``AlreadyVerified`` and ``NotVerifiable``.
    """
    stored = SupplierIdentifier.objects.select_for_update().get(pk=identifier.pk)
    if stored.verified_at is not None:
        raise AlreadyVerified
    if stored.scheme == LOCAL:
        raise NotVerifiable
    stored.verified_at, stored.verified_by, stored.evidence = at, by, evidence.strip()
    stored.save(update_fields=["verified_at", "verified_by", "evidence"])
    record(
        action="organisations.verify_identifier",
        by=by,
        at=at,
        subject=stored.supplier.legal_name[:MOST_SUBJECT],
        supplier=stored.supplier_id,
        identifier=str(stored),
        evidence=stored.evidence,
    )
    announcer.announce(IdentifierVerified(stored.supplier_id, str(stored), by.pk, at))


@transaction.atomic
def remove_identifier(*, identifier: SupplierIdentifier, by: User, at: datetime) -> None:
    """Take away an identifier that was added by mistake. Raises ``AlreadyVerified`` and ``LastIdentifier``."""
    supplier = Supplier.objects.select_for_update().get(pk=identifier.supplier_id)
    stored = SupplierIdentifier.objects.get(pk=identifier.pk)
    if stored.verified_at is not None:
        raise AlreadyVerified
    if not SupplierIdentifier.objects.filter(supplier=supplier).exclude(pk=stored.pk).exists():
        raise LastIdentifier
    stored.delete()
    _say(supplier, "remove_identifier", "identifiers", by, at, identifier=str(stored))


def _wanted(scheme: Scheme, number: str, reason: str, at: datetime) -> Identifier:
    decision = identify(TypedIdentifier(timezone.localtime(at).date(), scheme, number, reason))
    if not decision.value.valid:
        raise IdentifierRefused(decision)
    return decision.value


def _keep(supplier: Supplier, wanted: Identifier, reason: str, at: datetime) -> SupplierIdentifier:
    return SupplierIdentifier.objects.create(
        supplier=supplier,
        scheme=wanted.scheme,
        number=wanted.number,
        reason=reason.strip() if wanted.scheme == LOCAL else "",
        added_at=at,
    )


@contextmanager
def _one_organisation(wanted: Identifier) -> Iterator[None]:
    """Turn the refusal of the database, where somebody else was faster, into the organisation that there is."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as fault:
        there = SupplierIdentifier.objects.filter(scheme=wanted.scheme, number=wanted.number).first()
        if there is None:
            raise
        raise IdentifierTaken(there.supplier) from fault


def _say(supplier: Supplier, verb: str, part: str, by: User, at: datetime, **detail: Any) -> None:
    record(
        action=f"organisations.{verb}",
        by=by,
        at=at,
        subject=supplier.legal_name[:MOST_SUBJECT],
        supplier=supplier.pk,
        **detail,
    )
    announcer.announce(SupplierChanged(supplier.pk, part, by.pk, at))
