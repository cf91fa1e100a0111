"""The public guide "How we decide": every rule, every figure it uses with its source, and an example it has decided."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from throughcare.accounts.web.access import public
from throughcare.kernel.calendar import CalendarNotPublished
from throughcare.kernel.rulebook import Rule, UnknownRule
from throughcare.policy import Family
from throughcare.policy.book import NoPolicyInForce
from throughcare.site.decision_writer import rule_schema
from throughcare.site.reference import form_of, objects_in_order, shown_value
from throughcare.site.rulebooks import all_rules, families, find_rule
from throughcare.site.web.commissioning_answers import COMMISSIONING_ANSWERS
from throughcare.site.web.try_contact_due import TryContactDue
from throughcare.site.worked_examples import decide, decided_example, example_of
from throughcare.supervision.web import phrases

# What each rule answers, in a plain sentence, for the overview.
ANSWERS = {
    "tier": _("How closely somebody is supervised"),
    "contact-due": _("When somebody must next be seen, in what form, and whether that is late"),
    "grade-for-tier": _("Whether a practitioner's grade may hold a case"),
    "allocation-fit": _("Whether a practitioner may be given a case, and when that needs a reason"),
    "registration-review": _("When a registration is to be looked at again"),
    "assessment-review": _("When there is to be a new assessment"),
    "plan-review": _("When a sentence plan is to be looked at again"),
    "pss-requirements": _("What is required of somebody after the licence of a short sentence"),
    "plan-ahead": _("Which appointments are proposed up to the next review"),
    "rar-days": _("How many days of rehabilitation activity have been used"),
    "reminders": _("What somebody is told of an appointment, and when"),
    "breach-threshold": _(
        "Which missed appointments and other failures count, and when a manager is asked about breach"
    ),
    "organisation-identifier": _("Whether a number of a register is well formed, and how it is stored"),
    "organisation-size": _("How large an organisation is by its yearly income"),
    "message-retry": _("What becomes of a message that could not be sent"),
    **COMMISSIONING_ANSWERS,
}


@public
def overview(request: HttpRequest) -> HttpResponse:
    """What a tier is, when people must be seen, what is never automatic; then the rules and the figures."""
    rules = list(all_rules())
    names = list(dict.fromkeys(rule.name for rule in rules))
    groups = [(name, ANSWERS.get(name, ""), [rule for rule in rules if rule.name == name]) for name in names]
    found = [family for _context, family in families()]
    return render(request, "how_we_decide/overview.html", {"groups": groups, "families": found, "doubtful": _doubtful})


@public
def rule_page(request: HttpRequest, name: str, rule_set: str) -> HttpResponse:
    """One rule: what it reads, the figures it uses, and its example."""
    try:
        rule = find_rule(name, rule_set)
    except UnknownRule:
        raise Http404 from None
    decision = decided_example(rule)
    return render(
        request,
        "how_we_decide/rule.html",
        {
            "rule": rule,
            "objects": _objects(rule),
            "families": [family for _context, family in families() if family.name in rule.parameters],
            "shown_value": shown_value,
            "example": _lines(example_of(rule)),
            "decision": decision,
            "answer": answer_of(decision.value),
            "phrases": phrases,
        },
    )


@public
def family_page(request: HttpRequest, name: str) -> HttpResponse:
    """One family of figures by itself."""
    found = next((family for _context, family in families() if family.name == name), None)
    if found is None:
        raise Http404
    return render(request, "how_we_decide/family.html", {"family": found, "shown_value": shown_value})


@public
def try_contact_due(request: HttpRequest) -> HttpResponse:
    """Ask ``contact-due`` about facts of one's own; nothing is kept."""
    asked = "sentence" in request.GET
    form = TryContactDue(request.GET) if asked else TryContactDue(initial={"on": timezone.localdate()})
    decision = None
    if asked and form.is_valid():
        try:
            decision = decide(find_rule("contact-due"), form.facts())
        except NoPolicyInForce:
            form.add_error(None, _("No standard is known for these dates: the first is of 2007"))
        except CalendarNotPublished:
            form.add_error(None, _("The bank holidays of these dates are not known yet"))
    answer = answer_of(decision.value) if decision else None
    context = {"form": form, "decision": decision, "answer": answer, "phrases": phrases}
    return render(request, "how_we_decide/try.html", context)


def answer_of(value: Any) -> dict[str, Any]:
    """The answer of a rule as a page shows it: a tier, or what is due; empty for a rule whose reason says it all."""
    if hasattr(value, "tier"):
        return {"tier": value.tier, "provisional": getattr(value, "provisional", False)}
    if not hasattr(value, "next"):
        return {}
    following = value.next
    return {"state": value.state, "next": following, "unconfirmed": value.unconfirmed}


@cache
def _objects(rule: Rule) -> list[dict[str, Any]]:
    """The facts that the rule reads: each object with its fields."""
    definitions = rule_schema(rule)["input"]["$defs"]
    return [
        {
            "name": name,
            "meaning": _plain(definitions[name].get("description", "")),
            "fields": [
                {"name": field, "form": form_of(schema).replace("`", ""), "meaning": _plain(schema.get("description", "")),
                 "needed": field in definitions[name].get("required", [])}
                for field, schema in definitions[name]["properties"].items()
            ],
        }
        for name in objects_in_order(rule.case.__name__, definitions)
    ]  # fmt: skip


def _plain(description: str) -> str:
    """A description without the marks of code."""
    return " ".join(description.replace("`", "").split())


def _lines(facts: Any, name: str = "") -> list[tuple[str, str]]:
    """Facts as pairs of a dotted name and a value."""
    return list(_pairs(facts, name))


def _pairs(facts: Any, name: str) -> Iterator[tuple[str, str]]:
    if isinstance(facts, dict):
        for key, value in facts.items():
            yield from _pairs(value, f"{name}.{key}" if name else key)
    elif isinstance(facts, list):
        for place, value in enumerate(facts):
            yield from _pairs(value, f"{name}.{place}")
    else:
        yield name, str(facts).lower() if isinstance(facts, bool) else str(facts)


def _doubtful(family: Family) -> int:
    """How many values of the family are unconfirmed."""
    values = [value for parameter in family.parameters.values() for value in parameter.values]
    return sum(value.confidence == "unconfirmed" for value in values)


urlpatterns = [
    path("", overview, name="how-we-decide"),
    path("try/", try_contact_due, name="how-we-decide-try"),
    path("figures/<slug:name>/", family_page, name="how-we-decide-family"),
    path("<slug:name>/<slug:rule_set>/", rule_page, name="how-we-decide-rule"),
]
