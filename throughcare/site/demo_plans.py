"""Sentence plans of the demonstration in every state, and risk that changed after one was agreed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count
from django.utils import timezone

from throughcare.accounts.acting import acting, acting_by_itself
from throughcare.accounts.models import User
from throughcare.people.models import Person
from throughcare.supervision.commands.derive import derive
from throughcare.supervision.commands.plan_content import add_objective, add_step, set_strengths
from throughcare.supervision.commands.plan_steps import record_progress
from throughcare.supervision.commands.plans import agree_version, begin_version, share_version
from throughcare.supervision.commands.registrations import register
from throughcare.supervision.models import Assessment, OfficerSpell, Plan, PlanStep, PlanVersion, Registration
from throughcare.supervision.rules.faults import EntryRefused
from throughcare.supervision.rules.plan_entry import Agreement, ObjectiveEntry, StepEntry
from throughcare.supervision.rules.plan_wording import OBJECTIVE, STEP, steps_for
from throughcare.supervision.rules.registration_entry import RegistrationEntry
from throughcare.workforce.models import Staff

PRACTITIONERS = 3
EARLIER = timedelta(days=75)
STRENGTHS = (
    "Turns up on time\nHas a sister who stands by them",
    "Good with their hands\nHas stayed away from old friends",
)
STRENGTHS_CY = "Yn cyrraedd mewn pryd\nMae ganddynt chwaer sy’n gefn iddynt"
OWN_WORDS = (
    "I want my own front door and to see my son at weekends.",
    "I know I have to do this. I would rather get on with the course than sit and talk about it.",
    "I do not think drink is my problem. The rest is fair.",
)
AGENCY = "Turning Tide"


def plan_some(*, region: str, at: datetime) -> None:
    """For the practitioners with the largest caseloads: plans in each state; doing it twice changes nothing."""
    with acting_by_itself(why="demonstration"):
        if Plan.objects.exists():
            return
        cases = [(staff.user, _cases(staff, at)) for staff in _busiest(region)]
    acts = (_agreed, _overtaken, _under_way, _followed, _shown, _begun)
    for place, (user, people) in enumerate(cases):
        # Each begins with another state, so that few people show them all as well.
        first = place * len(acts) // PRACTITIONERS
        for act, person in zip(acts[first:] + acts[:first], people, strict=False):
            if user is not None:
                _try(act, person, user, at)


def _try(act: Callable[[Person, User, datetime], Any], person: Person, by: User, at: datetime) -> None:
    """Act as the practitioner; a record that does not allow it is left as it is."""
    try:
        with acting(by, why="demonstration"):
            act(person, by, at)
            derive([person.pk], on=timezone.localdate(at), cause="time")
    except EntryRefused:
        return


def _begun(person: Person, by: User, at: datetime) -> None:
    version = begin_version(person=person, reason="first", by=by, at=at)
    objective = _objective(version, 0, by, at)
    add_step(objective=objective, entry=_step(objective.wording, 0, at), by=by, at=at)


def _shown(person: Person, by: User, at: datetime) -> None:
    version = _written(person, by, at)
    share_version(version=version, shared_on=timezone.localdate(at), how="printed", by=by, at=at)


def _agreed(person: Person, by: User, at: datetime) -> None:
    _agree(_written(person, by, at), by, at)


def _under_way(person: Person, by: User, at: datetime) -> None:
    """Agreed some weeks ago: one step is done, one was begun, one is late."""
    before = at - EARLIER
    version = _agree(_written(person, by, before), by, before, view="in-part", words=2)
    steps = list(PlanStep.objects.filter(version=version))
    for step, state in zip(steps, ("done", "started"), strict=False):
        on = timezone.localdate(at) - timedelta(days=20)
        record_progress(
            plan=version.plan, step=step.key, state=state, on=on, note="Said so, and brought proof.", by=by, at=at
        )


def _followed(person: Person, by: User, at: datetime) -> None:
    """A second version, which the person did not sign."""
    before = at - EARLIER
    _agree(_written(person, by, before), by, before)
    version = begin_version(person=person, reason="circumstances", by=by, at=at)
    objective = add_objective(version=version, entry=ObjectiveEntry("finance", "fin-budget"), by=by, at=at)
    add_step(objective=objective, entry=_step("fin-budget", 1, at), by=by, at=at)
    _agree(version, by, at, view="disagrees", signed="not-signed", words=1)


def _overtaken(person: Person, by: User, at: datetime) -> None:
    """Risk changed after the plan was agreed, so that it is to be looked at again."""
    before = at - EARLIER
    _agree(_written(person, by, before), by, before)
    entry = RegistrationEntry(
        type="MAPP", level="M3", category="C2", registered_on=timezone.localdate(at),
        review_on=timezone.localdate(at) + timedelta(days=56),
    )  # fmt: skip
    register(
        person=person, entry=entry, note="Panel of this week: to be managed at level 3.",
        reference=f"DEMO-{person.crn}", by=by, at=at,
    )  # fmt: skip


def _written(person: Person, by: User, at: datetime) -> PlanVersion:
    version = begin_version(person=person, reason="first", by=by, at=at)
    welsh = person.language == "cy"
    strengths = STRENGTHS[person.pk % len(STRENGTHS)]
    set_strengths(version=version, strengths=strengths, strengths_cy=STRENGTHS_CY if welsh else "", by=by, at=at)
    for place in range(2):
        objective = _objective(version, place, by, at)
        for number in range(min(2, len(steps_for(objective.wording)))):
            add_step(objective=objective, entry=_step(objective.wording, number, at), by=by, at=at)
    return version


def _objective(version: PlanVersion, place: int, by: User, at: datetime) -> Any:
    """An objective for the needs in turn, else about the order."""
    sections = [need.section for need in version.needs.order_by("-severity", "pk")] + ["order", "lifestyle"]
    section = sections[place]
    wording = next(entry.code for entry in OBJECTIVE if entry.facts["need"] == section)
    return add_objective(version=version, entry=ObjectiveEntry(section, wording), by=by, at=at)


def _step(objective: str, number: int, at: datetime) -> StepEntry:
    codes = steps_for(objective)
    code = codes[number % len(codes)]
    who = STEP[code].facts["who"]
    due = timezone.localdate(at) + timedelta(days=28 * (number + 1)) if number else None
    return StepEntry(who, code, agency=AGENCY if who == "agency" else "", due_on=due)


def _agree(
    version: PlanVersion, by: User, at: datetime, *, view: str = "agrees", signed: str = "signed", words: int = 0
) -> PlanVersion:
    on = timezone.localdate(at)
    why = "Wants to speak to a solicitor first." if signed == "not-signed" else ""
    terms = Agreement(on, on + timedelta(days=182), view, signed, OWN_WORDS[words], why)
    return agree_version(version=version, agreement=terms, by=by, at=at, confirmed=True)


def _busiest(region: str) -> list[Staff]:
    """Members of staff who sign in and hold most cases, as the demonstration's sign-in page lists them."""
    spells = OfficerSpell.objects.filter(until=None, status="allocated", person__delivery_unit__region__code=region)
    counted = spells.filter(staff__user__role="practitioner", staff__until=None).values("staff").annotate(n=Count("pk"))
    keys = [row["staff"] for row in counted.order_by("-n", "staff")[:PRACTITIONERS]]
    found = Staff.objects.select_related("user").in_bulk(keys)
    return [found[key] for key in keys]


def _cases(staff: Staff, at: datetime) -> list[Person]:
    """Cases in the community whose risk has stood since before the earliest plan, those who read Welsh first."""
    before = timezone.localdate(at - EARLIER)
    people = Person.objects.filter(
        pk__in=OfficerSpell.objects.filter(staff=staff, until=None, start__lt=before).values("person"),
        limited=False,
        sentences__terminated_on=None,
        sentences__starts_on__lt=before,
        sentences__custody_spells=None,
        sentences__ends_on__gt=timezone.localdate(at) + timedelta(days=60),
    )
    people = people.exclude(pk__in=Registration.objects.filter(registered_on__gte=before).values("person"))
    people = people.exclude(pk__in=Assessment.objects.filter(completed_on__gte=before).values("person"))
    people = people.filter(pk__in=Assessment.objects.exclude(kind="RSR").values("person"))
    return list(people.distinct().order_by("language", "pk")[:12])
