"""Applications to panels: how each would be assessed, by when it is decided, and who waits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone

from throughcare.commissioning.models import (
    ApplicationAnswer,
    ApplicationCategory,
    Competition,
    MarketApplication,
    MarketCategory,
    Membership,
)
from throughcare.commissioning.queries.markets import opened_on
from throughcare.commissioning.rules.application_assessment import (
    Assessment,
    AssessmentCase,
    Condition,
    decide_assessment,
)
from throughcare.commissioning.rules.application_due import ApplicationCase, ApplicationDue, decide_application_due
from throughcare.commissioning.rules.exclusion import Exclusion
from throughcare.kernel.decision import Decision
from throughcare.organisations.models import Supplier, SupplierIdentifier

WAITING = ("submitted", "information-requested", "under-review")
_NEVER = date(9999, 12, 31)


@dataclass(frozen=True, slots=True)
class Assessed:
    """A category that was asked for, and what the rule says of it."""

    asked: ApplicationCategory
    decision: Decision[Assessment]


@dataclass(frozen=True, slots=True)
class Waiting:
    """An application, and by when it is decided."""

    application: MarketApplication
    due: Decision[ApplicationDue]


def in_full(found: QuerySet[MarketApplication]) -> QuerySet[MarketApplication]:
    """The same with everything about them, in a few queries for any number."""
    return found.select_related("market__region", "supplier", "submitted_by", "decided_by").prefetch_related(
        "categories__category__region", "partners__supplier", "answers__condition", "answers__evidence", "grounds",
        "questions", "appeals",
    )  # fmt: skip


def visible_applications() -> QuerySet[MarketApplication]:
    """What the reader may see: their own and those in which they are a partner, or what was submitted."""
    return MarketApplication.objects.select_related("market", "supplier")


def applications_of(suppliers: Sequence[Supplier]) -> QuerySet[MarketApplication]:
    """The applications that these suppliers lead or are partners in, the latest first."""
    found = Q(supplier__in=suppliers) | Q(partners__supplier__in=suppliers)
    return visible_applications().filter(found).distinct().order_by("-made_at", "-pk")


def waiting_applications() -> QuerySet[MarketApplication]:
    """What waits for a decision, the longest waiting first."""
    return visible_applications().filter(state__in=WAITING).order_by("submitted_at", "pk")


def with_due(listed: Sequence[MarketApplication], *, on: date) -> list[Waiting]:
    """Each application that was submitted, with by when it is decided."""
    return [Waiting(each, due_of(each, on=on)) for each in listed if each.submitted_at]


def due_of(application: MarketApplication, *, on: date) -> Decision[ApplicationDue]:
    """By when an application that was submitted is decided, and whether that is late."""
    market = application.market
    first = Competition.objects.filter(market=market, published_at__isnull=False).order_by("published_at").first()
    return decide_application_due(
        ApplicationCase(
            on=on,
            pack=market.pack,  # type: ignore[arg-type]
            received_on=_day(application.submitted_at),
            market_opened_on=opened_on(market),
            extension_reason=application.extension_reason or None,
            decided_on=_day(application.decided_at) if application.decided_at else None,
            initial_period_until=market.first_evaluation_until,
            first_invitation_on=_day(first.published_at) if first else None,
        )
    )


def assessments(application: MarketApplication, *, on: date) -> list[Assessed]:
    """What the rule says of each category asked for, if it were decided on ``on``.

    An answer that nobody has assessed yet counts as its applicant gave it.
    """
    return [Assessed(each, decide_assessment(_case(application, each.category, on))) for each in
            application.categories.all()]  # fmt: skip


def answers_asked(application: MarketApplication) -> list[ApplicationAnswer]:
    """The answers that count: to the conditions of the categories asked for, in the order of the conditions."""
    asked = {each.category_id for each in application.categories.all()}
    return [
        each for each in application.answers.all()
        if each.condition.category_id is None or each.condition.category_id in asked
    ]  # fmt: skip


def belongs_to_other(application: MarketApplication) -> bool:
    """Whether the number under which it applies is another organisation's."""
    there = SupplierIdentifier.objects.filter(scheme=application.scheme, number=application.number)
    return bool(application.number) and there.exclude(supplier=application.supplier_id).exists()


def decisions_of_market(market: int, *, on: date, pack: str, opened: date | None) -> Mapping[str, int]:
    """How many applications were decided, how many of these late, and how many are overdue: no names."""
    counted = {"decided": 0, "late": 0, "overdue": 0}
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM commissioning_decision_days(%s)", [market])
        rows = cursor.fetchall()
    for received, extended, decided in rows:
        case = ApplicationCase(
            on=on, pack=pack, received_on=received, market_opened_on=opened, decided_on=decided,  # type: ignore[arg-type]
            extension_reason="given" if extended else None,
        )  # fmt: skip
        state = decide_application_due(case).value.state
        counted["decided"] += state.startswith("decided")
        counted["late"] += state == "decided-late"
        counted["overdue"] += state == "overdue"
    return counted


def _case(application: MarketApplication, category: MarketCategory, on: date) -> AssessmentCase:
    held = Membership.objects.filter(
        category=category, supplier=application.supplier_id, left_on__isnull=True, removed_on__isnull=True
    )
    return AssessmentCase(
        on=on,
        market_opened_on=opened_on(application.market),
        conditions=tuple(
            _condition(each) for each in application.answers.all()
            if each.condition.category_id in (None, category.pk)
        ),
        exclusions=tuple(
            Exclusion(ground=each.ground, event_on=each.event_on, self_cleaning=each.self_cleaning)  # type: ignore[arg-type]
            for each in application.grounds.all()
        ),
        verified_identifiers=SupplierIdentifier.objects.filter(
            supplier=application.supplier_id, verified_at__isnull=False
        ).count(),
        identifier_belongs_to_other=belongs_to_other(application),
        members_unsigned=sum(not each.signed for each in application.partners.all()),
        already_member=application.decided_at is None and held.exists(),
    )  # fmt: skip


def _condition(answer: ApplicationAnswer) -> Condition:
    condition, evidence = answer.condition, answer.evidence
    return Condition(
        code=condition.code,
        answer=answer.assessed or answer.answer or "unanswered",  # type: ignore[arg-type]
        title=condition.title,
        cure=condition.cure,
        needs_evidence=bool(condition.evidence_kind),
        evidence_until=(evidence.expires_on or _NEVER) if evidence else None,
    )


def _day(moment: datetime | None) -> date:
    assert moment is not None
    return timezone.localdate(moment)
