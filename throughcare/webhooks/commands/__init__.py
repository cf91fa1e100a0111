"""Writes of events to other systems."""
