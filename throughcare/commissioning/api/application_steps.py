"""What an applicant does over the API: begin, fill, gather partners, sign, send, reply, take back."""

from __future__ import annotations

from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Status
from pydantic import Field, StrictBool, StringConstraints

from throughcare.accounts.api import Among, Body, Day, Problem, caller, operation
from throughcare.commissioning.api.applications import (
    ApplicationDetailOut,
    application_in_full,
    application_of,
    own_application,
    router,
)
from throughcare.commissioning.api.panels import market_of
from throughcare.commissioning.api.steps import (
    Key,
    Number,
    Optional,
    Paragraphs,
    Sentence,
    acts,
    own_numbers,
    own_supplier,
    refusals,
    unknown,
)
from throughcare.commissioning.commands import applications as commands
from throughcare.commissioning.commands.applications import Answered
from throughcare.commissioning.models import ApplicationPartner, MarketApplication, SupplierEvidence
from throughcare.commissioning.rules.panel_grounds import GROUNDS
from throughcare.organisations.rules.codes import SCHEME

Scheme = Annotated[str, Among(entry.code for entry in SCHEME)]
Identifier = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
RegisterNumber = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
GroundCode = Annotated[str, Among(sorted(GROUNDS))]


class ApplyIn(Body):
    """The number of a supplier that the user acts for."""

    supplier: Number


class ConditionAnswerIn(Body):
    """The answer to a condition by its key, with evidence of the applicant's library by its key where it asks for some."""

    condition: Number
    answer: Literal["met", "not-met"] | None = None
    text: Optional = ""
    evidence: Number | None = None


class FillIn(Body):
    """What is asked for and answered. ``categories`` are all that are asked for; answers left out stay as they are.

    ``keep`` puts the answers in the library too. After it was sent, ``categories`` changes nothing any more.
    """

    categories: Annotated[list[Number], Field(max_length=200)] = []
    scheme: Scheme
    number: RegisterNumber
    answers: Annotated[list[ConditionAnswerIn], Field(max_length=200)] = []
    keep: StrictBool = False


class PartnerIn(Body):
    """A registered organisation by its identifier, like GB-CHC-9999999, and what it will do."""

    identifier: Identifier
    part: Sentence


class GroundIn(Body):
    """A ground of exclusion; ``event_on`` null where it goes on. Words say what was done so that it does not recur."""

    ground: GroundCode
    event_on: Day | None = None
    words: Optional = ""


class ReplyLine(Body):
    """The answer to a question by its key."""

    question: Number
    text: Paragraphs


class ReplyIn(Body):
    """The answers to every question that is open."""

    answers: Annotated[list[ReplyLine], Field(max_length=200)]


@router.post("/panels/{reference}/applications", response={201: ApplicationDetailOut}, summary="Begin an application")
@operation(permission="commissioning.apply", scope="applications:write")
def begin_application(
    request: HttpRequest, response: HttpResponse, reference: str, body: ApplyIn
) -> Status[ApplicationDetailOut]:
    """Begin a draft, its answers filled from the supplier's library."""
    market, supplier = market_of(reference), own_supplier(request, body.supplier)
    with refusals():
        made = commands.start_application(market=market, supplier=supplier, **acts(request))
    response["Location"] = f"/api/v1/applications/{made.pk}"
    return Status(201, _after(made))


@router.post("/applications/{key}", response=ApplicationDetailOut, summary="Fill an application")
@operation(permission="commissioning.apply", scope="applications:write")
def fill_application(request: HttpRequest, key: Key, body: FillIn) -> ApplicationDetailOut:
    """Say what is asked for and answer its conditions; signatures of before count no longer."""
    found = own_application(request, key)
    chosen = list(found.market.categories.filter(pk__in=body.categories, closed_at__isnull=True))
    if len(chosen) < len(set(body.categories)):
        raise unknown("categories", "not an open category of the panel")
    answers = _answers(found, body)
    with refusals({"nothing-asked": "categories", "other-organisation": "number"}):
        commands.fill_application(
            application=found, categories=chosen, scheme=body.scheme, number=body.number, answers=answers, keep=body.keep,
            **acts(request),
        )  # fmt: skip
    return _after(found)


@router.post("/applications/{key}/partners", response={201: ApplicationDetailOut}, summary="Name a partner")
@operation(permission="commissioning.apply", scope="applications:write")
def add_application_partner(request: HttpRequest, key: Key, body: PartnerIn) -> Status[ApplicationDetailOut]:
    """Name a partner in a draft; it signs itself."""
    found = own_application(request, key)
    with refusals(dict.fromkeys(("partner-unknown", "partner-self", "partner-twice"), "identifier")):
        commands.add_partner(application=found, identifier=body.identifier, part=body.part, **acts(request))
    return Status(201, _after(found))


