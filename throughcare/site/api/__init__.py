"""The public API: every context's operations under ``/api/v1/``, with one form of errors and one OpenAPI document."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module

from django.core.exceptions import ImproperlyConfigured
from ninja import NinjaAPI, Router
from ninja.openapi.schema import OpenAPISchema

from throughcare.accounts.api.described import SECURITY, problem_answers, problem_schema
from throughcare.accounts.api.problems import install
from throughcare.site.api.docs import DocsPage
from throughcare.site.api.reading import StrictParser

ROUTERS: Sequence[str] = (
    "throughcare.accounts.api.token",
    "throughcare.organisations.api",
    "throughcare.commissioning.api",
    "throughcare.people.api",
    "throughcare.workforce.api",
    "throughcare.supervision.api",
    "throughcare.own.api",
    "throughcare.site.api.decisions",
    "throughcare.site.api.reference",
)
"""The modules whose ``router`` is mounted, in the order of the document."""

DESCRIPTION = """\
Read and write the record of a probation service, and run its published rules.

Every call carries `Authorization: Bearer TOKEN`. A token acts as its user: it sees the people that they see and may do what
their role may do, within the token's scopes. A hidden record and an absent one answer the same. Every error is
`application/problem+json` (RFC 9457). Texts come in English or Welsh (`Accept-Language`).
"""


class UndeclaredOperation(ImproperlyConfigured):
    """An operation says neither who may call it nor which scope it asks for: the site does not start with it."""


class ThroughcareAPI(NinjaAPI):
    """The API, with what all operations share in its document."""

    def get_openapi_schema(self, **given: object) -> OpenAPISchema:
        """The OpenAPI document."""
        schema = super().get_openapi_schema(**given)  # type: ignore[arg-type]
        schema["components"]["securitySchemes"] = SECURITY
        schema["components"]["schemas"] |= problem_schema()
        schema["components"]["responses"] = problem_answers()
        return schema

    def get_openapi_operation_id(self, operation: object) -> str:
        """The name of the function: the documents of two versions differ where the operations do."""
        return str(operation.view_func.__name__)  # type: ignore[attr-defined]


def mount(made: NinjaAPI, router: Router) -> None:
    """Add a router's operations; raises ``UndeclaredOperation`` for one that declares no permission and scope."""
    for part in router.build_routers(""):
        for path, view in part.template.path_operations.items():
            for operation in view.operations:
                function = operation.view_func
                if not (getattr(function, "permission", None) and getattr(function, "scope", None)):
                    name = f"{function.__module__}.{function.__name__}"
                    raise UndeclaredOperation(f"{name} at {path} declares no permission")
    made.add_router("", router)


def _make() -> ThroughcareAPI:
    made = ThroughcareAPI(
        title="Throughcare",
        version="1",
        description=DESCRIPTION,
        urls_namespace="api",
        parser=StrictParser(),
        docs=DocsPage(),
    )
    install(made)
    for module in ROUTERS:
        mount(made, import_module(module).router)
    return made


api = _make()
