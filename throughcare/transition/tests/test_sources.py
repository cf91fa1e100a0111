"""Files and zips that cannot be trusted: each is named, with what was expected, and no row is looked at."""

import os
import stat
import zipfile

import pytest

from throughcare.transition.commands.bundle import source, tables
from throughcare.transition.commands.bundle.source import Zip, open_bundle
from throughcare.transition.commands.bundle.tables import Table
from throughcare.transition.rules.bundle_format import BY_NAME
from throughcare.transition.rules.faults import BundleNotFound
from throughcare.transition.tests.bundles import valid, write

NAMES = "crn,kind,forenames,surname\n"


def pack(folder, path, **names):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in folder.glob("*.csv"):
            name = names.get(file.stem, file.name)
            archive.writestr(zipfile.ZipInfo(name), file.read_bytes(), zipfile.ZIP_DEFLATED)
    return path


def kinds(faults):
    return [(fault.file, fault.row, fault.column, fault.kind) for fault in faults]


@pytest.fixture
def folder(tmp_path):
    return write(valid(), tmp_path / "bundle")


FILES = [
    # content of names.csv: row, column, value, kind
    (b"crn,kind,surname\n", 1, "forenames", "", "missing-column"),
    (b"crn,kind,forenames,surname,shoe_size\n", 1, "shoe_size", "shoe_size", "unknown-column"),
    (b"crn,kind,forenames,surname,kind\n", 1, "kind", "kind", "duplicate-column"),
    (b"", 1, "", "", "no-header"),
    (NAMES.encode("utf-16"), 1, "", "\\xff\\xfec\\x00r\\x00n\\x00", "encoding"),
    (b"crn,kind\x00,forenames,surname\n", 1, "", "kind\\x00", "encoding"),
    (NAMES.encode() + b"X000001,alias,,One\nX000001,alias,,Caf\xe9\n", 3, "surname", "Caf\\xe9", "encoding"),
    (NAMES.encode() + b'X000001,alias,,One\nX000001,alias,,"Two\n', 3, "", "", "quotes"),
    (NAMES.encode() + b'X000001,alias,"On"e,One\n', 2, "", "", "quotes"),
    (NAMES.encode() + b"X000001,alias,," + b"n" * 140_000 + b"\n", 2, "", "", "cell-too-long"),
    (NAMES.encode() + b"X000001,alias,,Sound\n" + b"n," * 600_000 + b"\n", 3, "", "", "line-too-long"),
]


@pytest.mark.parametrize(("content", "row", "column", "value", "kind"), FILES)
def test_a_file_that_cannot_be_read(load, everything, folder, content, row, column, value, kind):
    (folder / "names.csv").write_bytes(content)
    before = everything()
    result = load(folder)
    found = result.faults.first[0]
    assert (found.file, found.row, found.column, found.value, found.kind) == ("names.csv", row, column, value, kind)
    assert not result.loaded
    assert everything() == before


def test_a_byte_order_mark_is_accepted(load, folder):
    content = (folder / "names.csv").read_bytes()
    (folder / "names.csv").write_bytes(b"\xef\xbb\xbf" + content)
    assert load(folder).loaded


def test_columns_may_come_in_any_order_and_lines_end_as_windows_ends_them(load, folder):
    (folder / "names.csv").write_bytes(b"surname,crn,kind,forenames\r\nOther,X000001,alias,Al\r\n")
    assert load(folder).added["names"] == 1


class EndlessLine:
    """A source whose one file is a line of 400 MB, made as it is read."""

    sizes = {"names": 400 << 20}

    def __init__(self):
        self.left = 400 << 20
        self.taken = 0

    def open(self, name):
        self.left = 400 << 20
        return source.Meter(self, self.count)

    def count(self, read):
        self.taken += read

    def read(self, size):
        size = min(size, self.left)
        self.left -= size
        start = NAMES.encode() if self.left + size == 400 << 20 else b""
        return (start + b"x" * size)[:size]

    def close(self):
        pass


def test_a_line_of_400_megabytes_is_given_up_after_the_first(monkeypatch):
    endless = EndlessLine()
    table = Table(endless, BY_NAME["names"])
    assert table.read_header() == []
    assert list(table.batches()) == []
    assert (table.fault.row, table.fault.kind) == (2, "line-too-long")
    assert table.fault.expected.say() == "Lines of at most 1,048,576 characters"
    assert endless.taken < 8 << 20


def test_a_row_of_many_lines_is_given_up_too(monkeypatch, load, folder):
    monkeypatch.setattr(tables, "MOST_AT_A_TIME", 1 << 20)
    (folder / "names.csv").write_text(NAMES + "X000001,alias,," + '"a\nb",' * 300_000 + "\n")
    assert kinds(load(folder).faults) == [("names.csv", 2, "", "row-too-long")]


