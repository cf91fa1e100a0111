"""What courts and prisons decide, over the API: a further sentence, custody, release."""

from __future__ import annotations

import secrets
from typing import Annotated

from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from ninja import Router, Schema, Status
from ninja.params.functions import Query
from pydantic import Field, StrictBool, StrictInt

from throughcare.accounts.api import Among, Body, Day, Problem, caller, operation
from throughcare.accounts.models import User
from throughcare.people.api import open_record, sentence_of
from throughcare.people.api.schemas import SentenceOut
from throughcare.people.commands.pss import standing_pss
from throughcare.people.commands.sentences import CustodyRefused, release, take_into_custody
from throughcare.people.models import Person, Sentence
from throughcare.people.rules import codes
from throughcare.people.rules.custody_entry import REFUSALS
from throughcare.people.rules.passed import SentencePassed
from throughcare.policy.book import NoPolicyInForce
from throughcare.supervision.api.risk import refused_entry
from throughcare.supervision.commands.opening import pass_sentence
from throughcare.supervision.commands.pss import PssRefused, set_requirements
from throughcare.supervision.queries.places import find_team
from throughcare.supervision.queries.pss import pss_case
from throughcare.supervision.rules.faults import EntryRefused
from throughcare.supervision.rules.pss_codes import PSS_REQUIREMENT
from throughcare.supervision.rules.pss_requirements import CHOICE_FAULTS, decide_pss
from throughcare.workforce.models import Team

router = Router(tags=["sentences"])

Kind = Annotated[str, Among(entry.code for entry in codes.SENTENCE_KIND)]
Group = Annotated[str, Among(entry.code for entry in codes.OFFENCE_GROUP)]
Category = Annotated[str, Among(entry.code for entry in codes.REQUIREMENT_CATEGORY)]
Condition = Annotated[str, Among(entry.code for entry in codes.LICENCE_CONDITION_CATEGORY)]
Required = Annotated[str, Among(entry.code for entry in PSS_REQUIREMENT)]
LINKED: bool = Query(False, description="Use of drugs led to offending, or is likely to.")
CustodyKind = Annotated[str, Among(entry.code for entry in codes.CUSTODY_KIND)]


class RequiredIn(Body):
    """A requirement with its length in the category's own unit, where the court set one."""

    category: Category
    length: Annotated[StrictInt, Field(ge=1, le=2_000)] | None = None


class PassedIn(Body):
    """A sentence as the court passed it; ends are the first day after. ``team`` receives the case where nobody holds it.

    ``starts_on`` is the day of sentence where it is left out; ``confirmed`` says that what is unlikely has been checked.
    """

    kind: Kind
    offence_group: Group
    sentenced_on: Day
    team: Annotated[str, Field(max_length=20)]
    starts_on: Day | None = None
    ends_on: Day | None = None
    licence_ends_on: Day | None = None
    released_on: Day | None = None
    court: Annotated[str, Field(max_length=100)] = ""
    offence: Annotated[str, Field(max_length=200)] = ""
    requirements: Annotated[list[RequiredIn], Field(max_length=20)] = []
    conditions: Annotated[list[Condition], Field(max_length=20)] = []
    confirmed: StrictBool = False


class PssAnswerOut(Schema):
    """A requirement there can be after the licence: whether it is proposed, why or why not, and the fact that says so."""

    requirement: str
    proposed: bool
    verdict: str
    because: str


class PssOut(Schema):
    """Supervision after the licence of one sentence: what is proposed, and what ``stands``.

    ``reason`` says why there is any, or none.
    """

    sentence: str
    applies: bool
    reason: str
    requirements: list[PssAnswerOut]
    stands: list[str]


class PssIn(Body):
    """What is required after the licence; ``why`` where it is more or less than what is proposed."""

    requirements: Annotated[list[Required], Field(min_length=1, max_length=10)]
    drugs_linked: StrictBool = False
    why: Annotated[str, Field(max_length=2_000)] = ""


class CustodyIn(Body):
    """Why the person is held, and since when."""

    kind: CustodyKind
    on: Day


class ReleaseIn(Body):
    """The day of release: the first on which the person is not held."""

    on: Day


@router.post("/people/{crn}/sentences/new", response={201: SentenceOut}, summary="Record a sentence")
@operation(permission="people.change", scope="sentences:write", opens_record=True)
def add_sentence(request: HttpRequest, crn: str, body: PassedIn) -> Status[SentenceOut]:
    """Record a further sentence; where nobody is responsible for the person, the case waits in the team at once."""
    person, user = open_record(request, crn, page="new-sentence"), caller(request).user
    team = receiving_team(user, body)
    try:
        made = pass_sentence(
            person=person, passed=passed_as(body), team=team, reference=f"A-{secrets.token_hex(16)}", by=user,
            at=timezone.now(), confirmed=body.confirmed,
        )  # fmt: skip
    except EntryRefused as refused:
        raise refused_sentence(refused) from None
    return Status(201, sentence_of(person.pk, made.pk))


@router.post("/people/{crn}/sentences/{path:reference}/custody", response=SentenceOut, summary="Record custody")
@operation(permission="people.change", scope="sentences:write", opens_record=True)
def add_custody(request: HttpRequest, crn: str, reference: str, body: CustodyIn) -> SentenceOut:
    """Record that the person is held under a sentence: recalled, remanded or serving it. Contact follows at once."""
    person = open_record(request, crn, page="custody")
    sentence = _running(person, reference)
    try:
        take_into_custody(sentence=sentence, kind=body.kind, on=body.on, by=caller(request).user, at=timezone.now())
    except CustodyRefused as refused:
        raise _refused(refused) from None
    return sentence_of(person.pk, sentence.pk)


