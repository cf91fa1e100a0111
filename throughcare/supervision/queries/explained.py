"""Decisions in full, made again from the record on request: what the "Why?" panels print."""

from __future__ import annotations

from datetime import date

from throughcare.kernel.decision import Decision
from throughcare.supervision.queries.records import records
from throughcare.supervision.rules.contact_policy import contact_policies
from throughcare.supervision.rules.contact_value import ContactDue
from throughcare.supervision.rules.standing import Answers, decide_answers
from throughcare.supervision.rules.tier_a_to_g import AToGTier
from throughcare.supervision.rules.tier_two_axis import TwoAxisTier


def explain_all(person: int, *, on: date) -> Answers | None:
    """Both tiers and the contact due of a person on ``on``; None where the record is not visible.

    The record is read as it stands now: what was registered, assessed or ended later than ``on`` is left out, but a
    correction made since is not undone.
    """
    found = records([person], on=on)
    return decide_answers(found[0], on=on, policies=contact_policies()) if found else None


def explain_tier(person: int, *, scheme: str, on: date) -> Decision[TwoAxisTier] | Decision[AToGTier] | None:
    """The tier under ``scheme`` (``two-axis-2021`` or ``a-to-g-2026``), None where it cannot be decided."""
    answers = explain_all(person, on=on)
    if answers is None:
        return None
    return answers.two_axis if scheme == "two-axis-2021" else answers.a_to_g


def explain_contact_due(person: int, *, on: date) -> Decision[ContactDue] | None:
    """The contact due, None where there is no sentence or the record is not visible."""
    answers = explain_all(person, on=on)
    return answers.contact_due if answers else None
