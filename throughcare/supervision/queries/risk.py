"""What is known about a person's risk, and how the tier came to be what it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from throughcare.kernel.decision import Decision
from throughcare.policy.book import NoPolicyInForce
from throughcare.supervision.models import Assessment, Registration, RegistrationReview, Tier
from throughcare.supervision.queries.started import starts_of
from throughcare.supervision.rules.assessment_entry import SCORE_ONLY
from throughcare.supervision.rules.risk_reviews import (
    AssessmentReviewCase,
    RegistrationReviewCase,
    ReviewDue,
    decide_assessment_review,
    decide_registration_review,
)
from throughcare.supervision.rules.tier_inputs import Difference, differences


@dataclass(frozen=True)
class RegistrationView:
    """A registration with its reviews, the latest first, and when it is to be looked at again (None once ended)."""

    row: Registration
    reviews: tuple[RegistrationReview, ...]
    review: Decision[ReviewDue] | None


@dataclass(frozen=True)
class TierStep:
    """A tier of the history: ``before`` is the one it followed under its scheme, None for the first.

    ``changed`` are the facts that differ between the two, where both kept theirs.
    """

    row: Tier
    before: Tier | None
    changed: tuple[Difference, ...]

    @property
    def is_change(self) -> bool:
        """Whether the label is another than before."""
        return self.before is not None and self.before.label != self.row.label


@dataclass(frozen=True)
class RiskView:
    """The page about risk on ``on``: registrations in force and past, assessments the latest first, tiers by scheme."""

    on: date
    standing: tuple[RegistrationView, ...]
    past: tuple[RegistrationView, ...]
    assessments: tuple[Assessment, ...]
    full: Assessment | None
    review: Decision[ReviewDue] | None
    tiers: dict[str, TierStep]


def risk_of(person: int, *, on: date) -> RiskView:
    """Everything about the risk of ``person`` (a primary key); five queries whatever the length of the record, six without
    a full assessment."""
    views = _registrations(person, on)
    assessments = assessments_of(person)
    full = latest_full(assessments)
    return RiskView(
        on=on,
        standing=tuple(view for view in views if view.row.ended_on is None or view.row.ended_on > on),
        past=tuple(view for view in views if view.row.ended_on is not None and view.row.ended_on <= on),
        assessments=tuple(assessments),
        full=full,
        review=_assessment_review(person, full, on),
        tiers={step.row.scheme: step for step in reversed(tier_history(person))},
    )


def assessments_of(person: int) -> list[Assessment]:
    """Every assessment, the latest first, withdrawn ones among them."""
    rows = Assessment.objects.filter(person=person).select_related("staff")
    return list(rows.order_by("-completed_on", "-pk"))


def latest_full(assessments: Sequence[Assessment]) -> Assessment | None:
    """The assessment that needs are read from, of those given the latest first."""
    return next((row for row in assessments if row.kind != SCORE_ONLY and row.withdrawn_on is None), None)


def tier_history(person: int) -> list[TierStep]:
    """Every tier of ``person`` under both schemes, the latest first."""
    latest: dict[str, Tier] = {}
    steps = []
    for row in Tier.objects.filter(person=person).order_by("pk"):
        before = latest.get(row.scheme)
        steps.append(TierStep(row, before, _changed(before, row)))
        latest[row.scheme] = row
    return steps[::-1]


def _changed(before: Tier | None, row: Tier) -> tuple[Difference, ...]:
    if before is None or not (before.facts and row.facts):
        return ()
    return tuple(differences(before.facts["inputs"], row.facts["inputs"]))


def _registrations(person: int, on: date) -> list[RegistrationView]:
    rows = Registration.objects.filter(person=person).select_related("staff").order_by("-registered_on", "-pk")
    reviews: dict[int, list[RegistrationReview]] = {}
    for review in RegistrationReview.objects.filter(person=person).select_related("staff").order_by("-reviewed_on"):
        reviews.setdefault(review.registration_id, []).append(review)
    return [RegistrationView(row, tuple(found := reviews.get(row.pk, [])), _review(row, found, on)) for row in rows]


def _review(row: Registration, reviews: list[RegistrationReview], on: date) -> Decision[ReviewDue] | None:
    if row.ended_on is not None and row.ended_on <= on:
        return None
    return registration_review(row, reviewed_on=reviews[0].reviewed_on if reviews else None, on=on)


def registration_review(row: Registration, *, reviewed_on: date | None, on: date) -> Decision[ReviewDue] | None:
    """When a registration is to be looked at again; None before the first policy."""
    case = RegistrationReviewCase(
        on=on,
        type=row.type,
        registered_on=row.registered_on,
        level=row.level or None,
        review_on=row.review_on,
        reviewed_on=reviewed_on,
    )
    try:
        return decide_registration_review(case)
    except NoPolicyInForce:
        return None


def _assessment_review(person: int, full: Assessment | None, on: date) -> Decision[ReviewDue] | None:
    completed = full.completed_on if full else None
    started = None if full else starts_of([person], on=on).get(person)
    try:
        return decide_assessment_review(AssessmentReviewCase(on=on, completed_on=completed, started_on=started))
    except NoPolicyInForce:
        return None
