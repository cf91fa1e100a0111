"""`throughcare publish ocds` writes what was published, as files."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner

from throughcare.commissioning.commands.publication import publish
from throughcare.commissioning.queries.publication import compiled_releases
from throughcare.commissioning.rules.ocds import encode
from throughcare.commissioning.tests import ocds
from throughcare.site.cli import main


@pytest.mark.django_db
def test_the_command_writes_the_same(tmp_path: Any, monkeypatch: Any) -> None:
    for release in ocds.process():
        publish(release=release, by=None)
    monkeypatch.setattr("throughcare.site.cli.publish.use_django", lambda role: None)
    out = tmp_path / "releases.jsonl"
    done = CliRunner().invoke(main, ["publish", "ocds", "--out", str(out)])
    assert (done.exit_code, done.stderr) == (0, "Releases: 4\n")
    assert [json.loads(line) for line in out.read_text().splitlines()] == [
        encode(release) for release in ocds.process()
    ]
    done = CliRunner().invoke(main, ["publish", "ocds", "--records", "--updated-from", "2026-09-01", "--out", str(out)])
    assert out.read_text().splitlines() == list(compiled_releases())
    done = CliRunner().invoke(main, ["publish", "ocds", "--updated-from", "2027-01-01", "--out", str(out)])
    assert (done.stderr, out.read_text()) == ("Releases: 0\n", "")
