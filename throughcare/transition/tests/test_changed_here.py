"""What was changed here since it was last imported: an import keeps it and says so, or takes the bundle's and says so."""

from datetime import date

import pytest
from django.db import connection

from throughcare.audit.models import Entry
from throughcare.people.models import (
    Characteristic,
    ContactDetail,
    CustodySpell,
    Identifier,
    OtherName,
    Person,
    Requirement,
    Sentence,
)  # fmt: skip
from throughcare.supervision.models import Contact, OfficerSpell, Registration
from throughcare.testing.acting import as_role
from throughcare.transition.commands.bundle.targets import TARGETS, database_column
from throughcare.transition.commands.exports import export_bundle
from throughcare.transition.rules.bundle_format import FILES
from throughcare.transition.tests.bundles import change, valid, write
from throughcare.transition.tests.conftest import AT
from throughcare.workforce.models import Staff


@pytest.fixture
def older(load, tmp_path):
    """The folder of a bundle that is in the database."""
    load(write(valid(), tmp_path / "older"))
    return tmp_path / "older"


def here(model, changes, **key):
    """Change rows as the pages do, outside an import."""
    with as_role("jobs"):
        assert model.objects.filter(**key).update(**changes) == 1


def value(model, name, **key):
    with as_role("jobs"):
        return model.objects.values_list(name, flat=True).get(**key)


def conflicts(result):
    return [(fault.file, fault.row, fault.column, fault.values["here"], fault.value) for fault in result.conflicts]


def noted():
    with as_role("owner"), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM transition_changedhere")
        return cursor.fetchone()[0]


def test_it_keeps_what_was_changed_here_and_names_each_value(load, older):
    here(Person, {"surname": "Married", "language": "cy"}, crn="X000001")
    here(Contact, {"outcome": "ATTC", "notes": "Came after all", "staff": None}, reference="C3")
    here(Staff, {"grade": "PO"}, code="S2")
    result = load(older)
    assert (result.loaded, result.changes) == (True, 0)
    assert conflicts(result) == [
        ("staff.csv", 3, "grade", "PO", "PSO"),
        ("people.csv", 2, "surname", "Married", "Example"),
        ("people.csv", 2, "language", "cy", "en"),
        ("contacts.csv", 4, "staff", "", "S2"),
        ("contacts.csv", 4, "outcome", "ATTC", "UAAB"),
        ("contacts.csv", 4, "notes", "Came after all", ""),
    ]
    assert value(Person, "surname", crn="X000001") == "Married"
    assert value(Contact, "notes", reference="C3") == "Came after all"
    with as_role("owner"):
        assert Entry.objects.order_by("pk").last().detail["conflicts"] == {"kept-here": 6}
    assert conflicts(load(older)) == conflicts(result)


def test_where_it_is_asked_to_it_takes_the_bundles_values_and_names_each(load, older):
    here(Person, {"surname": "Married"}, crn="X000001")
    result = load(older, take_bundle=True)
    assert (result.changed, conflicts(result)) == (
        {"people": 1}, [("people.csv", 2, "surname", "Married", "Example")]
    )  # fmt: skip
    assert result.conflicts.counts == {"taken-from-bundle": 1}
    assert value(Person, "surname", crn="X000001") == "Example"
    assert (noted(), conflicts(load(older))) == (0, [])


def test_other_columns_of_the_row_follow_the_bundle(load, older):
    here(Person, {"surname": "Married"}, crn="X000001")
    newer = valid()
    change(newer, "people", 2, "surname", "Newer")
    change(newer, "people", 2, "preferred_name", "Al")
    result = load(write(newer, older))
    assert (result.changed, conflicts(result)) == ({"people": 1}, [("people.csv", 2, "surname", "Married", "Newer")])
    with as_role("jobs"):
        person = Person.objects.get(crn="X000001")
        assert (person.surname, person.preferred_name) == ("Married", "Al")


def test_columns_that_say_one_thing_are_kept_together(load, older):
    with as_role("jobs"):
        row = Registration.objects.get(ended_on=None)
    here(Registration, {"ended_on": row.registered_on, "end_reason": "no-longer"}, pk=row.pk)
    newer = valid()
    place = next(n for n, cells in enumerate(newer["registrations"], 2) if cells[0] == row.reference)
    change(newer, "registrations", place, "registered_on", "2026-09-01")
    change(newer, "registrations", place, "review_on", "2026-12-01")
    result = load(write(newer, older))
    assert [column for _, _, column, *_ in conflicts(result)] == ["registered_on", "review_on", "ended_on"]
    with as_role("jobs"):
        kept = Registration.objects.get(pk=row.pk)
        assert (kept.registered_on, kept.ended_on, kept.end_reason) == (
            row.registered_on,
            row.registered_on,
            "no-longer",
        )


def test_a_value_that_the_bundle_has_too_counts_as_imported_from_then_on(load, older):
    here(Person, {"surname": "Married", "sex": "X"}, crn="X000001")
    newer = valid()
    change(newer, "people", 2, "surname", "Married")
    change(newer, "people", 3, "preferred_name", "Bry")
    result = load(write(newer, older))
    assert conflicts(result) == [("people.csv", 2, "sex", "X", "M")]
    change(newer, "people", 2, "surname", "Again")
    result = load(write(newer, older))
    assert (result.changed, conflicts(result)) == ({"people": 1}, [("people.csv", 2, "sex", "X", "M")])
    assert value(Person, "surname", crn="X000001") == "Again"


