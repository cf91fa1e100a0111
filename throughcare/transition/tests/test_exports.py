"""Exporting: the bundle comes back as it was, for those who may see it."""

import zipfile
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from throughcare.accounts.tests.factories import UserFactory
from throughcare.audit.models import Entry
from throughcare.people.models import Person
from throughcare.people.rules import codes as people_codes
from throughcare.people.tests.factories import PersonFactory
from throughcare.supervision.rules import codes
from throughcare.testing.acting import as_role
from throughcare.transition.commands.exports import TargetExists, export_bundle
from throughcare.transition.rules.bundle_format import FILES
from throughcare.transition.tests.bundles import valid, write
from throughcare.transition.tests.conftest import AT


@pytest.fixture
def save(places):
    def saved(target, by=None):
        with as_role("jobs"):
            return export_bundle(target, by=by, at=AT)

    return saved


def content(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def unlimited():
    bundle = valid()
    bundle["restrictions"] = []
    return bundle


def test_it_writes_every_file_with_its_header_and_logs_the_disclosure(load, save, tmp_path):
    load(write(unlimited(), tmp_path / "in"))
    result = save(tmp_path / "out")
    assert result.rows == {name: len(rows) for name, rows in unlimited().items()}
    headers = {file.name: ",".join(column.name for column in file.columns) for file in FILES}
    assert {path.stem: path.read_text().splitlines()[0] for path in (tmp_path / "out").iterdir()} == headers
    with as_role("owner"):
        entry = Entry.objects.get(action="transition.export_bundle")
        assert (entry.detail["rows"]["people"], entry.actor_name) == (3, "import")


def test_a_limited_record_is_written_only_for_whoever_is_admitted(load, save, tmp_path):
    load(write(valid(), tmp_path / "in"))
    with as_role("owner"):
        limited = Person.objects.get(crn="X000003").limited_access.get()
        barred, admitted = limited.user, UserFactory(role="administrator")
    result = save(tmp_path / "barred", by=barred)
    assert (result.rows["people"], result.rows["restrictions"], result.left_out) == (2, 0, {"limited": 1})
    assert b"X000003" not in b"".join(content(tmp_path / "barred").values())
    assert save(tmp_path / "admitted", by=admitted).rows["people"] == 3


def test_whoever_a_bundle_cannot_express_is_left_out_and_counted(load, save, tmp_path):
    load(write(valid(), tmp_path / "in"))
    with as_role("owner"):
        person = Person.objects.get(crn="X000001")
        PersonFactory(crn="X000009", delivery_unit=person.delivery_unit)
        person.limited_access.create(kind="exclusion", user=UserFactory(), reason="x", start=date(2026, 1, 1))
    result = save(tmp_path / "out")
    assert result.left_out == {"without-sentence": 1, "restriction-names-no-staff": 1}
    assert result.rows["people"] == 2


def test_a_zip_holds_the_same_files_and_is_the_same_each_time(load, save, tmp_path):
    load(write(valid(), tmp_path / "in"))
    save(tmp_path / "out")
    save(tmp_path / "one.zip")
    save(tmp_path / "two.zip")
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "one.zip") as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == content(tmp_path / "out")