def test_missing_and_unknown_files(load, folder):
    (folder / "teams.csv").unlink()
    (folder / "peple.csv").write_text("crn\n")
    (folder / "notes.txt").write_text("not a table, so nobody minds")
    assert kinds(load(folder).faults) == [
        ("peple.csv", 0, "", "unknown-file"),
        ("teams.csv", 0, "", "missing-file"),
    ]


def test_an_empty_folder_lacks_every_required_file(load, tmp_path):
    (tmp_path / "empty").mkdir()
    result = load(tmp_path / "empty")
    assert {fault.kind for fault in result.faults} == {"missing-file"}
    assert [fault.file for fault in result.faults] == [f"{f.name}.csv" for f in BY_NAME.values() if f.required]


def test_optional_files_may_be_left_out(load, folder):
    for name in ("names", "contacts", "custody"):
        (folder / f"{name}.csv").unlink()
    assert load(folder).loaded


def test_a_zip_is_a_bundle(load, folder, tmp_path):
    assert load(pack(folder, tmp_path / "bundle.zip")).loaded


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("../names.csv", "zip-path"),
        ("/etc/names.csv", "zip-path"),
        ("C:names.csv", "zip-path"),
        ("a/../../names.csv", "zip-path"),
        ("bundle/names.csv", "zip-folder"),
        ("people.csv", "zip-twice"),
    ],
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_zip_whose_names_lead_elsewhere(load, everything, folder, tmp_path, name, kind):
    before = everything()
    result = load(pack(folder, tmp_path / "bundle.zip", names=name))
    assert [(fault.file, fault.kind) for fault in result.faults] == [(name, kind)]
    assert everything() == before


def test_a_link_in_a_zip(load, folder, tmp_path):
    path = pack(folder, tmp_path / "bundle.zip")
    with zipfile.ZipFile(path, "a") as archive:
        entry = zipfile.ZipInfo("extra.csv")
        entry.create_system, entry.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
        archive.writestr(entry, "/etc/passwd")
    assert kinds(load(path).faults) == [("extra.csv", 0, "", "zip-link")]


def test_an_encrypted_zip(folder, tmp_path):
    path = pack(folder, tmp_path / "bundle.zip")
    content = bytearray(path.read_bytes())
    for start in [i for i in range(len(content)) if content[i : i + 4] == b"PK\x01\x02"]:
        content[start + 8] |= 1
    path.write_bytes(content)
    assert {fault.kind for fault in Zip(path).faults} == {"zip-encrypted"}


def test_a_zip_bomb(load, folder, tmp_path):
    (folder / "names.csv").write_bytes(NAMES.encode() + b"X000001,alias,,A\n" * (1 << 20))
    result = load(pack(folder, tmp_path / "bundle.zip"))
    assert kinds(result.faults) == [("names.csv", 0, "", "zip-bomb")]
    assert result.faults.first[0].expected.say() == "At most 16 GB unpacked, and at most 200 times the packed size"


def test_a_zip_that_claims_too_much(monkeypatch, folder, tmp_path):
    monkeypatch.setattr(source, "MOST_UNPACKED", 1_000)
    assert kinds(Zip(pack(folder, tmp_path / "bundle.zip")).faults) == [("bundle.zip", 0, "", "zip-bomb")]


def test_a_damaged_zip(load, folder, tmp_path):
    path = pack(folder, tmp_path / "bundle.zip")
    with zipfile.ZipFile(path) as archive:
        place = archive.getinfo("contacts.csv").header_offset
    content = bytearray(path.read_bytes())
    content[place + 60 : place + 80] = bytes(20)
    path.write_bytes(content)
    assert [(fault.file, fault.kind) for fault in load(path).faults] == [("contacts.csv", "zip-damaged")]


def test_what_is_not_a_zip(load, tmp_path):
    (tmp_path / "bundle.zip").write_text("crn,surname\n")
    assert kinds(load(tmp_path / "bundle.zip").faults) == [("bundle.zip", 0, "", "not-a-zip")]


def test_a_path_where_nothing_can_be_read(tmp_path):
    with pytest.raises(BundleNotFound, match=r"nowhere cannot be read: No such file or directory"):
        open_bundle(tmp_path / "nowhere")
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(BundleNotFound, match=r"pipe is neither a folder nor a file"):
        open_bundle(tmp_path / "pipe")


def test_a_pipe_in_a_folder_is_not_waited_for(load, folder):
    (folder / "names.csv").unlink()
    os.mkfifo(folder / "names.csv")
    assert kinds(load(folder).faults) == [("names.csv", 0, "", "unreadable")]