def test_officers_that_were_changed_here_are_kept_as_a_whole(load, older):
    with as_role("jobs"), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        spell = OfficerSpell.objects.get(person__crn="X000001", until=None)
        OfficerSpell.objects.filter(pk=spell.pk).update(until="2026-10-01")
        second = Staff.objects.get(code="S2")
        OfficerSpell.objects.create(
            person=spell.person, start=date(2026, 10, 1), status="allocated", staff=second, team=spell.team
        )
        before = list(OfficerSpell.objects.order_by("pk").values())
    result = load(older)
    assert (result.changes, conflicts(result)) == (0, [
        ("responsible_officers.csv", 3, "until", "2026-10-01", ""),
        ("responsible_officers.csv", 3, "from", "2026-10-01", ""),
    ])  # fmt: skip
    with as_role("jobs"):
        assert list(OfficerSpell.objects.order_by("pk").values()) == before
    result = load(older, take_bundle=True)
    assert (result.removed, result.changed) == ({"responsible_officers": 1}, {"responsible_officers": 1})
    assert (value(OfficerSpell, "staff__code", person__crn="X000001", until=None), noted()) == ("S1", 0)


def test_custody_that_was_changed_here_is_kept(load, older):
    with as_role("jobs"):
        spell = CustodySpell.objects.first()
        sentence = spell.sentence
        CustodySpell.objects.filter(sentence=sentence).delete()
        rows = [cells for cells in valid()["custody"] if cells[0] == sentence.reference]
    result = load(older)
    assert (result.changes, len(rows) > 0) == (0, True)
    assert [(file, column, shown) for file, _, column, shown, _ in conflicts(result)] == [
        ("custody.csv", "from", "") for _ in rows
    ]
    assert load(older, take_bundle=True).added == {"custody": len(rows)}


def test_what_was_taken_away_here_does_not_come_back(load, older):
    with as_role("jobs"):
        OtherName.objects.get().delete()
        Identifier.objects.get().delete()
        Characteristic.objects.get().delete()
    result = load(older)
    assert (result.changes, conflicts(result)) == (0, [
        ("names.csv", 2, "surname", "", "Exampel"),
        ("identifiers.csv", 2, "value", "", "2001/1234567A"),
        ("characteristics.csv", 2, "value", "", "none"),
    ])  # fmt: skip
    result = load(older, take_bundle=True)
    assert result.added == {"names": 1, "identifiers": 1, "characteristics": 1}
    assert conflicts(load(older)) == []


def test_an_end_that_was_recorded_here_stays(load, older):
    here(ContactDetail, {"until": "2026-06-01"}, kind="address")
    here(Sentence, {"terminated_on": "2026-06-01", "termination_reason": "completed"}, reference="SN1")
    with as_role("jobs"):
        requirement = Requirement.objects.exclude(length=5).first()
    here(Requirement, {"length": 5}, pk=requirement.pk)
    result = load(older)
    assert [(file, column) for file, _, column, *_ in conflicts(result)] == [
        ("contact_details.csv", "until"),
        ("sentences.csv", "terminated_on"), ("sentences.csv", "termination_reason"),
        ("requirements.csv", "length"),
    ]  # fmt: skip
    assert result.changes == 0


def test_an_import_itself_notes_nothing_and_bringing_in_an_export_changes_nothing_about_it(load, older, tmp_path):
    newer = valid()
    change(newer, "people", 2, "surname", "Newer")
    load(write(newer, older))
    assert noted() == 0
    here(Person, {"surname": "Married"}, crn="X000002")
    with as_role("jobs"):
        OtherName.objects.get().delete()
        export_bundle(tmp_path / "out", by=None, at=AT)
    result = load(tmp_path / "out")
    assert (result.changes, conflicts(result)) == (0, [])
    change(newer, "people", 4, "preferred_name", "Cass")
    result = load(write(newer, older))
    assert (result.changed, [column for _, _, column, *_ in conflicts(result)]) == (
        {"people": 1},
        ["surname", "surname"],
    )


def test_a_refused_import_leaves_the_notes_as_they_were(load, older):
    here(Person, {"surname": "Married"}, crn="X000001")
    newer = valid()
    change(newer, "people", 2, "surname", "Married")
    change(newer, "people", 3, "sex", "?")
    assert not load(write(newer, older)).loaded
    assert noted() == 1


def test_the_web_role_cannot_see_or_change_what_is_noted(db):
    with as_role("owner"), connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege('throughcare_web', 'transition_changedhere',"
                       " 'SELECT, INSERT, UPDATE, DELETE')")  # fmt: skip
        assert cursor.fetchone() == (False,)


def test_every_table_of_a_bundle_is_watched_and_columns_tied_by_a_constraint_are_one_group(db):
    tied = """SELECT conname, ARRAY(SELECT attname::text FROM pg_attribute
                                    WHERE attrelid = conrelid AND attnum = ANY(conkey))
              FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'c' AND cardinality(conkey) > 1"""
    for file in FILES:
        target = TARGETS[file.name]
        with as_role("owner"), connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_trigger WHERE tgrelid = %s::regclass AND tgname = 'transition_notes_change'",
                [target.table],
            )
            assert cursor.fetchone() == (1,), file.name
            cursor.execute(tied, [target.table])
            constraints = cursor.fetchall()
        if target.whole:
            continue
        groups = [{database_column(file, file[name]) for name in group} for group in file.groups]
        known = {database_column(file, column) for column in file.columns}
        for name, columns in constraints:
            tied_here = known.intersection(columns)
            assert len(tied_here) < 2 or any(tied_here <= group for group in groups), name
