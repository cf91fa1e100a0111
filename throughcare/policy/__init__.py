"""Dated, cited policy parameters: load them from YAML, look one up for a day, cite it. Pure: no Django, no clock."""

from throughcare.policy.book import (
    DatedPolicy,
    Family,
    NoPolicyInForce,
    Parameter,
    PolicyFault,
    Value,
    load_families,
    load_family,
)
from throughcare.policy.calendar import skipped_step, working_calendar

__all__ = [
    "DatedPolicy",
    "Family",
    "NoPolicyInForce",
    "Parameter",
    "PolicyFault",
    "Value",
    "load_families",
    "load_family",
    "skipped_step",
    "working_calendar",
]
