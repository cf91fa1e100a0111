"""Joining a team and leaving it: the commands, the pages and the API, for the whole cast."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from throughcare.accounts.tests.api import Caller
from throughcare.audit.models import Entry
from throughcare.organisations.tests.factories import PostingFactory
from throughcare.testing.acting import as_role
from throughcare.workforce.commands.posts import end_post, take_on
from throughcare.workforce.commands.working_time import WorkingTimeRefused
from throughcare.workforce.models import Staff
from throughcare.workforce.rules.post_entry import PostEntry
from throughcare.workforce.tests.factories import StaffFactory, TeamFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 10, tzinfo=UTC)
ON = AT.date()


@pytest.fixture
def team():
    return TeamFactory()


def user_of(team, role, **given):
    unit = team.delivery_unit
    return PostingFactory(region=unit.region, delivery_unit=unit, user__role=role, start=date(2020, 1, 1), **given).user


@pytest.fixture
def senior(team):
    return user_of(team, "senior")


def entry(**given):
    return PostEntry(**{"code": "N1-77", "forenames": "Ama", "surname": "Boateng", "grade": "PSO", "start": ON,
                        "hours": Decimal(30)} | given)  # fmt: skip


def join(team, senior, **given):
    with as_role("jobs", senior.pk):
        return take_on(team=team, entry=entry(**given), by=senior, at=AT)


def entries():
    with as_role("owner"):
        return list(
            Entry.objects.filter(action__startswith="workforce.").order_by("pk").values_list("action", flat=True)
        )


def test_somebody_joins_with_their_account_and_leaves(team, senior):
    theirs = user_of(team, "practitioner")
    made = join(team, senior, username=theirs.username)
    assert (made.team, made.delivery_unit, made.region) == (team, team.delivery_unit, team.delivery_unit.region)
    assert (made.user, made.grade, made.contracted_hours, made.until) == (theirs, "PSO", Decimal(30), None)
    with as_role("jobs", senior.pk):
        assert end_post(staff=made, until=ON + timedelta(days=20), by=senior, at=AT).until == ON + timedelta(days=20)
        assert end_post(staff=made, until=None, by=senior, at=AT).until is None
    assert entries() == ["workforce.take_on", "workforce.end_post", "workforce.end_post"]


@pytest.mark.parametrize(("given", "code"), [
    ({"code": "a b"}, "code-form"),
    ({"code": "TAKEN"}, "code-taken"),
    ({"surname": " "}, "name-missing"),
    ({"grade": "RPD"}, "grade-unknown"),
    ({"hours": Decimal("60.1")}, "hours-too-many"),
    ({"start": ON + timedelta(days=367)}, "starts-too-far"),
    ({"username": "nobody"}, "account-unknown"),
    ({"username": "FAR"}, "account-unknown"),
    ({"username": "LEADER"}, "account-unknown"),
    ({"username": "LINKED"}, "account-unknown"),
])  # fmt: skip
def test_who_cannot_be_taken_on_is_not_and_nothing_changes(team, senior, given, code):
    linked = user_of(team, "practitioner")
    StaffFactory(code="TAKEN", user=linked)
    named = {"FAR": user_of(TeamFactory(), "practitioner"), "LEADER": user_of(team, "head"), "LINKED": linked}
    user = named.get(given.get("username", ""))
    before = Staff.objects.count()
    with pytest.raises(WorkingTimeRefused) as refused:
        join(team, senior, **given | ({"username": user.username} if user else {}))
    assert [fault.code for fault in refused.value.faults] == [code]
    assert Staff.objects.count() == before and entries() == []


@pytest.mark.parametrize(("until", "code"), [
    (ON, "ends-before-start"), (ON + timedelta(days=1), None), (ON + timedelta(days=366), None),
    (ON + timedelta(days=367), "ends-too-far"), (None, "same-end"),
])  # fmt: skip
def test_a_post_ends_after_it_began_and_within_a_year(team, senior, until, code):
    made = join(team, senior)
    with as_role("jobs", senior.pk):
        if code is None:
            assert end_post(staff=made, until=until, by=senior, at=AT).until == until
            return
        with pytest.raises(WorkingTimeRefused) as refused:
            end_post(staff=made, until=until, by=senior, at=AT)
    assert [fault.code for fault in refused.value.faults] == [code]
    assert entries() == ["workforce.take_on"]


def test_nobody_ends_their_own_post(team, senior):
    own = StaffFactory(team=team, user=senior)
    with as_role("jobs", senior.pk), pytest.raises(WorkingTimeRefused, match="own-post"):
        end_post(staff=own, until=ON + timedelta(days=9), by=senior, at=AT)


def test_the_pages_keep_what_was_typed_and_say_what_is_wrong(team, senior):
    on, client = timezone.localdate(), Client()
    client.force_login(senior)
    at = f"/staff/teams/{team.code}/join/"
    typed = {"forenames": "Ama", "surname": "Boateng", "code": "n1 77", "grade": "PO", "hours": "37", "start": str(on)}
    page = client.post(at, typed).content.decode()
    assert "A code is 2 to 20 capital letters" in page and 'value="Boateng"' in page
    assert client.post(at, typed | {"code": "n1-77"})["Location"] == "/staff/N1-77/working-time/"
    last = on + timedelta(days=30)
    assert "lie within a year" in client.post("/staff/N1-77/leave/", {"until": "2099-01-01"}).content.decode()
    assert client.post("/staff/N1-77/leave/", {"until": str(last)}).status_code == 302
    assert Staff.objects.get(code="N1-77").until == last + timedelta(days=1)
    assert f'value="{last}"' in client.get("/staff/N1-77/leave/").content.decode()


def test_the_api_takes_on_and_ends_once_for_each_key(team, senior):
    on, caller = timezone.localdate(), Caller(senior)
    body = {"team": team.code, "code": "N1-77", "forenames": "Ama", "surname": "Boateng", "grade": "PO", "hours": 37,
            "start": str(on)}  # fmt: skip
    made = [caller.post("/staff", body, Idempotency_Key="join-1") for _ in range(2)]
    assert made[0].status_code == 201 and made[0].content == made[1].content
    assert caller.get(made[0].headers["Location"].removeprefix("/api/v1")).json() == made[0].json()
    again = caller.post("/staff", body)
    assert (again.status_code, [one["code"] for one in again.json()["errors"]]) == (422, ["code-taken"])
    until = str(on + timedelta(days=10))
    assert caller.post("/staff/N1-77/leave", {"until": until}).json()["until"] == until
    assert caller.post("/staff", body | {"team": TeamFactory().code, "code": "N1-78"}).status_code == 422
    assert Staff.objects.count() == 1


def test_languages_phone_and_office_are_recorded_over_the_api(team, senior):
    made, caller = join(team, senior), Caller(senior)
    said = caller.post(f"/staff/{made.code}/profile", {"speaks_welsh": True, "sex": "F"}).json()
    assert said == {"staff": made.code, "speaks_welsh": True, "sex": "F"}
    assert caller.post(f"/staff/{made.code}/profile", {"speaks_welsh": True, "sex": "X"}).status_code == 422
    at = f"/teams/{team.code}/contact"
    assert caller.post(at, {"office": "m1 1aa"}).json() == {"team": team.code, "phone": "", "office": "M1 1AA"}
    assert caller.post(at, {"phone": "0161 496 0000"}).json()["office"] == "M1 1AA"
    for body in ({"office": "M1"}, {"phone": "ring me"}, {"fax": "1"}):
        assert caller.post(at, body).status_code == 422, body
    assert caller.post(at, {"phone": ""}).json()["phone"] == ""
    assert caller.post(f"/teams/{TeamFactory().code}/contact", {}).status_code == 404


def test_nobody_else_takes_on_or_ends(team, senior):
    made, last = join(team, senior), str(timezone.localdate())
    far = PostingFactory(user__role="head").user
    for role, status in (*dict.fromkeys(("practitioner", "administrator", "auditor", "person", "none"), 403).items(),
                         ("far", 404)):  # fmt: skip
        client = Client()
        client.force_login(far if role == "far" else user_of(team, role))
        assert client.post(f"/staff/teams/{team.code}/join/", {}).status_code == status, role
        assert client.post(f"/staff/{made.code}/leave/", {"until": last}).status_code == status, role
    assert Caller(senior, "workforce:read").post(f"/staff/{made.code}/leave", {"until": None}).status_code == 403
    assert Staff.objects.get().until is None and Staff.objects.count() == 1
