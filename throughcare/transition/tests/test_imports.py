"""Importing a bundle: what is in the database afterwards, a second time, in part, and under the hand of others."""

import pytest
from django.db import connection
from django.db.utils import IntegrityError, ProgrammingError

from throughcare.accounts.models import User
from throughcare.audit.models import Entry
from throughcare.organisations.models import Posting
from throughcare.people.models import ContactDetail, LimitedAccess, Person
from throughcare.supervision.models import Contact, ContactDue, OfficerSpell, Registration, Tier
from throughcare.testing.acting import as_role
from throughcare.transition.tests.bundles import change, valid, write
from throughcare.workforce.models import Staff


def test_it_loads_every_file(load, tmp_path):
    bundle = valid()
    result = load(write(bundle, tmp_path))
    assert not result.faults
    assert result.rows == {name: len(rows) for name, rows in bundle.items()}
    assert {name: result.added[name] for name in bundle} == result.rows
    with as_role("jobs"):
        assert Contact.objects.get(reference="C1").notes == 'Said "hello"\tto \\us'
        assert ContactDetail.objects.get().value == "1 High Street,\nTown"
        assert Person.objects.get(crn="X000003").limited
        assert LimitedAccess.objects.get().user.username == "ada.north"
        assert (Tier.objects.count() > 0, ContactDue.objects.count()) == (True, 3)


def test_an_import_makes_users_with_a_posting_and_grants_no_rights(load, tmp_path):
    load(write(valid(), tmp_path))
    with as_role("owner"):
        user = User.objects.get(username="ada.north")
        assert (user.role, user.has_usable_password(), user.is_superuser) == ("none", False, False)
        posting = Posting.objects.get(user=user)
        assert (posting.region.code, posting.delivery_unit.code, str(posting.start)) == ("Z1", "ZU1", "2020-01-01")
        assert Posting.objects.get(user__username="cy.west").delivery_unit is None
        assert Staff.objects.get(code="S2").user is None


def test_a_second_time_changes_nothing_but_the_log(load, everything, tmp_path):
    load(write(valid(), tmp_path))
    before = everything()
    result = load(tmp_path)
    after = everything()
    assert (result.loaded, result.changes) == (True, 0)
    assert len(after.pop("audit_entry")) == len(before.pop("audit_entry")) + 1
    after.pop("pghistory_context"), before.pop("pghistory_context")
    assert after == before


def test_a_registration_that_was_ended_here_is_in_force_again_where_the_bundle_is_to_be_taken(load, tmp_path):
    bundle = valid()
    load(write(bundle, tmp_path))
    with as_role("jobs"):
        row = Registration.objects.filter(ended_on=None).first()
        Registration.objects.filter(pk=row.pk).update(ended_on=row.registered_on, end_reason="no-longer")
    result = load(tmp_path, take_bundle=True)
    assert (result.loaded, result.changes) == (True, 1)
    with as_role("jobs"):
        row.refresh_from_db()
        assert (row.ended_on, row.end_reason) == (None, "")
    assert load(tmp_path).changes == 0


def test_changed_rows_are_updated_with_history_and_others_left_alone(load, tmp_path):
    bundle = valid()
    load(write(bundle, tmp_path))
    change(bundle, "people", 2, "surname", "Changed")
    change(bundle, "contacts", 4, "outcome", "ATTC")
    del bundle["names"][0]
    result = load(write(bundle, tmp_path))
    assert (result.added, result.changed, result.removed) == ({}, {"people": 1, "contacts": 1}, {})
    with as_role("owner"):
        assert Person.objects.get(crn="X000001").surname == "Changed"
        assert Person.objects.get(crn="X000001").other_names.count() == 1
        event = Person.pgh_event_model.objects.get(pgh_label="update", crn="X000001")
        assert event.pgh_context.metadata["username"] == "import"


def test_a_chain_is_replaced_as_a_whole(load, tmp_path):
    bundle = valid()
    load(write(bundle, tmp_path))
    chain = [row for row in bundle["responsible_officers"] if row[0] != "X000001"]
    chain += [["X000001", "2026-01-05", "2026-03-01", "allocated", "S1", "T1", ""],
              ["X000001", "2026-03-01", "", "allocated", "S2", "T2", ""]]  # fmt: skip
    bundle["responsible_officers"] = chain
    result = load(write(bundle, tmp_path))
    officers = "responsible_officers"
    assert (result.added, result.changed, result.removed) == ({officers: 1}, {officers: 1}, {officers: 1})
    with as_role("jobs"):
        spells = OfficerSpell.objects.filter(person__crn="X000001").order_by("start")
        assert [(str(spell.start), str(spell.until)) for spell in spells] == [
            ("2026-01-05", "2026-03-01"),
            ("2026-03-01", "None"),
        ]


def test_with_accept_partial_everybody_but_the_faulty_is_loaded_and_they_are_listed(load, tmp_path):
    bundle = valid()
    change(bundle, "contacts", 2, "outcome", "WRONG")
    result = load(write(bundle, tmp_path), accept_partial=True)
    assert result.loaded
    assert [(fault.row, fault.value) for fault in result.left_out] == [(2, "X000001")]
    with as_role("jobs"):
        assert [*Person.objects.order_by("crn").values_list("crn", flat=True)] == ["X000002", "X000003"]
        assert Contact.objects.count() == 2
        assert Entry.objects.count() == 0  # jobs may add to the log, not read it
    with as_role("owner"):
        assert Entry.objects.get().detail["left_out"] == 1


def test_whoever_depends_on_a_faulty_team_or_member_of_staff_is_left_out_too(load, tmp_path):
    bundle = valid()
    change(bundle, "teams", 2, "delivery_unit", "NOWHERE")
    result = load(write(bundle, tmp_path), accept_partial=True)
    assert [fault.value for fault in result.left_out] == ["X000001", "X000002", "X000003"]
    with as_role("jobs"):
        assert (Person.objects.count(), Staff.objects.values_list("code", flat=True).get()) == (0, "S3")


def test_a_file_that_cannot_be_read_to_its_end_is_refused_even_in_part(load, everything, tmp_path):
    write(valid(), tmp_path)
    (tmp_path / "names.csv").write_bytes(b"crn,kind,forenames,surname\nX000001,alias,,Caf\xe9\n")
    before = everything()
    result = load(tmp_path, accept_partial=True)
    assert not result.loaded
    assert everything() == before


def test_progress_is_told_by_phase(load, tmp_path):
    told = []
    load(write(valid(), tmp_path), progress=lambda *step: told.append(step))
    assert {phase for phase, *_ in told} == {"checking", "loading", "deriving"}
    assert all(0 <= share <= 1 for *_, share in told)
    assert [share for phase, _, _, share in told if phase == "checking"][-1] == 1.0


def test_nothing_commits_while_constraints_are_set_aside(places):
    refused = pytest.raises(IntegrityError, match="constraints are still set aside")
    with refused, as_role("jobs"), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute("SELECT transition_set_aside(ARRAY['people_othername'])")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.parametrize("role", ["web", "owner"])
def test_only_jobs_sets_constraints_aside(places, role):
    with pytest.raises(ProgrammingError, match="only jobs may do this"), as_role(role):
        connection.cursor().execute("SELECT transition_set_aside(ARRAY['people_othername'])")


@pytest.mark.parametrize("role", ["web", "jobs"])
def test_nobody_but_the_owner_says_what_is_put_back(db, role):
    with as_role("owner"), connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege(%s, 'transition_setaside', 'SELECT, INSERT, UPDATE, DELETE')",
                       [f"throughcare_{role}"])  # fmt: skip
        assert cursor.fetchone() == (False,)
