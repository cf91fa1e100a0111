"""Giving a case to a practitioner: the first time, or from one to another, one by one or many at once.

Whoever decides says how the case stood when they looked (``Seen``). Where somebody else has changed it meanwhile, nothing
is written and they are told who did, and when.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from throughcare.accounts.models import User
from throughcare.audit.commands import record as audit
from throughcare.kernel.events import announcer
from throughcare.people.models import Person
from throughcare.supervision.commands.officers import OfficerRefused, change_officer
from throughcare.supervision.events import CaseAllocated
from throughcare.supervision.models import Allocation, OfficerSpell
from throughcare.supervision.queries.allocation_facts import case_facts, officer_facts
from throughcare.supervision.queries.candidates import Candidate, candidate
from throughcare.supervision.queries.cases import Area
from throughcare.supervision.queries.places import is_in_reach
from throughcare.supervision.rules.allocation_codes import REALLOCATION_REASONS
from throughcare.workforce.models import Staff

FIRST = "initial-allocation"


@dataclass(frozen=True, slots=True)
class Seen:
    """How a case stood when somebody looked: the key of its open spell and of who held it, 0 for none."""

    spell: int
    staff: int

    def __str__(self) -> str:
        return f"{self.spell}-{self.staff}"

    @classmethod
    def read(cls, typed: str) -> Seen | None:
        """What ``str`` wrote; None where it is something else."""
        spell, _, staff = typed.partition("-")
        plain = spell.isascii() and spell.isdigit() and staff.isascii() and staff.isdigit() and len(typed) < 40
        return cls(int(spell), int(staff)) if plain else None


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why this practitioner. ``despite`` answers what stands against it; ``sensitive``: not for the person to see."""

    evidence: str
    oversight: str = ""
    sensitive: bool = False
    despite: str = ""


class AllocationRefused(ValueError):
    """The case cannot be given to them; ``code`` says why: a word of ``allocation-fit``, ``no-evidence``, ``no-reason``,
    ``needs-reason`` (``doubts`` says what for), ``same``, ``other-unit``, ``not-supervised``, or ``out-of-reach``: the case
    lies in a region that whoever decides is not posted to."""

    def __init__(self, code: str, doubts: tuple[str, ...] = ()) -> None:
        self.code, self.doubts = code, doubts
        super().__init__(code)


class AlreadyAllocated(AllocationRefused):
    """Somebody else was quicker: ``spell`` is how the case stands, ``allocation`` who decided it and when, where known."""

    def __init__(self, spell: OfficerSpell | None, allocation: Allocation | None) -> None:
        super().__init__("already-allocated")
        self.spell, self.allocation = spell, allocation


@transaction.atomic
def allocate(
    *, person: Person, staff: Staff, reason: str, evidence: Evidence, seen: Seen, by: User, on: date, at: datetime
) -> Allocation:
    """Give the case to ``staff`` from ``on``, or from its first day where that lies ahead.

    ``reason`` is a code of ``OFFICER_REASON``: ``initial-allocation`` where nobody holds the case, otherwise one of
    ``REALLOCATION_REASONS``. ``by`` gives cases of the regions that they are posted to. Raises ``AlreadyAllocated`` and
    ``AllocationRefused``.
    """
    people = Person.objects.select_for_update(no_key=True, of=("self",)).select_related("delivery_unit")
    person = people.get(pk=person.pk)
    if not is_in_reach(by, person.delivery_unit, on=on):
        raise AllocationRefused("out-of-reach")
    staff = Staff.objects.select_for_update(no_key=True, of=("self",)).select_related("team").get(pk=staff.pk)
    spell = OfficerSpell.objects.filter(person=person, until__isnull=True).select_related("staff").first()
    _check_seen(spell, seen, person)
    starts_on = max(on, spell.start) if spell is not None else on
    _check_words(spell, staff, reason, evidence)
    found = _candidate(person, staff, starts_on)
    _check_fit(found, evidence)
    try:
        moved = change_officer(
            person=person, staff=staff, team=staff.team, on=starts_on, reason=reason, by=by, at=at,
            seen=spell.pk if spell is not None else None,
        )  # fmt: skip
    except OfficerRefused as refused:
        raise AllocationRefused(refused.code) from None
    made = _keep(person, staff, moved, spell, reason, evidence, found, by, at)
    announcer.announce(CaseAllocated(made.pk, person.pk, staff.pk, made.before_id, starts_on, by.pk))
    return made


