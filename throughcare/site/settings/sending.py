"""How messages leave this installation, from the environment. ``THROUGHCARE_OUTBOX`` is ``notify``, ``file`` or empty.

Empty means that no text messages and no emails are sent, and none are written. Letters are files, unless
``THROUGHCARE_NOTIFY_POSTAGE`` says by which post GOV.UK Notify sends them.
"""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import ip_network
from typing import Any
from urllib.parse import urlsplit

FILE = "throughcare.outbox.adapters.file.FileAdapter"
CONSOLE = "throughcare.outbox.adapters.console.ConsoleAdapter"
NOTIFY = "throughcare.outbox.adapters.notify.NotifyAdapter"
WEBHOOK = "throughcare.webhooks.sending.WebhookAdapter"
NOTIFY_ADDRESS = "https://api.notifications.service.gov.uk"
_KEY, _LOOPBACK = "THROUGHCARE_NOTIFY_KEY", ("127.0.0.1", "localhost", "::1")
_NETWORKS = "THROUGHCARE_WEBHOOK_NETWORKS"
_POSTAGE, _POSTS = "THROUGHCARE_NOTIFY_POSTAGE", ("first", "second", "economy")
_TEMPLATES = {"sms": "THROUGHCARE_NOTIFY_SMS_TEMPLATE", "email": "THROUGHCARE_NOTIFY_EMAIL_TEMPLATE"}


def adapters(environment: Mapping[str, str]) -> dict[str, str]:
    """The adapter of each channel that is in use."""
    chosen = environment.get("THROUGHCARE_OUTBOX", "")
    by_post = chosen == "notify" and environment.get(_POSTAGE)
    letters = {"letter": NOTIFY if by_post else FILE, "webhook": WEBHOOK}
    if chosen == "notify":
        return {channel: NOTIFY for channel, name in _TEMPLATES.items() if environment.get(name)} | letters
    return {"sms": FILE, "email": FILE, **letters} if chosen == "file" else letters


def notify(environment: Mapping[str, str]) -> dict[str, Any]:
    """What the adapter of GOV.UK Notify needs."""
    if environment.get("THROUGHCARE_OUTBOX") != "notify":
        return {}
    return {
        "address": environment.get("THROUGHCARE_NOTIFY_ADDRESS", NOTIFY_ADDRESS),
        "key": environment[_KEY],
        "templates": {channel: environment[name] for channel, name in _TEMPLATES.items() if environment.get(name)},
        "postage": environment.get(_POSTAGE, ""),
    }


def webhook_networks(environment: Mapping[str, str]) -> list[str]:
    """Networks of our own to which events may be sent; raises ``ValueError`` for what is no network."""
    return [str(ip_network(each.strip())) for each in environment.get(_NETWORKS, "").split(",") if each.strip()]


def fault(environment: Mapping[str, str]) -> str:
    """What is wrong with the choice, empty where nothing is."""
    chosen = environment.get("THROUGHCARE_OUTBOX", "")
    try:
        webhook_networks(environment)
    except ValueError:
        return f"{_NETWORKS} must be networks with commas between, such as 10.1.0.0/16"
    if chosen == "console":
        return "THROUGHCARE_OUTBOX is console: a deployment never prints messages, because what is printed is logged"
    if chosen not in ("", "file", "notify"):
        return "THROUGHCARE_OUTBOX must be notify, file or empty"
    if chosen != "notify":
        return ""
    if not environment.get(_KEY):
        return f"{_KEY} must be set where THROUGHCARE_OUTBOX is notify"
    if environment.get(_POSTAGE, "") not in ("", *_POSTS):
        return f"{_POSTAGE} must be {', '.join(_POSTS)} or empty"
    if not any(environment.get(name) for name in (*_TEMPLATES.values(), _POSTAGE)):
        return f"one of {' and '.join(_TEMPLATES.values())} must be set where THROUGHCARE_OUTBOX is notify"
    parts = urlsplit(environment.get("THROUGHCARE_NOTIFY_ADDRESS", NOTIFY_ADDRESS))
    if parts.scheme != "https" and parts.hostname not in _LOOPBACK:
        return "THROUGHCARE_NOTIFY_ADDRESS must be an https:// address"
    return ""