@router.post(
    "/applications/{key}/partners/{number}/remove", response=ApplicationDetailOut, summary="Take a partner out"
)
@operation(permission="commissioning.apply", scope="applications:write")
def remove_application_partner(request: HttpRequest, key: Key, number: Key) -> ApplicationDetailOut:
    """Take a partner out of a draft."""
    found = own_application(request, key)
    partner = _partner(found, number)
    with refusals():
        commands.remove_partner(partner=partner, **acts(request))
    return _after(found)


@router.post("/applications/{key}/partners/{number}/sign", response=ApplicationDetailOut, summary="Sign an application")
@operation(permission="commissioning.apply", scope="applications:write")
def sign_one_application(request: HttpRequest, key: Key, number: Key) -> ApplicationDetailOut:
    """Sign what it says now, as a partner that the user acts for."""
    found = application_of(key)
    partner = _partner(found, number)
    if partner.supplier_id not in own_numbers(request):
        raise Problem("not-found")
    with refusals():
        commands.sign_application(partner=partner, **acts(request))
    return _after(found)


@router.post("/applications/{key}/grounds", response={201: ApplicationDetailOut}, summary="State a ground of exclusion")
@operation(permission="commissioning.read_applications", scope="applications:write")
def state_ground(request: HttpRequest, key: Key, body: GroundIn) -> Status[ApplicationDetailOut]:
    """Declare a ground in a draft as the applicant, or record one that was found under review as the commissioner."""
    buys = caller(request).user.may("commissioning.market")
    if not buys and not caller(request).user.may("commissioning.apply"):
        raise Problem("not-permitted")
    found = application_of(key) if buys else own_application(request, key)
    with refusals({"unknown-ground": "ground", "ground-twice": "ground", "event-ahead": "event_on"}):
        commands.state_ground(
            application=found, ground=body.ground, event_on=body.event_on, words=body.words, found=buys, **acts(request)
        )
    return Status(201, _after(found))


@router.post("/applications/{key}/submit", response=ApplicationDetailOut, summary="Send an application")
@operation(permission="commissioning.apply", scope="applications:write")
def submit_one_application(request: HttpRequest, key: Key) -> ApplicationDetailOut:
    """Send it, which starts the clock; one that is not whole is refused with everything that it lacks."""
    found = own_application(request, key)
    with refusals():
        commands.submit_application(application=found, **acts(request))
    return _after(found)


@router.post("/applications/{key}/reply", response=ApplicationDetailOut, summary="Answer what was asked")
@operation(permission="commissioning.apply", scope="applications:write")
def reply_to_questions(request: HttpRequest, key: Key, body: ReplyIn) -> ApplicationDetailOut:
    """Answer every question that is open; the application goes back to be reviewed."""
    found = own_application(request, key)
    with refusals({"question-open": "answers"}):
        commands.answer_application(
            application=found, answers={each.question: each.text for each in body.answers}, **acts(request)
        )
    return _after(found)


@router.post("/applications/{key}/withdraw", response=ApplicationDetailOut, summary="Take an application back")
@operation(permission="commissioning.apply", scope="applications:write")
def withdraw_one_application(request: HttpRequest, key: Key) -> ApplicationDetailOut:
    """Take it back before it is decided; applying again is possible at any time."""
    found = own_application(request, key)
    with refusals():
        commands.withdraw_application(application=found, **acts(request))
    return _after(found)


def _answers(found: MarketApplication, body: FillIn) -> dict[int, Answered]:
    known = set(found.answers.values_list("condition", flat=True))
    held = {
        each.pk: each
        for each in SupplierEvidence.objects.filter(
            supplier=found.supplier_id, pk__in=[each.evidence for each in body.answers if each.evidence]
        )
    }
    made = {}
    for place, each in enumerate(body.answers):
        if each.condition not in known:
            raise unknown(f"answers.{place}.condition", "not a condition of the panel")
        if each.evidence is not None and each.evidence not in held:
            raise unknown(f"answers.{place}.evidence", "not in the applicant's library")
        made[each.condition] = Answered(each.answer or "", each.text, held.get(each.evidence or 0))
    return made


def _partner(found: MarketApplication, number: int) -> ApplicationPartner:
    partner = ApplicationPartner.objects.select_related("application__supplier").filter(
        pk=number, application=found
    ).first()  # fmt: skip
    if partner is None:
        raise Problem("not-found")
    return partner


def _after(found: MarketApplication) -> ApplicationDetailOut:
    return application_in_full(application_of(found.pk))
