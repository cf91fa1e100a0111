"""Awarding a lot directly after it ended without an award: proposed on a ground, approved, noticed, then a contract."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from throughcare.accounts.models import User
from throughcare.audit.commands import record
from throughcare.commissioning.commands.contracts import draft_contract
from throughcare.commissioning.commands.publication import publish
from throughcare.commissioning.commands.stages import commissioned
from throughcare.commissioning.events import AwardedDirectly
from throughcare.commissioning.models import CompetitionLot, Contract, DirectAward, NoAward
from throughcare.commissioning.queries.direct_awards import members_for, standstill_of_direct
from throughcare.commissioning.queries.ocds_direct import direct_release
from throughcare.commissioning.queries.ocds_shared import ocid_of
from throughcare.commissioning.queries.reach import reaches
from throughcare.commissioning.rules.direct_award import grounds_on
from throughcare.commissioning.rules.evaluation_refusals import refusal
from throughcare.kernel.events import announcer
from throughcare.organisations.models import Supplier

_ENDED = ("concluded", "no-award")


@transaction.atomic
def propose_direct_award(
    *, lot: CompetitionLot, supplier: Supplier, ground: str, reason: str, value_pence: int, by: User, at: datetime
) -> DirectAward:
    """Propose to award a lot directly, where that is what was to follow. Raises ``EvaluationRefused``."""
    stored = commissioned(lot.competition, by, *_ENDED)
    if not NoAward.objects.filter(lot=lot, follow_up="direct-award", published_at__isnull=False).exists():
        raise refusal("not-to-award-directly")
    if DirectAward.objects.filter(lot=lot).exists():
        raise refusal("awarded-directly-already")
    if ground not in grounds_on(timezone.localdate(at)):
        raise refusal("no-such-ground")
    if not members_for(lot).filter(pk=supplier.pk).exists():
        raise refusal("not-a-member")
    if not reason.strip():
        raise refusal("no-words")
    made = DirectAward.objects.create(
        lot=lot, ocid=ocid_of("competition", f"{stored.reference}-direct-{lot.number}"), supplier=supplier, ground=ground,
        reason=reason.strip(), value_pence=value_pence, proposed_by=by, proposed_at=at,
    )  # fmt: skip
    _say("propose_direct_award", made, by, at, ground=ground, supplier=supplier.pk)
    return made


@transaction.atomic
def approve_direct_award(*, direct: DirectAward, by: User, at: datetime) -> DirectAward:
    """Approve it, as a director who did not propose it."""
    if not reaches(by, direct.lot.competition):
        raise refusal("out-of-reach")
    kept = DirectAward.objects.select_for_update(of=("self",)).select_related("lot__competition").get(pk=direct.pk)
    if by.pk == kept.proposed_by_id:
        raise refusal("own-recommendation")
    if by.role != "director":
        raise refusal("not-a-director")
    if kept.approved_at is not None:
        raise refusal("wrong-stage")
    kept.approved_by, kept.approved_at = by, at
    kept.save(update_fields=["approved_by", "approved_at"])
    _say("approve_direct_award", kept, by, at)
    return kept


@transaction.atomic
def publish_transparency_notice(*, direct: DirectAward, by: User, at: datetime) -> DirectAward:
    """Say in public what is to be awarded to whom and why, before anything is signed; the standstill begins."""
    commissioned(direct.lot.competition, by, *_ENDED)
    kept = DirectAward.objects.select_for_update(of=("self",)).select_related(
        "lot__competition__market__region", "supplier").get(pk=direct.pk)  # fmt: skip
    if kept.approved_at is None or kept.noticed_at is not None:
        raise refusal("wrong-stage")
    kept.noticed_at = at
    kept.save(update_fields=["noticed_at"])
    publish(release=direct_release(kept, at=at), by=by)
    _say("publish_transparency_notice", kept, by, at)
    announcer.announce(AwardedDirectly(kept.lot.competition_id, kept.lot_id, kept.ground, by.pk, at))
    return kept


@transaction.atomic
def draft_direct_contract(*, direct: DirectAward, by: User, at: datetime) -> Contract:
    """Draft its contract, which is not signed before the standstill ends."""
    stored = commissioned(direct.lot.competition, by, *_ENDED)
    if direct.noticed_at is None:
        raise refusal("no-notice")
    if Contract.objects.filter(competition=stored, award_key=direct.key).exists():
        raise refusal("awarded-directly-already")
    first = standstill_of_direct(direct, on=timezone.localdate(at)).value.may_sign_from
    reference = f"{stored.reference}-direct-{direct.lot.number}"[-40:]
    return draft_contract(
        competition=stored, lots=[direct.lot], supplier=direct.supplier, value_pence=direct.value_pence,
        award_key=direct.key, reference=reference, by=by, at=at, not_before=first, title=direct.lot.title,
    )  # fmt: skip


def _say(verb: str, direct: DirectAward, by: User, at: datetime, **detail: Any) -> None:
    subject = direct.lot.competition.reference
    record(action=f"commissioning.{verb}", subject=subject, by=by, at=at, lot=direct.lot.key, **detail)
