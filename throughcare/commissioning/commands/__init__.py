"""Writes of the commissioning context."""
