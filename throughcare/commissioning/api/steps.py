"""What the operations of commissioning share: forms of text and numbers, who acts, why, and refusals with every reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Annotated, Any, TypeVar

import msgspec
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from ninja import Schema
from ninja.params.functions import Path
from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints
from pydantic_core import PydanticCustomError

from throughcare.accounts.api import Among, Body, Problem, caller
from throughcare.commissioning.commands.refusals import PanelRefused
from throughcare.commissioning.rules.panel_refusals import REFUSALS
from throughcare.commissioning.rules.refused import Refused
from throughcare.kernel.decision import Decision
from throughcare.organisations.commands.suppliers import IdentifierRefused
from throughcare.organisations.models import Region, Supplier
from throughcare.organisations.queries.suppliers import acting_for
from throughcare.organisations.rules.supplier_codes import COHORT, NEED

S = TypeVar("S", bound=Schema)

Key = Annotated[int, Path(ge=1, lt=2**63)]
Number = Annotated[int, Field(ge=1, lt=2**63)]
Pence = Annotated[int, Field(ge=0, le=10**13)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Sentence = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
Paragraphs = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4_000)]
Optional = Annotated[str, StringConstraints(strip_whitespace=True, max_length=4_000)]
Need = Annotated[str, Among(entry.code for entry in NEED)]
Cohort = Annotated[str, Among(entry.code for entry in COHORT)]

EARLIEST, LATEST = 2000, 2100
# What was overtaken is a conflict: read it again, then decide anew. Everything else is for the caller to mend.
OVERTAKEN = frozenset({"wrong-state", "not-a-draft", "deadline-passed", "wrong-stage"})


def _meant(moment: dt.datetime) -> dt.datetime:
    if not EARLIEST <= moment.year <= LATEST:
        raise PydanticCustomError("moment", "no year that could be meant")
    # In UTC: the database takes no offset of more than 15 hours.
    return moment.astimezone(dt.UTC)


Moment = Annotated[AwareDatetime, AfterValidator(_meant)]
"""An instant with its offset, as it is sent."""


class WordsIn(Body):
    """Why, or what is said, in words."""

    words: Paragraphs


class PerhapsIn(Body):
    """Words that may be left out."""

    words: Optional = ""


class WhyStepOut(Schema):
    """One step of a decision; ``decisive`` where the reason is in it."""

    code: str
    text: str
    decisive: bool


class WhyOut(Schema):
    """Why a rule says what it says: ``rule`` names it, ``holds_until`` is the last day on which it says the same."""

    rule: str
    code: str
    text: str
    steps: list[WhyStepOut]
    holds_until: dt.date | None


class JudgedOut(Schema):
    """What a rule says, and why; the form of ``value`` is the rule's, which ``GET /rules/{name}`` describes."""

    value: Any
    why: WhyOut


def judged_out(decision: Decision[Any]) -> JudgedOut:
    """A decision with its value."""
    return JudgedOut(value=msgspec.to_builtins(decision.value), why=why_out(decision))


def why_out(decision: Decision[Any]) -> WhyOut:
    """The explanation of a decision, in the language of the request."""
    return WhyOut(
        rule=decision.rule,
        code=decision.reason.code,
        text=decision.reason.words.say(gettext),
        steps=[
            WhyStepOut(code=each.code, text=each.words.say(gettext), decisive=each.decisive) for each in decision.steps
        ],
        holds_until=decision.holds_until,
    )


def acts(request: HttpRequest) -> dict[str, Any]:
    """Who acts, and when."""
    return {"by": caller(request).user, "at": timezone.now()}


@contextmanager
def refusals(fields: Mapping[str, str] | None = None) -> Iterator[None]:
    """Do all of it or nothing; what a command refuses becomes a problem with every reason that it gave.

    ``fields`` names the part of the body that a code is about.
    """
    try:
        with transaction.atomic():
            yield
    except PanelRefused as refused:
        raise _problem([(code, gettext(REFUSALS[code])) for code in refused.codes], fields) from None
    except Refused as refused:
        raise _problem([(each.code, each.words.say(gettext)) for each in refused.reasons], fields) from None
    except IdentifierRefused as refused:
        reason = refused.decision.reason
        raise _problem([(reason.code, reason.words.say(gettext))], {reason.code: "number"}) from None


def _problem(reasons: list[tuple[str, str]], fields: Mapping[str, str] | None) -> Problem:
    kind = "conflict" if any(code in OVERTAKEN for code, _words in reasons) else "refused"
    named = fields or {}
    return Problem(
        kind,
        errors=[{"in": "body", "field": named.get(code, ""), "code": code, "detail": words} for code, words in reasons],
    )


def unknown(field: str, detail: str = "nothing there that the token's user can see") -> Problem:
    """The problem of a name in the body that leads nowhere."""
    return Problem("invalid", errors=[{"in": "body", "field": field, "code": "unknown", "detail": detail}])


def region_named(code: str | None, field: str = "region") -> Region | None:
    """The region of that code; raises ``Problem`` for a code that no region has."""
    if code is None:
        return None
    found = Region.objects.filter(code=code).first()
    if found is None:
        raise unknown(field, "not the code of a region")
    return found


def own_supplier(request: HttpRequest, number: int, field: str = "supplier") -> Supplier:
    """A supplier that the user acts for; raises ``Problem`` for any other."""
    found = acting_for(caller(request).user).filter(supplier=number).first()
    if found is None:
        raise unknown(field, "not a supplier that the token's user acts for")
    return found.supplier


def own_numbers(request: HttpRequest) -> set[int]:
    """The numbers of the suppliers that the user acts for."""
    return set(acting_for(caller(request).user).values_list("supplier", flat=True))


def told(schema: type[S], row: object, **more: Any) -> S:
    """The schema filled from the fields of the same names beside ``more``; ``key`` is the number of the row."""
    same = (name for name in schema.model_fields if name not in more)
    return schema(**more, **{name: getattr(row, "pk" if name == "key" else name) for name in same})
