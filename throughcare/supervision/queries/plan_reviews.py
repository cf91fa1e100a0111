"""When sentence plans are due: the first by the standards of contact, a review by the rule about reviews.

That a plan was made or reviewed is read from the record's entries, as the contact rule reads it, so that a plan made before
this system counts as well.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import connection

from throughcare.kernel.decision import Decision
from throughcare.policy.book import NoPolicyInForce
from throughcare.supervision.queries.records import records
from throughcare.supervision.rules.contact_policy import contact_policies
from throughcare.supervision.rules.contact_value import ContactDue, Duty
from throughcare.supervision.rules.plan_review import PlanCase, PlanReview, RiskChange, decide_plan_review
from throughcare.supervision.rules.standing import decide_answers

FIRST = "initial-plan"

# The latest plan made or reviewed under a sentence that runs, the review date that it set, and when supervision ends.
_PLANS = """
    SELECT person.id, made.date, made.review_on, sentence.ends_on
    FROM unnest(%(people)s::bigint[]) person (id)
    CROSS JOIN LATERAL (
        SELECT min(running.sentenced_on) AS sentenced_on,
               CASE WHEN bool_and(running.ends_on IS NOT NULL) THEN max(running.ends_on) END AS ends_on
        FROM people_sentence running WHERE running.person_id = person.id AND running.terminated_on IS NULL
          AND running.sentenced_on <= %(on)s AND (running.ends_on IS NULL OR running.ends_on > %(on)s)
    ) sentence
    LEFT JOIN LATERAL (
        SELECT contact.date, version.review_on FROM supervision_contact contact
        LEFT JOIN supervision_planversion version ON version.contact_id = contact.id
        WHERE contact.person_id = person.id AND contact.type IN ('PLAN', 'REVW') AND contact.date <= %(on)s
          AND contact.date >= sentence.sentenced_on
        ORDER BY contact.date DESC, contact.id DESC LIMIT 1
    ) made ON true
"""
_TIERS = """
    SELECT person_id, decided_on, before, label FROM (
        SELECT person_id, decided_on, label, lag(label) OVER (PARTITION BY person_id ORDER BY id) AS before
        FROM supervision_tier
        WHERE person_id = ANY(%(people)s) AND scheme = 'a-to-g-2026' AND label ~ '^[A-G]$' AND decided_on <= %(on)s
    ) step WHERE before <> label ORDER BY person_id, decided_on
"""
_REGISTRATIONS = """
    SELECT person_id, registered_on, type FROM supervision_registration
    WHERE person_id = ANY(%(people)s) AND registered_on <= %(on)s AND ended_on IS NULL ORDER BY person_id, registered_on
"""


def plan_reviews(people: Iterable[int], *, on: date) -> dict[int, Decision[PlanReview]]:
    """When each of these people's plans is to be reviewed, by three queries; empty before the first policy."""
    values: dict[str, Any] = {"people": list(people), "on": on}
    changes: dict[int, list[RiskChange]] = {}
    for person, day, before, after in _rows(_TIERS, values):
        changes.setdefault(person, []).append(RiskChange(date=day, kind="tier", before=before, after=after))
    for person, day, register in _rows(_REGISTRATIONS, values):
        changes.setdefault(person, []).append(RiskChange(date=day, kind="registration", register=register))
    try:
        return {
            person: decide_plan_review(
                PlanCase(
                    on=on, agreed_on=made, review_on=review_on, ends_on=ends_on, changes=tuple(changes.get(person, ()))
                )
            )
            for person, made, review_on, ends_on in _rows(_PLANS, values)
        }
    except NoPolicyInForce:
        return {}


def plan_review(person: int, *, on: date) -> Decision[PlanReview] | None:
    """When the plan of one person is to be reviewed."""
    return plan_reviews([person], on=on).get(person)


def first_plans_due(people: Iterable[int], *, on: date) -> dict[int, tuple[Duty, Decision[ContactDue]]]:
    """By when these people's first plans are due, where the standards ask for one, with the whole answer."""
    policies = contact_policies()
    found: dict[int, tuple[Duty, Decision[ContactDue]]] = {}
    for record in records(list(people), on=on):
        decision = decide_answers(record, on=on, policies=policies).contact_due
        duty = next((duty for duty in decision.value.duties if duty.kind == FIRST), None) if decision else None
        if decision is not None and duty is not None:
            found[record.person] = (duty, decision)
    return found


def first_plan_due(person: int, *, on: date) -> tuple[Duty, Decision[ContactDue]] | None:
    """By when one person's first plan is due."""
    return first_plans_due([person], on=on).get(person)


def _rows(statement: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows
