"""Reads of the commissioning context."""
