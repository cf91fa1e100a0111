"""Posting users to a region, which decides whose lists they see."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction

from throughcare.accounts.commands.users import OwnAccount
from throughcare.accounts.models import User
from throughcare.audit.commands import record
from throughcare.organisations.models import DeliveryUnit, Posting, Region


class UnitElsewhere(Exception):
    """The delivery unit is not one of the region."""


class AlreadyPosted(Exception):
    """The user has this very posting from that day."""


class EndsTooEarly(Exception):
    """The posting would end before it starts."""


@transaction.atomic
def post_user(
    *, user: User, region: Region, delivery_unit: DeliveryUnit | None, start: date, by: User, at: datetime
) -> Posting:
    """Post ``user`` to a region, and to one of its units, from ``start`` on.

    Raises ``OwnAccount`` (nobody posts themselves), ``UnitElsewhere`` and ``AlreadyPosted``.
    """
    if user.pk == by.pk:
        raise OwnAccount
    if delivery_unit is not None and delivery_unit.region_id != region.pk:
        raise UnitElsewhere
    try:
        with transaction.atomic():
            posting = Posting.objects.create(user=user, region=region, delivery_unit=delivery_unit, start=start)
    except IntegrityError as fault:
        raise AlreadyPosted from fault
    unit = delivery_unit.code if delivery_unit else ""
    record(action="organisations.posted_user", by=by, at=at, subject=user.username, region=region.code, unit=unit,
           start=start)  # fmt: skip
    return posting


@transaction.atomic
def end_posting(*, posting: Posting, until: date, by: User, at: datetime) -> None:
    """End a posting: on ``until`` the user no longer has it. Raises ``OwnAccount`` and ``EndsTooEarly``."""
    if posting.user_id == by.pk:
        raise OwnAccount
    if until < posting.start:
        raise EndsTooEarly
    Posting.objects.filter(pk=posting.pk).update(until=until)
    record(action="organisations.ended_posting", by=by, at=at, subject=posting.user.username,
           region=posting.region.code, until=until)  # fmt: skip
