"""Inviting members who were admitted to the panel while a competition is open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from throughcare.accounts.models import User
from throughcare.audit.commands import record
from throughcare.commissioning.commands.competition_news import tell_supplier
from throughcare.commissioning.events import MemberJoinedLate
from throughcare.commissioning.models import Competition, CompetitionInvitation, Membership
from throughcare.commissioning.queries.invited import invitations_of
from throughcare.kernel.events import announcer


@transaction.atomic
def join_late(*, membership: Membership, by: User, at: datetime) -> Sequence[CompetitionInvitation]:
    """Invite a member to every open competition with a lot in its category, where the rule ``invitation`` says so.

    Called after a place was given or restored. Somebody who is invited already is invited to the lots that are new to
    them; doing it twice changes nothing. Nobody joins once the deadline is over. Returns what was made or widened.
    """
    found = Competition.objects.select_for_update(no_key=True, of=("self",)).filter(
        state="published", closes_at__gte=at, lots__category=membership.category_id
    )
    made = []
    for competition in sorted({each.pk: each for each in found}.values(), key=lambda each: each.pk):
        invitation = _join(competition, membership, at)
        if invitation is not None:
            made.append(invitation)
            tell_supplier(
                competition=competition, supplier=membership.supplier, template="competition-invitation",
                key="invitation", by=by, at=at,
            )  # fmt: skip
            record(
                action="commissioning.join_late", by=by, at=at, subject=competition.reference, competition=competition.pk,
                supplier=membership.supplier_id, lots=sorted(invitation.lots.values_list("number", flat=True)),
            )  # fmt: skip
            announcer.announce(MemberJoinedLate(competition.pk, membership.supplier_id, by.pk, at))
    return made


def _join(competition: Competition, membership: Membership, at: datetime) -> CompetitionInvitation | None:
    assert competition.published_at is not None and competition.closes_at is not None
    lots = list(competition.lots.filter(category=membership.category_id).select_related("category__region"))
    decided = invitations_of(
        lots,
        on=timezone.localdate(at),
        published_on=timezone.localdate(competition.published_at),
        closing_on=timezone.localdate(competition.closes_at),
    )
    mine = [lot for lot in lots if membership.supplier_id in {each.pk for each in decided[lot.pk].invited}]
    if not mine:
        return None
    late = any(membership.supplier_id in decided[lot.pk].joined_late for lot in mine)
    invitation, new = CompetitionInvitation.objects.get_or_create(
        competition=competition,
        supplier_id=membership.supplier_id,
        defaults={"invited_at": at, "joined_late": late},
    )
    before = set(invitation.lots.values_list("pk", flat=True))
    added = [lot for lot in mine if lot.pk not in before]
    invitation.lots.add(*added)
    return invitation if new or added else None
