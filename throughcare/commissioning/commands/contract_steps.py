"""What commands about contracts share: refusing, finding the contract for a change, and saying what was done."""

from __future__ import annotations

from collections.abc import Container
from datetime import datetime
from typing import Any

from django.db import IntegrityError

from throughcare.accounts.models import User
from throughcare.audit.commands import record
from throughcare.commissioning.commands.publication import publish
from throughcare.commissioning.events import ContractMoved
from throughcare.commissioning.models import Contract
from throughcare.commissioning.queries.reach import reaches
from throughcare.commissioning.rules.contract_refusals import REFUSALS
from throughcare.commissioning.rules.ocds import Release
from throughcare.commissioning.rules.states import CONTRACT
from throughcare.kernel.decision import Decision
from throughcare.kernel.events import announcer
from throughcare.kernel.transitions import NotAllowed


class ContractRefused(ValueError):
    """The step is refused and nothing was changed; ``code`` says why, and ``decision`` where a rule said no."""

    def __init__(self, code: str, decision: Decision[Any] | None = None) -> None:
        super().__init__(str(decision.reason.words) if decision else REFUSALS[code])
        self.code = code
        self.decision = decision


def refuse_unless(decision: Decision[Any], allowed: bool) -> None:
    """Raise ``ContractRefused`` with the decision where it does not allow the step."""
    if not allowed:
        raise ContractRefused(decision.reason.code, decision)


def locked(contract: Contract, by: User | None) -> Contract:
    """The contract as it stands, locked until the transaction ends; raises ``ContractRefused`` out of reach."""
    if not reaches(by, contract.competition):
        raise ContractRefused("out-of-reach")
    return Contract.objects.select_for_update(of=("self",)).select_related("competition__market", "supplier").get(
        pk=contract.pk
    )  # fmt: skip


def next_state(contract: Contract, verb: str) -> str:
    """The state after ``verb``; raises ``ContractRefused`` where the table does not allow it."""
    try:
        return CONTRACT.next(contract.state, verb)
    except NotAllowed as refused:
        raise ContractRefused("not-now") from refused


def say(contract: Contract, what: str, by: User | None, at: datetime, **detail: Any) -> None:
    """Write the step on the log and announce it."""
    record(
        action=f"commissioning.contract_{what}",
        subject=contract.reference,
        by=by,
        at=at,
        contract=contract.pk,
        **detail,
    )
    announcer.announce(ContractMoved(contract.pk, contract.reference, what, by.pk if by else None, at))


def constraint_of(refused: IntegrityError, known: Container[str]) -> str:
    """The constraint by which the database refused; raises the refusal again where it is none of the known ones."""
    name = getattr(getattr(refused.__cause__, "diag", None), "constraint_name", "") or ""
    if name not in known:
        raise refused
    return name


def out(release: Release, by: User | None) -> None:
    """Publish the release of the step."""
    publish(release=release, by=by)
