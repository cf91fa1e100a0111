"""The published format: schemas and page come from the table, and say what it says."""

from throughcare.transition.rules.bundle_format import BY_NAME, FILES
from throughcare.transition.rules.table_schema import markdown, table_schema


def test_a_schema_says_what_the_importer_asks():
    schema = table_schema(BY_NAME["contacts"])
    fields = {field["name"]: field for field in schema["fields"]}
    assert schema["primaryKey"] == ["reference"]
    assert {"fields": ["staff"], "reference": {"resource": "staff", "fields": ["code"]}} in schema["foreignKeys"]
    assert fields["minutes"]["constraints"] == {"required": False, "minimum": 1, "maximum": 1440}
    assert fields["date"]["type"] == "date"
    assert "COAI" in fields["type"]["constraints"]["enum"]


def test_the_page_has_every_file_and_column():
    page = markdown()
    assert all(f"### {file.name}.csv" in page for file in FILES)
    assert page.count("\n| `") == sum(len(file.columns) for file in FILES)
