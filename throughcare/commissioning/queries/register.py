"""The register of contracts: finding them, and the organisations of one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from throughcare.commissioning.models import RegisteredContract, RegisteredSubcontractor
from throughcare.organisations.rules.geography import police_areas

STATES = ("current", "coming", "past")


@dataclass(frozen=True)
class Asked:
    """What a list of contracts is narrowed by; what is empty does not narrow.

    ``supplier`` is the number of an organisation, at the head of the contract or below; ``sex`` is ``women`` or ``men``;
    ``state`` one of ``STATES`` at ``at``.
    """

    at: datetime
    words: str = ""
    need: str = ""
    region: str = ""
    area: str = ""
    sex: str = ""
    state: str = ""
    supplier: int | None = None


def contracts_matching(asked: Asked) -> QuerySet[RegisteredContract]:
    """The contracts that fit everything asked, by title; a contract of a whole region counts for each of its areas."""
    found = RegisteredContract.objects.order_by("title", "reference")
    for word in asked.words.split()[:8]:
        below = _below(Q(supplier__legal_name__icontains=word) | Q(supplier__known_as__icontains=word))
        prime = Q(prime__legal_name__icontains=word) | Q(prime__known_as__icontains=word)
        found = found.filter(Q(title__icontains=word) | Q(reference__icontains=word) | prime | below)
    if asked.need:
        found = found.filter(need=asked.need)
    if asked.region:
        found = found.filter(region__code=asked.region)
    if asked.area:
        known = police_areas().get(asked.area)
        whole = Q(police_area="", region__code=known.region if known else "")
        found = found.filter(Q(police_area=asked.area) | whole)
    if asked.sex:
        found = found.filter(**{asked.sex: True})
    if asked.state:
        found = found.filter(_standing(asked.state, asked.at))
    if asked.supplier is not None:
        found = found.filter(Q(prime=asked.supplier) | _below(Q(supplier=asked.supplier)))
    return found


def in_full(found: QuerySet[RegisteredContract]) -> QuerySet[RegisteredContract]:
    """The same with region, prime provider and subcontractors, in a few queries for any number."""
    return found.select_related("region", "prime").prefetch_related("subcontractors__supplier__identifiers")


def state_of(contract: RegisteredContract, *, at: datetime) -> str:
    """Whether practitioners are offered the contract at a moment: ``current``, ``coming`` or ``past``."""
    if contract.visible_until is not None and contract.visible_until <= at:
        return "past"
    return "coming" if contract.visible_from > timezone.localtime(at).date() else "current"


def _standing(state: str, at: datetime) -> Q:
    past = Q(visible_until__isnull=False, visible_until__lte=at)
    coming = ~past & Q(visible_from__gt=timezone.localtime(at).date())
    return {"past": past, "coming": coming, "current": ~past & ~coming}[state]


def _below(condition: Q) -> Q:
    return Q(Exists(RegisteredSubcontractor.objects.filter(condition, contract=OuterRef("pk"))))
