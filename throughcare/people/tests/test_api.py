"""People over the API: who finds and reads whom, and what the logs keep of it."""

from datetime import date

import pytest
from django.utils import timezone

from throughcare.accounts.tests.api import Caller
from throughcare.audit.models import Consultation, Entry
from throughcare.people.models import Characteristic, Identifier, LimitedAccess, OtherName, Person
from throughcare.people.tests.factories import PersonFactory, SentenceFactory
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db
PAGES = ("", "/sentences", "/characteristics")
PRACTISING = ("practitioner", "colleague", "senior", "head", "director")
OTHERS = ("administrator", "auditor", "supplier", "person")


def looks():
    with as_role("owner"):
        return list(Consultation.objects.order_by("pk").values_list("actor", "page", "reason"))


def problem(answer):
    return answer.status_code, answer.json()["type"].removeprefix("urn:throughcare:problem:")


def _headers(answer):
    return {name: value for name, value in answer.headers.items() if name != "X-Request-ID"}


def bar(person, user):
    with as_role("jobs"):
        LimitedAccess.objects.create(person=person, kind="exclusion", user=user, reason="Kin", start=date(2026, 1, 1))


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("who", PRACTISING)
def test_whoever_practises_in_the_region_reads_the_record(person, cast, who, page):
    answer = Caller(getattr(cast, who)).get(f"/people/X100001{page}")
    assert answer.status_code == 200
    assert looks() == [(getattr(cast, who).pk, f"api-{page[1:] or 'person'}", "Own region's caseload")]


@pytest.mark.parametrize("page", [*PAGES, "?q=smith"])
@pytest.mark.parametrize("who", OTHERS)
def test_other_roles_are_refused(person, cast, who, page):
    address = f"/people{page}" if page.startswith("?") else f"/people/X100001{page}"
    answer = Caller(getattr(cast, who)).get(address)
    assert problem(answer) == (403, "not-permitted")
    assert looks() == []


@pytest.mark.parametrize("page", PAGES)
def test_nobody_reads_without_a_token(person, page):
    assert problem(Caller(None).get(f"/people/X100001{page}")) == (401, "no-token")


@pytest.mark.parametrize("page", PAGES)
def test_hidden_and_absent_answer_alike(person, cast, page):
    caller, stranger = Caller(cast.practitioner), Caller(cast.stranger)
    bar(person, cast.practitioner)
    bar(person, cast.stranger)
    for each, headers in ((caller, {}), (stranger, {}), (stranger, {"Access_Reason": "duty: Called"})):
        hidden, absent = each.get(f"/people/X100001{page}", **headers), each.get(f"/people/X999999{page}", **headers)
        assert problem(hidden) == (404, "not-found")
        assert hidden.content == absent.content
        assert _headers(hidden) == _headers(absent)
    assert looks() == []


def test_a_record_says_who_the_person_is(person, cast):
    with as_role("jobs"):
        OtherName.objects.create(person=person, kind="alias", forenames="Jack", surname="Smyth")
        Identifier.objects.create(person=person, kind="PNC", value="2004/0712343H")
        Characteristic.objects.create(person=person, kind="religion", value="not-said", recorded_on=date(2026, 1, 5))
    caller = Caller(cast.practitioner)
    body = caller.get("/people/X100001").json()
    assert (body["crn"], body["forenames"], body["surname"]) == ("X100001", "John", "Smith")
    assert body["other_names"] == [{"kind": "alias", "forenames": "Jack", "surname": "Smyth"}]
    assert body["identifiers"] == [{"kind": "PNC", "value": "2004/0712343H"}]
    assert (body["delivery_unit"], body["region"]) == (person.delivery_unit.code, person.delivery_unit.region.code)
    assert "religion" not in str(body)
    answers = caller.get("/people/X100001/characteristics").json()
    assert answers == [{"kind": "religion", "value": "not-said", "recorded_on": "2026-01-05", "recorded_by": ""}]


def test_characteristics_need_a_scope_of_their_own(person, cast):
    caller = Caller(cast.practitioner, "people:read")
    assert caller.get("/people/X100001").status_code == 200
    assert problem(caller.get("/people/X100001/characteristics")) == (403, "scope-missing")


def test_sentences_come_whole(person, cast, django_assert_num_queries):
    with as_role("jobs"):
        for number in range(3):
            sentence = SentenceFactory(person=person, reference=f"S-10{number}")
            sentence.requirements.create(person=person, reference=f"R-{number}", category="rar", start=date(2026, 1, 5))
    body = Caller(cast.practitioner).get("/people/X100001/sentences").json()
    assert [len(each["requirements"]) for each in body] == [1, 1, 1]
    assert body[0]["kind"] == "community-order"


def test_another_region_is_asked_why(person, cast):
    answer = Caller(cast.stranger).get("/people/X100001")
    assert problem(answer) == (403, "reason-needed")
    assert "John" not in answer.content.decode()
    assert looks() == []