def lock_for(people: Sequence[int], staff: Sequence[int]) -> None:
    """Lock the cases and then the practitioners of a bulk change, each in order, so that two at once cannot wait for each
    other. Must run in a transaction."""
    list(Person.objects.select_for_update(no_key=True).filter(pk__in=people).order_by("pk").values_list("pk"))
    list(Staff.objects.select_for_update(no_key=True).filter(pk__in=staff).order_by("pk").values_list("pk"))


def stands(person: int) -> Seen:
    """How a case stands now."""
    spell = OfficerSpell.objects.filter(person=person, until__isnull=True).first()
    return Seen(spell.pk, spell.staff_id or 0) if spell is not None else Seen(0, 0)


def _check_seen(spell: OfficerSpell | None, seen: Seen, person: Person) -> None:
    now = Seen(spell.pk, spell.staff_id or 0) if spell is not None else Seen(0, 0)
    if now != seen:
        latest = Allocation.objects.filter(person=person).select_related("decided_by", "staff").order_by("-decided_at")
        raise AlreadyAllocated(spell, latest.first())


def _check_words(spell: OfficerSpell | None, staff: Staff, reason: str, evidence: Evidence) -> None:
    held = spell is not None and spell.staff_id is not None
    if held and spell is not None and spell.staff_id == staff.pk:
        raise AllocationRefused("same")
    if reason not in (REALLOCATION_REASONS if held else (FIRST, *REALLOCATION_REASONS)):
        raise AllocationRefused("no-reason")
    if not evidence.evidence.strip():
        raise AllocationRefused("no-evidence")


def _candidate(person: Person, staff: Staff, on: date) -> Candidate:
    if staff.team is None or staff.team.delivery_unit_id != person.delivery_unit_id:
        raise AllocationRefused("other-unit")
    cases, officers = case_facts([person.pk], on=on), officer_facts(Area("staff", staff.pk), on=on)
    if person.pk not in cases:
        raise AllocationRefused("not-supervised")
    if not officers:
        raise AllocationRefused("not-working")
    return candidate(cases[person.pk], officers[0], on=on)


def _check_fit(found: Candidate, evidence: Evidence) -> None:
    fit = found.fit.value
    if fit.refusals:
        raise AllocationRefused(fit.refusals[0])
    if fit.doubts and not evidence.despite.strip():
        raise AllocationRefused("needs-reason", fit.doubts)


def _keep(
    person: Person, staff: Staff, moved: OfficerSpell, before: OfficerSpell | None, reason: str, evidence: Evidence,
    found: Candidate, by: User, at: datetime,
) -> Allocation:  # fmt: skip
    impact, weighed = found.impact.value, found.impact.value.available_points > 0
    made = Allocation.objects.create(
        person=person,
        spell=moved,
        staff=staff,
        before=before.staff if before is not None else None,
        reason=reason,
        evidence=evidence.evidence.strip(),
        oversight=evidence.oversight.strip(),
        sensitive=evidence.sensitive,
        doubts=list(found.fit.value.doubts),
        despite=evidence.despite.strip(),
        points=impact.case_points or None,
        percent_before=Decimal(str(impact.percent_now)) if weighed else None,
        percent_after=Decimal(str(impact.percent_after)) if weighed else None,
        cases_after=impact.cases_after or 0,
        starts_on=moved.start,
        decided_at=at,
        decided_by=by,
    )
    audit(
        action="supervision.allocate", by=by, at=at, subject=person.crn, person=person.pk, staff=staff.code,
        before=made.before.code if made.before else None, on=moved.start, reason=reason, doubts=made.doubts,
    )  # fmt: skip
    return made
