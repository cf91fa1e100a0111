"""Plans of two records that were joined: each moves whole; a person has one open plan, so the duplicate's ends."""

from __future__ import annotations

from datetime import date

from django.db.models import F
from django.db.models.functions import Greatest

from throughcare.supervision.models import Plan

MERGED = "merged"


def end_second_plan(*, source: int, target: int, on: date) -> int | None:
    """End the open plan of ``source`` where ``target`` has one too; its key, None where there was nothing to end."""
    if not Plan.objects.filter(person_id=target, closed_on=None).exists():
        return None
    plan = Plan.objects.select_for_update().filter(person_id=source, closed_on=None).first()
    if plan is None:
        return None
    Plan.objects.filter(pk=plan.pk).update(closed_on=Greatest(F("opened_on"), on), end_reason=MERGED)
    return plan.pk


def open_second_plan(key: int | None) -> None:
    """Undo ``end_second_plan``, unless the record it went back to has an open plan since."""
    plan = Plan.objects.filter(pk=key, end_reason=MERGED).first() if key else None
    if plan is not None and not Plan.objects.filter(person=plan.person_id, closed_on=None).exists():
        Plan.objects.filter(pk=plan.pk).update(closed_on=None, end_reason="")
