"""GOV.UK Notify, which carries text messages, emails and letters (https://docs.notifications.service.gov.uk/rest-api.html).

The words are ours, in both languages. In Notify there is one template for each channel, whose message is ``((body))`` and,
for emails, whose subject is ``((subject))``; ``settings.NOTIFY`` names them. A letter is sent as its PDF.
"""

from __future__ import annotations

import re
import time
from typing import Any

import jwt
import requests
from django.conf import settings

from throughcare.outbox.adapters.base import NotHandedOver, Parcel, pdf_in

_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_KEY = re.compile(rf"(?:.*-)?({_UUID})-({_UUID})", re.IGNORECASE)
_PATHS = {"sms": "sms", "email": "email"}
_ADDRESSES = {"sms": "phone_number", "email": "email_address"}
_SECONDS = (5, 20)


class NotifyMisconfigured(ValueError):
    """The key is not one of GOV.UK Notify's; the message does not repeat it."""


def split_key(key: str) -> tuple[str, str]:
    """Service and secret of an API key ``name-SERVICE-SECRET``; raises ``NotifyMisconfigured``."""
    found = _KEY.fullmatch(key.strip())
    if found is None:
        raise NotifyMisconfigured("the API key of GOV.UK Notify is not of the form name-SERVICE-SECRET")
    return found[1].lower(), found[2].lower()


class NotifyAdapter:
    """Hands messages over to GOV.UK Notify."""

    def __init__(self) -> None:
        self._address = str(settings.NOTIFY["address"]).rstrip("/")
        self._service, self._secret = split_key(settings.NOTIFY["key"])
        self._templates: dict[str, str] = settings.NOTIFY["templates"]

    def send(self, parcel: Parcel) -> str:
        """Post it; the reference lets a later question find it."""
        if parcel.channel == "letter":
            return self._send_letter(parcel)
        template = self._templates.get(parcel.channel)
        if parcel.channel not in _PATHS or not template:
            raise NotHandedOver("notify-no-template")
        values = {"body": parcel.body}
        if parcel.channel == "email":
            values["subject"] = parcel.subject
        answer = self._ask(
            "POST",
            f"/v2/notifications/{_PATHS[parcel.channel]}",
            json={
                _ADDRESSES[parcel.channel]: parcel.to,
                "template_id": template,
                "personalisation": values,
                "reference": parcel.reference,
            },
        )
        if "id" not in answer:
            raise NotHandedOver("notify-not-understood")
        return str(answer["id"])

    def _send_letter(self, parcel: Parcel) -> str:
        """A letter goes as its PDF, which carries the address; ``settings.NOTIFY`` says by which post."""
        if pdf_in(parcel) is None:
            raise NotHandedOver("notify-no-pdf", "permanent")
        answer = self._ask(
            "POST",
            "/v2/notifications/letter",
            json={
                "reference": parcel.reference,
                "content": parcel.detail["pdf"],
                "postage": str(settings.NOTIFY.get("postage") or "second"),
            },
        )
        if "id" not in answer:
            raise NotHandedOver("notify-not-understood")
        return str(answer["id"])

    def find(self, parcel: Parcel) -> str | None:
        """The notification with the message's reference."""
        answer = self._ask("GET", "/v2/notifications", params={"reference": parcel.reference})
        found = answer.get("notifications") or []
        return str(found[0]["id"]) if found else None

    def _ask(self, method: str, path: str, **what: Any) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self._token()}", "User-Agent": "throughcare"}
        try:
            # Redirects are not followed: they would carry the message and the token elsewhere.
            answer = requests.request(
                method, self._address + path, headers=headers, timeout=_SECONDS, allow_redirects=False, **what
            )
            content = answer.json() if answer.content else {}
        except requests.RequestException as error:
            raise NotHandedOver(f"notify-{type(error).__name__}"[:60]) from None
        if answer.status_code in (200, 201):
            if isinstance(content, dict):
                return content
            raise NotHandedOver("notify-not-understood")
        raise _fault(answer.status_code, content)

    def _token(self) -> str:
        return jwt.encode({"iss": self._service, "iat": int(time.time())}, self._secret, algorithm="HS256")


def _fault(status: int, content: Any) -> NotHandedOver:
    """The fault by Notify's status. A 400 is about this message; 403 is about the key or the clock, 429 and 5xx pass."""
    names = [str(each.get("error", "")) for each in _errors(content)]
    kind = next((name for name in names if name.isalnum()), "")
    code = f"notify-{status}-{kind}" if kind else f"notify-{status}"
    return NotHandedOver(code[:60], "permanent" if status == 400 else "temporary")


def _errors(content: Any) -> list[dict[str, Any]]:
    found = content.get("errors") if isinstance(content, dict) else None
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []
