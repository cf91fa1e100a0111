"""Transfers of the demonstration: some offered, one accepted for a later day, one refused."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from throughcare.accounts.acting import acting, acting_by_itself
from throughcare.accounts.models import User
from throughcare.organisations.models import DeliveryUnit, Posting, Region
from throughcare.supervision.commands.transfers import TransferRefused, accept_transfer, offer_transfer, refuse_transfer
from throughcare.supervision.models import OfficerSpell, Transfer
from throughcare.workforce.models import Team

OFFERS = 6
WORDS = (
    "Moved in with a sister on Monday; keeps a job that starts at six in the morning, so afternoons are best.",
    "The new address is a five-minute walk from your office. Attends well; the plan was reviewed last month.",
    "A former partner lives two streets away. The new address is not to be said on the telephone.",
)


def offer_some(*, region: str, at: datetime) -> None:
    """Offer a few cases of each of the first units to the next one; doing it twice changes nothing."""
    on = timezone.localdate(at)
    with acting_by_itself(why="demonstration"):
        if Transfer.objects.exists():
            return
        units = list(DeliveryUnit.objects.filter(region=Region.objects.get(code=region)).order_by("code"))
        spells = [_case(unit) for unit in units[:OFFERS]]
    offered: list[Transfer] = []
    for place, spell in enumerate(spells):
        if spell is None or spell.staff is None or spell.staff.user is None or len(units) < 2:
            continue
        with acting(spell.staff.user, why="demonstration"), transaction.atomic():
            offered.append(
                offer_transfer(
                    person=spell.person,
                    to_unit=units[(place + 1) % len(units)],
                    reason="address",
                    words=WORDS[place % len(WORDS)],
                    wanted_on=on + timedelta(days=14),
                    by=spell.staff.user,
                    on=on,
                    at=at,
                )
            )
    _answer(offered, at)


def _case(unit: DeliveryUnit) -> OfficerSpell | None:
    spells = OfficerSpell.objects.select_related("person__delivery_unit", "staff__user")
    return (
        spells.filter(until__isnull=True, status="allocated", staff__user__isnull=False, person__delivery_unit=unit)
        .filter(person__limited=False, staff__until__isnull=True)
        .order_by("-pk")
        .first()
    )


def _answer(offered: list[Transfer], at: datetime) -> None:
    on = timezone.localdate(at)
    for transfer, answer in zip(offered[1:], ("accept", "refuse"), strict=False):
        team = Team.objects.filter(delivery_unit=transfer.to_unit).first()
        leader = User.objects.filter(role="head", pk__in=_posted(transfer.to_unit)).first()
        if team is None or leader is None:
            continue
        with acting(leader, why="demonstration"):
            try:
                if answer == "accept":
                    accept_transfer(
                        transfer=transfer, team=team, staff=None, moves_on=on + timedelta(days=7),
                        answer="We start with a three-way meeting.", by=leader, on=on, at=at,
                    )  # fmt: skip
                else:
                    refuse_transfer(
                        transfer=transfer,
                        answer="The address is on your side of the boundary.",
                        by=leader,
                        on=on,
                        at=at,
                    )
            except TransferRefused:
                continue


def _posted(unit: DeliveryUnit) -> list[int]:
    return list(Posting.objects.filter(delivery_unit=unit).values_list("user_id", flat=True))
