"""Answering the alarm that an excessive load raises."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from throughcare.accounts.models import User
from throughcare.audit.commands import record as audit
from throughcare.kernel.events import announcer
from throughcare.kernel.transitions import NotAllowed
from throughcare.supervision.events import WorkloadAlarmAnswered
from throughcare.supervision.models import WorkloadAlarm
from throughcare.supervision.rules.workload_codes import ALARM, alarm_state


class AlarmOver(ValueError):
    """The load has fallen since: there is nothing left to answer."""


@transaction.atomic
def answer_alarm(*, alarm: WorkloadAlarm, answer: str, by: User, at: datetime) -> WorkloadAlarm:
    """Say what is done about an excessive load, or say it anew; raises ``AlarmOver``."""
    alarm = WorkloadAlarm.objects.select_for_update(of=("self",)).select_related("staff").get(pk=alarm.pk)
    state = alarm_state(answered=bool(alarm.answer), ended=alarm.ended_on is not None)
    try:
        ALARM.next(state, "answer")
    except NotAllowed:
        raise AlarmOver from None
    before = alarm.answer
    alarm.answer, alarm.answered_on, alarm.answered_by = answer, timezone.localtime(at).date(), by
    alarm.save(update_fields=["answer", "answered_on", "answered_by"])
    audit(
        action="supervision.answer_alarm",
        by=by,
        at=at,
        subject=alarm.staff.code,
        over_since=alarm.over_since,
        answer=answer,
        before=before,
    )
    announcer.announce(WorkloadAlarmAnswered(alarm.pk, alarm.staff_id, by.pk))
    return alarm
