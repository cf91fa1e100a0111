"""How the steps of an agreed plan go."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from throughcare.accounts.models import User
from throughcare.audit.commands import record as audit
from throughcare.kernel.events import announcer
from throughcare.supervision.commands.risk import day_of, locked, refuse
from throughcare.supervision.events import PlanStepProgressed
from throughcare.supervision.models import Plan, PlanStep, StepProgress
from throughcare.supervision.queries.team import staff_of
from throughcare.supervision.rules.plan_entry import check_progress, plan_refused
from throughcare.supervision.rules.plan_states import STEP


@transaction.atomic
def record_progress(*, plan: Plan, step: UUID, state: str, on: date, note: str, by: User, at: datetime) -> StepProgress:
    """Say that a step was started, done, given up or taken up again on ``on``. Raises ``EntryRefused``.

    ``step`` is the key that versions carry on, so that progress outlives the version in which it was made.
    """
    locked(plan.person)
    row = Plan.objects.select_related("person").get(pk=plan.pk)
    if row.closed_on is not None:
        refuse(plan_refused("not-open"))
    planned = PlanStep.objects.filter(version__plan=row, version__state="agreed", key=step).first()
    if planned is None:
        refuse(plan_refused("step-not-agreed"))
    last = StepProgress.objects.filter(plan=row, step=step).order_by("-pk").first()
    before = last.state if last else STEP.start
    if state not in STEP.table[before].values():
        refuse(plan_refused("change-not-allowed"))
    days = {"last": last.on if last else None, "begun_on": row.opened_on, "today": day_of(at)}
    refuse(check_progress(on=on, **days))  # type: ignore[arg-type]
    progress = StepProgress.objects.create(
        plan=row, person=row.person, step=step, state=state, on=on, note=note, staff=staff_of(by)
    )
    audit(
        action="supervision.record_step",
        by=by,
        at=at,
        subject=row.person.crn,
        person=row.person_id,
        step=str(step),
        before=before,
        state=state,
        on=on,
    )
    announcer.announce(PlanStepProgressed(row.pk, row.person_id, str(step), state, on, by.pk))
    return progress
