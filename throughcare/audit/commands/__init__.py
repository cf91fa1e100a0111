"""Writes of the audit context: the only way entries come to be."""

from throughcare.audit.commands.log import log_consultation, record

__all__ = ["log_consultation", "record"]
