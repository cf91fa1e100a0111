"""Every way in which a bundle can be wrong: it names the place, says what was expected, and nothing changes."""

import pytest

from throughcare.transition.tests.bundles import change, valid, write
from throughcare.workforce.models import Staff


def reported(result):
    return [(f.file, f.row, f.column, f.value, f.kind) for f in result.faults]


CELLS = [
    # file, row, column, new value: kind of fault, what was expected
    ("people", 2, "sex", "Q", "code", "A code of the table sex: M, F, X"),
    ("people", 2, "crn", "x1", "pattern", "The form [A-Z][0-9]{6}"),
    ("people", 3, "surname", "", "required", "A value"),
    ("people", 3, "surname", "   ", "required", "A value"),
    ("people", 3, "surname", "A\tB", "control", "Text without control characters"),
    ("people", 3, "surname", "A\x00B", "control", "Text without control characters"),
    ("people", 3, "surname", "n" * 101, "too-long", "At most 100 characters"),
    ("people", 4, "date_of_birth", "1970-02-30", "date", "A date that exists, written YYYY-MM-DD"),
    ("people", 4, "date_of_birth", "07/06/1970", "date", "A date that exists, written YYYY-MM-DD"),
    ("people", 4, "date_of_birth", "1870-06-07", "date-range", "A date from 1900-01-01 to 2199-12-31"),
    ("people", 2, "delivery_unit", "NOWHERE", "unit", "The code of a delivery unit"),
    ("staff", 4, "region", "Z9", "region", "The code of a region"),
    ("staff", 2, "contracted_hours", "37.55", "number", "A number from 0 to 60 with at most 1 decimals"),
    ("staff", 2, "team", "T9", "reference", "The key of a row of teams.csv"),
    ("staff", 2, "until", "2019-12-31", "period", "A day not before from, which is 2020-01-01"),
    ("characteristics", 2, "value", "W1", "characteristic",
     "A code of the table religion: none, christian, buddhist, hindu, jewish, muslim, sikh, other, not-said"),
    ("characteristics", 2, "recorded_by", "S9", "reference", "The key of a row of staff.csv"),
    ("restrictions", 2, "staff", "S2", "no-username", "A member of staff with a user name"),
    ("people", 2, "delivery_unit", "", "required", "A value"),
    ("requirements", 2, "sentence", "", "required", "A value"),
    ("restrictions", 2, "staff", "", "required", "A value"),
    ("contacts", 2, "crn", "", "required", "A value"),
    ("identifiers", 2, "crn", "X999999", "reference", "The key of a row of people.csv"),
    ("sentences", 3, "licence_ends_on", "2029-01-01", "period", None),
    ("sentences", 2, "ends_on", "2025-01-01", "period", "A day not before starts_on, which is 2026-01-05"),
    ("custody", 2, "sentence", "SN9", "reference", "The key of a row of sentences.csv"),
    ("custody", 3, "from", "2024-06-01", "custody-overlap",
     "A first day after the custody before it has ended; it overlaps row 2"),
    ("assessments", 2, "rsr", "101", "number", "A number from 0 to 100 with at most 2 decimals"),
    ("assessments", 2, "temper", "1.5", "number", "A number from 0 to 2 with at most 0 decimals"),
    ("responsible_officers", 2, "until", "2026-01-06", "chain-gap",
     "The first day of the next row of this person, 2026-01-07; there is a gap"),
    ("responsible_officers", 2, "until", "2026-01-08", "chain-overlap",
     "The first day of the next row of this person, 2026-01-07; they overlap"),
    ("responsible_officers", 3, "until", "2026-05-05", "chain-end", "Nothing: the last row of a person stays open"),
    ("responsible_officers", 3, "staff", "", "officer-staff",
     "A member of staff where the status is allocated, and nobody otherwise"),
    ("contacts", 2, "arranged_on", "2026-01-09", "arranged-late",
     "A day not after the day of the contact, 2026-01-08"),
    ("contacts", 2, "time", "25:00", "time", "A time of day, written HH:MM"),
    ("contacts", 2, "minutes", "0", "number", "A number from 1 to 1440 with at most 0 decimals"),
    ("contacts", 2, "sentence", "SN3", "sentence-owner", "A sentence of X000001"),
    ("contacts", 3, "reference", "C1", "duplicate-key", "A key of its own; row 2 has the same"),
    ("staff", 4, "username", "ada.north", "duplicate-username", "A user name of its own; row 2 has the same"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "row", "column", "value", "kind", "expected"), CELLS)
def test_a_wrong_cell_is_named_and_nothing_changes(
    load, everything, tmp_path, file, row, column, value, kind, expected
):
    bundle = valid()
    change(bundle, file, row, column, value)
    before = everything()
    result = load(write(bundle, tmp_path))
    found = [f for f in result.faults if f.kind == kind]
    assert [(f.file, f.row, f.kind) for f in found] == [(f"{file}.csv", row, kind)]
    assert found[0].column == (column if kind != "period" or file != "sentences" else found[0].column)
    if kind not in ("officer-staff", "custody-overlap"):
        assert found[0].value == (value if len(value) <= 80 else value[:79] + "…") or kind == "period"
    if expected is not None:
        assert found[0].expected.say() == expected
    assert not result.loaded
    assert everything() == before


