"""The generated reference of rules and policy."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from click.testing import CliRunner

import throughcare
from throughcare.site.cli import main
from throughcare.site.reference import rules_page
from throughcare.site.rulebooks import CONTEXTS, all_rules, families

ROOT = Path(throughcare.__file__).parents[1]


def test_the_page_names_every_rule_and_every_parameter_with_its_citations() -> None:
    page = rules_page()
    for rule in all_rules():
        assert f"### {rule.title}" in page
        assert f"rule set `{rule.rule_set}`" in page
    for _, family in families():
        for name, parameter in family.parameters.items():
            assert f"#### {name}" in page
            for value in parameter.values:
                assert " ".join(value.citation.split()) in page


def test_docs_writes_a_page_that_its_check_accepts_and_an_edit_makes_stale(tmp_path: Path) -> None:
    runner = CliRunner()
    missing = runner.invoke(main, ["docs", "--check", "--folder", str(tmp_path)])
    assert (missing.exit_code, "stale" in missing.stderr) == (1, True)
    assert runner.invoke(main, ["docs", "--folder", str(tmp_path)]).exit_code == 0
    assert runner.invoke(main, ["docs", "--check", "--folder", str(tmp_path)]).exit_code == 0
    page = tmp_path / "rules.md"
    page.write_text(page.read_text(encoding="utf-8") + "\nedited\n", encoding="utf-8")
    assert runner.invoke(main, ["docs", "--check", "--folder", str(tmp_path)]).exit_code == 1


def test_every_context_that_offers_rules_is_in_the_list() -> None:
    offering = [
        path.parents[1].name
        for path in (ROOT / "throughcare").glob("*/rules/__init__.py")
        if "RULES" in path.read_text(encoding="utf-8")
    ]
    assert sorted(offering) == sorted(CONTEXTS)
    assert all(find_spec(f"throughcare.{context}.rules") for context in CONTEXTS)


def test_every_family_that_a_rule_names_exists() -> None:
    known = {family.name for _, family in families()}
    assert {name for rule in all_rules() for name in rule.parameters} <= known
