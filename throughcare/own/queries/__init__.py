"""Reads of the own view."""
