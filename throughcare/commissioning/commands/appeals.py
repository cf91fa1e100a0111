"""Appeals against decisions about the panel: made in time by the supplier, heard by somebody who was not involved."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from throughcare.accounts.models import User
from throughcare.audit.commands import MOST_SUBJECT, record
from throughcare.commissioning.commands.refusals import PanelRefused
from throughcare.commissioning.commands.sanctions import is_running, lift_suspension, reinstate
from throughcare.commissioning.events import AppealChanged
from throughcare.commissioning.models import MarketApplication, PanelAppeal, PlaceSanction
from throughcare.commissioning.queries.reach import reaches_market
from throughcare.commissioning.queries.sanctions import appeal_decision
from throughcare.commissioning.rules.states import APPLICATION
from throughcare.kernel.events import announcer


@transaction.atomic
def appeal_declined(*, application: MarketApplication, words: str, by: User, at: datetime) -> PanelAppeal:
    """Appeal against declining an application. Raises ``PanelRefused``."""
    if application.state != "declined" or application.decided_at is None:
        raise PanelRefused("wrong-state")
    return _appeal(
        PanelAppeal(
            supplier=application.supplier, application=application, against=application.decided_by,
            decided_on=timezone.localdate(application.decided_at),
        ), words, by, at,
    )  # fmt: skip


@transaction.atomic
def appeal_sanction(*, sanction: PlaceSanction, words: str, by: User, at: datetime) -> PanelAppeal:
    """Appeal against a suspension or a removal that was imposed. Raises ``PanelRefused``."""
    if sanction.outcome != "imposed" or sanction.decided_at is None:
        raise PanelRefused("wrong-state")
    return _appeal(
        PanelAppeal(
            supplier=sanction.membership.supplier, sanction=sanction, against=sanction.decided_by,
            decided_on=timezone.localdate(sanction.decided_at),
        ), words, by, at,
    )  # fmt: skip


@transaction.atomic
def hear_appeal(*, appeal: PanelAppeal, uphold: bool, reasons: str, by: User, at: datetime) -> None:
    """Answer an appeal: what was decided stands, or is put right. Raises ``PanelRefused`` for whoever was involved.

    Put right: an application goes back under review, for somebody else to decide; a suspension is lifted; a member that
    was removed gets a place again.
    """
    _check_reach(appeal, by)
    stored = PanelAppeal.objects.select_for_update(of=("self",)).select_related("against", "supplier").get(pk=appeal.pk)
    if stored.outcome:
        raise PanelRefused("wrong-state")
    if not reasons.strip():
        raise PanelRefused("no-reason")
    blocks = appeal_decision(stored, on=timezone.localdate(at), heard_by=by.username).value.blocks
    if blocks:
        raise PanelRefused(blocks[0])
    stored.outcome, stored.heard_by, stored.heard_at = "upheld" if uphold else "dismissed", by, at
    stored.reasons = reasons.strip()
    stored.save(update_fields=["outcome", "heard_by", "heard_at", "reasons"])
    if uphold:
        _put_right(stored, by, at)
    _say(stored, "hear_appeal", by, at, upheld=uphold)


def _check_reach(appeal: PanelAppeal, by: User) -> None:
    market = appeal.application.market if appeal.application else None
    if market is None and appeal.sanction:
        market = appeal.sanction.membership.category.market
    if market is not None and not reaches_market(by, market):
        raise PanelRefused("out-of-reach")


def _appeal(made: PanelAppeal, words: str, by: User, at: datetime) -> PanelAppeal:
    if not words.strip():
        raise PanelRefused("no-reason")
    made.words, made.appealed_by, made.appealed_at = words.strip(), by, at
    if "too-late" in appeal_decision(made, on=timezone.localdate(at)).value.blocks:
        raise PanelRefused("too-late")
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as fault:
        raise PanelRefused("appealed-already") from fault
    _say(made, "appeal", by, at)
    return made


def _put_right(appeal: PanelAppeal, by: User, at: datetime) -> None:
    if appeal.application is not None:
        _review_again(appeal.application)
        return
    sanction = appeal.sanction
    assert sanction is not None
    if sanction.action == "remove":
        reinstate(membership=sanction.membership, by=by, at=at)
    elif sanction.suspension is not None and is_running(sanction.suspension, on=timezone.localdate(at)):
        lift_suspension(suspension=sanction.suspension, by=by, at=at)


def _review_again(application: MarketApplication) -> None:
    stored = MarketApplication.objects.select_for_update(of=("self",)).get(pk=application.pk)
    stored.state = APPLICATION.next(stored.state, "appeal")
    stored.decided_by = stored.decided_at = None
    stored.save(update_fields=["state", "decided_by", "decided_at"])
    stored.categories.update(outcome="", cures=[])


def _say(appeal: PanelAppeal, verb: str, by: User, at: datetime, **detail: Any) -> None:
    record(
        action=f"commissioning.{verb}", by=by, at=at, subject=appeal.supplier.legal_name[:MOST_SUBJECT],
        appeal=appeal.pk, **detail,
    )  # fmt: skip
    announcer.announce(AppealChanged(appeal.pk, appeal.supplier_id, verb, by.pk, at))
