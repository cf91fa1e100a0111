"""Grounds of direct award in words; which of them the law knows on a day is in the pack ``direct-award``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from throughcare.commissioning.rules.packs import pack
from throughcare.kernel.decision import mark

GROUNDS: Mapping[str, str] = {
    "no-tenders": mark("No bid, or no suitable bid, came"),
    "no-suitable-tenders": mark("No suitable bid came"),
    "single-supplier": mark("Only one supplier can do it"),
    "extreme-urgency": mark("It is extremely urgent, and that could not be foreseen"),
    "additional-services": mark("Additional services of the present supplier"),
    "user-choice": mark("The person served has the choice"),
    "protect-life": mark("To protect life"),
    "transition": mark("To move from one arrangement to the next"),
}


def grounds_on(day: date) -> list[str]:
    """The grounds that the law knows on a day."""
    found: list[str] = pack("direct-award", day).needed("grounds").value
    return found
