"""What the database shows to a person on probation: the safe parts of their own record, and nothing else of anybody's."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from throughcare.accounts.acting import acting
from throughcare.own.models import Account, Asked, OwnChange
from throughcare.own.tests.scene import SECRET, contact_of, make_own_scene
from throughcare.people.models import ContactDetail, LimitedAccess, Person
from throughcare.supervision.models import Contact, OfficerSpell
from throughcare.supervision.rules.codes import CONTACT_TYPE
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db
ABOUT_PEOPLE = ("audit", "outbox", "people", "supervision", "own")
VIEWS = sorted(model._meta.db_table for model in apps.get_app_config("own").get_models() if not model._meta.managed)


@pytest.fixture
def scene():
    return make_own_scene()


def rows(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def seen(user):
    """How many rows each view shows to a user."""
    with acting(user):
        return {view: rows(f"SELECT count(*) FROM {view}")[0][0] for view in VIEWS}


def tables():
    """Every table of a context that holds records of people, with its history."""
    for label in ABOUT_PEOPLE:
        for model in apps.get_app_config(label).get_models():
            if model._meta.managed:
                yield model._meta.db_table


def test_the_person_sees_no_row_of_any_table_itself(scene):
    logs = {"audit_chain"}  # heads of the logs: hashes, nothing about anybody
    open_to_all = {
        table for table in tables()
        if not rows("SELECT relrowsecurity FROM pg_class WHERE relname = %s", table)[0][0]
    }  # fmt: skip
    for reach in ("region", "national"):
        with acting(scene.me, reach=reach):
            found = {table: rows(f"SELECT count(*) FROM {table}")[0][0] for table in tables()}
        shown = {table: count for table, count in found.items() if count and table not in logs | open_to_all}
        assert shown == {}
    assert not any(table.startswith(("people_", "own_")) for table in open_to_all)


def test_no_table_that_names_a_person_is_without_row_security():
    named = """
        SELECT DISTINCT held.relname FROM pg_class held JOIN pg_attribute part ON part.attrelid = held.oid
        WHERE held.relnamespace = 'public'::regnamespace AND held.relkind IN ('r', 'p') AND NOT held.relrowsecurity
          AND NOT held.relispartition AND part.attname IN ('person_id', 'person') AND NOT part.attisdropped
    """
    assert {table for (table,) in rows(named)} <= {"transition_setaside"}


def test_the_views_show_the_safe_parts_of_their_own_record(scene):
    assert seen(scene.me) == {
        "own_record": 1, "own_appointment": 4, "own_sentence": 1, "own_requirement": 1, "own_condition": 1, "own_plan": 0,
        "own_objective": 0, "own_step": 0, "own_phone": 1, "own_asking": 0,
    }  # fmt: skip
    with acting(scene.me):
        assert rows("SELECT id, crn, phone FROM own_record") == [(scene.person.pk, scene.person.crn, "020 7946 0000")]
        references = {row[0] for row in rows("SELECT reference FROM own_appointment")}
        everything = str([rows(f"SELECT * FROM {view}") for view in VIEWS])
    assert references == {f"C/{scene.person.pk}/{days}" for days in (-20, -10, 1, 8)}
    assert SECRET not in everything
    assert scene.other.crn not in everything


@pytest.mark.parametrize("name", ["owner", "colleague", "senior", "head", "director", "administrator", "auditor",
                                  "supplier", "person", "none", "stranger"])  # fmt: skip
def test_the_views_are_empty_for_everybody_else(scene, name):
    assert set(seen(scene.cast.cast[name]).values()) == {0}


def test_they_are_empty_where_nobody_acts(scene):
    with as_role("web"):
        assert {rows(f"SELECT count(*) FROM {view}")[0][0] for view in VIEWS} == {0}


@pytest.mark.parametrize("end", ["closed", "inactive", "role", "supervision"])
def test_they_are_empty_once_the_account_or_supervision_has_ended(scene, end):
    with as_role("jobs", scene.cast.owner.pk):
        if end == "closed":
            Account.objects.filter(user=scene.me).update(closed_at=timezone.now())
        elif end == "supervision":
            OfficerSpell.objects.filter(person=scene.person).update(status="ended", staff=None)
        else:
            change = {"is_active": False} if end == "inactive" else {"role": "practitioner"}
            type(scene.me).objects.filter(pk=scene.me.pk).update(**change)
    with acting(scene.me):
        assert {rows(f"SELECT count(*) FROM {view}")[0][0] for view in VIEWS} == {0}


def test_limited_access_hides_nothing_from_the_person_and_shows_nothing_more(scene):
    with as_role("jobs", scene.cast.owner.pk):
        LimitedAccess.objects.create(
            person=scene.person, kind="restriction", user=scene.cast.cast["senior"], start=scene.on - timedelta(days=2)
        )
    assert seen(scene.me)["own_record"] == 1
    with acting(scene.me):
        assert LimitedAccess.objects.count() == 0


def test_no_view_can_be_written(scene):
    statements = ("DELETE FROM {view}", "UPDATE {view} SET id = id", "INSERT INTO {view} (id) VALUES (1)")
    for statement in (each.format(view=view) for each in statements for view in VIEWS):
        with acting(scene.me), pytest.raises(DatabaseError), transaction.atomic():
            rows(statement)


@pytest.mark.parametrize("statement", [
    "UPDATE people_person SET surname = 'Changed'",
    "UPDATE supervision_contact SET date = date + 7",
    "UPDATE supervision_contact SET outcome = 'ATTC'",
    "DELETE FROM supervision_contact",
    "UPDATE own_asked SET state = 'agreed', answered_at = now()",
    "UPDATE own_account SET person_id = person_id + 1",
    "UPDATE people_contactdetail SET value = '1'",
])  # fmt: skip
def test_no_table_can_be_changed(scene, statement):
    with acting(scene.me):
        own_ask(contact_id(scene.person, 1))
        with connection.cursor() as cursor:
            cursor.execute(statement)
            assert cursor.rowcount == 0


def test_no_account_or_question_can_be_made_by_hand(scene):
    account = """INSERT INTO own_account (user_id, person_id, invited_at, invited_by_id, invitations)
                 VALUES (%s, %s, now(), %s, 1)"""
    asked = """INSERT INTO own_asked (person_id, contact_id, reason, words, state, asked_at, answer)
               VALUES (%s, %s, 'work', '', 'waiting', now(), '')"""
    spare, meeting = scene.cast.cast["person"].pk, contact_id(scene.other, 1)
    for statement, values in ((account, [spare, scene.person.pk, scene.me.pk]), (asked, [scene.other.pk, meeting])):
        with acting(scene.me), pytest.raises(DatabaseError), transaction.atomic():
            rows(statement, *values)


def contact_id(person, days):
    with as_role("jobs"):
        return contact_of(person, days).pk


def own_ask(contact):
    return rows("SELECT own_ask(%s, 'work', 'Any morning', %s)", contact, timezone.now())[0][0]


def test_one_asks_about_ones_own_appointments_ahead_alone(scene):
    own, past, others = contact_id(scene.person, 1), contact_id(scene.person, -10), contact_id(scene.other, 1)
    with as_role("jobs"):
        note = Contact.objects.get(reference=f"N-{scene.person.pk}").pk
    for refused in (past, others, note):
        with acting(scene.me), pytest.raises(DatabaseError), transaction.atomic():
            own_ask(refused)
    with acting(scene.me):
        own_ask(own)
        assert rows("SELECT state FROM own_asking") == [("waiting",)]
    with acting(scene.other_user):
        assert rows("SELECT state FROM own_asking") == []
    with as_role("jobs"):
        assert Asked.objects.count() == 1


def test_nobody_else_writes_through_the_functions(scene):
    with acting(scene.me):
        asked = own_ask(contact_id(scene.person, 1))
    calls = (
        ("SELECT own_ask(%s, 'work', '', now())", contact_id(scene.person, 8)),
        ("SELECT own_take_back(%s, now())", asked),
        ("SELECT own_change_phone('mobile', %s, current_date, now())", "07700900222"),
        ("SELECT own_change_language(%s, now())", "cy"),
        ("SELECT own_note_change(%s, now())", "phone"),
    )
    for name in ("owner", "senior", "administrator", "supplier", "person"):
        for call, value in calls:
            with acting(scene.cast.cast[name]), pytest.raises(DatabaseError), transaction.atomic():
                rows(call, value)
    with acting(scene.other_user), pytest.raises(DatabaseError), transaction.atomic():
        rows(*calls[1])
    with as_role("jobs"):
        assert OwnChange.objects.count() == 0
        assert Asked.objects.get().state == "waiting"
        assert set(Person.objects.values_list("language", flat=True)) == {"en"}
        assert set(ContactDetail.objects.values_list("value", flat=True)) == {"07700 900111"}


def test_a_number_that_is_not_safe_stays_marked(scene):
    with as_role("jobs", scene.cast.owner.pk):
        ContactDetail.objects.filter(person=scene.person).update(avoid="unsafe")
    with acting(scene.me):
        for number in ("07700900222", "07700900111"):
            rows("SELECT own_change_phone('mobile', %s, %s, now())", number, scene.on)
    with as_role("jobs"):
        current = ContactDetail.objects.filter(person=scene.person, until=None)
        assert list(current.values_list("value", "avoid")) == [("07700900111", "unsafe")]


def test_the_meetings_of_the_view_are_those_of_the_table_of_contact_types(scene):
    with as_role("owner"):
        made = rows("SELECT pg_get_viewdef('own_appointment'::regclass)")[0][0]
    shown = {code.code for code in CONTACT_TYPE if f"'{code.code}'" in made}
    assert shown == {code.code for code in CONTACT_TYPE if code.facts["mode"] != "none"}
