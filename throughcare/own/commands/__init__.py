"""Writes of the own view."""
