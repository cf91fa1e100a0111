"""A letter as it leaves: the data of its layout, its HTML and its plain text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Any

from django.utils.translation import gettext, override

from throughcare.kernel.decision import mark
from throughcare.supervision.documents.render import in_words
from throughcare.supervision.rules.letters import Block, LetterFacts, blocks_of, title_of

LANGUAGES = {"en": "en-gb", "cy": "cy"}
_SERVICE = mark("Probation Service")
_DEAR = mark("Dear {name}")
_NUMBERS = mark("Your reference: {crn}. Ours: {reference}")
_NOT_OFFICIAL = mark("Responsible officer")


@dataclass(frozen=True, slots=True)
class Envelope:
    """Who writes to whom: ``place`` is the delivery unit, ``address`` the lines of the person's address."""

    language: str
    reference: str
    on: date
    place: str
    name: str
    called: str
    crn: str
    address: tuple[str, ...] = ()


def letter_data(facts: LetterFacts, envelope: Envelope) -> dict[str, Any]:
    """Everything the layout shows, in the language of the envelope, as plain data that is kept with the letter."""
    with override(LANGUAGES[envelope.language]):
        return {
            "language": envelope.language,
            "reference": envelope.reference,
            "title": title_of(facts).say(gettext),
            "author": gettext(_SERVICE),
            "sender": [gettext(_SERVICE), envelope.place],
            "to": [envelope.name, *envelope.address],
            "date": in_words(envelope.on, envelope.language),
            "numbers": gettext(_NUMBERS).format(crn=envelope.crn, reference=envelope.reference),
            "salutation": gettext(_DEAR).format(name=envelope.called),
            "blocks": [_block(block) for block in blocks_of(facts)],
            "sign": [facts.officer, gettext(_NOT_OFFICIAL)] if facts.officer else [gettext(_SERVICE)],
        }


def letter_html(data: dict[str, Any]) -> str:
    """The letter as a fragment of HTML, to be read on a page of the site."""
    parts = [f"<h1>{escape(data['title'])}</h1>", f"<p>{escape(data['salutation'])}</p>"]
    for block in data["blocks"]:
        if "items" in block:
            parts.append("<ul>" + "".join(f"<li>{escape(item)}</li>" for item in block["items"]) + "</ul>")
        else:
            parts.append(f"<p>{escape(block['text'])}</p>")
    parts.append("<p>" + "<br>".join(escape(line) for line in data["sign"]) + "</p>")
    return f'<article lang="{data["language"]}">{"".join(parts)}</article>'


def letter_text(data: dict[str, Any]) -> str:
    """The letter as plain text, for a printer of letters or an email."""
    lines = [data["title"], data["salutation"]]
    for block in data["blocks"]:
        lines.append("\n".join(f"- {item}" for item in block["items"]) if "items" in block else block["text"])
    return "\n\n".join([*lines, "\n".join(data["sign"])])


def _block(block: Block) -> dict[str, Any]:
    if block.items:
        return {"items": list(block.items)}
    return {"text": block.typed if block.words is None else block.words.say(gettext)}
