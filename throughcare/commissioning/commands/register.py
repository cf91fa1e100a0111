"""Importing a register of contracts: the organisations that it names, and its contracts with their chains."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from throughcare.accounts.models import User
from throughcare.audit.commands import record
from throughcare.commissioning.events import RegisterImported
from throughcare.commissioning.models import RegisteredContract, RegisteredSubcontractor
from throughcare.commissioning.rules.contract_register import Contract, Fault, Provider, RegisterFile
from throughcare.kernel.decision import mark
from throughcare.kernel.events import announcer
from throughcare.organisations.commands.suppliers import register_supplier
from throughcare.organisations.models import Region, Supplier, SupplierIdentifier
from throughcare.organisations.rules.codes import LOCAL
from throughcare.organisations.rules.supplier_entry import SupplierDetails

REASON = mark("Named in a published register of contracts that gives no number")


class RegisterFaulty(ValueError):
    """The document has faults, so nothing of it was imported."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = faults


class RegionsMissing(LookupError):
    """The regions that the contracts name are not in the database."""


@dataclass(frozen=True)
class Imported:
    """How many organisations and contracts were added and changed, and how many contracts stayed as they were."""

    organisations: int
    added: int
    changed: int
    unchanged: int


@transaction.atomic
def import_register(*, register: RegisterFile, by: User | None, at: datetime) -> Imported:
    """Add what is new and change what is told otherwise; what the document does not name stays.

    An organisation without an identifier is known by the code of the register, as a local number. Doing it twice changes
    nothing. ``by`` None is the command line. Raises ``RegisterFaulty`` and ``RegionsMissing``. Runs as the role ``jobs``.
    """
    if register.faults:
        raise RegisterFaulty(register.faults)
    regions = {each.code: each for each in Region.objects.all()}
    if missing := {each.region for each in register.contracts} - set(regions):
        raise RegionsMissing(", ".join(sorted(missing)))
    before = Supplier.objects.count()
    suppliers = {each.code: _organisation(each, by, at) for each in register.providers}
    stored = {each.reference: each for each in RegisteredContract.objects.prefetch_related("subcontractors")}
    told = [_keep(each, stored.get(each.reference), regions, suppliers, at) for each in register.contracts]
    done = Imported(
        Supplier.objects.count() - before, told.count("added"), told.count("changed"), told.count("unchanged")
    )
    if done.organisations or done.added or done.changed:
        record(
            action="commissioning.import_register", by=by, at=at, organisations=done.organisations, added=done.added,
            changed=done.changed,
        )  # fmt: skip
        announcer.announce(RegisterImported(done.added, done.changed, by.pk if by else None, at))
    return done


def _organisation(provider: Provider, by: User | None, at: datetime) -> Supplier:
    """The organisation of the identifier, registered where there is none; its name here is not overwritten."""
    scheme, number = provider.scheme or LOCAL, provider.number or f"CRS-{provider.code}"
    there = SupplierIdentifier.objects.filter(scheme=scheme, number=number).select_related("supplier").first()
    if there is not None:
        return there.supplier
    details = SupplierDetails(legal_name=provider.name)
    return register_supplier(details=details, scheme=scheme, number=number, reason=REASON, by=by, at=at)  # type: ignore[arg-type]


def _keep(
    contract: Contract,
    stored: RegisteredContract | None,
    regions: Mapping[str, Region],
    suppliers: Mapping[str, Supplier],
    at: datetime,
) -> str:
    wanted: dict[str, Any] = {
        name: getattr(contract, name)
        for name in ("title", "type", "need", "police_area", "women", "men", "minimum_age", "maximum_age",
                     "visible_from", "visible_until")
    }  # fmt: skip
    wanted |= {"region_id": regions[contract.region].pk, "prime_id": suppliers[contract.prime].pk}
    below = [suppliers[code].pk for code in contract.subcontractors]
    if stored is None:
        made = RegisteredContract.objects.create(reference=contract.reference, imported_at=at, **wanted)
        _keep_chain(made, below)
        return "added"
    same_chain = [each.supplier_id for each in stored.subcontractors.all()] == below
    if same_chain and all(getattr(stored, name) == value for name, value in wanted.items()):
        return "unchanged"
    RegisteredContract.objects.filter(pk=stored.pk).update(imported_at=at, **wanted)
    if not same_chain:
        RegisteredSubcontractor.objects.filter(contract=stored).delete()
        _keep_chain(stored, below)
    return "changed"


def _keep_chain(contract: RegisteredContract, below: Sequence[int]) -> None:
    RegisteredSubcontractor.objects.bulk_create(
        RegisteredSubcontractor(contract=contract, supplier_id=supplier, place=place)
        for place, supplier in enumerate(below)
    )
