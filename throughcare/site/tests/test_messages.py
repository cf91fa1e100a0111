"""The Welsh catalogue: what is found, what is kept, what is refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import write_po

from throughcare.site.cli import messages

PLACE = re.compile(r"%\(\w+\)[sd]|%%\{\w+\}|%%|%|\{\w+\}")
SAME_IN_WELSH = frozenset(
    {
        "%(num)s lot",
        "%(num)s person",
        "ARP",
        "Alcohol",
        "Bar",
        "CRN",
        "CSRP",
        "Contract",
        "Cymraeg",
        "Grant",
        "Lot",
        "Lot %(number)s: %(title)s",
        "Lot %(which)s: %(field)s",
        "lot %(number)s",
        "MAPPA",
        "Micro",
        "OGRS",
        "PDF",
        "Panel",
        "Person",
        "Person (CRN)",
        "Problem",
        "RSR",
        "Throughcare",
        "Sector",
        "grant",
    }
)
"""What is written alike in both languages; sentences of placeholders alone need not be listed."""
ANOTHER_TERM = re.compile(
    r"[cg]h?ysylltiad\b|uned(au)? (c|g)yflenwi|ddyledus|gweithio allan|ôl-ddedfryd", re.IGNORECASE
)
"""Words for which the list of terms has another (docs/reference/welsh-terms.md)."""


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A small package with a message of each source."""
    (tmp_path / "templates").mkdir()
    (tmp_path / "parameters").mkdir()
    (tmp_path / "templates" / "a.html").write_text('{{ _("From a template") }}{% do x.append(1) %}', "utf-8")
    (tmp_path / "rule.py").write_text('mark("From a rule")\nngettext("{n} day", "{n} days", 2)\n', "utf-8")
    (tmp_path / "parameters" / "p.yaml").write_text("title: From a policy file\n", "utf-8")
    return tmp_path


def ids(path: Path) -> set[object]:
    return {message.id for message in messages.load(path) if message.id} - set(messages.FRAMEWORK)


def translate(path: Path, welsh: str) -> None:
    """Give every message the same Welsh."""
    catalogue = messages.load(path)
    for message in catalogue:
        if message.id:
            message.string = (welsh,) * 5 if message.pluralizable else welsh.replace("{n}", "")
            message.string = message.id if "%(pk)s" in str(message.id) else message.string
    with path.open("wb") as stream:
        write_po(stream, catalogue)


def test_it_finds_messages_of_templates_rules_and_policy_files(package: Path) -> None:
    catalogue = package / "cy.po"
    messages.extract(catalogue, package)
    assert ids(catalogue) == {"From a template", "From a rule", "From a policy file", ("{n} day", "{n} days")}


def test_it_passes_when_every_message_has_its_welsh_and_keeps_it_on_extraction(package: Path) -> None:
    catalogue = package / "cy.po"
    messages.extract(catalogue, package)
    assert "no Welsh: From a rule" in messages.faults(catalogue, package)
    translate(catalogue, "{n} Cymraeg")
    assert messages.faults(catalogue, package) == []
    messages.extract(catalogue, package)
    assert messages.faults(catalogue, package) == []


def test_it_refuses_a_stale_catalogue_and_foreign_placeholders(package: Path) -> None:
    catalogue = package / "cy.po"
    messages.extract(catalogue, package)
    translate(catalogue, "{m} Cymraeg")
    (package / "rule.py").write_text('mark("Another")\n', "utf-8")
    assert set(messages.faults(catalogue, package)) >= {
        "not in the catalogue: Another",
        "no longer used: From a rule",
        "other placeholders in Welsh: From a template: {m} Cymraeg",
    }


def texts(text: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    """The forms of a message or of its Welsh, as many as there are."""
    return (text,) if isinstance(text, str) else tuple(text)


def pairs() -> Iterator[tuple[tuple[str, ...], str]]:
    """Every English message of the product, one form or two, with each of its Welsh forms."""
    for message in messages.load():
        yield from ((texts(message.id), welsh) for welsh in texts(message.string))


def places(sentence: str) -> set[str]:
    """Its placeholders and percent signs; a label inside a sentence counts as the label."""
    return {place.replace("_lower}", "}") for place in PLACE.findall(sentence)}


def test_it_keeps_exactly_the_placeholders_of_the_english_in_every_welsh_form() -> None:
    assert [(english, welsh) for english, welsh in pairs() if places(english[-1]) != places(welsh)] == []


def test_it_has_the_five_welsh_forms_that_the_header_promises_where_english_has_two() -> None:
    promised = re.search(r"nplurals=(\d+)", messages.CATALOGUE.read_text("utf-8"))
    assert promised is not None and promised[1] == "5"
    counted = [message for message in messages.load() if message.pluralizable]
    assert counted
    assert [message.id for message in counted if len(message.string) != 5 or not all(message.string)] == []


def test_it_leaves_no_english_standing_for_welsh() -> None:
    alike = {welsh for english, welsh in pairs() if welsh in english and re.search("[A-Za-z]", PLACE.sub("", welsh))}
    assert alike - SAME_IN_WELSH == set()


def test_it_keeps_to_the_list_of_terms() -> None:
    assert {welsh for _english, welsh in pairs() if ANOTHER_TERM.search(welsh)} == set()
