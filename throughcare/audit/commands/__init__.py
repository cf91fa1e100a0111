"""Writes of the audit context: the only way entries come to be."""

from throughcare.audit.commands.log import MOST_SUBJECT, log_consultation, record

__all__ = ["MOST_SUBJECT", "log_consultation", "record"]
