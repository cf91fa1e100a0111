"""Reads of events to other systems."""