def test_it_does_not_write_over_anything(save, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("mine")
    with pytest.raises(TargetExists, match="out is there already"):
        save(tmp_path / "out")
    assert content(tmp_path / "out") == {"mine.txt": b"mine"}


# Bundles of every shape: what a text cell may hold, and rows that may or may not be there.
SIGNS = st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"))
WORD = st.text(SIGNS, min_size=1, max_size=12).filter(lambda text: not text.isspace())
TEXT = st.text(SIGNS | st.sampled_from('\n\r\t",\\'), max_size=30).filter(lambda text: not text.isspace())
DAYS = st.dates(date(2020, 1, 1), date(2026, 11, 1))
LENGTH = st.integers(0, 900).map(lambda days: timedelta(days=days))


def some(code_list):
    return st.sampled_from([entry.code for entry in code_list])


@st.composite
def bundles(draw):
    """A valid bundle of up to three people."""
    bundle = {file.name: [] for file in FILES}
    bundle["teams"] = [["T1", draw(WORD), "ZU1"]]
    bundle["staff"] = [
        ["S1", "one", draw(WORD), draw(WORD), "PO", "T1", "", "", draw(st.sampled_from(["", "37", "18.5"])),
         "2020-01-01", ""],
        ["S2", "", draw(WORD), draw(WORD), "PSO", "", "ZU1", "", "", "2020-01-01",
         draw(st.sampled_from(["", "2026-01-01"]))],
    ]  # fmt: skip
    if draw(st.booleans()):
        middle = str(draw(DAYS))
        bundle["contracted_hours"] = [["S1", draw(st.sampled_from(["0", "18.5", "37"])), "2019-12-31", middle],
                                      ["S1", "30", middle, draw(st.sampled_from(["", "2027-01-01"]))]]  # fmt: skip
        size = draw(st.sampled_from([("12.5", ""), ("100", ""), ("", "7.4")]))
        bundle["reductions"] = [["R1", "S2", "court-duty", *size, middle, "", draw(TEXT)]]
    for number in range(draw(st.integers(1, 3))):
        _add_person(draw, bundle, f"X{number:06}")
    return bundle


def _add_person(draw, bundle, crn):
    bundle["people"].append([crn, draw(WORD), draw(WORD), draw(TEXT).translate(dict.fromkeys(b"\n\r\t")), str(draw(DAYS)),
                             draw(some(people_codes.SEX)), draw(some(people_codes.LANGUAGE)), "ZU1"])  # fmt: skip
    if bundle["people"][-1][3].isspace():
        bundle["people"][-1][3] = ""
    start, length = draw(DAYS), draw(LENGTH)
    reference = f"{crn}/1"
    bundle["sentences"].append([reference, crn, draw(some(people_codes.SENTENCE_KIND)), draw(TEXT), draw(TEXT),
                                draw(some(people_codes.OFFENCE_GROUP)), str(start), str(start),
                                draw(st.sampled_from(["", str(start + length)])), "", "", ""])  # fmt: skip
    if draw(st.booleans()):
        bundle["custody"].append([reference, "sentence", str(start), str(start + length)])
    middle = start + timedelta(days=draw(st.integers(1, 50)))
    bundle["responsible_officers"] += [[crn, str(start), str(middle), "unallocated", "", "T1", draw(TEXT)],
                                       [crn, str(middle), "", "allocated", "S2", "", ""]]  # fmt: skip
    for number in range(draw(st.integers(0, 3))):
        bundle["contacts"].append([f"{crn}/{number}", crn, draw(st.sampled_from(["", reference])),
                                   draw(some(codes.CONTACT_TYPE)), str(draw(DAYS)), draw(st.sampled_from(["", "09:05"])),
                                   draw(st.sampled_from(["", "45"])), draw(st.sampled_from(["", "S1"])), "",
                                   draw(some(codes.OUTCOME) | st.just("")), draw(TEXT)])  # fmt: skip
    if draw(st.booleans()):
        scores = [draw(st.sampled_from(["", "0", "2.5", "99.99"])) for _ in range(3)]
        needs = [draw(some(codes.NEED_SEVERITY) | st.just("")) for _ in range(8)]
        bundle["assessments"].append(
            [f"{crn}/A", crn, "OASYS", str(start), *scores, "", "", "", "", "", *needs, "1", "", "2"]
        )
        bundle["circumstances"].append([crn, "other", draw(WORD), str(start), ""])
        bundle["contact_details"].append([crn, "email", draw(WORD), "", str(start), str(start + length)])
    if draw(st.booleans()):
        bundle["names"].append([crn, "alias", draw(st.sampled_from(["", "A"])), draw(WORD)])
        bundle["restrictions"].append([crn, "exclusion", "S1", draw(WORD), str(start), ""])


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(bundle=bundles())
def test_import_of_an_export_is_an_identity(bundle, places, tmp_path_factory):
    from django.db import connection, transaction

    from throughcare.transition.commands.imports import import_bundle
    from throughcare.transition.tests.conftest import ON

    folder = tmp_path_factory.mktemp("identity")

    def bring(path):
        result = import_bundle(path, by=None, at=AT, on=ON, deriving=False)
        assert [fault.line() for fault in result.faults] == []
        return result

    with as_role("jobs"), transaction.atomic():
        with transaction.atomic():
            before = transaction.savepoint()
            bring(write(bundle, folder / "first"))
            export_bundle(folder / "second", by=None, at=AT)
            assert bring(folder / "second").changes == 0
            connection.check_constraints()
            transaction.savepoint_rollback(before)
        again = transaction.savepoint()
        bring(folder / "second")
        export_bundle(folder / "third", by=None, at=AT)
        transaction.savepoint_rollback(again)
    assert content(folder / "second") == content(folder / "third")
