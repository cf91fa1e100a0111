"""An answer of `contact-due` while it is being put together."""

from __future__ import annotations

from datetime import date

from throughcare.kernel.decision import Decision, PolicyUse, Reason, Step
from throughcare.supervision.rules.contact_duties import Open
from throughcare.supervision.rules.contact_facts import ContactCase, is_plain
from throughcare.supervision.rules.contact_history import FAR, NEVER, History, read_history
from throughcare.supervision.rules.contact_suspension import Suspension, Suspensions
from throughcare.supervision.rules.contact_terms import ContactPolicy
from throughcare.supervision.rules.contact_value import Ceiling, ContactDue, FirstAppointment, State
from throughcare.supervision.rules.contact_words import DECISIVE, REASONS, STEPS

RULE = "contact-due"


class Draft:
    """An answer being put together: what is found is added, ``changes`` keeps the first day it may alter by itself."""

    __slots__ = (
        "case",
        "ceiling",
        "changes",
        "duties",
        "first",
        "flags",
        "history",
        "plain",
        "policy",
        "rule_set",
        "steps",
        "uses",
    )

    def __init__(self, case: ContactCase, policy: ContactPolicy, rule_set: str) -> None:
        self.case, self.policy, self.rule_set = case, policy, rule_set
        self.plain = is_plain(case)
        self.duties: list[Open] = []
        self.steps: list[Step] = []
        self.uses: list[PolicyUse] = []
        self.flags: list[str] = []
        self.history: History | None = None
        self.first: FirstAppointment | None = None
        self.ceiling: Ceiling | None = None
        self.changes = FAR

    def flag(self, code: str) -> None:
        """Note a doubt about the facts."""
        self.flags.append(code)
        self.steps.append(STEPS[code])

    def change(self, day: date | None) -> None:
        """The answer may alter by itself on ``day``."""
        if day is not None and self.case.on < day < self.changes:
            self.changes = day

    def answer(
        self,
        state: State | None,
        code: str | None = None,
        *,
        suspended_from: date | None = None,
        unconfirmed: bool = False,
        holds: bool = True,
    ) -> Decision[ContactDue]:
        """The decision: ``state`` is worked out from the duties where it is None, and so is the reason."""
        duties, steps, uses = self.duties, self.steps, self.uses
        following: Open | None = None
        for item in duties:
            unconfirmed = unconfirmed or item.duty.unconfirmed
            if following is None or item.duty.due_date < following.duty.due_date:
                following = item
        for item in duties:
            leads = item is following and code is None
            steps.append(item.step if leads else item.step._replace(decisive=False))
            if item.skipped is not None:
                steps.append(item.skipped)
        if following is not None and following.use is not None:
            uses.append(following.use)
        uses.append(self.policy.set_use)
        if state is None:
            state = "overdue" if following is not None and following.duty.overdue else "due"
        if code is not None:
            reason = REASONS[code]
            steps.append(DECISIVE[code])
        elif following is not None:
            reason = Reason(following.step.code, following.step.words)
        else:
            raise ValueError("an answer without a duty must say why")
        ceiling = self.ceiling
        if ceiling is not None:
            steps.append(Step(ceiling.reason, REASONS[ceiling.reason].words, ceiling.remaining))
            unconfirmed = unconfirmed or ceiling.unconfirmed
        history = self.history
        value = ContactDue(
            state,
            None if following is None else following.duty,
            tuple([item.duty for item in duties]),
            self.first,
            None if history is None or history.last is NEVER else history.last,
            ceiling,
            suspended_from,
            self.policy.standard_set,
            tuple(self.flags),
            unconfirmed,
        )
        until = None if self.changes is FAR or not holds else self.changes
        return Decision(RULE, self.rule_set, value, reason, tuple(steps), tuple(uses), until)


def read_into(draft: Draft, start: date, modes: frozenset[str], first_modes: frozenset[str]) -> History:
    """Read the contacts from ``start`` into the draft."""
    policy = draft.policy
    history = read_history(
        draft.case.contacts,
        start=start,
        on=draft.case.on,
        kinds=policy.kinds,
        modes=modes,
        first_modes=first_modes,
        failed_counts=policy.failed_counts,
    )
    draft.history = history
    if history.changes < draft.changes:
        draft.changes = history.changes
    return history


def current_suspension(draft: Draft, found: Suspensions) -> Suspension | None:
    """The suspension in force, noting the first day of one that is still to come."""
    on = draft.case.on
    current = None
    for suspension in (found.reset, found.impact):
        if suspension is None:
            continue
        if suspension.start is None or suspension.start <= on:
            if current is None or (current.start is not None and (suspension.start or NEVER) < current.start):
                current = suspension
        else:
            draft.change(suspension.start)
    return current
