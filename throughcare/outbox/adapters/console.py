"""Messages on the terminal of the worker: for development alone, because a terminal is often kept as a log."""

from __future__ import annotations

import sys

from throughcare.outbox.adapters.base import Parcel


class ConsoleAdapter:
    """Prints each message."""

    def send(self, parcel: Parcel) -> str:
        """Print it."""
        head = f"--- {parcel.channel} to {parcel.to} ({parcel.template}, {parcel.language})"
        print(head, *filter(None, (parcel.subject, parcel.body)), sep="\n", file=sys.stdout, flush=True)
        return "printed"

    def find(self, parcel: Parcel) -> str | None:  # noqa: ARG002
        """What was printed cannot be asked about; printing again does no harm."""
        return None
