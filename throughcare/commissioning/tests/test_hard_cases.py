"""The table of hard cases in the documents names tests that there are."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
HERE = "throughcare/commissioning/tests"


def test_every_hard_case_names_a_test_that_is_there() -> None:
    table = (ROOT / "docs/domain/commissioning.md").read_text(encoding="utf-8").partition("## Hard cases")[2]
    named = re.findall(r"\| `([\w/.]+\.py)(?:::(\w+))?` \|$", table, re.MULTILINE)
    rows = [line for line in table.splitlines() if line.startswith("| ")][1:]
    assert len(named) == len(rows) > 15
    for file, test in named:
        text = (ROOT / (file if "/" in file else f"{HERE}/{file}")).read_text(encoding="utf-8")
        assert f"def {test or 'test_'}" in text, (file, test)
