"""Who held a case, since when and why: the chain of officers with the decisions behind it."""

from __future__ import annotations

from dataclasses import dataclass

from throughcare.people.models import Person
from throughcare.supervision.models import Allocation, AllocationNeed, ConflictOfInterest, OfficerSpell


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One spell of the chain, and the allocation that began it where one is recorded."""

    spell: OfficerSpell
    allocation: Allocation | None


def history_of(person: Person) -> list[HistoryLine]:
    """The chain, the latest first."""
    spells = OfficerSpell.objects.filter(person=person).select_related("staff", "team").order_by("-start")
    made = Allocation.objects.filter(person=person).select_related("decided_by", "staff").order_by("decided_at")
    by_spell = {one.spell_id: one for one in made}
    return [HistoryLine(spell, by_spell.get(spell.pk)) for spell in spells]


def need_of(person: Person) -> AllocationNeed | None:
    """What the person asked for, the latest."""
    return AllocationNeed.objects.filter(person=person).order_by("-recorded_on").first()


def conflicts_of(person: Person) -> list[ConflictOfInterest]:
    """The conflicts of interest that stand."""
    return list(
        ConflictOfInterest.objects.filter(person=person, ended_on__isnull=True).select_related("staff").order_by("pk")
    )