@router.post("/people/{crn}/sentences/{path:reference}/release", response=SentenceOut, summary="Record release")
@operation(permission="people.change", scope="sentences:write", opens_record=True)
def add_release(request: HttpRequest, crn: str, reference: str, body: ReleaseIn) -> SentenceOut:
    """Record release; the time for the first appointment starts."""
    person = open_record(request, crn, page="release")
    sentence = _running(person, reference)
    try:
        release(sentence=sentence, on=body.on, by=caller(request).user, at=timezone.now())
    except CustodyRefused as refused:
        raise _refused(refused) from None
    return sentence_of(person.pk, sentence.pk)


@router.get(
    "/people/{crn}/sentences/{path:reference}/after-licence", response=PssOut,
    summary="Read what is proposed after a licence",
)  # fmt: skip
@operation(permission="people.view", scope="people:read", opens_record=True)
def read_after_licence(request: HttpRequest, crn: str, reference: str, drugs_linked: bool = LINKED) -> PssOut:
    """Which requirements of post-sentence supervision are proportionate to the sentence and the need, and which stand."""
    return _after_licence(_running(open_record(request, crn, page="pss"), reference), drugs_linked)


@router.post(
    "/people/{crn}/sentences/{path:reference}/after-licence", response=PssOut, summary="Set what follows a licence"
)
@operation(permission="people.change", scope="sentences:write", opens_record=True)
def set_after_licence(request: HttpRequest, crn: str, reference: str, body: PssIn) -> PssOut:
    """Set the requirements, worded in the person's language; what is not among them ends."""
    sentence = _running(open_record(request, crn, page="pss"), reference)
    try:
        set_requirements(
            sentence=sentence, chosen=body.requirements, drugs_linked=body.drugs_linked, why=body.why,
            by=caller(request).user, at=timezone.now(),
        )  # fmt: skip
    except PssRefused as refused:
        errors = [
            {"in": "body", "field": _PSS_FIELDS.get(code, ""), "code": code, "detail": gettext(CHOICE_FAULTS[code])}
            for code in refused.codes
        ]
        raise Problem("refused", errors=errors) from None
    except NoPolicyInForce:
        raise Http404 from None
    return _after_licence(sentence, body.drugs_linked)


_FIELDS = {"last_day": "ends_on", "licence_last_day": "licence_ends_on", "requirement_1": "requirements"}
_PSS_FIELDS = {"not-possible": "requirements", "say-why": "why"}


def _after_licence(sentence: Sentence, linked: bool) -> PssOut:
    on = timezone.localdate()
    case = pss_case(sentence, on=on, drugs_linked=linked)
    try:
        decision = decide_pss(case) if case is not None else None
    except NoPolicyInForce:
        decision = None
    if decision is None:
        raise Http404
    standing = standing_pss(sentence, on=on)
    return PssOut(
        sentence=sentence.reference,
        applies=decision.value.applies,
        reason=decision.reason.words.say(gettext),
        requirements=[PssAnswerOut(**{name: getattr(one, name) for name in PssAnswerOut.model_fields})
                      for one in decision.value.requirements],
        stands=[entry.code for entry in PSS_REQUIREMENT if entry.facts["paragraph"] in standing],
    )  # fmt: skip


def _running(person: Person, reference: str) -> Sentence:
    rows = Sentence.objects.filter(person=person, terminated_on=None)
    found = None if "\x00" in reference else rows.filter(reference=reference).first()
    if found is None:
        raise Http404
    return found


def _refused(refused: CustodyRefused) -> Problem:
    return Problem(
        "refused",
        errors=[
            {"in": "body", "field": "kind" if code == "order-has-no-custody" else "on", "code": code,
             "detail": gettext(REFUSALS[code])}
            for code in refused.codes
        ],
    )  # fmt: skip


def receiving_team(user: User, body: PassedIn, *, field: str = "team") -> Team:
    """The team that receives the case; raises ``Problem`` at ``field`` for one that is not in the user's regions."""
    team = None if "\x00" in body.team else find_team(user, body.team, on=timezone.localdate())
    if team is None:
        detail = gettext("No such team in your region.")
        raise Problem("invalid", errors=[{"in": "body", "field": field, "code": "unknown", "detail": detail}])
    return team


def refused_sentence(refused: EntryRefused, *, inside: str = "") -> Problem:
    """What is wrong with a sentence, by the names of its body, which stands ``inside`` another one."""
    problem = refused_entry(refused)
    errors = [{**each, "field": inside + _FIELDS.get(each["field"], each["field"])} for each in problem.errors]
    return Problem(problem.code, problem.detail, errors=errors)


def passed_as(body: PassedIn) -> SentencePassed:
    """The sentence as it was sent."""
    return SentencePassed(
        kind=body.kind, offence_group=body.offence_group, sentenced_on=body.sentenced_on,
        starts_on=body.starts_on or body.sentenced_on, ends_on=body.ends_on, licence_ends_on=body.licence_ends_on,
        released_on=body.released_on, court=body.court, offence=body.offence,
        requirements=tuple((one.category, one.length) for one in body.requirements),
        conditions=tuple(body.conditions),
    )  # fmt: skip
