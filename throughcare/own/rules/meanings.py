"""What requirements and conditions mean in plain words, and what to bring: dated texts, in both languages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from throughcare.policy.book import Family, load_family

MEANINGS, ADVICE = "condition-meanings", "appointment-advice"


@dataclass(frozen=True, slots=True)
class Meaning:
    """A heading and some short sentences, in one language."""

    name: str
    text: str


def meaning_of(code: str, *, language: str, on: date) -> Meaning:
    """What the requirement or condition of that code asks for, as it was explained on ``on``; ``language`` en or cy.

    Raises ``KeyError`` for a code without a text and ``NoPolicyInForce`` for a day before the first.
    """
    value = _family(MEANINGS)[code].on(on).value[language]
    return Meaning(value["name"], value["text"])


def advice_for(mode: str, *, language: str, on: date) -> Meaning:
    """How somebody meets for a contact of that mode (``in-person``, ``phone`` ...), and what to bring or have ready."""
    value = _family(ADVICE)[mode].on(on).value[language]
    return Meaning(value["name"], value["text"])


def texts() -> dict[str, dict[str, dict[str, str]]]:
    """The texts that hold last, by code and language: for checks of how readable they are."""
    families = (_family(MEANINGS), _family(ADVICE))
    return {code: one.values[-1].value for family in families for code, one in family.parameters.items()}


@cache
def _family(name: str) -> Family:
    return load_family("throughcare.own", name)
