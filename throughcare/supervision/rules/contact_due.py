"""When a person on probation must next be seen, in what form, whether that is late, and why.

One rule for all the National Standards of England and Wales since 2007, with the reset of 2024, the change of 2025 and
the supervision packages of 2026 laid over them. The standard of the day of sentence or release governs the first
appointment and the first plan; the standard of the day asked about governs regular contact. See
``docs/domain/supervision.md``.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from throughcare.kernel.decision import Decision, Step, mark
from throughcare.kernel.rulebook import Rule
from throughcare.policy.book import NoPolicyInForce
from throughcare.supervision.rules.contact_draft import RULE, Draft, current_suspension, read_into
from throughcare.supervision.rules.contact_duties import (
    check_in_eligible,
    contact_duty,
    custody_duties,
    follow_up_duty,
    limit_duty,
)
from throughcare.supervision.rules.contact_facts import ContactCase
from throughcare.supervision.rules.contact_history import NEVER, ONE_DAY
from throughcare.supervision.rules.contact_parts import add_ceiling, add_first_and_plan
from throughcare.supervision.rules.contact_policy import BASES, FAMILIES, ContactPolicies, contact_policies, first_match
from throughcare.supervision.rules.contact_standard import first_limit, tier_standard, wanted_frequency
from throughcare.supervision.rules.contact_standing import Standing, find_standing
from throughcare.supervision.rules.contact_suspension import Suspension, Suspensions, find_suspensions
from throughcare.supervision.rules.contact_value import ContactDue
from throughcare.supervision.rules.contact_words import REASONS, STEPS

NATIONAL = "national-standards"


def decide_contact_due(case: ContactCase, *, policies: ContactPolicies) -> Decision[ContactDue]:
    """What contact is due next for ``case``, by when and why.

    Raises ``NoPolicyInForce`` for a day before the first standard and ``CalendarNotPublished`` for a limit in working
    days that runs beyond the years whose bank holidays are listed. Sources: National Standards 2007, 2015 and 2021;
    service levels SL004 and SL006; Probation Reset, April 2024; Probation Impact, April 2025.
    """
    if case.standard_set is not None and policies.standard_set is None:
        policies = contact_policies(case.standard_set)
    on = case.on
    policy = policies.on(on)
    draft = Draft(case, policy, policies.standard_set or NATIONAL)
    draft.change(policies.changes_after(on))
    if policy.framework is not None:
        draft.steps.append(STEPS[policy.framework])
    standing = find_standing(case)
    if standing.changes < draft.changes:
        draft.changes = standing.changes
    if case.end_date is not None:
        if on > case.end_date:
            draft.policy = policies.on(max(case.end_date, policies.first_day))
            return draft.answer("ended", "ended", holds=False)
        draft.change(case.end_date + ONE_DAY)
    if standing.start is None:
        return _without_start(draft, policies)
    exempt = None if draft.plain else first_match(policy.no_contact, case)
    if exempt is not None:
        return draft.answer("exempt", exempt)
    if standing.in_custody:
        return _in_custody(draft, policies, standing)
    return _supervised(draft, policies, standing, standing.start, standing.order_start or standing.start)


def _without_start(draft: Draft, policies: ContactPolicies) -> Decision[ContactDue]:
    """No start is known: a person still serving a sentence, or a record that lacks the date."""
    if draft.case.sentence != "custody":
        draft.flags.append("start-date-missing")
        return draft.answer("unknown", "start-date-missing")
    return _serving(draft, policies)


def _serving(draft: Draft, policies: ContactPolicies) -> Decision[ContactDue]:
    """Still inside: what the standard asks of the prison side, and the first appointment that follows release."""
    case = draft.case
    anywhere = draft.policy.forms["any"]
    history = read_into(draft, case.sentence_date or NEVER, anywhere, anywhere)
    draft.change(case.sentence_date)
    try:
        policy = policies.on(case.sentence_date or case.on)
    except NoPolicyInForce:
        policy = draft.policy
    inside = custody_duties(case, policy=policy, history=history, policies=policies)
    draft.duties += inside
    return draft.answer(None) if inside else draft.answer("not-started", "not-released")


def _in_custody(draft: Draft, policies: ContactPolicies, standing: Standing) -> Decision[ContactDue]:
    """Suspended while inside; the first appointment after a known release is shown, so that it can be booked."""
    release = standing.in_custody_until
    if release is not None and standing.sentence != "post-sentence-supervision":
        limit = tier_standard(draft, policies.on(release), flag=False).after_release
        history = read_into(draft, release, limit.modes, limit.modes)
        draft.duties.append(
            limit_duty(
                "first-appointment",
                limit,
                clock_date=release,
                on=draft.case.on,
                ahead=history.ahead,
                policies=policies,
            )
        )
    return draft.answer("suspended", "in-custody")


def _supervised(
    draft: Draft, policies: ContactPolicies, standing: Standing, start: date, order_start: date
) -> Decision[ContactDue]:
    case, policy, on = draft.case, draft.policy, draft.case.on
    standard = tier_standard(draft, policy)
    found = find_suspensions(
        case,
        policy=policy,
        sentence=standing.sentence,
        order_start=order_start,
        start=start,
        reset_recorded=case.tier is not None and len(case.tier) == 3 and case.tier[2] == "S",
        by_date=policies.by_date,
        plain=draft.plain,
    )
    draft.steps += found.steps
    draft.flags += found.flags
    draft.change(found.two_thirds)
    draft.change(found.doubt_from)
    wanted = wanted_frequency(draft, standard, order_start)
    face = wanted.modes if wanted is not None else policy.forms["face-to-face"]
    doubt = found.doubt_from is not None and found.doubt_from <= on
    current = current_suspension(draft, found)
    if current is not None and on >= start:
        read_into(draft, start, face, face)
        return _suspended(draft, policies, found, current, face, standing)
    limit = first_limit(policies, standing, start, case)
    history = read_into(draft, start, face, limit.modes if limit is not None else face)
    if limit is not None:
        add_first_and_plan(draft, policies, limit, start)
    elif standing.sentence != "post-sentence-supervision":
        draft.flag("started-before-standards")
    if on < start:
        draft.change(start)
        return _serving(draft, policies) if case.sentence == "custody" else draft.answer("not-started", "not-started")
    if wanted is not None and (history.seen or case.agreed_frequency is not None or not _first_is_open(draft)):
        eligible = check_in_eligible(case, policy.check_ins, wanted, draft.plain)
        draft.duties.append(
            contact_duty(
                wanted,
                agreed=case.agreed_frequency,
                start=start,
                on=on,
                history=history,
                check_ins=policy.check_ins if eligible else None,
                policies=policies,
            )
        )
        if eligible:
            draft.steps.append(STEPS["digital-eligible"])
    add_ceiling(draft, policies, standard, found, start, order_start)
    if history.without_outcome:
        draft.flag("outcome-missing")
    if history.last is not NEVER:
        draft.steps.append(Step("last-seen", REASONS["last-seen"].words, history.last))
    _note_what_comes_first(draft, found)
    if not draft.duties:
        draft.uses.append(policy.no_minimum_use)
        doubtful = policy.no_minimum_use.confidence == "unconfirmed"
        return draft.answer("no-standard", policy.no_minimum, unconfirmed=doubt or doubtful)
    return draft.answer(None, unconfirmed=doubt)


def _note_what_comes_first(draft: Draft, found: Suspensions) -> None:
    """Flag a duty that would fall due only after the order ends or contact is suspended."""
    if not draft.duties:
        return
    due = draft.duties[0].duty.due_date
    for item in draft.duties:
        if item.duty.due_date < due:
            due = item.duty.due_date
    if draft.case.end_date is not None and due > draft.case.end_date:
        draft.flag("order-ends-first")
    for suspension in (found.reset, found.impact):
        if suspension is not None and suspension.start is not None and due >= suspension.start:
            draft.flag("suspension-first")
            return


def _first_is_open(draft: Draft) -> bool:
    return any(item.duty.kind == "first-appointment" for item in draft.duties)


def _suspended(
    draft: Draft,
    policies: ContactPolicies,
    found: Suspensions,
    current: Suspension,
    face: frozenset[str],
    standing: Standing,
) -> Decision[ContactDue]:
    draft.uses.append(current.use)
    reset, policy, history = found.reset, draft.policy.reset, draft.history
    if reset is not None and policy is not None and history is not None and standing.sentence in policy.follow_up:
        begins = reset.start or found.two_thirds
        if found.two_thirds is not None and begins is not None and begins <= draft.case.on:
            follow_up = follow_up_duty(
                draft.case,
                suspended=begins,
                two_thirds=found.two_thirds,
                history=history,
                modes=face,
                form="face-to-face",
                policies=policies,
                use=policy.use,
            )
            if follow_up is not None:
                draft.duties.append(follow_up)
    return draft.answer("suspended", current.code, suspended_from=current.start)


def _decide(standard_set: str | None) -> Callable[[ContactCase], Decision[ContactDue]]:
    return partial(_decide_with, standard_set)


def _decide_with(standard_set: str | None, case: ContactCase) -> Decision[ContactDue]:
    return decide_contact_due(case, policies=contact_policies(standard_set))


_TITLES = {
    "ns-2007": mark("Contact due under the National Standards of 2007"),
    "ns-2015": mark("Contact due under the National Standards of 2015"),
    "ns-2021": mark("Contact due under the National Standards of 2021"),
    "reset-2024": mark("Contact due under the standards of 2021 with the reset of 2024"),
    "impact-2025": mark("Contact due with the reset of 2024 and the change of 2025"),
    "packages-2026": mark("Contact due with the supervision packages of 2026 as well"),
}

CONTACT_DUE_RULES: list[Rule] = [
    Rule(
        name=RULE,
        rule_set=NATIONAL,
        title=mark("Contact due under the standards in force on the day"),
        case=ContactCase,
        value=ContactDue,
        decide=_decide(None),
        parameters=FAMILIES,
        source="National Standards 2007, 2015 and 2021, Probation Reset 2024, Probation Impact 2025",
        default=True,
    ),
    *(
        Rule(RULE, name, _TITLES[name], ContactCase, ContactDue, _decide(name), FAMILIES, _TITLES[name])
        for name in BASES
    ),
]
