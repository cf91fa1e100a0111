"""Keeping a proposed plan, and deciding its lines: accepted, given to somebody else, or not; overtaken ones are told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import msgspec
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from throughcare.accounts.models import User
from throughcare.audit.commands import record as audit
from throughcare.kernel.events import announcer
from throughcare.organisations.models import DeliveryUnit
from throughcare.people.models import Person
from throughcare.supervision.commands.allocations import (
    AllocationRefused,
    AlreadyAllocated,
    Evidence,
    Seen,
    allocate,
    lock_for,
)
from throughcare.supervision.events import AllocationPlanned, PlanLineDecided
from throughcare.supervision.models import AllocationPlan, AllocationPlanLine
from throughcare.supervision.queries.places import is_in_reach
from throughcare.supervision.rules.allocation_codes import LINE
from throughcare.supervision.rules.allocation_proposal import Proposal
from throughcare.workforce.models import Staff, Team

_EVIDENCE = gettext_noop("Accepted from an allocation plan.")


@dataclass(frozen=True, slots=True)
class LineChoice:
    """What somebody decided for a line: ``accept``, ``override`` (to ``staff``, with ``words``) or ``decline``."""

    line: int
    verb: str
    staff: Staff | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class LineOutcome:
    """What became of a line. ``refused`` says why it could not be done; then the line stays as it was, or is ``stale``."""

    line: AllocationPlanLine
    refused: AllocationRefused | None = None


class LineRefused(AllocationRefused):
    """The choice itself cannot be: ``not-open``, ``no-words``, ``nobody-proposed``, ``no-staff`` or ``out-of-reach``."""


@transaction.atomic
def keep_plan(
    *,
    proposal: Proposal,
    unit: DeliveryUnit,
    team: Team | None,
    leaving: Staff | None,
    reason: str,
    by: User,
    at: datetime,
) -> AllocationPlan:
    """Keep a proposal, so that it can be decided on; writes nothing about anybody's case.

    Raises ``LineRefused`` (``out-of-reach``) for a list of a region that ``by`` is not posted to, for a ``team`` or a
    practitioner of another delivery unit than ``unit``, and for cases that ``by`` may not see.
    """
    _check_reach(proposal, unit, team, leaving, by, timezone.localdate(at))
    plan = AllocationPlan.objects.create(
        delivery_unit=unit,
        team=team,
        leaving=leaving,
        reason=reason,
        levels=[
            {"name": level.name, "value": level.value, "bound": level.bound, "first_fit": fit}
            for level, fit in zip(proposal.levels, proposal.first_fit, strict=True)
        ],
        left_out=proposal.left_out,
        made_at=at,
        made_by=by,
    )
    AllocationPlanLine.objects.bulk_create(
        AllocationPlanLine(
            plan=plan, person_id=line.person, place=place, seen_spell=line.seen_spell, seen_staff=line.seen_staff,
            proposed_id=line.staff, runner_up_id=line.runner_up, costs=list(line.costs), why=_why(line),
            problem=line.problem if line.staff is None else "",
        )
        for place, line in enumerate(proposal.lines, 1)
    )  # fmt: skip
    audit(
        action="supervision.plan_allocation", by=by, at=at, subject=unit.code, plan=plan.pk, lines=len(proposal.lines),
        levels=plan.levels,
    )  # fmt: skip
    announcer.announce(AllocationPlanned(plan.pk, len(proposal.lines), by.pk))
    return plan


@transaction.atomic
def decide_lines(
    *, plan: AllocationPlan, choices: Sequence[LineChoice], evidence: str, by: User, on: date, at: datetime
) -> list[LineOutcome]:
    """Decide lines of a plan, each by itself: one that cannot be done does not hold up the others.

    ``evidence`` is said of every case that is given to somebody. A case that was changed since the plan was made is
    ``stale``: its line is closed, and the outcome says who changed it.
    """
    keys = [choice.line for choice in choices]
    lines = {line.pk: line for line in AllocationPlanLine.objects.filter(plan=plan, pk__in=keys).order_by("person_id")}
    staff = [one.staff.pk if one.staff else lines[one.line].proposed_id for one in choices if one.line in lines]
    lock_for([line.person_id for line in lines.values()], [key for key in staff if key is not None])
    fresh = AllocationPlanLine.objects.select_for_update(of=("self",)).filter(pk__in=lines)
    lines = {line.pk: line for line in fresh.select_related("person", "proposed").order_by("place")}
    return [
        _decide(plan, lines[choice.line], choice, evidence, by, on, at) for choice in choices if choice.line in lines
    ]


def _check_reach(
    proposal: Proposal, unit: DeliveryUnit, team: Team | None, leaving: Staff | None, by: User, on: date
) -> None:
    """The list must lie in the user's reach, with everybody who is named in it."""
    elsewhere = team is not None and team.delivery_unit_id != unit.pk
    elsewhere |= leaving is not None and (leaving.team is None or leaving.team.delivery_unit_id != unit.pk)
    people = [line.person for line in proposal.lines]
    seen = Person.objects.filter(pk__in=people).count()
    if elsewhere or seen != len(people) or not is_in_reach(by, unit, on=on):
        raise LineRefused("out-of-reach")


def _decide(
    plan: AllocationPlan, line: AllocationPlanLine, choice: LineChoice, evidence: str, by: User, on: date, at: datetime
) -> LineOutcome:
    try:
        if not is_in_reach(by, plan.delivery_unit, on=on):
            raise LineRefused("out-of-reach")
        staff = _check(line, choice)
        if staff is not None:
            with transaction.atomic():
                allocate(
                    person=line.person, staff=staff, reason=plan.reason, seen=Seen(line.seen_spell, line.seen_staff),
                    evidence=Evidence(_evidence(choice, evidence), despite=choice.words), by=by, on=on, at=at,
                )  # fmt: skip
    except AlreadyAllocated as overtaken:
        _close(line, "overtake", None, "", by, at)
        return LineOutcome(line, overtaken)
    except AllocationRefused as refused:
        return LineOutcome(line, refused)
    _close(line, choice.verb, staff, choice.words, by, at)
    return LineOutcome(line)


def _check(line: AllocationPlanLine, choice: LineChoice) -> Staff | None:
    if choice.verb not in LINE.table[line.state]:
        raise LineRefused("not-open")
    if choice.verb != "accept" and not choice.words.strip():
        raise LineRefused("no-words")
    if choice.verb == "decline":
        return None
    if choice.verb == "override":
        if choice.staff is None:
            raise LineRefused("no-staff")
        return choice.staff
    proposed: Staff | None = line.proposed
    if proposed is None:
        raise LineRefused("nobody-proposed")
    return proposed


def _evidence(choice: LineChoice, evidence: str) -> str:
    said = evidence.strip() or _EVIDENCE
    return f"{said}\n{choice.words.strip()}" if choice.verb == "override" else said


def _close(line: AllocationPlanLine, verb: str, staff: Staff | None, words: str, by: User, at: datetime) -> None:
    line.state, line.staff, line.words = LINE.next(line.state, verb), staff, words.strip()
    line.decided_at, line.decided_by = at, by
    line.save(update_fields=["state", "staff", "words", "decided_at", "decided_by"])
    audit(
        action="supervision.decide_plan_line", by=by, at=at, subject=line.person.crn, person=line.person_id,
        plan=line.plan_id, state=line.state, staff=staff.code if staff else None, words=line.words,
    )  # fmt: skip
    announcer.announce(PlanLineDecided(line.pk, line.person_id, line.state, by.pk))


def _why(line: object) -> dict[str, object]:
    """What the page says of a line, as plain data."""
    told: dict[str, object] = msgspec.to_builtins(line)
    names = (
        "tier",
        "points",
        "others",
        "knew",
        "continuity",
        "minutes",
        "percent_before",
        "percent_after",
        "cases_after",
        "uncounted",
    )
    return {name: told[name] for name in names}
