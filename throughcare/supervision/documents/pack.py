"""The breach pack: the history assembled for the court, section by section, in English or Welsh."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext, override

from throughcare.kernel.decision import Decision, mark
from throughcare.supervision.documents.letters import LANGUAGES
from throughcare.supervision.documents.render import in_words
from throughcare.supervision.rules.breach_facts import BreachStanding

NOTHING = "–"


@dataclass(frozen=True, slots=True)
class PackTable:
    """Rows of a table: codes are labels in English, marked, and days are dates; both are said when the pack is made."""

    head: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[Any, ...], ...]


@dataclass(frozen=True, slots=True)
class Said:
    """A label that is to be translated when the pack is made."""

    template: str


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with its unit, a label to be translated."""

    number: int
    unit: str


@dataclass(frozen=True, slots=True)
class PackSection:
    """A heading with facts, a table or paragraphs; a paragraph is a template to translate, or text as typed."""

    heading: str
    facts: tuple[tuple[str, Any], ...] = ()
    table: PackTable | None = None
    texts: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class PackFacts:
    """What the pack holds; ``decision`` is how the count came about."""

    reference: str
    crn: str
    name: str
    sentence: str
    made_on: date
    sections: tuple[PackSection, ...]
    decision: Decision[BreachStanding] | None


_TITLE = mark("Breach: {sentence}")
_FOOTER = mark("Breach pack {reference}, {crn}, made on {date}")
_NONE = mark("None recorded.")
_HOW = mark("How the failures were counted")
_STEP, _RESULT = mark("Step"), mark("Result")
_POLICY = mark("Instruments: {citations}.")


def pack_data(facts: PackFacts, *, language: str) -> dict[str, Any]:
    """Everything the layout shows, as plain data that is kept with the pack."""
    with override(LANGUAGES[language]):
        made = in_words(facts.made_on, language)
        return {
            "language": language,
            "reference": facts.reference,
            "title": gettext(_TITLE).format(sentence=gettext(facts.sentence)),
            "author": gettext("Probation Service"),
            "under": [facts.name, facts.crn, made],
            "footer": gettext(_FOOTER).format(reference=facts.reference, crn=facts.crn, date=made),
            "sections": [*(_section(one, language) for one in facts.sections), *_counted(facts.decision, language)],
        }


def _section(section: PackSection, language: str) -> dict[str, Any]:
    shown: dict[str, Any] = {"heading": gettext(section.heading)}
    if section.facts:
        shown["facts"] = [[gettext(key), _cell(value, language)] for key, value in section.facts]
    if section.texts:
        shown["texts"] = [_cell(text, language) for text in section.texts]
    if section.table is not None:
        shown["table"] = {
            "head": [gettext(cell) for cell in section.table.head],
            "widths": list(section.table.widths),
            "rows": [[_cell(cell, language) for cell in row] for row in section.table.rows],
            "empty": gettext(_NONE),
        }
    return shown


def _counted(decision: Decision[BreachStanding] | None, language: str) -> list[dict[str, Any]]:
    if decision is None:
        return []
    rows = [[step.words.say(gettext), _cell(step.result, language)] for step in decision.steps]
    citations = "; ".join(dict.fromkeys(use.citation for use in decision.policies))
    texts = [decision.reason.words.say(gettext), gettext(_POLICY).format(citations=citations)]
    table = {"head": [gettext(_STEP), gettext(_RESULT)], "widths": [4, 1], "rows": rows, "empty": gettext(_NONE)}
    return [{"heading": gettext(_HOW), "texts": texts, "table": table}]


def _cell(value: Any, language: str) -> str:
    if value is None or value in ("", ()):
        return NOTHING
    if isinstance(value, Said):
        return gettext(value.template)
    if isinstance(value, Amount):
        return f"{value.number} {gettext(value.unit)}"
    if isinstance(value, date):
        return in_words(value, language)
    if isinstance(value, tuple):
        return ", ".join(_cell(each, language) for each in value)
    return str(value)
