"""Parts that are added to an answer: first appointment, first plan, ceiling, least number of meetings."""

from __future__ import annotations

from datetime import date, timedelta

from throughcare.kernel.decision import Step
from throughcare.supervision.rules.contact_ceiling import impact_ceiling, package_applies, package_ceiling
from throughcare.supervision.rules.contact_draft import Draft
from throughcare.supervision.rules.contact_duties import first_appointment, limit_duty, open_duty
from throughcare.supervision.rules.contact_policy import ContactPolicies
from throughcare.supervision.rules.contact_standard import tier_standard_on
from throughcare.supervision.rules.contact_suspension import Suspensions
from throughcare.supervision.rules.contact_terms import Limit, TierStandard
from throughcare.supervision.rules.contact_words import REASONS, STEPS


def add_first_and_plan(draft: Draft, policies: ContactPolicies, limit: Limit, start: date) -> None:
    """Add the first appointment while it has not been attended, and the first plan while it has not been made."""
    case, history = draft.case, draft.history
    if history is None:
        return
    clock_date = start
    if limit.clock == "allocation":
        if case.allocation_date is None:
            draft.flag("allocation-date-missing")
        elif case.allocation_date > start:
            clock_date = case.allocation_date
    draft.first = first_appointment(limit, clock_date=clock_date, history=history, policies=policies)
    attended = draft.first.attended_date
    if attended is None:
        draft.duties.append(
            limit_duty(
                "first-appointment", limit, clock_date=clock_date, on=case.on, ahead=history.ahead, policies=policies
            )
        )
    if case.on < start:
        return
    planned = case.plan_completed_date
    if planned is not None and planned <= case.on:
        if planned >= (case.sentence_date or start):
            return
        draft.flag("plan-before-sentence")
    draft.change(planned)
    plan = tier_standard_on(policies.on(start), case).plan
    if plan.clock == "start":
        clock_date = start
    elif attended is None:
        draft.steps.append(STEPS["plan-clock-not-started"])
        return
    else:
        clock_date = attended
    draft.duties.append(
        limit_duty("initial-plan", plan, clock_date=clock_date, on=case.on, ahead=[], policies=policies)
    )


def add_ceiling(
    draft: Draft,
    policies: ContactPolicies,
    standard: TierStandard,
    found: Suspensions,
    start: date,
    order_start: date,
) -> None:
    """Add the ceiling that applies, and the least number of meetings before contact is suspended."""
    case, policy = draft.case, draft.policy
    stops = found.impact.start if found.impact is not None else None
    if stops is not None and policy.impact is not None:
        ceiling = draft.ceiling = impact_ceiling(case, policy=policy, start=start, stops=stops)
        history = draft.history
        if history is not None and ceiling is not None and len(history.seen) < policy.impact.least:
            reason = REASONS["minimum-meetings"]
            draft.duties.append(
                open_duty(
                    "minimum-meetings",
                    due=stops - timedelta(days=1),
                    form="face-to-face",
                    modes=policy.forms["face-to-face"],
                    step=Step(reason.code, reason.words),
                    sentence=reason.words.template,
                    clock="start",
                    clock_date=start,
                    on=case.on,
                    ahead=history.ahead,
                    policies=policies,
                    use=policy.impact.use,
                    unconfirmed=False,
                )
            )
        return
    packages = policy.packages
    if packages is None or not package_applies(case, packages, standard, draft.plain):
        return
    draft.ceiling = package_ceiling(case, policy=policy, tier=standard.tier, order_start=order_start)
    if draft.ceiling is None:
        draft.steps.append(STEPS["allowance-not-published"])
    else:
        draft.change(draft.ceiling.window_end)
        draft.uses.append(packages.use)
