"""A first import of a large bundle: straight into the tables, and at any oddity the careful way, to the same end."""

import json
import os
import shutil
import signal
import zipfile

import pytest
from django.db import connection, transaction

from throughcare.audit.models import Entry
from throughcare.people.models import Person
from throughcare.testing.acting import as_role
from throughcare.transition.commands import imports
from throughcare.transition.commands.bundle.first_load import LAST, FirstLoad, columns_copied
from throughcare.transition.commands.bundle.load import ABOUT_PEOPLE
from throughcare.transition.commands.bundle.source import open_bundle
from throughcare.transition.commands.bundle.targets import TARGETS
from throughcare.transition.rules.bundle_format import BY_NAME
from throughcare.transition.tests.bundles import change, valid, write
from throughcare.transition.tests.conftest import ON


@pytest.fixture
def in_bulk(monkeypatch):
    """Bundles of any size are loaded as large ones are."""
    monkeypatch.setattr(imports, "BULK_BYTES", 1)


def never(*_):
    raise AssertionError("read a second time")


def test_a_first_import_in_bulk_loads_the_same_as_a_careful_one(load, monkeypatch, in_bulk, tmp_path):
    write(valid(), tmp_path)
    read = {}
    for way, other in (("_load_with_care", "_load_at_once"), ("_load_at_once", "_load_with_care")):
        with monkeypatch.context() as patch, transaction.atomic():
            patch.setattr(imports._Import, other, (lambda *_: False) if other == "_load_at_once" else never)
            result = load(tmp_path)
            read[way] = content(), result.rows, result.added, result.content
            transaction.set_rollback(True)
    assert read["_load_at_once"] == read["_load_with_care"]


def content():
    """Every row of what an import loads, with keys in place of numbers."""
    with as_role("owner"), connection.cursor() as cursor:
        rows = {}
        for name, target in TARGETS.items():
            cursor.execute(f"SELECT to_jsonb(t) - 'id' FROM {target.table} t")
            rows[name] = [json.loads(row) if isinstance(row, str) else row for (row,) in cursor.fetchall()]
        for table, key in (("people_person", "crn"), ("people_sentence", "reference"), ("workforce_staff", "code"),
                           ("workforce_team", "code"), ("accounts_user", "username")):  # fmt: skip
            cursor.execute(f"SELECT id, {key} FROM {table}")
            keys = dict(cursor.fetchall())
            column = f"{table.partition('_')[2]}_id"
            for row in (row for many in rows.values() for row in many if row.get(column)):
                row[column] = keys[row[column]]
        return {name: sorted(map(json.dumps, many)) for name, many in rows.items()}


def test_rows_can_be_added_after_a_first_import_in_bulk(load, in_bulk, tmp_path):
    load(write(valid(), tmp_path))
    with as_role("owner"), connection.cursor() as cursor:
        for name in ABOUT_PEOPLE:
            table = TARGETS[name].table
            cursor.execute(f"SELECT coalesce(max(id), 0) FROM {table}")
            last = cursor.fetchone()[0]
            cursor.execute(f"SELECT nextval(pg_get_serial_sequence('{table}', 'id'))")
            assert cursor.fetchone()[0] > last, name
    with as_role("jobs"):
        last = Person.objects.latest("pk")
        assert (
            Person.objects.create(
                crn="X000009", sex="X", language="en", delivery_unit=last.delivery_unit, date_of_birth=ON
            ).pk
            > last.pk
        )


def test_every_file_about_people_is_copied_to_the_columns_that_are_loaded_otherwise():
    for name in ABOUT_PEOPLE:
        extra = {"people": {"limited"}}.get(name, set()) | {"id"}
        assert set(columns_copied(BY_NAME[name])) == set(TARGETS[name].values) | extra, name


def test_in_bulk_files_come_after_those_they_refer_to():
    turns = [name for name in ABOUT_PEOPLE if name not in LAST] + [*LAST]
    assert set(turns) == set(ABOUT_PEOPLE)
    for name in ABOUT_PEOPLE:
        for target in {column.target for column in BY_NAME[name].columns} & set(ABOUT_PEOPLE):
            assert turns.index(target) < turns.index(name), (target, name)


