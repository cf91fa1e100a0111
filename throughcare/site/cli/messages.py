"""The Welsh catalogue: what is to be translated, whether all of it is, and the compiled form that pages read.

Sentences come from ``_()``, ``gettext`` and their kind in Python, ``mark()`` in rules, ``_()`` and ``{% trans %}`` in
templates, and the titles of policy parameters and their names for dates. A few of Django's own messages have no Welsh in
Django: ours are here.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import yaml
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).resolve().parents[2]
CATALOGUE = PACKAGE / "locale" / "cy" / "LC_MESSAGES" / "django.po"
KEYWORDS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "mark", "say"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
}
JINJA_OPTIONS = {"silent": "false", "newstyle_gettext": "true", "extensions": "jinja2.ext.do,jinja2.ext.loopcontrols"}
JINJA_OPTIONS |= {"trim_blocks": "true", "lstrip_blocks": "true"}
FRAMEWORK = (
    "Enter a valid UUID.",
    "Enter a valid duration.",
    "Enter a valid domain name.",
    "Null characters are not allowed.",
    "That page contains no results",
    "That page number is less than 1",
    "That page number is not an integer",
    "“%(pk)s” is not a valid value.",
)
HEADER: dict[str, Any] = {
    "project": "Throughcare",
    "version": "1",
    "msgid_bugs_address": " ",
    "last_translator": "Throughcare",
    "language_team": "Throughcare",
    "creation_date": datetime(2026, 1, 1, tzinfo=UTC),
    "revision_date": datetime(2026, 1, 1, tzinfo=UTC),
}
_PLACES = re.compile(r"%\(\w+\)[sd]|(?<![%{])\{\w+\}")


def found(package: Path = PACKAGE) -> Catalog:
    """Every message that the code, the templates and the policy files hold."""
    catalogue = Catalog()
    for text in FRAMEWORK:
        catalogue.add(text)
    for path in sorted(package.rglob("*")):
        if not {"tests", "migrations", "node_modules"} & set(path.relative_to(package).parts):
            for message, context in _messages_of(path):
                catalogue.add(message, context=context)
    return catalogue


def _messages_of(path: Path) -> Iterator[tuple[str | tuple[str, ...], str | None]]:
    if path.suffix == ".py":
        rows = extract_from_file("python", path, keywords=KEYWORDS)
    elif path.suffix == ".html" and "templates" in path.parts:
        rows = extract_from_file("jinja2.ext:babel_extract", path, keywords=KEYWORDS, options=JINJA_OPTIONS)
    elif path.suffix == ".yaml" and path.parent.name == "parameters":
        policy = yaml.safe_load(path.read_text("utf-8"))
        yield from ((text, None) for text in (*_titles(policy), *_names_of_dates(policy)))
        return
    else:
        return
    for _line, message, _comments, context in rows:
        if message and message != ("", ""):
            yield message, context


def _titles(node: object) -> Iterator[str]:
    """The title of every parameter and family in a policy file."""
    if isinstance(node, dict):
        if isinstance(node.get("title"), str):
            yield node["title"]
        for child in node.values():
            yield from _titles(child)
    elif isinstance(node, list):
        for child in node:
            yield from _titles(child)


def _names_of_dates(policy: Any) -> Iterator[str]:
    """The names in a policy file that stand for dates."""
    for parameter in policy.get("parameters", {}).values():
        if parameter.get("unit") == "named-dates":
            for value in parameter["values"]:
                yield from value["value"]


def load(path: Path = CATALOGUE) -> Catalog:
    """The catalogue as it is written; an empty Welsh one where there is none."""
    if not path.exists():
        return Catalog(locale="cy")
    with path.open("rb") as stream:
        return read_po(stream, locale="cy")


def extract(path: Path = CATALOGUE, package: Path = PACKAGE) -> None:
    """Write the catalogue anew: new messages without Welsh, messages no longer used gone, all else kept."""
    old, new = load(path), Catalog(locale="cy", fuzzy=False, **HEADER)
    new.header_comment = "# The Welsh of Throughcare. Same licence as Throughcare."
    for message in found(package):
        if message.id:
            kept = old.get(message.id, context=message.context)
            new.add(message.id, kept.string if kept else None, context=message.context)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as stream:
        write_po(stream, new, width=120, no_location=True, sort_output=True, ignore_obsolete=True)


def compile(path: Path = CATALOGUE) -> Path:
    """Write the ``.mo`` beside the catalogue and return where."""
    compiled = path.with_suffix(".mo")
    with compiled.open("wb") as stream:
        write_mo(stream, load(path))
    return compiled


def faults(path: Path = CATALOGUE, package: Path = PACKAGE) -> list[str]:
    """What is wrong with the catalogue, a line each; empty when every message has its Welsh."""
    written, wanted = load(path), found(package)
    here = {(message.id, message.context) for message in written if message.id}
    there = {(message.id, message.context) for message in wanted if message.id}
    listed = [f"not in the catalogue: {_first(key[0])}" for key in sorted(there - here, key=str)]
    listed += [f"no longer used: {_first(key[0])}" for key in sorted(here - there, key=str)]
    for message in written:
        if message.id and (message.id, message.context) in there:
            listed += _faults_of(message)
    return listed


def _faults_of(message: Message) -> list[str]:
    forms = [form or "" for form in (message.string if isinstance(message.string, tuple | list) else (message.string,))]
    if message.fuzzy or not all(forms):
        return [f"no Welsh: {_first(message.id)}"]
    sources = message.id if isinstance(message.id, tuple | list) else (message.id,)
    places = {place for source in sources for place in _places(source)}
    wrong = [form for form in forms if _places(form) - places]
    if len(forms) == 1 and _places(forms[0]) != places:
        wrong = [forms[0]]
    return [f"other placeholders in Welsh: {_first(message.id)}: {form}" for form in wrong]


def _places(sentence: str) -> set[str]:
    """Its placeholders; a label inside a sentence and a label by itself are the same one."""
    return {place.replace("_lower}", "}") for place in _PLACES.findall(sentence)}


def _first(identifier: str | tuple[str, ...] | list[str]) -> str:
    return identifier if isinstance(identifier, str) else identifier[0]


@click.command("messages")
@click.option("--extract", "to_extract", is_flag=True, help="Bring the catalogue up to date with code and templates.")
@click.option("--compile", "to_compile", is_flag=True, help="Write the compiled catalogue that pages read.")
@click.option("--check", "to_check", is_flag=True, help="Fail when a message has no Welsh or the catalogue is stale.")
def messages(to_extract: bool, to_compile: bool, to_check: bool) -> None:
    """Welsh: extract what is to be translated, compile it, check that nothing is missing."""
    if to_extract:
        extract()
    if to_compile:
        click.echo(f"Compiled to {compile()}")
    if to_check:
        listed = faults()
        for fault in listed:
            click.echo(fault, err=True)
        if listed:
            click.echo(f"{len(listed)} faults; run throughcare messages --extract and write the Welsh", err=True)
            sys.exit(1)
        click.echo("Every message has its Welsh")


if __name__ == "__main__":
    messages()
