"""Posting an event to its subscriber: over https, to a public address, signed, without following anybody elsewhere.

The name is looked up once and the connection goes to the very address that was judged, so that a name that changes its
mind between the two (DNS rebinding) gains nothing. Redirects are answers like any other, and proxies are not used.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone

from throughcare.accounts.acting import acting_by_itself
from throughcare.outbox.adapters import NotHandedOver, Parcel
from throughcare.webhooks.models import Happening, Secret, Subscription
from throughcare.webhooks.queries.happenings import told_of
from throughcare.webhooks.rules.addresses import BadAddress, Network, check_address, check_url
from throughcare.webhooks.rules.payload import EVENT_ID, EVENT_TYPE, SIGNATURE, body_of, payload, signature
from throughcare.webhooks.sealing import unseal

SECONDS = 10
_READ = 4096
# What trying again will not mend; everything else may pass, an unknown address or a wrong key among them.
_PERMANENT = frozenset({400, 405, 406, 410, 413, 415, 422, 501})


@dataclass(frozen=True)
class Letter:
    """What is posted and where."""

    url: str
    body: bytes
    secrets: tuple[str, ...]
    reference: str
    type: str


class WebhookAdapter:
    """Hands events over to their subscribers, at least once: a subscriber knows an event by its id."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock

    def send(self, parcel: Parcel) -> str:
        """Post it; any answer of 200 to 299 is a receipt."""
        letter = _letter(parcel)
        status = post(letter, at=int(self._clock()))
        if 200 <= status < 300:
            return f"http-{status}"
        raise NotHandedOver(f"http-{status}", "permanent" if status in _PERMANENT else "temporary")

    def find(self, parcel: Parcel) -> str | None:  # noqa: ARG002
        """Subscribers are not asked; one who had it already knows its id."""
        return None


def post(letter: Letter, *, at: int) -> int:
    """The status that the subscriber answered; raises ``NotHandedOver``."""
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "throughcare",
        SIGNATURE: signature(letter.body, secrets=letter.secrets, at=at),
        EVENT_ID: letter.reference,
        EVENT_TYPE: letter.type,
    }
    try:
        scheme, host, port, target = check_url(letter.url, allowed=networks())
        address = _resolve(host, port)
    except BadAddress as bad:
        raise NotHandedOver(f"address-{bad.code}", "permanent") from None
    connection = _connection(scheme, host, port, address)
    try:
        connection.request("POST", target, body=letter.body, headers=headers)
        answer = connection.getresponse()
        answer.read(_READ)
        return answer.status
    except (OSError, http.client.HTTPException) as error:
        raise NotHandedOver(f"webhook-{type(error).__name__}") from None
    finally:
        connection.close()


def networks() -> tuple[Network, ...]:
    """The networks of our own that the settings allow."""
    return tuple(ipaddress.ip_network(each) for each in settings.WEBHOOK_NETWORKS)


def _letter(parcel: Parcel) -> Letter:
    """The event as its subscriber may be told it now, with the secrets that hold now."""
    with acting_by_itself(why="send events"):
        subscription = Subscription.objects.filter(pk=int(parcel.detail["subscription"])).first()
        happening = Happening.objects.select_related("region").filter(reference=str(parcel.detail["event"])).first()
        if subscription is None or happening is None:
            raise NotHandedOver("webhook-gone", "permanent")
        if subscription.paused_at is not None:
            raise NotHandedOver("webhook-paused", "permanent")
        now = timezone.now()
        secrets = Secret.objects.filter(subscription=subscription).order_by("-made_at", "-pk")
        held = tuple(unseal(one.sealed) for one in secrets if one.until is None or one.until > now)
        body = body_of(payload(told_of(happening), shows=subscription.shows))
    return Letter(subscription.url, body, held, str(happening.reference), happening.type)


def _resolve(host: str, port: int) -> str:
    """One address of the host; every address that it has must be one to which news may go."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise NotHandedOver("webhook-unknown-host") from None
    addresses = [str(each[4][0]) for each in found]
    for each in addresses:
        check_address(ipaddress.ip_address(each.partition("%")[0]), allowed=networks())
    return addresses[0]


def _connection(scheme: str, host: str, port: int, address: str) -> http.client.HTTPConnection:
    if scheme == "http":
        return http.client.HTTPConnection(address, port, timeout=SECONDS)
    return _Pinned(host, port, address)


class _Pinned(http.client.HTTPSConnection):
    """A connection to one address whose certificate must be that of the name."""

    def __init__(self, host: str, port: int, address: str) -> None:
        self._trust = ssl.create_default_context()
        super().__init__(host, port, timeout=SECONDS, context=self._trust)
        self._address = address

    def connect(self) -> None:
        """Connect to the address that was judged, and to no other."""
        plain = socket.create_connection((self._address, self.port), SECONDS)
        self.sock = self._trust.wrap_socket(plain, server_hostname=self.host)
