"""The reference of the bundle in ``docs``."""

from pathlib import Path

from throughcare.site.bundle_docs import contents
from throughcare.transition.rules.bundle_format import FILES

DOCS = Path(__file__).resolve().parents[3] / "docs" / "reference"


def test_there_is_a_page_and_a_schema_for_each_file(tmp_path):
    assert [path.name for path, _ in contents(tmp_path)] == [
        "csv-bundle.md",
        *(f"{file.name}.schema.json" for file in FILES),
    ]


def test_the_committed_reference_is_fresh():
    assert [path.name for path, text in contents(DOCS) if path.read_text(encoding="utf-8") != text] == []
