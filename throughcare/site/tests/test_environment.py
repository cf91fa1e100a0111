"""The table of variables is the code's, and the code's is the table."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from throughcare.site.settings import database
from throughcare.site.settings.environment import VARIABLES, settings_page, unknown

PACKAGE = Path(__file__).resolve().parents[2]
# Python's and PostgreSQL's own, passed on to a program that is started.
PASSED_ON = {"PGPASSWORD", "THROUGHCARE_DEBUG"}


def read_in(tree: ast.AST) -> Iterator[str]:
    """Names that are looked up in an environment: ``environ[...]``, ``.get(...)``, ``in environ``, ``envvar=``."""
    for node in ast.walk(tree):
        names: list[ast.expr] = []
        if isinstance(node, ast.Subscript) and is_environment(node.value):
            names = [node.slice]
        elif isinstance(node, ast.Call):
            function = node.func
            if isinstance(function, ast.Attribute) and is_environment(function.value):
                names = node.args[:1]
            names += [each.value for each in node.keywords if each.arg == "envvar"]
        elif isinstance(node, ast.Compare) and is_environment(node.comparators[0]):
            names = [node.left]
        yield from (name.value for name in names if isinstance(name, ast.Constant) and isinstance(name.value, str))


def names_of_ours(tree: ast.AST) -> Iterator[str]:
    """Names of ours that stand anywhere, as in a table of names."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from re.findall(r"^(?:THROUGHCARE|DATABASE|OIDC)_[A-Z_]+$", node.value)


def is_environment(node: ast.expr) -> bool:
    return (isinstance(node, ast.Attribute) and node.attr == "environ") or (
        isinstance(node, ast.Name) and node.id == "environment"
    )


def names_in_the_code() -> set[str]:
    found: set[str] = set(database.VARIABLES.values())
    for path in PACKAGE.rglob("*.py"):
        if "tests" not in path.parts:
            text = path.read_text(encoding="utf-8")
            if not any(word in text for word in ("environ", "envvar", "THROUGHCARE_", "DATABASE_", "OIDC_")):
                continue
            tree = ast.parse(text)
            found |= set(read_in(tree))
            if path.parent.name == "settings" and path.name != "environment.py":
                found |= set(names_of_ours(tree))
    return found - PASSED_ON


def test_every_variable_that_is_read_is_in_the_table_and_the_other_way_round():
    listed = [variable.name for variable in VARIABLES]
    assert len(set(listed)) == len(listed)
    assert names_in_the_code() | {"DEBUG"} == set(listed)


def test_the_search_finds_every_way_of_reading():
    source = """
os.environ["A"]; os.environ.get("B", ""); environment.get("C"); "D" in os.environ; "E" not in environment
click.option("--x", envvar="F"); os.environ.setdefault("G", "1"); other["H"]
"""
    assert sorted(read_in(ast.parse(source))) == list("ABCDEFG")


def test_a_slip_of_the_pen_is_found():
    given = {"THROUGHCARE_SECRETKEY": "x", "OIDC_ISSUER": "y", "THROUGHCARE_DEBUG": "1", "PATH": "z"}
    assert unknown(given) == ["THROUGHCARE_SECRETKEY"]


def test_the_page_marks_secrets():
    page = settings_page()
    assert "| `DATABASE_URL` |" in page
    marked = {line.split("`")[1] for line in page.splitlines() if "**Secret.**" in line}
    assert {"DATABASE_OWNER_URL", "THROUGHCARE_SECRET_KEY", "OIDC_CLIENT_SECRET"} <= marked
