"""The open data asked badly: what cannot be read is refused by its name, and nothing fails."""

from __future__ import annotations

import pytest

from throughcare.commissioning.tests.drafts import published

pytestmark = pytest.mark.django_db
FAULTY = [
    ("cursor", "x"), ("cursor", "-1"), ("cursor", "1.5"), ("cursor", "٣"), ("cursor", str(2**63)), ("cursor", "9" * 5_000),
    ("cursor", "%00"), ("limit", "0"), ("limit", "1000000000"), ("limit", "101"), ("limit", "-1"), ("limit", "9" * 5_000),
    ("updatedFrom", "soon"), ("updatedFrom", "2026-13-01"), ("updatedFrom", "2026-02-30T00:00:00Z"),
    ("updatedFrom", "%00"), ("updatedFrom", "9999-12-31T23:59:59-23:59"),
    ("updatedTo", "0001-01-01T00:00:00%2B23:59"), ("updatedTo", "9" * 5_000), ("stages", "tender,soon"), ("stages", "%00"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value"), FAULTY, ids=lambda value: str(value)[:24])
def test_what_cannot_be_read_is_refused_by_its_name(client, name, value):
    answer = client.get(f"/ocds/releases/?{name}={value}")
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert answer.json()["detail"].startswith(f"{name}:")


@pytest.mark.parametrize(
    "query",
    [
        "updatedFrom=2999-01-01", "updatedTo=1999-01-01", "updatedFrom=2026-06-01&updatedTo=2026-05-01",
        "updatedFrom=2999-01-01T00:00:00-23:59", "updatedTo=1999-01-01T00:00:00%2B23:59", "updatedFrom=9999-12-31",
        f"cursor={2**63 - 1}",
    ],
)  # fmt: skip
def test_what_nothing_fits_is_an_empty_page(client, query):
    published()
    answer = client.get(f"/ocds/releases/?{query}")
    assert (answer.status_code, answer.json()["releases"]) == (200, [])
    assert "links" not in answer.json() or "next" not in answer.json()["links"]


def test_everything_since_an_extreme_day_is_everything(client):
    published()
    for query in ("", "updatedFrom=0001-01-01", "updatedFrom=1999-01-01T00:00:00%2B23:59", "updatedTo=9999-12-31"):
        assert len(client.get(f"/ocds/releases/?{query}").json()["releases"]) == 1, query
    assert client.get("/ocds/releases.jsonl?updatedFrom=soon").status_code == 400
    assert b"".join(client.get("/ocds/releases.jsonl?updatedFrom=9999-12-31").streaming_content) == b""
