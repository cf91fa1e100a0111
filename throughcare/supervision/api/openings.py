"""Opening a case for somebody new over the API: who they are, and the sentence that a court passed."""

from __future__ import annotations

import secrets
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from ninja import Router, Schema, Status
from pydantic import Field, StringConstraints

from throughcare.accounts.api import Among, Body, Day, Problem, caller, operation
from throughcare.people.api import sentence_of
from throughcare.people.api.schemas import SentenceOut
from throughcare.people.commands.people import PersonEntry
from throughcare.people.models import Person
from throughcare.people.rules.codes import LANGUAGE, SEX
from throughcare.people.rules.identifiers import InvalidIdentifier
from throughcare.supervision.api.sentences import PassedIn, passed_as, receiving_team, refused_sentence
from throughcare.supervision.commands.opening import find_alike, open_case
from throughcare.supervision.rules.faults import EntryRefused

router = Router(tags=["sentences"])

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
Sex = Annotated[str, Among(entry.code for entry in SEX)]
Language = Annotated[str, Among(entry.code for entry in LANGUAGE)]


class NewPersonIn(Body):
    """Who the person is; codes of sex and language."""

    forenames: Name
    surname: Name
    date_of_birth: Day
    sex: Sex
    language: Language = "en"
    preferred_name: Annotated[str, StringConstraints(strip_whitespace=True, max_length=100)] = ""
    pnc: Annotated[str, StringConstraints(strip_whitespace=True, max_length=20)] = ""


class CaseIn(Body):
    """Somebody who has no record, and their sentence.

    ``none_of`` are the case numbers of people who look alike and are not this person: all that the refusal named.
    """

    person: NewPersonIn
    sentence: PassedIn
    none_of: Annotated[list[Annotated[str, Field(max_length=20)]], Field(max_length=50)] = []


class CaseOpenedOut(Schema):
    """The record that was opened; the case waits for a practitioner in ``team``."""

    crn: str
    team: str
    sentence: SentenceOut


@router.post("/cases", response={201: CaseOpenedOut}, summary="Open a case for somebody new")
@operation(permission="people.change", scope="cases:write")
def open_new_case(request: HttpRequest, response: HttpResponse, body: CaseIn) -> Status[CaseOpenedOut]:
    """Open a record with its sentence. People who look alike, in any region, are named first; the look is audited."""
    user, now = caller(request).user, timezone.now()
    team, entry = receiving_team(user, body.sentence, field="sentence.team"), PersonEntry(**body.person.dict())
    if entry.date_of_birth > timezone.localdate(now):
        raise _invalid("person.date_of_birth", "future", gettext("lies ahead"))
    alike = [person for person in find_alike(entry=entry, by=user, at=now) if person.crn not in body.none_of]
    if alike:
        detail = gettext(
            "Somebody like this is on the record. Send their numbers in “none_of” where it is none of them."
        )
        raise Problem("refused", detail, errors=[_alike(person) for person in alike])
    try:
        made = open_case(
            entry=entry, passed=passed_as(body.sentence), team=team, reference=f"A-{secrets.token_hex(16)}", by=user,
            at=now, confirmed=body.sentence.confirmed,
        )  # fmt: skip
    except EntryRefused as refused:
        raise refused_sentence(refused, inside="sentence.") from None
    except InvalidIdentifier as wrong:
        raise _invalid("person.pnc", "pnc", gettext(str(wrong))) from None
    crn = made.person.crn
    response["Location"] = request.path.removesuffix("/cases") + f"/people/{crn}"
    return Status(201, CaseOpenedOut(crn=crn, team=team.code, sentence=sentence_of(made.person_id, made.pk)))


def _alike(person: Person) -> dict[str, str]:
    words = f"{person.crn} {person.name}, {date_format(person.date_of_birth, 'j F Y')}"
    return {"in": "body", "field": "none_of", "code": "alike", "detail": words}


def _invalid(field: str, code: str, detail: str) -> Problem:
    return Problem("invalid", errors=[{"in": "body", "field": field, "code": code, "detail": detail}])
