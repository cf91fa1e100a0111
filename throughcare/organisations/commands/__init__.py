"""Writes of the organisations context."""

from throughcare.organisations.commands.geography import load_geography

__all__ = ["load_geography"]