def test_a_person_without_a_sentence(load, everything, tmp_path):
    bundle = valid()
    bundle["people"].append(["X000004", "Dee", "Nobody", "", "1980-01-01", "F", "en", "ZU1"])
    before = everything()
    assert reported(load(write(bundle, tmp_path))) == [("people.csv", 5, "crn", "X000004", "no-sentence")]
    assert everything() == before


def test_a_person_twice(load, tmp_path):
    bundle = valid()
    bundle["people"].append(bundle["people"][0])
    assert reported(load(write(bundle, tmp_path))) == [("people.csv", 5, "crn", "X000001", "duplicate-key")]


def test_an_empty_spell_in_a_chain(load, tmp_path):
    bundle = valid()
    change(bundle, "responsible_officers", 4, "until", "2024-01-05")
    assert reported(load(write(bundle, tmp_path))) == [
        ("responsible_officers.csv", 4, "until", "2024-01-05", "chain-empty")
    ]


def test_a_reference_that_belongs_to_somebody_else_in_the_database(load, everything, tmp_path):
    assert load(write(valid(), tmp_path)).loaded
    bundle = valid()
    change(bundle, "contacts", 3, "crn", "X000001")
    before = everything()
    assert reported(load(write(bundle, tmp_path))) == [("contacts.csv", 3, "reference", "C2", "taken")]
    assert everything() == before


def test_a_username_that_belongs_to_somebody_else_in_the_database(load, tmp_path):
    assert load(write(valid(), tmp_path / "one")).loaded
    bundle = valid()
    bundle["staff"][0][0] = "S9"
    bundle["reductions"] = []
    for file in ("contracted_hours", "characteristics", "restrictions", "responsible_officers", "contacts"):
        bundle[file] = [["S9" if cell == "S1" else cell for cell in row] for row in bundle[file]]
    assert reported(load(write(bundle, tmp_path / "two"))) == [
        ("staff.csv", 2, "username", "ada.north", "username-taken")
    ]


def test_usernames_that_two_known_members_of_staff_exchange(load, everything, tmp_path):
    assert load(write(valid(), tmp_path / "one")).loaded
    bundle, before = valid(), everything()
    change(bundle, "staff", 2, "username", "cy.west")
    change(bundle, "staff", 4, "username", "ada.north")
    assert reported(load(write(bundle, tmp_path / "two"))) == [
        ("staff.csv", 2, "username", "cy.west", "username-taken"),
        ("staff.csv", 4, "username", "ada.north", "username-taken"),
    ]
    assert everything() == before


def test_a_username_is_not_given_up_by_a_row_that_is_left_out(load, tmp_path):
    assert load(write(valid(), tmp_path / "one")).loaded
    bundle = valid()
    change(bundle, "staff", 2, "username", "ada.other")
    change(bundle, "staff", 2, "grade", "??")
    bundle["staff"].append(["S9", "ada.north", "Ann", "East", "PO", "T1", "", "", "37", "2026-01-01", ""])
    result = load(write(bundle, tmp_path / "two"), accept_partial=True)
    assert ("staff.csv", 5, "username", "ada.north", "username-taken") in reported(result)


def test_a_username_passes_from_one_who_gives_it_up_to_one_who_is_new(load, tmp_path):
    assert load(write(valid(), tmp_path / "one")).loaded
    bundle = valid()
    change(bundle, "staff", 2, "username", "ada.other")
    bundle["staff"].append(["S9", "ada.north", "Ann", "East", "PO", "T1", "", "", "37", "2026-01-01", ""])
    assert load(write(bundle, tmp_path / "two")).loaded
    assert Staff.objects.get(code="S9").user.username == "ada.north"


def test_rows_of_uneven_length_and_blank_lines(load, tmp_path):
    write(valid(), tmp_path)
    path = tmp_path / "names.csv"
    path.write_text(path.read_text() + "\nX000002,alias,Too\n\nX000002,alias,Too,Many,Cells\n")
    result = load(tmp_path)
    assert reported(result) == [("names.csv", 4, "", "3", "ragged"), ("names.csv", 6, "", "5", "ragged")]
    assert result.faults.first[0].expected.say() == "4 cells, as in the header"


def test_many_faults_are_all_reported_and_the_first_ones_kept_at_hand(load, tmp_path):
    bundle = valid()
    bundle["names"] = [["X000001", "alias", str(n), ""] for n in range(6_000)]
    result = load(write(bundle, tmp_path))
    assert (len(result.faults), len(result.faults.first), result.faults.counts) == (6_000, 50, {"required": 6_000})
    assert [fault.row for fault in result.faults] == list(range(2, 6_002))
