"""The base of domain events: facts in the past tense that a command announces to the contexts above it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Event:
    """Something that happened, named in the past tense. Carries identifiers and values, never model instances."""


Handler = Callable[[Any], None]


class Announcer:
    """Where commands announce events and one table subscribes handlers to them.

    Handlers run at once, in the transaction of the command; what they raise, the command raises.
    """

    def __init__(self) -> None:
        self._handlers: dict[type[Event], tuple[Handler, ...]] = {}

    def subscribe(self, table: dict[type[Event], tuple[Handler, ...]]) -> None:
        """Replace all subscriptions with ``table``."""
        self._handlers = dict(table)

    def announce(self, event: Event) -> None:
        """Run the handlers of the event's type, in the table's order."""
        for handler in self._handlers.get(type(event), ()):
            handler(event)


announcer = Announcer()
