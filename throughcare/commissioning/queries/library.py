"""A supplier's library: what there is, what runs out next, and what is to be asked again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from throughcare.commissioning.models import SupplierAnswer, SupplierEvidence
from throughcare.commissioning.queries.places import kinds_of_places
from throughcare.commissioning.rules.evidence_expiry import EvidenceCase, EvidenceStanding, decide_evidence
from throughcare.commissioning.rules.panel_policy import panel
from throughcare.kernel.calendar import add_months
from throughcare.kernel.decision import Decision
from throughcare.organisations.models import Supplier


@dataclass(frozen=True, slots=True)
class Held:
    """A piece of evidence, how it stands, whether a place rests on it, and whether to ask if it is still true."""

    evidence: SupplierEvidence
    decision: Decision[EvidenceStanding]
    carries_a_place: bool
    ask_again: bool


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer of the library, and whether to ask if it is still true."""

    answer: SupplierAnswer
    ask_again: bool


def evidence_of(supplier: Supplier, *, on: date) -> list[Held]:
    """All evidence, what runs out first first; what never runs out last."""
    carrying = kinds_of_places(supplier)
    listed = SupplierEvidence.objects.filter(supplier=supplier).select_related("file").defer("file__body")
    held = [
        Held(
            each,
            decide_evidence(EvidenceCase(on=on, expires_on=each.expires_on)),
            each.kind in carrying and each.shared_at is not None,
            _ask_again(each.confirmed_on, on),
        )
        for each in listed
    ]
    return sorted(held, key=lambda one: (one.evidence.expires_on or date.max, one.evidence.pk))


def expiring_next(suppliers: Sequence[Supplier], *, on: date) -> list[Held]:
    """The best evidence of each kind on which a place rests, where it has run out or a reminder of it is out."""
    found: list[Held] = []
    for supplier in suppliers:
        best: dict[str, Held] = {}
        for held in evidence_of(supplier, on=on):
            if held.carries_a_place:
                best[held.evidence.kind] = held
        found += [held for held in best.values() if held.decision.value.state != "valid"]
    return sorted(found, key=lambda one: (one.evidence.expires_on or date.max, one.evidence.pk))


def answers_of(supplier: Supplier, *, on: date) -> list[Kept]:
    """All answers, by topic."""
    return [Kept(each, _ask_again(each.confirmed_on, on)) for each in SupplierAnswer.objects.filter(supplier=supplier)]


def best_evidence(supplier: Supplier, *, on: date) -> Mapping[str, SupplierEvidence]:
    """By kind, the evidence that is good on ``on`` for longest."""
    good = [held.evidence for held in evidence_of(supplier, on=on) if held.decision.value.state != "expired"]
    return {each.kind: each for each in good if each.from_on <= on}


def _ask_again(confirmed_on: date, on: date) -> bool:
    return on >= add_months(confirmed_on, panel("asked-again", on).value)
