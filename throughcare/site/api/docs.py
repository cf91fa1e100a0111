"""The page that documents the API: made of the OpenAPI document, in the design system, without scripts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from ninja import NinjaAPI
from ninja.openapi.docs import DocsBase

from throughcare.accounts.api.problems import PROBLEMS
from throughcare.accounts.rules.scopes import SCOPE
from throughcare.site.reference import form_of

GROUPS = {
    "token": _("The token"),
    "people": _("People"),
    "sentences": _("Sentences and custody"),
    "caseload": _("Caseload"),
    "appointments": _("Appointments"),
    "asked": _("What people asked"),
    "contacts": _("Contacts"),
    "risk": _("Risk"),
    "plans": _("Sentence plans"),
    "enforcement": _("Enforcement"),
    "waiting": _("What waits"),
    "allocation": _("Allocation"),
    "transfers": _("Transfers"),
    "endings": _("The end of a sentence"),
    "workload": _("Workload"),
    "workforce": _("Working time"),
    "service-levels": _("Service levels"),
    "suppliers": _("Suppliers"),
    "contracts": _("Contracts"),
    "needs": _("Needs"),
    "engagement": _("Market engagement"),
    "panels": _("Panels"),
    "applications": _("Applications to panels"),
    "library": _("A supplier’s library"),
    "places": _("Places in panels"),
    "competitions": _("Competitions"),
    "opportunities": _("Opportunities"),
    "bids": _("Bids"),
    "awards": _("Awards and results"),
    "agreements": _("Contracts in hand"),
    "decisions": _("Decisions"),
    "reference": _("Reference data"),
}
"""What each tag of the document is called, in the order to show them in."""


@dataclass(frozen=True)
class Field:
    """A parameter, or a field of a schema."""

    name: str
    where: str
    form: str
    needed: bool
    meaning: str


@dataclass(frozen=True)
class OperationShown:
    """One operation as the page shows it; ``takes`` and ``gives`` name schemas, empty where there is none."""

    id: str
    method: str
    path: str
    summary: str
    meaning: str
    scope: str
    parameters: tuple[Field, ...]
    takes: str
    gives: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class SchemaShown:
    """One object that operations take or give."""

    name: str
    meaning: str
    fields: tuple[Field, ...]


class DocsPage(DocsBase):
    """Renders the page."""

    def render_page(self, request: HttpRequest, api: NinjaAPI, **parts: Any) -> HttpResponse:
        """Every operation by group, then every object, scope and problem."""
        document = api.get_openapi_schema()
        context = {
            "description": document["info"]["description"],
            "document": self.get_openapi_url(api, parts),
            "groups": groups_of(document),
            "schemas": list(schemas_of(document)),
            "scopes": SCOPE,
            "problems": PROBLEMS,
        }
        return render(request, "api/docs.html", context)


def groups_of(document: dict[str, Any]) -> list[tuple[str, Any, list[OperationShown]]]:
    """Tag, title and operations of each group."""
    found: dict[str, list[OperationShown]] = {tag: [] for tag in GROUPS}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            found[operation["tags"][0]].append(_shown(method, path, operation))
    return [(tag, GROUPS[tag], operations) for tag, operations in found.items() if operations]


def schemas_of(document: dict[str, Any]) -> Iterator[SchemaShown]:
    """The objects that operations take or give, in alphabetical order."""
    for name, schema in sorted(document["components"]["schemas"].items()):
        needed = schema.get("required", ())
        fields = (_field(field, "", inner, field in needed) for field, inner in schema.get("properties", {}).items())
        yield SchemaShown(name, _plain(schema.get("description", "")), tuple(fields))


def _shown(method: str, path: str, operation: dict[str, Any]) -> OperationShown:
    given = operation["parameters"]
    return OperationShown(
        id=operation["operationId"],
        method=method.upper(),
        path=path,
        summary=operation["summary"],
        meaning=_plain(operation.get("description", "")),
        scope=operation["security"][0]["token"][0],
        parameters=tuple(
            _field(each["name"], each["in"], each["schema"], each["required"], each.get("description", ""))
            for each in given
        ),
        takes=_content(operation.get("requestBody", {})),
        gives=tuple((int(status), _content(answer)) for status, answer in _good(operation["responses"])),
    )


def _good(responses: dict[Any, Any]) -> Iterator[tuple[Any, Any]]:
    return ((status, answer) for status, answer in responses.items() if "$ref" not in answer)


def _content(holder: dict[str, Any]) -> str:
    return ", ".join(form_of(each["schema"]).replace("`", "") for each in holder.get("content", {}).values())


def _field(name: str, where: str, schema: dict[str, Any], needed: bool, meaning: str = "") -> Field:
    return Field(
        name, where, form_of(schema).replace("`", ""), needed, _plain(meaning or schema.get("description", ""))
    )


def _plain(description: str) -> str:
    return " ".join(description.replace("`", "").split())
