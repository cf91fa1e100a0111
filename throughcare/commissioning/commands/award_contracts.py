"""Contracts for what was won, drafted as soon as the award is published; none is signed before the standstill ends."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from throughcare.accounts.models import User
from throughcare.commissioning.commands.contracts import draft_contract
from throughcare.commissioning.commands.stages import commissioned
from throughcare.commissioning.models import Competition, Contract
from throughcare.commissioning.queries.awards import awards_of, not_before


@transaction.atomic
def draft_contracts(*, competition: Competition, by: User, at: datetime) -> list[Contract]:
    """Draft the contract of every award that has none yet."""
    stored = commissioned(competition, by, "standstill", "concluded")
    first = not_before(stored)
    drafted = set(Contract.objects.filter(competition=stored).values_list("award_key", flat=True))
    return [
        draft_contract(
            competition=stored, lots=list(award.lots.all()), supplier=award.supplier, value_pence=award.value_pence,
            award_key=award.key, reference=f"{stored.reference}-{award.decision_id}-{award.number}"[-40:], by=by, at=at,
            not_before=first, members={each.supplier: each.share for each in award.shares.all()} or None,
            title=", ".join(lot.title for lot in award.lots.all())[:200],
        )
        for award in awards_of(stored)
        if award.key not in drafted
    ]  # fmt: skip
