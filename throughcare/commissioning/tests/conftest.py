"""Every release that a test of commissioning publishes is held against the standard, where it is at hand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from throughcare.commissioning.commands import publication
from throughcare.commissioning.tests.standard import standard


@pytest.fixture(autouse=True)
def releases_fit_the_standard(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What fits our own schema fits that of the standard, with no field and no code that it does not name."""
    found, faults, asked = standard(), [], publication._schema_faults

    def checked(body: dict[str, Any]) -> Any:
        own = asked(body)
        if found is not None and not own:
            faults.extend(f"{body['tag']} {fault}" for fault in found.faults(body))
        return own

    monkeypatch.setattr(publication, "_schema_faults", checked)
    yield
    assert faults == []
