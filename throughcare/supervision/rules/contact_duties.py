"""The duties themselves: first appointment, first plan, regular contact by the nth-most-recent rule, follow-up."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

from msgspec import Struct

from throughcare.kernel.decision import PolicyUse, Step
from throughcare.policy.calendar import skipped_step
from throughcare.supervision.rules.contact_facts import AgreedFrequency, Contact, ContactCase
from throughcare.supervision.rules.contact_history import FAR, NEVER, History
from throughcare.supervision.rules.contact_policy import ContactPolicies, frequency
from throughcare.supervision.rules.contact_terms import CheckIns, ContactPolicy, Frequency, Limit
from throughcare.supervision.rules.contact_value import Duty, DutyKind, FirstAppointment
from throughcare.supervision.rules.contact_words import REASONS

WORKING_DAYS = "business-days"


class Open(Struct, frozen=True):
    """An open duty with the step and the policy it rests on, and what its count of working days left out."""

    duty: Duty
    step: Step
    use: PolicyUse | None
    skipped: Step | None = None


def open_duty(
    kind: DutyKind,
    due: date,
    form: str,
    modes: frozenset[str],
    step: Step,
    sentence: str,
    clock: str,
    clock_date: date,
    on: date,
    ahead: list[Contact],
    policies: ContactPolicies,
    use: PolicyUse | None,
    unconfirmed: bool,
    skipped: Step | None = None,
) -> Open:
    """A duty due on ``due``, with what is booked for it."""
    booked: date | None = None
    for contact in ahead:
        if contact.mode in modes and (booked is None or contact.date < booked):
            booked = contact.date
    duty = Duty(
        kind,
        due,
        form,
        step.code,
        sentence,
        clock,
        clock_date,
        due < on,
        (due - on).days,
        policies.working_days(on, due),
        booked,
        None if booked is None else booked <= due,
        unconfirmed,
    )
    return Open(duty, Step(step.code, step.words, due, True), use, skipped)


def limit_duty(
    kind: DutyKind, limit: Limit, *, clock_date: date, on: date, ahead: list[Contact], policies: ContactPolicies
) -> Open:
    """A duty whose limit runs from one event."""
    due = policies.due(clock_date, limit.limit, limit.unit)
    return open_duty(
        kind,
        due=due,
        form=limit.form,
        modes=limit.modes,
        step=limit.step,
        sentence=limit.sentence,
        clock=limit.clock,
        clock_date=clock_date,
        on=on,
        ahead=ahead,
        policies=policies,
        use=limit.use,
        unconfirmed=limit.unconfirmed,
        skipped=skipped_step(clock_date, due) if limit.unit == WORKING_DAYS else None,
    )


def first_appointment(
    limit: Limit, *, clock_date: date, history: History, policies: ContactPolicies
) -> FirstAppointment:
    """Whether the first appointment was arranged in time, and whether it was attended."""
    due = policies.due(clock_date, limit.limit, limit.unit)
    arranged, attended = history.arranged, history.first
    return FirstAppointment(
        due,
        None if arranged is FAR else arranged,
        arranged <= due,
        None if attended is FAR else attended,
        attended <= due,
    )


def check_in_eligible(case: ContactCase, check_ins: CheckIns | None, wanted: Frequency, plain: bool) -> bool:
    """Whether a digital check-in may stand in for every other monthly contact."""
    if check_ins is None or wanted.unit != "calendar-months" or wanted.times != 1:
        return False
    return plain or not any(belongs(case) for belongs in check_ins.not_eligible)


def contact_duty(
    wanted: Frequency,
    *,
    agreed: AgreedFrequency | None,
    start: date,
    on: date,
    history: History,
    check_ins: CheckIns | None,
    policies: ContactPolicies,
) -> Open:
    """Regular contact: ``check_ins`` is given where the person may use them.

    With n contacts in every interval: none yet, start and first limit; fewer than n, start and one interval; otherwise
    the nth most recent and one interval. A digital check-in moves the date by one interval but never beyond two
    intervals from the last meeting.
    """
    every, unit = wanted.every, wanted.unit
    form, modes = wanted.form, wanted.modes
    seen = history.seen
    if len(seen) < wanted.times:
        base, clock = start, "start"
        if not seen and agreed is not None and agreed.first_within is not None:
            every, unit = agreed.first_within, agreed.first_unit
        due = policies.due(start, every, unit, month_end=wanted.month_end)
    else:
        clock = "last-contact"
        base = history.last if wanted.times == 1 else sorted(seen)[-wanted.times]
        due = policies.due(base, every, unit, month_end=wanted.month_end)
        if check_ins is not None:
            if history.last_digital > base:
                after_digital = policies.due(history.last_digital, every, unit, month_end=wanted.month_end)
                furthest = policies.due(base, every * check_ins.every, unit, month_end=wanted.month_end)
                due = min(after_digital, furthest)
            else:
                form, modes = wanted.form_or_digital, wanted.modes_or_digital
    return open_duty(
        "contact",
        due,
        form,
        modes,
        wanted.step,
        wanted.sentence,
        clock,
        base,
        on,
        history.ahead,
        policies,
        wanted.use,
        wanted.unconfirmed,
        skipped_step(base, due) if unit == WORKING_DAYS else None,
    )


@lru_cache(maxsize=4096)
def agreed_frequency(agreed: AgreedFrequency, policy_forms: tuple[tuple[str, frozenset[str]], ...]) -> Frequency:
    """The agreed frequency in the form that the duties read."""
    row = {
        "count": agreed.count,
        "every": agreed.every,
        "unit": agreed.unit,
        "month_end": agreed.month_end,
        "form": agreed.form,
    }
    return frequency(row, dict(policy_forms), None)


def custody_duties(
    case: ContactCase, *, policy: ContactPolicy, history: History, policies: ContactPolicies
) -> list[Open]:
    """First contact and first plan for a person serving a sentence, under standards that ask for them."""
    duties: list[Open] = []
    sentenced, on = case.sentence_date, case.on
    if sentenced is None or sentenced > on:
        return duties
    limit = policy.custody_contact
    if limit is not None and not history.seen:
        duties.append(
            limit_duty(
                "first-contact-in-custody",
                limit,
                clock_date=sentenced,
                on=on,
                ahead=history.ahead,
                policies=policies,
            )
        )
    row, use = policy.custody_plan, policy.custody_plan_use
    if row is None or use is None or case.plan_completed_date is not None:
        return duties
    if (case.sentence_length_months or 0) >= row["sentence_from_months"]:
        release = case.release_date
        far = release is not None and release >= policies.due(sentenced, row["long_from_months"], "calendar-months")
        weeks = row["weeks_when_long" if far else "weeks"]
        duties.append(
            open_duty(
                "initial-plan",
                due=sentenced + timedelta(weeks=weeks),
                form="plan",
                modes=frozenset(),
                step=CUSTODY_PLAN[1] if far else CUSTODY_PLAN[0],
                sentence=(CUSTODY_PLAN[1] if far else CUSTODY_PLAN[0]).words.say(),
                clock="sentence",
                clock_date=sentenced,
                on=on,
                ahead=[],
                policies=policies,
                use=use,
                unconfirmed=False,
            )
        )
    return duties


CUSTODY_PLAN = (
    Step("plan-in-custody", REASONS["plan-in-custody"].words, None, True),
    Step("plan-in-custody-long", REASONS["plan-in-custody-long"].words, None, True),
)


def follow_up_duty(
    case: ContactCase,
    *,
    suspended: date,
    two_thirds: date,
    history: History,
    modes: frozenset[str],
    form: str,
    policies: ContactPolicies,
    use: PolicyUse,
) -> Open | None:
    """The one follow-up midway through what is left after two-thirds; None once it has been kept or without an end."""
    if case.end_date is None or history.last >= suspended > NEVER:
        return None
    reason = REASONS["mid-point-follow-up"]
    half = (case.end_date - two_thirds).days // 2
    return open_duty(
        "mid-point-follow-up",
        due=max(two_thirds + timedelta(days=half), suspended),
        form=form,
        modes=modes,
        step=Step(reason.code, reason.words),
        sentence=reason.words.template,
        clock="two-thirds",
        clock_date=two_thirds,
        on=case.on,
        ahead=history.ahead,
        policies=policies,
        use=use,
        unconfirmed=False,
    )
