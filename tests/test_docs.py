"""The documentation: every link leads somewhere, every context has a page."""

import re
from pathlib import Path

import pytest

from tests.test_every_address_declares_a_permission import ADDRESSES
from throughcare.accounts.api.problems import PROBLEMS
from throughcare.accounts.rules.scopes import SCOPE
from throughcare.site.api_scopes import operations

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted([ROOT / "README.md", *ROOT.glob("docs/**/*.md"), *ROOT.glob("throughcare/*/README.md")])
LINK = re.compile(r"\]\(([^)\s]+)\)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_of_a_page_leads_to_a_file(page):
    targets = [target.split("#")[0] for target in LINK.findall(page.read_text(encoding="utf-8"))]
    local = [target for target in targets if target and "://" not in target]
    assert [target for target in local if not (page.parent / target).exists()] == []


def test_every_context_says_what_it_is():
    contexts = {path.parent.name for path in ROOT.glob("throughcare/*/apps.py")}
    assert {name for name in contexts if not (ROOT / "throughcare" / name / "README.md").exists()} == set()


def test_every_address_that_the_tutorial_of_the_api_calls_is_an_operation():
    text = (ROOT / "docs/reference/api.md").read_text(encoding="utf-8")
    methods = {"GET", "POST"}
    known = [(method, re.compile(re.sub(r"\\{\w+\\}", "[^/?]+", re.escape(path)) + "$"))
             for _, method, path, _, _ in operations()]  # fmt: skip
    commands = re.findall(r"^\$ (curl .*(?:\\\n.*)*)", text, re.MULTILINE)
    assert len(commands) >= 10
    for command in commands:
        path = re.search(r"\$SITE(/[^\s\"?]*)", command)[1]
        method = "POST" if " -d " in command else "GET"
        assert any(each == method and pattern.match(path) for each, pattern in known), f"{method} {path}"
    assert {method for method, _ in known} <= methods


def test_every_scope_and_problem_that_the_page_names_exists():
    text = (ROOT / "docs/reference/api.md").read_text(encoding="utf-8")
    scopes = set(re.findall(r"--scope ([a-z]+:[a-z]+)", text))
    assert scopes and scopes <= {entry.code for entry in SCOPE}
    problems = re.findall(r'"urn:throughcare:problem:([a-z-]+)", "title": "([^"]+)", "status": (\d+)', text)
    assert problems
    assert [each for each in problems if PROBLEMS[each[0]] != (int(each[2]), each[1])] == []


def test_the_table_of_scopes_has_every_scope_and_every_operation_once():
    text = (ROOT / "docs/reference/api-scopes.md").read_text(encoding="utf-8")
    assert {entry.code for entry in SCOPE} <= set(re.findall(r"^\| `([a-z:-]+)`", text, re.MULTILINE))
    assert text.count("\n| `") == len([address for address in ADDRESSES if address.method])
