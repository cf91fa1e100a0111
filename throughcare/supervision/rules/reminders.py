"""What a person is told of an appointment, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from throughcare.kernel.decision import Decision, Reason, Step, Words, mark
from throughcare.kernel.rulebook import Rule
from throughcare.supervision.rules.diary_policy import FAMILY, DiaryPolicy, diary_policies

RULE, RULE_SET = "reminders", "local-2026"
Because = Literal["booked", "moved"]


@dataclass(frozen=True, slots=True)
class ReminderCase:
    """An appointment arranged at ``at`` that starts at ``starts_at`` (UTC).

    ``because`` says whether it is new or takes the place of another. ``quiet`` is one of several booked at once after the
    first, of which the person is not told at once.
    """

    on: date
    at: datetime
    starts_at: datetime
    because: Because = "booked"
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Notice:
    """One message: which, and from what moment on it goes out."""

    template: Literal["appointment-booked", "appointment-moved", "appointment-reminder"]
    send_from: datetime


@dataclass(frozen=True, slots=True)
class Reminders:
    """The messages, the earliest first."""

    notices: tuple[Notice, ...]


_SENTENCES = {
    "past": mark("It has begun or is over, so nobody is told of it."),
    "told": mark("The person is told at once and reminded later."),
    "told-once": mark("The person is told at once; it is too soon for a reminder."),
    "reminded": mark("The person is reminded later."),
    "not-told": mark(
        "The person is told of the first of several and not of this one, which is too soon for a reminder."
    ),
}


def decide_reminders(case: ReminderCase, *, policy: DiaryPolicy) -> Decision[Reminders]:
    """The messages to write when the appointment is arranged."""
    use = policy.uses["reminders"]
    notices: list[Notice] = []
    if case.starts_at > case.at:
        if case.because == "moved":
            notices.append(Notice("appointment-moved", case.at))
        elif policy.told_when_booked and not case.quiet:
            notices.append(Notice("appointment-booked", case.at))
        moments = sorted(case.starts_at - before for before in policy.reminded_before)
        notices += [Notice("appointment-reminder", moment) for moment in moments if moment > case.at]
    reminded = any(notice.template == "appointment-reminder" for notice in notices)
    if case.starts_at <= case.at:
        code = "past"
    elif reminded:
        code = "told" if len(notices) > 1 and notices[0].send_from == case.at else "reminded"
    else:
        code = "told-once" if notices else "not-told"
    words = Words(_SENTENCES[code])
    step = Step(code, words, notices[0].send_from if notices else None, True)
    return Decision(RULE, RULE_SET, Reminders(tuple(notices)), Reason(code, words), (step,), (use,))


def _decide(case: ReminderCase) -> Decision[Reminders]:
    return decide_reminders(case, policy=diary_policies().on(case.on))


REMINDERS = Rule(
    name=RULE,
    rule_set=RULE_SET,
    title=mark("What a person is told of an appointment"),
    case=ReminderCase,
    value=Reminders,
    decide=_decide,
    parameters=(FAMILY,),
    source="Local rule: the national case-management front end sends text confirmations and reminders",
    default=True,
)
