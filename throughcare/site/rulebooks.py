"""The rule books and parameter families of all contexts: what the command line, the API and the docs read."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module

from throughcare.kernel.rulebook import Rule, RuleBook
from throughcare.policy import Family, load_families

CONTEXTS: tuple[str, ...] = ("supervision", "workforce", "commissioning", "organisations", "outbox")
"""The contexts that offer rules, each with ``RULES`` in its ``rules`` package."""


def rule_book(context: str) -> RuleBook:
    """The rules of one context."""
    book: RuleBook = import_module(f"throughcare.{context}.rules").RULES
    return book


def all_rules() -> RuleBook:
    """Every rule of the product."""
    return RuleBook(rule for context in CONTEXTS for rule in rule_book(context))


def find_rule(name: str, rule_set: str | None = None) -> Rule:
    """The rule, in its default set where none is named; raises ``UnknownRule`` with the names that exist."""
    return all_rules().find(name, rule_set)


def families() -> Iterator[tuple[str, Family]]:
    """Context and family, for every family of parameters of the contexts that offer rules, and of ``policy``."""
    for context in ("policy", *CONTEXTS):
        for family in load_families(f"throughcare.{context}").values():
            yield context, family
