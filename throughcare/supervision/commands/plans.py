"""The life of a sentence plan: begun, shown to the person, agreed, followed by another version, ended."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from throughcare.accounts.models import User
from throughcare.audit.commands import record as audit
from throughcare.kernel.calendar import add_months
from throughcare.kernel.events import announcer
from throughcare.kernel.transitions import NotAllowed
from throughcare.people.models import Person, Sentence
from throughcare.policy.book import NoPolicyInForce
from throughcare.supervision.commands.contacts import ContactRefused, record_contact
from throughcare.supervision.commands.risk import day_of, locked, refuse
from throughcare.supervision.events import PlanAgreed, PlanBegun, PlanClosed, PlanDiscarded, PlanShared
from throughcare.supervision.models import Contact, Plan, PlanNeed, PlanObjective, PlanStep, PlanVersion
from throughcare.supervision.models.plan import OPEN_STATES
from throughcare.supervision.queries.plans import assessed_needs, is_supervised, next_number, version_view
from throughcare.supervision.queries.team import staff_of
from throughcare.supervision.rules.faults import EntryFault, EntryRefused
from throughcare.supervision.rules.plan_entry import (
    Agreement,
    Draft,
    check_agreement,
    check_close,
    check_share,
    plan_refused,
)
from throughcare.supervision.rules.plan_review import plan_policy
from throughcare.supervision.rules.plan_sections import ASSESSED
from throughcare.supervision.rules.plan_states import VERSION

FIRST_PLAN, REVIEWED = "PLAN", "REVW"


@transaction.atomic
def begin_version(*, person: Person, reason: str, by: User, at: datetime) -> PlanVersion:
    """Begin a version: the first, with the needs of the latest assessment, or one that carries the agreed one on.

    What was agreed is copied, steps that were given up are left behind, and needs are taken anew from the latest
    assessment, with those that no assessment knows. Raises ``EntryRefused``.
    """
    locked(person)
    today = day_of(at)
    if not is_supervised(person.pk, on=today):
        refuse(plan_refused("no-sentence"))
    plan = Plan.objects.filter(person=person, closed_on=None).first()
    if plan is not None and plan.versions.filter(state__in=OPEN_STATES).exists():
        refuse(plan_refused("draft-open"))
    plan = plan or Plan.objects.create(person=person, opened_on=today)
    standing = plan.versions.filter(state="agreed").first()
    assessment, needs = assessed_needs(person.pk)
    version = PlanVersion.objects.create(
        plan=plan,
        person=person,
        number=next_number(plan),
        reason=reason if standing else "first",
        begun_on=today,
        begun_by=staff_of(by),
        assessment=assessment,
        strengths=standing.strengths if standing else "",
        strengths_cy=standing.strengths_cy if standing else "",
    )
    if standing:
        needs = _carry_on(standing, version, needs)
    PlanNeed.objects.bulk_create(
        PlanNeed(version=version, person=person, section=section, severity=severity)
        for section, severity in needs.items()
    )
    _tell(version, "begin_plan", by, at, number=version.number, reason=version.reason)
    announcer.announce(PlanBegun(version.pk, person.pk, version.number, version.reason, by.pk))
    return version


@transaction.atomic
def share_version(*, version: PlanVersion, shared_on: date, how: str, by: User, at: datetime) -> PlanVersion:
    """Say that the version was shown to the person; it no longer changes until it is taken back. Raises ``EntryRefused``."""
    row = opened(version)
    refuse(check_share(draft_of(row), shared_on=shared_on, today=day_of(at)))
    row.state, row.shared_on, row.shared_how = _next(row, "share"), shared_on, how
    row.save(update_fields=["state", "shared_on", "shared_how"])
    _tell(row, "share_plan", by, at, shared_on=shared_on, how=how)
    announcer.announce(PlanShared(row.pk, row.person_id, shared_on, by.pk))
    return row


@transaction.atomic
def take_back_version(*, version: PlanVersion, by: User, at: datetime) -> PlanVersion:
    """Change a version again that was shown to the person. Raises ``EntryRefused``."""
    row = opened(version)
    row.state = _next(row, "change")
    row.save(update_fields=["state"])
    _tell(row, "take_back_plan", by, at)
    return row


@transaction.atomic
def discard_version(*, version: PlanVersion, by: User, at: datetime) -> PlanVersion:
    """Give up a version that was being written; the agreed one stands. Raises ``EntryRefused``."""
    row = opened(version)
    row.state = _next(row, "discard")
    row.save(update_fields=["state"])
    _tell(row, "discard_plan", by, at, number=row.number)
    announcer.announce(PlanDiscarded(row.pk, row.person_id, by.pk))
    return row


@transaction.atomic
def agree_version(
    *, version: PlanVersion, agreement: Agreement, by: User, at: datetime, confirmed: bool = False
) -> PlanVersion:
    """Agree a version: it takes the place of the one before, and the record says that the plan is made or reviewed.

    That entry on the record is what the contact rule reads: there is no second truth. Raises ``EntryRefused``.
    """
    row = opened(version)
    months, latest = _longest(agreement.agreed_on)
    facts = draft_of(row)
    faults = check_agreement(agreement, facts, today=day_of(at), latest_review=latest, months=months)
    refuse(faults, confirmed=confirmed)
    state = _next(row, "agree")
    contact = _on_record(row, agreement.agreed_on, by, at)
    for standing in row.plan.versions.filter(state="agreed"):
        standing.state = VERSION.next(standing.state, "replace")
        standing.save(update_fields=["state"])
    row.state, row.contact, row.agreed_by = state, contact, staff_of(by)
    row.agreed_on, row.review_on = agreement.agreed_on, agreement.review_on
    row.view, row.signed = agreement.view, agreement.signed
    row.own_words, row.why_not = agreement.own_words, agreement.why_not
    row.save()
    _tell(
        row,
        "agree_plan",
        by,
        at,
        number=row.number,
        agreed_on=row.agreed_on,
        review_on=row.review_on,
        view=row.view,
        signed=row.signed,
    )
    announcer.announce(PlanAgreed(row.pk, row.person_id, row.number, agreement.agreed_on, contact.pk, by.pk))
    return row


@transaction.atomic
def close_plan(*, plan: Plan, closed_on: date, reason: str, by: User, at: datetime) -> Plan:
    """End a plan; a version that was being written is given up. Raises ``EntryRefused``."""
    locked(plan.person)
    row = Plan.objects.select_for_update(of=("self",)).select_related("person").get(pk=plan.pk)
    if row.closed_on is not None:
        refuse(plan_refused("not-open"))
    refuse(check_close(closed_on=closed_on, opened_on=row.opened_on, today=day_of(at)))
    for version in row.versions.filter(state__in=OPEN_STATES):
        discard_version(version=version, by=by, at=at)
    row.closed_on, row.end_reason = closed_on, reason
    row.save(update_fields=["closed_on", "end_reason"])
    audit(
        action="supervision.close_plan",
        by=by,
        at=at,
        subject=row.person.crn,
        person=row.person_id,
        closed_on=closed_on,
        reason=reason,
    )
    announcer.announce(PlanClosed(row.pk, row.person_id, closed_on, reason, by.pk))
    return row


def end_open_plan(*, person: Person, on: date, by: User, at: datetime) -> None:
    """End the plan of somebody whose supervision ends, on ``on`` or as soon after as there was a plan."""
    plan = Plan.objects.filter(person=person, closed_on=None).first()
    if plan is not None:
        closed_on = min(max(on, plan.opened_on), day_of(at))
        close_plan(plan=plan, closed_on=closed_on, reason="supervision-ended", by=by, at=at)


def opened(version: PlanVersion) -> PlanVersion:
    """The version, locked with its person; raises ``EntryRefused`` where it or its plan is over."""
    locked(version.person)
    rows = PlanVersion.objects.select_for_update(of=("self",)).select_related("plan", "person")
    row = rows.get(pk=version.pk)
    if row.plan.closed_on is not None:
        refuse(plan_refused("not-open"))
    if row.state not in OPEN_STATES:
        refuse(plan_refused("not-a-draft"))
    return row


def draft_of(row: PlanVersion) -> Draft:
    """What a version holds, as the rules ask for it."""
    view = version_view(row)
    texts = [one.row.text_cy for one in view.objectives]
    texts += [step.row.text_cy for step in view.steps]
    latest = row.plan.versions.filter(state="agreed").values_list("agreed_on", flat=True).first()
    return Draft(
        begun_on=row.begun_on,
        latest=latest,
        steps=tuple(len(one.steps) for one in view.objectives),
        needs={need.section: need.severity for need in view.needs},
        sections=frozenset(one.row.section for one in view.objectives),
        without_welsh=sum(1 for text in texts if not text) + bool(row.strengths and not row.strengths_cy),
        language=row.person.language,
    )


def _carry_on(standing: PlanVersion, version: PlanVersion, assessed: dict[str, str]) -> dict[str, str]:
    """Copy objectives and steps into the new version; returns the needs that it begins with."""
    for one in version_view(standing).objectives:
        steps = [step for step in one.steps if step.state != "dropped"]
        if one.steps and not steps:
            continue
        row = one.row
        copy = PlanObjective.objects.create(
            version=version,
            person=version.person,
            **{name: getattr(row, name) for name in ("key", "position", "section", "wording", "text", "text_cy")},
        )
        names = ("key", "position", "wording", "text", "text_cy", "who", "agency", "due_on")
        PlanStep.objects.bulk_create(
            PlanStep(
                version=version,
                objective=copy,
                person=version.person,
                **{name: getattr(step.row, name) for name in names},
            )
            for step in steps
        )
    others = {need.section: need.severity for need in PlanNeed.objects.filter(version=standing).order_by("pk")}
    if not assessed:
        return others
    return assessed | {section: severity for section, severity in others.items() if section not in ASSESSED}


def _on_record(row: PlanVersion, agreed_on: date, by: User, at: datetime) -> Contact:
    """The entry that says that the plan is made, or reviewed where every running sentence has its first plan."""
    try:
        saved = record_contact(
            person=row.person,
            type=FIRST_PLAN if _is_first(row.person_id, agreed_on) else REVIEWED,
            date=agreed_on,
            outcome="",
            notes="",
            reference=f"PLAN-{row.pk}",
            by=by,
            at=at,
            confirmed=True,
        )
    except ContactRefused as refused:
        faults = tuple(EntryFault(fault.code, "agreed_on", fault.words) for fault in refused.faults)
        raise EntryRefused(faults) from refused
    return saved.contact


def _is_first(person: int, agreed_on: date) -> bool:
    """Whether a sentence that runs on the day has no first plan yet."""
    made = list(Contact.objects.filter(person=person, type=FIRST_PLAN).values_list("date", flat=True))
    running = Sentence.objects.filter(person=person, terminated_on=None, sentenced_on__lte=agreed_on)
    return any(
        not any(day >= sentenced for day in made)
        for sentenced, ends in running.values_list("sentenced_on", "ends_on")
        if ends is None or ends > agreed_on
    )


def _longest(agreed_on: date) -> tuple[int | None, date | None]:
    """The longest time to the review in months and its last day; None where the practitioner judges."""
    try:
        months = plan_policy().on(agreed_on).months
    except NoPolicyInForce:
        return None, None
    return months, add_months(agreed_on, months) if months else None


def _next(row: PlanVersion, verb: str) -> str:
    try:
        return VERSION.next(row.state, verb)
    except NotAllowed:
        raise EntryRefused(plan_refused("not-a-draft")) from None


def _tell(row: PlanVersion, action: str, by: User, at: datetime, **detail: Any) -> None:
    audit(
        action=f"supervision.{action}", by=by, at=at, subject=f"{row.person.crn}/{row.number}", person=row.person_id,
        **detail,
    )  # fmt: skip
