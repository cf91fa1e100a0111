"""Suspending, removing and leaving a place: ground, evidence, notice, reply, somebody else who decides, and an end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from throughcare.accounts.models import User
from throughcare.audit.commands import MOST_SUBJECT, record
from throughcare.commissioning.commands.invitations import join_late
from throughcare.commissioning.commands.publication import publish
from throughcare.commissioning.commands.refusals import PanelRefused
from throughcare.commissioning.events import PlaceChanged
from throughcare.commissioning.models import Membership, MembershipSuspension, PlaceSanction
from throughcare.commissioning.queries.ocds_markets import places_release
from throughcare.commissioning.queries.places import standings
from throughcare.commissioning.queries.reach import reaches_market
from throughcare.commissioning.queries.sanctions import sanction_decision
from throughcare.commissioning.rules.states import MEMBERSHIP
from throughcare.kernel.events import announcer
from throughcare.kernel.transitions import NotAllowed

_AT_PROPOSAL = ("no-ground", "no-evidence", "no-end", "end-before-start", "not-a-ground-for-removal")


@dataclass(frozen=True)
class SanctionDetails:
    """What is held against a place; ``until`` is the first day on which a suspension is over, None for a removal."""

    action: str
    ground: str
    evidence: str
    until: date | None = None
    exclusion: str = "neither"


@transaction.atomic
def propose_sanction(*, membership: Membership, details: SanctionDetails, by: User, at: datetime) -> PlaceSanction:
    """Give notice of a suspension or a removal: the member may reply from today. Raises ``PanelRefused``."""
    on, stored = timezone.localdate(at), _locked(membership, by)
    _check_step(stored, details.action, on)
    made = PlaceSanction(
        membership=stored, action=details.action, exclusion=details.exclusion, ground=details.ground.strip(),
        evidence=details.evidence.strip(), until=details.until if details.action == "suspend" else None, notice_on=on,
        proposed_by=by, proposed_at=at,
    )  # fmt: skip
    if blocks := [each for each in sanction_decision(made, on=on).value.blocks if each in _AT_PROPOSAL]:
        raise PanelRefused(*blocks)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as fault:
        raise PanelRefused("sanction-open") from fault
    _say(stored, "propose_sanction", by, at, action_proposed=made.action)
    return made


@transaction.atomic
def reply_to_sanction(*, sanction: PlaceSanction, text: str, by: User, at: datetime) -> None:
    """Reply as the member, while it is not decided. Raises ``PanelRefused``."""
    if sanction.outcome or sanction.replied_at is not None:
        raise PanelRefused("wrong-state")
    if not text.strip():
        raise PanelRefused("no-reason")
    sanction.reply, sanction.replied_by, sanction.replied_at = text.strip(), by, at
    sanction.save(update_fields=["reply", "replied_by", "replied_at"])
    _say(sanction.membership, "reply_to_sanction", by, at)


@transaction.atomic
def decide_on_sanction(*, sanction: PlaceSanction, impose: bool, reasons: str, by: User, at: datetime) -> None:
    """Impose it from today, where the rule ``panel-sanction`` lets it begin, or drop it. Raises ``PanelRefused``.

    A suspension ends by itself. A removal is published.
    """
    on = timezone.localdate(at)
    membership = _locked(sanction.membership, by)
    stored = PlaceSanction.objects.select_for_update(of=("self",)).get(pk=sanction.pk)
    if stored.outcome:
        raise PanelRefused("wrong-state")
    if stored.proposed_by_id == by.pk:
        raise PanelRefused("same-person")
    stored.outcome, stored.decided_by, stored.decided_at = "imposed" if impose else "dropped", by, at
    stored.reasons = reasons.strip()
    if impose:
        decision = sanction_decision(stored, on=on, decided_by=by.username).value
        if not decision.allowed:
            raise PanelRefused(*decision.blocks)
        _check_step(membership, stored.action, on)
        if stored.action == "suspend":
            stored.suspension = _suspend(stored, on, by, at)
        else:
            _end(membership, {"removed_on": on, "removed_by": by, "removed_why": stored.ground}, by, at)
    stored.save(update_fields=["outcome", "decided_by", "decided_at", "reasons", "suspension"])
    _say(membership, "decide_on_sanction", by, at, imposed=impose, sanction=stored.action)


@transaction.atomic
def lift_suspension(*, suspension: MembershipSuspension, by: User, at: datetime) -> None:
    """End a suspension today, before its day; the member joins what is still open. Raises ``PanelRefused``."""
    on = timezone.localdate(at)
    _check_reach(suspension.membership, by)
    stored = MembershipSuspension.objects.select_for_update(of=("self",)).get(pk=suspension.pk)
    if not is_running(stored, on=on):
        raise PanelRefused("wrong-state")
    stored.lifted_on = on
    stored.save(update_fields=["lifted_on"])
    join_late(membership=stored.membership, by=by, at=at)
    _say(stored.membership, "lift_suspension", by, at)


def is_running(suspension: MembershipSuspension, *, on: date) -> bool:
    """Whether a suspension that was not lifted has begun and not ended."""
    return suspension.lifted_on is None and suspension.start <= on < suspension.until


@transaction.atomic
def leave_place(*, membership: Membership, by: User, at: datetime) -> None:
    """Leave a category from today, as the member; it is published. Raises ``PanelRefused``."""
    on, stored = timezone.localdate(at), _locked(membership, by)
    _check_step(stored, "leave", on)
    _end(stored, {"left_on": on}, by, at)
    _say(stored, "leave_place", by, at)


@transaction.atomic
def reinstate(*, membership: Membership, by: User, at: datetime) -> Membership:
    """Give a removed member a place again, as a new one, after an appeal; it is published. Raises ``PanelRefused``."""
    _check_step(membership, "reinstate", timezone.localdate(at))
    made = Membership.objects.create(
        category=membership.category, supplier=membership.supplier, admitted_at=at, admitted_by=by,
        application=membership.application,
    )  # fmt: skip
    publish(release=places_release(membership.category.market, added=[made], at=at), by=by)
    join_late(membership=made, by=by, at=at)
    _say(made, "reinstate", by, at)
    return made


def _suspend(sanction: PlaceSanction, on: date, by: User, at: datetime) -> MembershipSuspension:
    assert sanction.until is not None
    return MembershipSuspension.objects.create(
        membership=sanction.membership, start=on, until=sanction.until, ground=sanction.ground,
        evidence=sanction.evidence, notice_on=sanction.notice_on, reply=sanction.reply,
        replied_on=timezone.localdate(sanction.replied_at) if sanction.replied_at else None,
        proposed_by=sanction.proposed_by, decided_by=by, decided_at=at,
    )  # fmt: skip


def _end(membership: Membership, how: dict[str, Any], by: User, at: datetime) -> None:
    for name, value in (how | {"ended_at": at}).items():
        setattr(membership, name, value)
    membership.save(update_fields=[*how, "ended_at"])
    publish(release=places_release(membership.category.market, ended=[membership], at=at), by=by)


def _check_step(membership: Membership, verb: str, on: date) -> None:
    standing = standings([membership], on=on)[membership.pk].value.standing
    try:
        MEMBERSHIP.next(standing, verb)
    except (NotAllowed, KeyError) as refused:
        raise PanelRefused("wrong-state") from refused


def _check_reach(membership: Membership, by: User) -> None:
    if not reaches_market(by, membership.category.market):
        raise PanelRefused("out-of-reach")


def _locked(membership: Membership, by: User) -> Membership:
    _check_reach(membership, by)
    found = Membership.objects.select_for_update(of=("self",))
    return found.select_related("category__market__region", "category__region", "supplier").get(pk=membership.pk)


def _say(membership: Membership, verb: str, by: User, at: datetime, **detail: Any) -> None:
    record(
        action=f"commissioning.{verb}", by=by, at=at, subject=membership.supplier.legal_name[:MOST_SUBJECT],
        place=membership.pk, **detail,
    )  # fmt: skip
    announcer.announce(PlaceChanged(membership.pk, membership.supplier_id, verb, by.pk, at))
