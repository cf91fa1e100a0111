"""Making subscriptions, pausing them, giving them another secret."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime
from ipaddress import ip_network
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from throughcare.accounts.models import User
from throughcare.audit.commands import record
from throughcare.kernel.events import announcer
from throughcare.organisations.models import Region
from throughcare.webhooks.events import SubscriptionChanged
from throughcare.webhooks.models import Secret, Subscription
from throughcare.webhooks.rules.addresses import Network, check_url
from throughcare.webhooks.rules.catalogue import catalogue
from throughcare.webhooks.rules.codes import SHOWS
from throughcare.webhooks.rules.policy import secret_overlap
from throughcare.webhooks.sealing import seal

MARK = "whsec_"


class NameTaken(ValueError):
    """Another subscription has that name."""


class UnknownEvent(ValueError):
    """An event is not in the catalogue."""


@transaction.atomic
def subscribe(
    *, name: str, url: str, types: Sequence[str], region: Region | None, shows: str, by: User | None, at: datetime
) -> tuple[Subscription, str]:
    """Make a subscription; returns it with its secret, which nobody sees a second time.

    Raises ``BadAddress``, ``UnknownEvent``, ``NameTaken`` and ``KeyError`` for an unknown scope.
    """
    SHOWS[shows]
    check_url(url, allowed=_networks())
    unknown = sorted(set(types) - set(catalogue()))
    if unknown:
        raise UnknownEvent(", ".join(unknown))
    try:
        with transaction.atomic():
            made = Subscription.objects.create(
                name=name, url=url, types=sorted(set(types)), region=region, shows=shows, made_at=at, made_by=by
            )
    except IntegrityError:
        raise NameTaken(name) from None
    secret = _give(made, at)
    _tell(made, "made", by, at, types=made.types, region=region.code if region else "", shows=shows)
    return made, secret


@transaction.atomic
def rotate(*, subscription: Subscription, by: User | None, at: datetime) -> str:
    """Another secret; the one before signs beside it for a while, so that the subscriber can change over without a gap."""
    Subscription.objects.select_for_update().get(pk=subscription.pk)
    ends = at + secret_overlap(timezone.localtime(at).date())
    Secret.objects.filter(subscription=subscription, until__isnull=True).update(until=ends)
    Secret.objects.filter(subscription=subscription, until__lte=at).delete()
    secret = _give(subscription, at)
    _tell(subscription, "rotated", by, at)
    return secret


def pause(*, subscription: Subscription, by: User | None, at: datetime) -> Subscription:
    """Send nothing until it is resumed; what waits is given up when its turn comes."""
    return _set_paused(subscription, at, "paused", by, at)


def resume(*, subscription: Subscription, by: User | None, at: datetime) -> Subscription:
    """Send again what happens from now on."""
    return _set_paused(subscription, None, "resumed", by, at)


@transaction.atomic
def _set_paused(
    subscription: Subscription, paused_at: datetime | None, how: str, by: User | None, at: datetime
) -> Subscription:
    subscription = Subscription.objects.select_for_update().get(pk=subscription.pk)
    if (subscription.paused_at is None) == (paused_at is None):
        return subscription
    subscription.paused_at = paused_at
    subscription.save(update_fields=["paused_at"])
    _tell(subscription, how, by, at)
    return subscription


def _give(subscription: Subscription, at: datetime) -> str:
    secret = MARK + secrets.token_urlsafe(32)
    Secret.objects.create(subscription=subscription, sealed=seal(secret), made_at=at)
    return secret


def _tell(subscription: Subscription, how: str, by: User | None, at: datetime, **detail: Any) -> None:
    record(action=f"webhooks.{how}_subscription", by=by, at=at, subject=subscription.name, **detail)
    announcer.announce(SubscriptionChanged(subscription.pk, how, by.pk if by else None, at))


def _networks() -> Iterable[Network]:
    return tuple(ip_network(each) for each in settings.WEBHOOK_NETWORKS)
