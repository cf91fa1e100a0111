"""Writes of the outbox."""

from throughcare.outbox.commands.messages import queue, try_again, withdraw

__all__ = ["queue", "try_again", "withdraw"]
