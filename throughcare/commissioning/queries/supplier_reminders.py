"""What a supplier is reminded of on a day: evidence that runs out or has, suspensions that ended, what to ask again.

Each piece of news has a ``key`` that stays the same however often and whenever it is asked for, so that it is told once.
What is older than the policy ``told-within`` is told to nobody any more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from throughcare.commissioning.models import (
    Membership,
    MembershipSuspension,
    PartnerRequest,
    SupplierAnswer,
    SupplierEvidence,
)
from throughcare.commissioning.queries.places import cases_of, standings
from throughcare.commissioning.rules.evidence_expiry import EvidenceCase, decide_evidence
from throughcare.commissioning.rules.membership_standing import decide_membership
from throughcare.commissioning.rules.panel_policy import panel
from throughcare.kernel.calendar import ONE_DAY, add_months
from throughcare.organisations.models import Supplier


@dataclass(frozen=True, slots=True)
class News:
    """One thing to tell; ``day`` is the one it turns on, ``what`` are codes of evidence and topics, ``other`` a partner."""

    template: str
    key: str
    day: date
    what: tuple[str, ...] = ()
    places: tuple[Membership, ...] = ()
    other: str = ""


def to_remind(*, on: date) -> Sequence[Supplier]:
    """The suppliers for whom there may be news on ``on``."""
    since, ahead = _since(on), max(panel("evidence-reminders", on).value["days_before"])
    asked = (add_months(since, -_months(on)) - ONE_DAY, add_months(on, -_months(on)) + timedelta(days=3))
    # Months are of unequal length: a day or three more are looked at than matter.
    evidence = SupplierEvidence.objects.filter(
        Q(expires_on__range=(since - ONE_DAY, on + timedelta(days=ahead))) | Q(confirmed_on__range=asked)
    )
    ended = MembershipSuspension.objects.filter(Q(until__range=(since, on)) | Q(lifted_on__range=(since, on)))
    numbers = {*evidence.values_list("supplier", flat=True), *ended.values_list("membership__supplier", flat=True)}
    numbers |= set(SupplierAnswer.objects.filter(confirmed_on__range=asked).values_list("supplier", flat=True))
    numbers |= set(_asked(since, on).values_list("asked", flat=True))
    numbers |= set(_answered(since, on).values_list("asker", flat=True))
    return list(Supplier.objects.filter(pk__in=numbers).order_by("pk"))


def news_of(supplier: Supplier, *, on: date) -> list[News]:
    """What the supplier is told on ``on``, or should have been told and was not."""
    pieces = list(SupplierEvidence.objects.filter(supplier=supplier))
    places = list(
        Membership.objects.filter(supplier=supplier, left_on__isnull=True, removed_on__isnull=True).select_related(
            "category__market"
        )
    )
    news = [*_evidence(supplier, pieces, places, on), *_suspensions(places, on)]
    return [*news, *_asked_again(supplier, pieces, on), *_partners(supplier, on)]


def good_until(pieces: Iterable[SupplierEvidence], *, on: date) -> date | None:
    """The last day up to which pieces of one kind are good one after another; None where none runs out or none has begun.

    A renewal that was added ahead counts where it begins no later than the day after.
    """
    last: date | None = None
    for piece in sorted(pieces, key=lambda one: (one.from_on, one.pk)):
        if piece.from_on > on and (last is None or last < on or piece.from_on > last + ONE_DAY):
            continue
        if piece.expires_on is None:
            return None
        last = piece.expires_on if last is None else max(last, piece.expires_on)
    return last


def _evidence(
    supplier: Supplier, pieces: Sequence[SupplierEvidence], places: Sequence[Membership], on: date
) -> list[News]:
    by_kind: dict[str, list[SupplierEvidence]] = defaultdict(list)
    for piece in pieces:
        by_kind[piece.kind].append(piece)
    now, lapses, found = cases_of(places, on=on), _lapsed(places, on), []
    for kind in sorted(by_kind):
        last = good_until(by_kind[kind], on=on)
        if last is None:
            continue
        standing = decide_evidence(EvidenceCase(on=on, expires_on=last)).value
        name = f"evidence/{supplier.pk}/{kind}/{last}"
        if standing.state == "expired":
            if last + ONE_DAY > _since(on):
                lost = tuple(each for each in places if kind in lapses[each.pk])
                found.append(News("evidence-lapsed", f"{name}/lapsed", last, (kind,), lost))
        elif standing.state == "expiring":
            out = max(day for day in standing.reminders if day <= on)
            rest = tuple(each for each in places if any(one.kind == kind for one in now[each.pk].evidence))
            found.append(News("evidence-reminder", f"{name}/{(last - out).days}", last, (kind,), rest))
    return found


def _lapsed(places: Sequence[Membership], on: date) -> dict[int, tuple[str, ...]]:
    """By place, the kinds of evidence for want of which it has lapsed."""
    found = standings(places, on=on)
    return {each.pk: found[each.pk].value.expired_evidence for each in places}


def _suspensions(places: Sequence[Membership], on: date) -> list[News]:
    """Suspensions that ended lately, where the place is not suspended still for another reason."""
    cases, found = cases_of(places, on=on), []
    for place in places:
        standing = decide_membership(cases[place.pk]).value.standing
        if standing not in ("active", "lapsed"):
            continue
        ends = [min(each.until, each.lifted_on or each.until) for each in cases[place.pk].suspensions]
        for end in {end for end in ends if _since(on) < end <= on}:
            template = "suspension-ended" if standing == "active" else "suspension-ended-lapsed"
            found.append(News(template, f"place/{place.pk}/suspended-to/{end}", end, (), (place,)))
    return found


def _asked_again(supplier: Supplier, pieces: Iterable[SupplierEvidence], on: date) -> list[News]:
    """Answers and evidence that somebody last said to be true so many months ago, those of one day together."""
    asked: dict[date, set[str]] = defaultdict(set)
    for piece in pieces:
        if piece.expires_on is None or piece.expires_on >= on:
            asked[add_months(piece.confirmed_on, _months(on))].add(piece.kind)
    for answer in SupplierAnswer.objects.filter(supplier=supplier):
        asked[add_months(answer.confirmed_on, _months(on))].add(answer.topic)
    return [
        News("still-true", f"still-true/{supplier.pk}/{day}", day, tuple(sorted(asked[day])))
        for day in sorted(asked)
        if _since(on) < day <= on
    ]


def _partners(supplier: Supplier, on: date) -> list[News]:
    """What another supplier asked and nobody has answered, and the answers to what this one asked."""
    asked = _asked(_since(on), on).filter(asked=supplier).select_related("asker")
    answered = _answered(_since(on), on).filter(asker=supplier).select_related("asked")
    return [
        *(News("partner-request", f"partner/{one.pk}", on, other=one.asker.legal_name) for one in asked),
        *(News("partner-answer", f"partner/{one.pk}/{one.answer}", on, other=one.asked.legal_name) for one in answered),
    ]


def _asked(since: date, on: date) -> QuerySet[PartnerRequest]:
    return PartnerRequest.objects.filter(answer="", made_at__date__gt=since, made_at__date__lte=on).order_by("pk")


def _answered(since: date, on: date) -> QuerySet[PartnerRequest]:
    return PartnerRequest.objects.filter(answered_at__date__gt=since, answered_at__date__lte=on).order_by("pk")


def _since(on: date) -> date:
    """News of that day and before is told no more."""
    return on - timedelta(days=panel("told-within", on).value)


def _months(on: date) -> int:
    months: int = panel("asked-again", on).value
    return months
