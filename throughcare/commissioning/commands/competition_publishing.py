"""From a draft to a published competition: put to a director, approved, published with its invitations and its draw."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from throughcare.accounts.models import User
from throughcare.audit.commands import record
from throughcare.commissioning.commands.bid_officers import TooFewOfficers, make_bid_key
from throughcare.commissioning.commands.competition_drafts import check_days, draft_of, within_reach
from throughcare.commissioning.commands.competition_news import tell_invited
from throughcare.commissioning.commands.publication import publish
from throughcare.commissioning.events import CompetitionApproved, CompetitionChanged, CompetitionPublished
from throughcare.commissioning.models import Competition, CompetitionInvitation
from throughcare.commissioning.queries.competition_checks import CompetitionChecks
from throughcare.commissioning.queries.ocds_competition import competition_release
from throughcare.commissioning.rules.competition_blocks import CompetitionRefused, block
from throughcare.commissioning.rules.states import COMPETITION
from throughcare.kernel.decision import Reason
from throughcare.kernel.events import announcer
from throughcare.kernel.transitions import NotAllowed
from throughcare.organisations.models import Supplier

FUNDING = "funding"


@transaction.atomic
def offer_for_approval(*, competition: Competition, by: User, at: datetime) -> None:
    """Put a draft to a director. Raises ``CompetitionRefused``, with everything that stands in the way.

    Funding below the full cost does not: whether to publish all the same is what the director decides.
    """
    stored = draft_of(competition, by)
    _refuse(_reasons(CompetitionChecks(stored, at=at), signed=True))
    stored.offered_at, stored.sent_back_why = at, ""
    stored.save(update_fields=["offered_at", "sent_back_why"])
    _say(stored, "offer_for_approval", by, at)
    announcer.announce(CompetitionChanged(stored.pk, "offered", by.pk, at))


@transaction.atomic
def send_back(*, competition: Competition, why: str, by: User, at: datetime) -> None:
    """Make a draft of it again that its author changes: what was put to a director, or approved already."""
    within_reach(competition, by)
    stored = Competition.objects.select_for_update(no_key=True).get(pk=competition.pk)
    if stored.state != "draft":
        stored.state = _next(stored, "return")
    stored.offered_at, stored.approved_by, stored.approved_at = None, None, None
    stored.underfunding_director, stored.underfunding_reason = None, ""
    stored.sent_back_why = why.strip()
    stored.save()
    _say(stored, "send_back", by, at, why=stored.sent_back_why)
    announcer.announce(CompetitionChanged(stored.pk, "sent-back", by.pk, at))


@transaction.atomic
def approve(*, competition: Competition, by: User, at: datetime, public_reason: str = "") -> None:
    """Approve a draft, as a director who did not make it.

    Where a lot is below its full cost, the director gives a reason, which is published with the name. Raises
    ``CompetitionRefused`` with everything that stands in the way.
    """
    within_reach(competition, by)
    stored = Competition.objects.select_for_update(no_key=True).get(pk=competition.pk)
    refusals = []
    if by.role != "director":
        refusals.append(block("not-a-director"))
    if by.pk == stored.made_by_id:
        refusals.append(block("own-competition"))
    if "approve" not in COMPETITION.table[stored.state]:
        refusals.append(block("not-to-be-approved"))
    _refuse(refusals)
    checks = CompetitionChecks(stored, at=at)
    if checks.is_red:
        stored.underfunding_director, stored.underfunding_reason = by, public_reason.strip()
        if not stored.underfunding_reason:
            raise CompetitionRefused([block("red-without-reason")])
    _refuse(_reasons(CompetitionChecks(stored, at=at)))
    stored.state = _next(stored, "approve")
    stored.approved_by, stored.approved_at = by, at
    stored.save()
    _say(stored, "approve_competition", by, at, red=checks.is_red, reason=stored.underfunding_reason)
    announcer.announce(CompetitionApproved(stored.pk, by.pk, at))


@transaction.atomic
def publish_competition(
    *,
    competition: Competition,
    by: User,
    at: datetime,
    closes_at: datetime | None = None,
    asked_to_leave_out: Iterable[Supplier] = (),
) -> Competition:
    """Publish what a director approved: days by the rule, every active member invited, draw and keys made, the notice out.

    ``closes_at`` None closes as its author proposed, else at the usual time. ``asked_to_leave_out`` is kept on the log and
    leaves nobody out. Raises ``CompetitionRefused`` with everything that stands in the way, and then nothing is written.
    """
    within_reach(competition, by)
    stored = Competition.objects.select_for_update(no_key=True, of=("self",)).select_related("market__region").get(
        pk=competition.pk
    )  # fmt: skip
    if stored.approved_at is None or "publish" not in COMPETITION.table[stored.state]:
        raise CompetitionRefused([block("not-approved")])
    check_days(closes_at)
    unwanted = {each.pk for each in asked_to_leave_out}
    checks = CompetitionChecks(stored, at=at, closes_at=closes_at, asked_to_leave_out=unwanted)
    _refuse(_reasons(checks) + ([checks.few_officers] if checks.few_officers else []))
    days = checks.timetable.value
    stored.state = _next(stored, "publish")
    stored.opened_on, stored.published_at, stored.closes_at = checks.on, at, days.closing_at
    stored.questions_until, stored.answers_by = days.questions_until, days.answers_by
    stored.draw = secrets.token_hex(16)
    stored.save()
    invited = _invite(stored, checks, at)
    stored.refresh_from_db()
    try:
        make_bid_key(competition=stored, by=by, at=at)
    except TooFewOfficers as few:
        raise CompetitionRefused([block("too-few-officers", least=few.least, count=few.count)]) from few
    publish(release=competition_release(stored, number=1, at=at, tag="tender"), by=by)
    tell_invited(competition=stored, template="competition-invitation", key="invitation", by=by, at=at)
    told = {"closes_at": stored.closes_at, "invited": invited, "asked_to_leave_out": sorted(unwanted)}
    _say(stored, "publish_competition", by, at, **told)
    announcer.announce(CompetitionPublished(stored.pk, len(invited), by.pk, at))
    return stored


def _invite(stored: Competition, checks: CompetitionChecks, at: datetime) -> list[int]:
    """Store who is invited, and to which lots; returns their numbers."""
    lots_of: dict[int, list[int]] = {}
    for lot in checks.lots:
        for supplier in checks.invitations[lot.pk].invited:
            lots_of.setdefault(supplier.pk, []).append(lot.pk)
    for number, lots in sorted(lots_of.items()):
        made = CompetitionInvitation.objects.create(competition=stored, supplier_id=number, invited_at=at)
        made.lots.set(lots)
    return sorted(lots_of)


def _reasons(checks: CompetitionChecks, *, signed: bool = False) -> list[Reason]:
    """What stands in the way; ``signed`` leaves out that a lot is below its full cost."""
    left_out = "red" if signed else None
    return [each.reason for each in checks.blocks if not (each.part == FUNDING and each.reason.code == left_out)]


def _refuse(reasons: list[Reason]) -> None:
    if reasons:
        raise CompetitionRefused(reasons)


def _next(stored: Competition, verb: str) -> str:
    try:
        return COMPETITION.next(stored.state, verb)
    except NotAllowed as refused:
        raise CompetitionRefused([block("not-a-draft")]) from refused


def _say(stored: Competition, verb: str, by: User, at: datetime, **detail: Any) -> None:
    record(action=f"commissioning.{verb}", by=by, at=at, subject=stored.reference, competition=stored.pk, **detail)