@pytest.mark.parametrize("compression", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_in_bulk_a_zip_is_loaded_as_its_folder_is(load, monkeypatch, in_bulk, tmp_path, compression):
    monkeypatch.setattr(imports._Import, "_load_with_care", never)
    bundle = valid()
    bundle["contacts"] += [[f"K{n}", "X000001", "SN1", "NOTE", "2026-02-01", *[""] * 6] for n in range(2_000)]
    bundle["restrictions"] += [
        ["X000003", "exclusion", "S1", f"For reason {n} " * 30, f"{2000 + n // 300}-01-{1 + n % 28:02}", ""]
        for n in range(28)
    ]
    folder = write(bundle, tmp_path / "bundle")
    packed = tmp_path / "bundle.zip"
    with zipfile.ZipFile(packed, "w", compression) as target:
        for path in sorted(folder.iterdir()):
            target.write(path, path.name)
    read = {}
    for way in (folder, packed):
        with transaction.atomic():
            result = load(way)
            read[way] = content(), result.rows, result.added, result.content
            transaction.set_rollback(True)
    assert read[folder] == read[packed]
    assert read[packed][1]["restrictions"] == len(bundle["restrictions"])


def test_in_bulk_a_zip_that_is_replaced_meanwhile_is_not_read(tmp_path):
    packed = tmp_path / "bundle.zip"
    write(valid(), tmp_path / "bundle")
    other = valid()
    change(other, "contacts", 2, "notes", "Somebody else wrote this")
    write(other, tmp_path / "other")
    for folder, name in (("bundle", "bundle.zip"), ("other", "other.zip")):
        shutil.make_archive(str(tmp_path / name.removesuffix(".zip")), "zip", tmp_path / folder)
    source = open_bundle(packed)
    source.reopen()
    (tmp_path / "other.zip").replace(packed)
    with pytest.raises(zipfile.BadZipFile, match="changed meanwhile"):
        source.reopen()


def test_in_bulk_a_process_that_ends_early_leaves_it_to_the_careful_way_and_it_is_said(
    load, monkeypatch, in_bulk, tmp_path, caplog
):
    def killed(self):
        os.kill(os.getpid(), signal.SIGKILL)
        yield

    monkeypatch.setattr(FirstLoad, "_blocks", killed)
    told = []
    with caplog.at_level("WARNING", "throughcare.transition"):
        result = load(write(valid(), tmp_path), progress=lambda phase, *_: told.append(phase))
    assert (result.loaded, result.rows["contacts"], result.notes) == (True, 3, ["checker-ended"])
    assert "checking again" in told
    assert [record.getMessage() for record in caplog.records] == [
        "the process that checks a bundle ended early, status -9: read again, slower"
    ]
    with as_role("owner"):
        assert Entry.objects.get().detail["notes"] == ["checker-ended"]


def test_in_bulk_an_oddity_in_the_bundle_is_no_note(load, in_bulk, tmp_path):
    bundle = valid()
    change(bundle, "contacts", 3, "outcome", "WRONG")
    assert load(write(bundle, tmp_path), accept_partial=True).notes == []


ODDITIES = {
    "two rows with one key": ("contacts", 3, "reference", "C1"),
    "two people with one number": ("people", 3, "crn", "X000001"),
    "custody twice at a time": ("custody", 3, "from", "2024-06-01"),
    "a chain with a gap": ("responsible_officers", 2, "until", "2026-01-06"),
    "a chain with an overlap": ("responsible_officers", 2, "until", "2026-01-08"),
    "a chain that ends": ("responsible_officers", 3, "until", "2026-05-05"),
    "a wrong code": ("contacts", 2, "type", "NOTHING"),
    "a sentence of nobody": ("sentences", 2, "crn", "X000009"),
    "restrictions of nobody": ("restrictions", 2, "crn", "X000009"),
}


@pytest.mark.parametrize("change_of", ODDITIES.values(), ids=ODDITIES)
def test_in_bulk_the_same_faults_are_found_and_nothing_changes(
    load, everything, monkeypatch, in_bulk, tmp_path, change_of
):
    bundle = valid()
    change(bundle, *change_of)
    write(bundle, tmp_path)
    before = everything(), shape()
    found = load(tmp_path)
    assert not found.loaded
    assert (everything(), shape()) == before
    monkeypatch.setattr(imports, "BULK_BYTES", 1 << 30)
    assert list(load(tmp_path).faults) == list(found.faults) != []


def test_a_first_import_in_bulk_leaves_every_constraint_and_index_as_it_was(load, monkeypatch, in_bulk, tmp_path):
    before = shape()
    monkeypatch.setattr(imports._Import, "_load_with_care", never)
    result = load(write(valid(), tmp_path))
    assert result.loaded
    assert shape() == before
    monkeypatch.undo()
    assert load(tmp_path).changes == 0


def test_a_fault_in_the_last_file_of_a_bulk_import_leaves_the_database_as_it_was(load, everything, in_bulk, tmp_path):
    before = everything(), shape()
    bundle = valid()
    change(bundle, "contacts", 2, "type", "NOTHING")
    result = load(write(bundle, tmp_path))
    assert not result.loaded
    assert [(fault.file, fault.row, fault.kind) for fault in result.faults] == [("contacts.csv", 2, "code")]
    assert (everything(), shape()) == before


def test_a_bulk_import_in_part_leaves_out_the_faulty_and_puts_every_constraint_back(load, in_bulk, tmp_path):
    before = shape()
    bundle = valid()
    change(bundle, "contacts", 2, "type", "NOTHING")
    result = load(write(bundle, tmp_path), accept_partial=True)
    assert result.loaded
    with as_role("jobs"):
        left = {fault.value for fault in result.left_out}
        assert set(Person.objects.values_list("crn", flat=True)) == {"X000001", "X000002", "X000003"} - left
    assert len(left) == 1
    assert shape() == before


def shape():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), convalidated FROM pg_constraint"
            " WHERE connamespace = 'public'::regnamespace UNION ALL SELECT tablename, indexname, indexdef, true"
            " FROM pg_indexes WHERE schemaname = 'public' UNION ALL SELECT relname, 'row security', '', relrowsecurity"
            " FROM pg_class WHERE relnamespace = 'public'::regnamespace ORDER BY 1, 2, 3"
        )
        return cursor.fetchall()
