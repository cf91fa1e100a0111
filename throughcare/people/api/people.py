"""Finding people, and reading who they are and what they were sentenced to."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router
from ninja.params.functions import Query

from throughcare.accounts.api import CURSOR, LIMIT, PageOf, Problem, caller, cursor_at, operation, read_place
from throughcare.audit.commands import record
from throughcare.organisations.queries.postings import regions_of
from throughcare.people.api.door import open_record
from throughcare.people.api.schemas import (
    CharacteristicOut,
    FoundOut,
    PersonOut,
    SentenceOut,
    characteristic_out,
    found_out,
    person_out,
    sentence_out,
)
from throughcare.people.queries.details import details_of
from throughcare.people.queries.records import national_reach
from throughcare.people.queries.search import people_in_order, search_people
from throughcare.people.queries.sentences import sentences_in_full
from throughcare.people.rules.search_terms import Terms, read_date, read_terms

router = Router(tags=["people"])

TYPED: str = Query("", max_length=100, description="A name, a date of birth or a number, as it is typed.")
BORN: str = Query("", max_length=40, description="Date of birth, in any form people use.")


@router.get("/people", response=PageOf[FoundOut], summary="Find people")
@operation(permission="people.search", scope="people:read")
def search(
    request: HttpRequest, q: str = TYPED, born: str = BORN, limit: int = LIMIT, cursor: str = CURSOR
) -> PageOf[FoundOut]:
    """People of every region who fit, best first, at most 500; tolerant of spelling. What was searched for is audited."""
    user, (first,) = caller(request).user, read_place(cursor, int) or [0]
    terms = _terms(q, born)
    own = regions_of(user, on=timezone.localdate())
    with national_reach(user):
        keys = search_people(terms).keys
        people = people_in_order(keys[first : first + limit])
    record(action="people.search", by=user, at=timezone.now(), found=len(keys), typed=q[:100])
    return PageOf(
        items=[found_out(person, own) for person in people],
        next_cursor=cursor_at([first + limit]) if first + limit < len(keys) else None,
    )


@router.get("/people/{crn}", response=PersonOut, summary="Read a person")
@operation(permission="people.view", scope="people:read", opens_record=True)
def read_person(request: HttpRequest, crn: str) -> PersonOut:
    """Who the person is: names, numbers, how to reach them, circumstances that change how they are supervised."""
    person = open_record(request, crn, page="person")
    return person_out(person, details_of(person, on=timezone.localdate()))


@router.get("/people/{crn}/sentences", response=list[SentenceOut], summary="Read a person's sentences")
@operation(permission="people.view", scope="people:read", opens_record=True)
def read_sentences(request: HttpRequest, crn: str) -> list[SentenceOut]:
    """Every sentence and order, the latest first, with requirements, licence conditions and time in custody."""
    person = open_record(request, crn, page="sentences")
    return [sentence_out(sentence) for sentence in sentences_in_full(person.pk)]


@router.get(
    "/people/{crn}/characteristics",
    response=list[CharacteristicOut],
    summary="Read a person's protected characteristics",
)
@operation(permission="people.view", scope="characteristics:read", opens_record=True)
def read_characteristics(request: HttpRequest, crn: str) -> list[CharacteristicOut]:
    """The latest answer to each, as the person gave it; "not-said" is an answer."""
    person = open_record(request, crn, page="characteristics")
    answers = details_of(person, on=timezone.localdate()).characteristics
    return [characteristic_out(answer.latest) for answer in answers if answer.latest]


def sentence_of(person: int, key: int) -> SentenceOut:
    """One sentence of a person (primary keys) with all its parts."""
    return next(sentence_out(sentence) for sentence in sentences_in_full(person) if sentence.pk == key)


def _terms(typed: str, born: str) -> Terms:
    day = read_date(born) if born.strip() else None
    if born.strip() and day is None:
        raise _refused("born", "not a date")
    terms = read_terms(typed, day)
    if not terms:
        raise _refused("q", "give a name, a date of birth or a number")
    return terms


def _refused(field: str, detail: str) -> Problem:
    return Problem("invalid", errors=[{"in": "query", "field": field, "code": "search", "detail": detail}])