def test_with_a_reason_the_record_opens_and_the_log_keeps_it(person, cast):
    reason = "duty: Galwyd y llinell ddyletswydd, tŷ".encode().decode("latin-1")
    answer = Caller(cast.stranger).get("/people/X100001", Access_Reason=reason)
    assert answer.json()["surname"] == "Smith"
    assert looks() == [(cast.stranger.pk, "api-person", "Duty officer: Galwyd y llinell ddyletswydd, tŷ")]


def test_a_reason_given_in_the_own_region_is_kept_as_well(person, cast):
    Caller(cast.practitioner).get("/people/X100001", Access_Reason="covering: Sam is ill")
    assert looks() == [(cast.practitioner.pk, "api-person", "Covering for a colleague: Sam is ill")]


@pytest.mark.parametrize(
    "reason", ["duty", "duty:", "duty:   ", "nosy: I wonder", ": x", "duty: " + "x" * 201, "duty: a\tb"]
)
def test_a_reason_that_says_nothing_opens_nothing(person, cast, reason):
    answer = Caller(cast.stranger).get("/people/X100001", Access_Reason=reason)
    assert problem(answer) == (422, "invalid")
    assert answer.json()["errors"][0]["field"] == "Access-Reason"
    assert looks() == []


def test_a_merged_record_leads_to_the_one_that_remains(person, cast):
    with as_role("jobs"):
        PersonFactory(crn="X100003", delivery_unit=person.delivery_unit)
        Person.objects.filter(crn="X100003").update(merged_into=person)
    answer = Caller(cast.practitioner).get("/people/X100003/contacts?limit=1")
    assert (answer.status_code, answer["Location"]) == (308, "/api/v1/people/X100001/contacts?limit=1")
    bar(person, cast.practitioner)
    assert problem(Caller(cast.practitioner).get("/people/X100003")) == (404, "not-found")


def test_a_search_finds_people_of_every_region_and_says_which_open_at_once(person, cast):
    with as_role("jobs"):
        PersonFactory(crn="X100009", forenames="Jon", surname="Smith")
    body = Caller(cast.practitioner).get("/people", {"q": "John Smith"}).json()
    assert [(each["crn"], each["own_region"]) for each in body["items"]] == [("X100001", True), ("X100009", False)]
    assert body["next_cursor"] is None


def test_a_search_is_audited_with_what_was_typed_and_how_many_were_found(person, cast):
    Caller(cast.practitioner).get("/people", {"q": "smith", "limit": 1})
    with as_role("owner"):
        assert Entry.objects.filter(action="people.search").values_list("detail", flat=True).get() == {
            "found": 1,
            "typed": "smith",
        }
    assert looks() == []


def test_a_search_does_not_find_whom_the_user_may_not_see(person, cast):
    caller = Caller(cast.practitioner)
    bar(person, cast.practitioner)
    for asked in ({"q": "smith"}, {"q": "X100001"}, {"born": "1990-05-17"}):
        assert caller.get("/people", asked).json() == {"items": [], "next_cursor": None}


def test_pages_of_a_search_hold_everybody_once(person, cast):
    with as_role("jobs"):
        for number in range(6):
            PersonFactory(crn=f"X20000{number}", forenames="John", surname="Smith", delivery_unit=person.delivery_unit)
    caller, found, cursor = Caller(cast.practitioner), [], ""
    for _ in range(4):
        page = caller.get("/people", {"q": "John Smith", "limit": 2, "cursor": cursor}).json()
        found += [each["crn"] for each in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert sorted(found) == ["X100001", *(f"X20000{number}" for number in range(6))]
    assert len(found) == 7


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({}, "q"),
        ({"q": "  "}, "q"),
        ({"born": "31 February 1990"}, "born"),
        ({"q": "smith", "limit": 0}, "limit"),
        ({"q": "smith", "limit": 201}, "limit"),
        ({"q": "smith", "limit": "many"}, "limit"),
        ({"q": "smith", "cursor": "nonsense"}, "cursor"),
        ({"q": "smith", "cursor": "W10"}, "cursor"),
        ({"q": "smith", "cursor": "Wy0xXQ"}, "cursor"),
        ({"q": "smith", "cursor": "W3RydWVd"}, "cursor"),
        ({"q": "s" * 101}, "q"),
    ],
)
def test_a_search_that_cannot_be_says_which_part_to_mend(person, cast, asked, field):
    answer = Caller(cast.practitioner).get("/people", asked)
    assert problem(answer) == (422, "invalid")
    assert [each["field"] for each in answer.json()["errors"]] == [field]


@pytest.mark.parametrize("address", ["/people?q=%00", "/people/X1%00", "/people?q=a&%00=b"])
def test_the_character_nul_is_refused(person, cast, address):
    assert problem(Caller(cast.practitioner).get(address)) == (400, "malformed")


def test_a_posting_that_has_ended_ends_what_the_token_sees(person, cast):
    from throughcare.organisations.models import Posting

    Posting.objects.filter(user=cast.practitioner).update(until=timezone.localdate())
    assert problem(Caller(cast.practitioner).get("/people/X100001")) == (403, "reason-needed")
