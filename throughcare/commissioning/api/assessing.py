"""What a commissioner does with an application over the API: review, ask, extend, assess, decide by the rule."""

from __future__ import annotations

from typing import Annotated, Literal

from django.http import HttpRequest
from pydantic import Field, StrictBool, StringConstraints

from throughcare.accounts.api import Body, Problem, operation
from throughcare.commissioning.api.applications import ApplicationDetailOut, application_in_full, application_of, router
from throughcare.commissioning.api.steps import (
    Key,
    Number,
    Paragraphs,
    PerhapsIn,
    WordsIn,
    acts,
    refusals,
    unknown,
)
from throughcare.commissioning.commands import assessing as commands
from throughcare.commissioning.models import ApplicationGround, MarketApplication
from throughcare.commissioning.queries.applications import answers_asked

Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)]


class AssessedLine(Body):
    """How the answer of that key is assessed, with a note that the applicant reads."""

    answer: Number
    assessed: Literal["met", "not-met"]
    note: Note = ""


class AssessIn(Body):
    """How answers are assessed; those left out stay as they are."""

    answers: Annotated[list[AssessedLine], Field(min_length=1, max_length=200)]


class GroundDecisionIn(Body):
    """Whether what was done about a ground of exclusion is enough, and why."""

    accepted: StrictBool
    reasons: Paragraphs


@router.post("/applications/{key}/review", response=ApplicationDetailOut, summary="Take an application up")
@operation(permission="commissioning.market", scope="applications:write")
def review_one_application(request: HttpRequest, key: Key) -> ApplicationDetailOut:
    """Begin to review it."""
    found = application_of(key)
    with refusals():
        commands.review_application(application=found, **acts(request))
    return _after(found)


@router.post("/applications/{key}/ask", response=ApplicationDetailOut, summary="Ask an applicant for something")
@operation(permission="commissioning.market", scope="applications:write")
def ask_applicant(request: HttpRequest, key: Key, body: WordsIn) -> ApplicationDetailOut:
    """Ask for something; the clock goes on."""
    found = application_of(key)
    with refusals():
        commands.ask_applicant(application=found, text=body.words, **acts(request))
    return _after(found)


@router.post("/applications/{key}/extend", response=ApplicationDetailOut, summary="Give an application a longer time")
@operation(permission="commissioning.market", scope="applications:write")
def extend_one_application(request: HttpRequest, key: Key, body: WordsIn) -> ApplicationDetailOut:
    """Give it the longer time, once, for a written reason."""
    found = application_of(key)
    with refusals():
        commands.extend_application(application=found, reason=body.words, **acts(request))
    return _after(found)


@router.post("/applications/{key}/assess", response=ApplicationDetailOut, summary="Assess answers")
@operation(permission="commissioning.market", scope="applications:write")
def assess_answers(request: HttpRequest, key: Key, body: AssessIn) -> ApplicationDetailOut:
    """Say of answers whether their condition is met; the answer says what the rule then makes of each category."""
    found = application_of(key)
    known = {each.pk for each in answers_asked(found)}
    for place, each in enumerate(body.answers):
        if each.answer not in known:
            raise unknown(f"answers.{place}.answer", "not an answer of this application that counts")
    with refusals():
        commands.assess_answers(
            application=found, found={each.answer: (each.assessed, each.note) for each in body.answers}, **acts(request)
        )
    return _after(found)


@router.post(
    "/applications/{key}/grounds/{number}/decision", response=ApplicationDetailOut,
    summary="Decide about a ground of exclusion",
)  # fmt: skip
@operation(permission="commissioning.market", scope="applications:write")
def decide_on_ground(request: HttpRequest, key: Key, number: Key, body: GroundDecisionIn) -> ApplicationDetailOut:
    """Decide whether what the applicant did about it is enough."""
    found = application_of(key)
    ground = ApplicationGround.objects.select_related("application").filter(pk=number, application=found).first()
    if ground is None:
        raise Problem("not-found")
    with refusals():
        commands.decide_ground(ground=ground, accepted=body.accepted, reasons=body.reasons, **acts(request))
    return _after(found)


@router.post("/applications/{key}/admit", response=ApplicationDetailOut, summary="Admit an applicant")
@operation(permission="commissioning.market", scope="applications:write")
def admit_applicant(request: HttpRequest, key: Key, body: PerhapsIn) -> ApplicationDetailOut:
    """Give a place in each category that meets its conditions, and publish it."""
    found = application_of(key)
    with refusals():
        commands.admit_application(application=found, words=body.words, **acts(request))
    return _after(found)


@router.post("/applications/{key}/decline", response=ApplicationDetailOut, summary="Decline an application")
@operation(permission="commissioning.market", scope="applications:write")
def decline_applicant(request: HttpRequest, key: Key, body: PerhapsIn) -> ApplicationDetailOut:
    """Decline it, each failed condition with its cure; where the rule says to admit it is refused."""
    found = application_of(key)
    with refusals():
        commands.decline_application(application=found, words=body.words, **acts(request))
    return _after(found)


def _after(found: MarketApplication) -> ApplicationDetailOut:
    return application_in_full(application_of(found.pk))
