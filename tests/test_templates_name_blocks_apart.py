"""A block within another one has a name that the base does not have: it would be shown there as well."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, nodes

ROOT = Path(__file__).resolve().parents[1] / "throughcare"
BASE = ROOT / "site/templates/base.html"


def parsed(file: Path) -> nodes.Template:
    environment = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"], autoescape=True)
    return environment.parse(file.read_text("utf-8"))


def test_no_block_within_another_is_one_of_the_base() -> None:
    of_base = {block.name for block in parsed(BASE).find_all(nodes.Block)}
    assert {"content", "before", "title"} <= of_base
    found = [
        f"{file.relative_to(ROOT)}: {inner.name}"
        for file in sorted(ROOT.glob("*/templates/**/*.html"))
        if file != BASE
        for outer in parsed(file).find_all(nodes.Block)
        for inner in outer.find_all(nodes.Block)
        if inner.name in of_base
    ]
    assert found == []
