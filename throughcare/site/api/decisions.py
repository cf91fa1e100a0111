"""Rules as code over HTTP: the same objects that ``throughcare decide`` prints."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from ninja import Router, Schema
from ninja.params.functions import Query

from throughcare.accounts.api import Problem, operation
from throughcare.kernel.calendar import CalendarNotPublished
from throughcare.kernel.decision import Decision
from throughcare.kernel.rulebook import Rule, UnknownRule
from throughcare.people.api import open_record
from throughcare.policy.book import NoPolicyInForce
from throughcare.site.api.reading import StrictParser
from throughcare.site.case_reader import CaseFault, CaseReader
from throughcare.site.decision_writer import DecisionWriter, rule_schema
from throughcare.site.rulebooks import all_rules, find_rule
from throughcare.supervision.queries.explained import explain_all

router = Router(tags=["decisions"])

RULE_FAULTS = (ValueError, LookupError, ArithmeticError)
RULE_SET: str = Query("", max_length=50, description="The rule set; the rule's default where none is named.")
ON: date | None = Query(
    None, description="The calculation date: of a case that does not say its own, or of the record."
)


class RuleOut(Schema):
    """A published rule in one rule set; ``default`` is the set taken where none is named."""

    name: str
    rule_set: str
    title: str
    default: bool
    source: str
    parameters: list[str]


class ReasonOut(Schema):
    """Why the value is what it is."""

    code: str
    text: str


class StepOut(Schema):
    """One step: ``result`` is what it gives (points, a tier, a date), null where nothing."""

    code: str
    text: str
    result: Any
    decisive: bool


class PolicyOut(Schema):
    """One policy value that the decision stands on."""

    parameter: str
    title: str
    value: Any
    unit: str
    in_force_from: date
    citation: str
    confidence: str


class DecisionOut(Schema):
    """The answer of a rule, explaining itself; the form of ``value`` is the rule's."""

    rule: str
    rule_set: str
    value: Any
    reason: ReasonOut
    steps: list[StepOut]
    policies: list[PolicyOut]
    holds_until: date | None


@router.get("/rules", response=list[RuleOut], summary="List the rules")
@operation(permission="site.decide", scope="decisions:run")
def list_rules(request: HttpRequest) -> list[RuleOut]:
    """Every published rule with its rule sets."""
    return [
        RuleOut(
            name=rule.name,
            rule_set=rule.rule_set,
            title=gettext(rule.title),
            default=rule.default,
            source=rule.source,
            parameters=list(rule.parameters),
        )
        for rule in all_rules()
    ]


@router.get("/rules/{name}", response=dict[str, Any], summary="Read a rule's schemas")
@operation(permission="site.decide", scope="decisions:run")
def read_rule(request: HttpRequest, name: str, rule_set: str = RULE_SET) -> dict[str, Any]:
    """JSON Schemas of the facts that the rule reads and of the decision that it gives."""
    return rule_schema(_rule(name, rule_set))


_CASE = {
    "requestBody": {
        "required": True,
        "description": "The facts, by the rule's schema: see the operation read_rule.",
        "content": {"application/json": {"schema": {"type": "object"}}},
    }
}


@router.post("/decisions/{name}", response=DecisionOut, summary="Run a rule", openapi_extra=_CASE)
@operation(permission="site.decide", scope="decisions:run", changes_nothing=True)
def decide(request: HttpRequest, name: str, rule_set: str = RULE_SET, on: date | None = ON) -> HttpResponse:
    """Decide one case. Nothing is kept: the facts need not be those of a record."""
    rule = _rule(name, rule_set)
    _check_json(request)
    try:
        case = CaseReader(rule.case, on=on.isoformat() if on else None).read(request.body)
        return _written(rule.decide(case))
    except CaseFault as fault:
        raise Problem("invalid", str(fault)) from None
    except RULE_FAULTS as fault:
        raise Problem("undecided", str(fault.args[0]) if fault.args else "") from None


@router.get("/people/{crn}/decisions", response=list[DecisionOut], summary="Explain a person's tier and contact due")
@operation(permission="people.view", scope="people:read", opens_record=True)
def explain_person(request: HttpRequest, crn: str, on: date | None = ON) -> HttpResponse:
    """The decisions in full, with every step and policy, made again from the record as it stands now."""
    today = timezone.localdate()
    if on is not None and on > today:
        raise Problem("invalid", errors=[{"in": "query", "field": "on", "code": "future", "detail": "lies ahead"}])
    person = open_record(request, crn, page="decisions")
    try:
        answers = explain_all(person.pk, on=on or today)
    except (NoPolicyInForce, CalendarNotPublished) as fault:
        raise Problem("undecided", str(fault.args[0])) from None
    if answers is None:
        raise Http404
    found = [answer for answer in (answers.a_to_g, answers.two_axis, answers.contact_due) if answer is not None]
    return HttpResponse(b"[%b]" % b",".join(map(_writer().line, found)), content_type="application/json")


def _rule(name: str, rule_set: str) -> Rule:
    try:
        return find_rule(name, rule_set or None)
    except UnknownRule as unknown:
        raise Problem("not-found", str(unknown.args[0])) from None


def _check_json(request: HttpRequest) -> None:
    try:
        StrictParser().parse_body(request)
    except (ValueError, RecursionError):
        raise Problem("malformed") from None


def _written(decision: Decision[Any]) -> HttpResponse:
    return HttpResponse(_writer().line(decision), content_type="application/json")


def _writer() -> DecisionWriter:
    """Writes in the language asked for; in English word for word what the command line prints."""
    return DecisionWriter(gettext if (get_language() or "").startswith("cy") else None)
