"""Every visible word of a template stands in a translation call: in text, and in attributes that people see or hear."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import jinja2
import pytest
from jinja2 import nodes

ROOT = Path(__file__).resolve().parents[1]
TEMPLATES = sorted(path for path in (ROOT / "throughcare").glob("*/templates/**/*.html"))
# The product's name, example people and places of the style guide, and words that are the same in every language.
UNTRANSLATED = {"Throughcare", "X", "Sam", "Example"}
SEEN_ATTRIBUTES = re.compile(r'\b(?:alt|title|aria-label|placeholder|aria-description)\s*=\s*"([^"]*)"')
IGNORED_ELEMENTS = re.compile(r"<(script|style|svg)\b.*?(</\1>|\Z)", re.DOTALL)


def environment() -> jinja2.Environment:
    return jinja2.Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do", "jinja2.ext.loopcontrols"])


def untranslated(source: str) -> Iterator[str]:
    """Words of a template that no translation call holds. What Jinja puts in is replaced by a mark without letters."""
    env = environment()
    text = "".join(_literal(node) for node in _in_order(env.parse(source)))
    for value in SEEN_ATTRIBUTES.findall(text):
        yield from _words(value)
    text = IGNORED_ELEMENTS.sub(" ", re.sub(r"<!--.*?-->", " ", text, flags=re.DOTALL))
    yield from _words(re.sub(r"<[^<>]*>", " ", text))


def _in_order(tree: nodes.Template) -> list[nodes.Node]:
    return [part for output in tree.find_all(nodes.Output) for part in output.nodes]


def _literal(node: nodes.Node) -> str:
    return node.data if isinstance(node, nodes.TemplateData) else "¤"


def _words(text: str) -> Iterator[str]:
    text = re.sub(r"&#?\w+;", " ", text)
    yield from (word for word in re.findall(r"[^\W\d_]+", text) if word not in UNTRANSLATED)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "throughcare")))
def test_it_holds_no_words_outside_a_translation_call(path: Path) -> None:
    assert list(untranslated(path.read_text("utf-8"))) == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("<p>Hello {{ name }}</p>", ["Hello"]),
        ('<p>{{ _("Hello") }}</p>', []),
        ("<p>{% trans %}Hello{% endtrans %}</p>", []),
        ('<img alt="A map">', ["A", "map"]),
        ('<img alt="{{ _("A map") }}" class="govuk-map">', []),
        ('<a class="x{% if open %} open{% endif %}" href="?q=word">{{ 1 }}</a>', []),
        ("{% macro m() %}<b>Bare</b>{% endmacro %}", ["Bare"]),
        ("<svg><path d='M0 0h1'/></svg>&nbsp;12&middot;", []),
    ],
)
def test_the_search_finds_bare_words_and_nothing_else(source: str, found: list[str]) -> None:
    assert list(untranslated(source)) == found
