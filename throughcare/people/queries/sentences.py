"""A person's sentences with all their parts."""

from __future__ import annotations

from django.db.models import Prefetch

from throughcare.people.models import CustodySpell, LicenceCondition, Requirement, Sentence


def sentences_in_full(person: int) -> list[Sentence]:
    """The sentences of ``person`` (a primary key), the latest first; four queries whatever their number."""
    return list(
        Sentence.objects.filter(person=person)
        .order_by("-starts_on", "-pk")
        .prefetch_related(
            Prefetch("requirements", Requirement.objects.order_by("start", "pk")),
            Prefetch("licence_conditions", LicenceCondition.objects.order_by("start", "pk")),
            Prefetch("custody_spells", CustodySpell.objects.order_by("start")),
        )
    )
