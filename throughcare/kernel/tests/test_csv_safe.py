"""Cells of CSV files."""

import pytest

from throughcare.kernel.csv_safe import csv_lines, safe_cell


@pytest.mark.parametrize("value", ["=1+1", "+44", "-2", "@here", "\tx", "\rx"])
def test_it_puts_a_quote_before_what_a_spreadsheet_would_run(value):
    assert safe_cell(value) == f"'{value}"


@pytest.mark.parametrize(("value", "cell"), [("a=1", "a=1"), (None, ""), (3, "3"), ("", "")])
def test_it_leaves_other_values_as_they_are(value, cell):
    assert safe_cell(value) == cell


def test_it_writes_a_line_per_row_and_quotes_commas():
    assert list(csv_lines(["Name", "Sum"], [["Doe, Jo", "=A1"]])) == ["Name,Sum\r\n", '"Doe, Jo",\'=A1\r\n']
