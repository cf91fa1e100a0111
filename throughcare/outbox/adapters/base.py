"""What every way of handing a message over has in common."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from django.conf import settings
from django.utils.module_loading import import_string


@dataclass(frozen=True)
class Parcel:
    """A message as an adapter sees it: ``reference`` is the same in every attempt, so that it can be recognised.

    Its representation says nothing of what it says and to whom, so that no log does.
    """

    reference: str
    channel: str
    template: str
    language: str
    to: str = field(repr=False)
    subject: str = field(repr=False)
    body: str = field(repr=False)
    detail: Mapping[str, Any] = field(default_factory=dict, repr=False)


def pdf_in(parcel: Parcel) -> bytes | None:
    """The PDF of a letter (in base 64 in ``detail``), None where it has none; raises ``NotHandedOver`` for a broken one."""
    kept = parcel.detail.get("pdf")
    if not kept:
        return None
    try:
        return base64.b64decode(str(kept), validate=True)
    except binascii.Error:
        raise NotHandedOver("broken-pdf", "permanent") from None


class NotHandedOver(Exception):
    """The message was not taken. ``code`` names the fault without personal data; ``fault`` says whether trying helps."""

    def __init__(self, code: str, fault: Literal["temporary", "permanent"] = "temporary") -> None:
        super().__init__(code)
        self.code, self.fault = code[:60], fault


class Adapter(Protocol):
    """Hands messages over."""

    def send(self, parcel: Parcel) -> str:
        """Hand it over and return the receipt; raises ``NotHandedOver``."""
        ...

    def find(self, parcel: Parcel) -> str | None:
        """The receipt of an earlier attempt whose end is not known, None where none was taken; raises ``NotHandedOver``."""
        ...


def adapter_for(channel: str) -> Adapter:
    """The adapter that ``settings.OUTBOX`` names for the channel; raises ``NotHandedOver`` where it names none."""
    name = settings.OUTBOX.get(channel)
    if not name:
        raise NotHandedOver("no-adapter")
    adapter: Adapter = import_string(name)()
    return adapter


def is_in_use(channel: str) -> bool:
    """Whether this installation sends messages of the channel."""
    return bool(settings.OUTBOX.get(channel))
