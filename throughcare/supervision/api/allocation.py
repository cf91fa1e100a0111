"""Allocation: who could be given a case, and giving it."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema, Status
from pydantic import Field

from throughcare.accounts.api import Among, Body, Problem, caller, operation
from throughcare.people.api import open_record
from throughcare.people.models import Person
from throughcare.supervision.commands.allocation_refusals import doubt, refusal
from throughcare.supervision.commands.allocations import (
    FIRST,
    AllocationRefused,
    AlreadyAllocated,
    Evidence,
    Seen,
    allocate,
)
from throughcare.supervision.models import Allocation
from throughcare.supervision.queries.allocation_facts import CaseFacts, case_facts
from throughcare.supervision.queries.allocation_history import history_of
from throughcare.supervision.queries.candidates import Candidate, candidates_for
from throughcare.supervision.queries.cases import Area
from throughcare.supervision.queries.places import is_in_reach
from throughcare.supervision.rules.allocation_codes import REALLOCATION_REASONS
from throughcare.workforce.models import Staff

router = Router(tags=["allocation"])

AllocationReason = Annotated[str, Among([FIRST, *REALLOCATION_REASONS])]
AllocationWords = Annotated[str, Field(max_length=4_000)]
StaffCode = Annotated[str, Field(max_length=20)]
_FIELDS = {"no-evidence": "evidence", "no-reason": "reason", "needs-reason": "despite", "before-current": "",
           "not-supervised": ""}  # fmt: skip


class HolderOut(Schema):
    """Who holds a case and since when; who decided that, and at what instant, where a decision is recorded."""

    staff: str
    name: str
    since: dt.date
    decided_by: str | None
    decided_at: dt.datetime | None


class CandidateOut(Schema):
    """One practitioner beside the case, with their load now and after, in percent of capacity and in cases.

    ``verdict`` is yes, with-reason or no; ``refusals`` and ``doubts`` are the codes of the rule allocation-fit behind it.
    ``problem`` says why the load cannot be worked out for sure; ``knew_until`` is the last day on which they held the case.
    ``uncounted`` cases of theirs could not be weighed, so that points and percent are at least what is said.
    """

    staff: str
    name: str
    grade: str
    team: str
    verdict: str
    refusals: list[str]
    doubts: list[str]
    knew_until: dt.date | None
    available: int
    points_now: int
    points_after: int
    percent_now: float
    percent_after: float
    level_now: str
    level_after: str
    cases_now: int
    cases_after: int
    case_level_after: str | None
    uncounted: int
    problem: str | None


class AllocationCaseOut(Schema):
    """One case with everybody of its delivery unit who could be given it, the best placed first.

    ``seen`` says how the case stands; it goes back with the decision. ``holder`` is null where nobody holds the case.
    """

    crn: str
    tier: str | None
    points: int | None
    problem: str | None
    seen: str
    holder: HolderOut | None
    candidates: list[CandidateOut]


class AllocateIn(Body):
    """Who is given the case, and the evidence; ``seen`` as it was read with the candidates.

    ``reason`` says why a case that somebody holds changes hands. ``despite`` answers the doubts of the verdict;
    ``sensitive`` evidence and oversight are not to be shared with the person.
    """

    staff: StaffCode
    seen: Annotated[str, Field(max_length=39)]
    reason: AllocationReason = FIRST
    evidence: AllocationWords
    oversight: AllocationWords = ""
    sensitive: bool = False
    despite: AllocationWords = ""


class AllocationOut(Schema):
    """A case given to ``staff`` from ``starts_on``; ``before`` held it until then. Loads are in percent of capacity."""

    crn: str
    staff: str
    before: str | None
    reason: str
    evidence: str
    oversight: str
    sensitive: bool
    doubts: list[str]
    despite: str
    points: int | None
    percent_before: float | None
    percent_after: float | None
    cases_after: int
    starts_on: dt.date
    decided_by: str
    decided_at: dt.datetime


@router.get("/people/{crn}/allocation", response=AllocationCaseOut, summary="Read who could be given a case")
@operation(permission="supervision.allocate", scope="allocation:read", opens_record=True)
def read_candidates(request: HttpRequest, crn: str) -> AllocationCaseOut:
    """How the case stands and everybody of its delivery unit with load now and after, and what stands against them."""
    person, on = open_own(request, crn), timezone.localdate()
    facts = case_facts([person.pk], on=on)[person.pk]
    found = candidates_for(facts, Area("unit", person.delivery_unit_id), on=on)
    return AllocationCaseOut(
        crn=person.crn,
        tier=facts.tier or None,
        points=facts.points,
        problem=_weight_problem(facts),
        seen=str(Seen(facts.spell, facts.holder)),
        holder=_holder(person, facts),
        candidates=[_candidate(one) for one in found],
    )


@router.post("/people/{crn}/allocation", response={201: AllocationOut}, summary="Give a case to a practitioner")
@operation(permission="supervision.allocate", scope="allocation:write", opens_record=True)
def give_case(request: HttpRequest, crn: str, body: AllocateIn) -> Status[AllocationOut]:
    """Give the case to a practitioner of its delivery unit. Where somebody else was quicker, 409 says who, and when."""
    person, seen = open_record(request, crn, page="allocation"), Seen.read(body.seen)
    if seen is None:
        raise invalid("seen", "seen", "not what was read with the candidates")
    staff = Staff.objects.filter(code=body.staff).first()
    if staff is None:
        raise invalid("staff", "unknown", "no such code")
    try:
        made = allocate(
            person=person, staff=staff, reason=body.reason, seen=seen,
            evidence=Evidence(body.evidence, body.oversight, body.sensitive, body.despite),
            by=caller(request).user, on=timezone.localdate(), at=timezone.now(),
        )  # fmt: skip
    except AllocationRefused as refused:
        raise _refused(refused) from None
    return Status(201, _allocation(person, made))


def invalid(field: str, code: str, detail: str) -> Problem:
    """The problem of one field of the body."""
    return Problem("invalid", errors=[{"in": "body", "field": field, "code": code, "detail": detail}])


def open_own(request: HttpRequest, crn: str) -> Person:
    """The person, of a region that the user is posted to: whoever may read a record elsewhere allocates nothing there."""
    person = open_record(request, crn, page="allocation")
    if not is_in_reach(caller(request).user, person.delivery_unit, on=timezone.localdate()):
        raise Problem("not-permitted")
    return person


def _refused(refused: AllocationRefused) -> Problem:
    said = refusal(refused)
    if refused.code == "out-of-reach":
        return Problem("not-permitted", said)
    if isinstance(refused, AlreadyAllocated):
        return Problem(
            "conflict", said, errors=[{"in": "body", "field": "seen", "code": refused.code, "detail": said}]
        )  # fmt: skip
    errors = [{"in": "body", "field": _FIELDS.get(refused.code, "staff"), "code": refused.code, "detail": said}]
    errors += [{"in": "body", "field": "staff", "code": code, "detail": doubt(code)} for code in refused.doubts]
    return Problem("refused", errors=errors)


def _weight_problem(facts: CaseFacts) -> str | None:
    if facts.points is not None:
        return None
    return (facts.weight.problem if facts.weight is not None else None) or "tier-missing"


def _holder(person: Person, facts: CaseFacts) -> HolderOut | None:
    line = next((one for one in history_of(person) if one.spell.pk == facts.spell), None)
    if line is None or line.spell.staff is None:
        return None
    made = line.allocation
    return HolderOut(
        staff=line.spell.staff.code,
        name=str(line.spell.staff),
        since=line.spell.start,
        decided_by=_name(made) if made is not None else None,
        decided_at=made.decided_at if made is not None else None,
    )


def _candidate(one: Candidate) -> CandidateOut:
    officer, impact, fit = one.officer, one.impact.value, one.fit.value
    return CandidateOut(
        staff=officer.code,
        name=officer.name,
        grade=officer.grade,
        team=officer.team,
        verdict=fit.verdict,
        refusals=list(fit.refusals),
        doubts=list(fit.doubts),
        knew_until=one.knew_until,
        available=impact.available_points,
        points_now=impact.points_now,
        points_after=impact.points_after,
        percent_now=impact.percent_now,
        percent_after=impact.percent_after,
        level_now=impact.level_now,
        level_after=impact.level_after,
        cases_now=impact.cases_now or 0,
        cases_after=impact.cases_after or 0,
        case_level_after=impact.case_level_after,
        uncounted=officer.load.uncounted,
        problem=impact.problem,
    )


def _allocation(person: Person, made: Allocation) -> AllocationOut:
    named = ("reason", "evidence", "oversight", "sensitive", "doubts", "despite", "points", "percent_before",
             "percent_after", "cases_after", "starts_on", "decided_at")  # fmt: skip
    return AllocationOut(
        crn=person.crn,
        staff=made.staff.code,
        before=made.before.code if made.before else None,
        decided_by=_name(made),
        **{name: getattr(made, name) for name in named},
    )


def _name(made: Allocation) -> str:
    by = made.decided_by
    return str(by.get_full_name() or by.username)
