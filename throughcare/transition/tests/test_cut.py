"""Cutting text into columns gives what the reader of the standard library gives, or nothing."""

import csv
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from throughcare.transition.commands.bundle import tables
from throughcare.transition.commands.bundle.cut import columns_of, end_of_rows
from throughcare.transition.commands.bundle.tables import Table
from throughcare.transition.rules.bundle_format import BY_NAME

HEADER = "crn,kind,forenames,surname\n"
TEXT = st.text(st.sampled_from('a,"\n\r\x1f\x1e\x00é'), max_size=60)
CELLS = st.lists(st.lists(st.text(st.sampled_from('ab,"\n \ré'), max_size=5), min_size=4, max_size=4), max_size=8)


def read(text):
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


@given(TEXT, st.integers(1, 4))
@example('"a""",b\n', 2)
@example('""""""\n,\n', 2)
@example('a"b,c"d\n', 2)
@example('a\n"b",c,d\n', 2)
def test_what_it_cuts_is_what_is_read(text, width):
    columns = columns_of(text, width, 1_000)
    if columns is not None:
        assert list(map(list, zip(*columns, strict=True))) == read(text)


@given(CELLS)
def test_it_cuts_what_a_writer_writes(rows):
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    columns = columns_of(text.getvalue(), 4, 1_000)
    assert columns is not None
    assert list(map(list, zip(*columns, strict=True))) == rows


@pytest.mark.parametrize(
    ("text", "end"),
    [("", 0), ("a", 0), ("a\nb", 2), ('a\n"b\nc', 2), ('"b\nc', 0), ('"b\nc"\nd', 6), ('"a""\n"\n', 7), ("a\n", 2)],
)
def test_whole_rows_end_outside_quotation_marks(text, end):
    assert end_of_rows(text) == end


def test_a_cell_that_is_too_long_is_left_to_the_reader():
    assert columns_of(f"a,{'b' * 150}\n", 2, 100) is None
    assert columns_of(f'a,"{"b," * 75}"\n', 2, 100) is None
    assert columns_of(f"a,{'b' * 50}\n", 2, 100) == [["a"], ["b" * 50]]


class Whole:
    """A source of one file."""

    def __init__(self, text):
        self.content = text.encode()

    def open(self, name):
        return tables.Meter(io.BytesIO(self.content), lambda _: None)


@given(CELLS | st.lists(st.lists(st.text(max_size=4), max_size=5), max_size=8), st.integers(1, 40), TEXT)
def test_a_table_reads_the_same_however_its_text_is_cut(rows, block, odd):
    text = io.StringIO(newline="")
    text.write(HEADER)
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    content = text.getvalue() + odd
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tables, "_BLOCK", block)
        table = Table(Whole(content), BY_NAME["names"])
        assert table.read_header() == []
        found = [row for batch in table.batches() for row in rows_of(batch)]
    try:
        expected = read(content)[1:]
    except csv.Error:
        assert table.fault is not None
    else:
        assert (found, table.fault) == (expected, None)


def rows_of(batch):
    return batch.rows if batch.columns is None else list(map(list, zip(*batch.columns, strict=True)))
