"""What went wrong, as ``application/problem+json`` (RFC 9457): one form for every error of the API."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, Literal

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.utils.translation import gettext
from ninja import NinjaAPI, Schema
from ninja.errors import HttpError, ValidationError
from pydantic import Field

from throughcare.accounts.database_away import RETRY_SECONDS, is_database_away
from throughcare.kernel.decision import mark as _

MEDIA_TYPE = "application/problem+json"
_TYPE = "urn:throughcare:problem:"
_log = logging.getLogger("throughcare.api")

# Code: status, title. The code is for programs and never changes; the title is for people.
PROBLEMS: Mapping[str, tuple[int, str]] = {
    "moved": (308, _("The record was merged into another")),
    "malformed": (400, _("The request cannot be understood")),
    "key-missing": (400, _("The header Idempotency-Key is missing or not usable")),
    "no-token": (401, _("A valid token is needed")),
    "not-permitted": (403, _("The token's user may not do that")),
    "scope-missing": (403, _("The token does not cover that")),
    "reason-needed": (403, _("A reason is needed to open a record from another region")),
    "not-found": (404, _("Nothing there that the token's user can see")),
    "method": (405, _("The address does not take that method")),
    "not-acceptable": (406, _("The answer comes in another form only")),
    "still-running": (409, _("The same request is being worked on")),
    "conflict": (409, _("The request does not fit what is there")),
    "too-large": (413, _("The request is too large")),
    "not-json": (415, _("The body must be JSON")),
    "invalid": (422, _("The request says something that cannot be")),
    "key-reused": (422, _("The key was used for another request")),
    "refused": (422, _("The record does not allow that")),
    "undecided": (422, _("The rule cannot decide these facts")),
    "too-many": (429, _("Too many calls")),
    "failed": (500, _("Something went wrong on our side")),
    "unavailable": (503, _("The service is stopped, or its database does not answer")),
}
_BY_STATUS = {400: "malformed", 401: "no-token", 403: "not-permitted", 404: "not-found", 405: "method",
              406: "not-acceptable", 409: "conflict", 413: "too-large", 415: "not-json", 422: "invalid",
              429: "too-many", 503: "unavailable"}  # fmt: skip


class Problem(Exception):
    """An operation that cannot be done: raise it anywhere below the API, by the code of ``PROBLEMS``.

    ``errors`` says which parts of the request to mend: ``{in, field, code, detail}``.
    """

    def __init__(
        self,
        code: str,
        detail: str = "",
        *,
        errors: Sequence[Mapping[str, Any]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(code)
        self.code, self.detail, self.errors, self.headers = code, detail, errors, headers or {}
        self.status, self.title = PROBLEMS[code]


class ErrorOut(Schema):
    """One thing to mend, and where."""

    where: Literal["path", "query", "header", "body"] = Field(alias="in")
    field: str = ""
    code: str
    detail: str


class ProblemOut(Schema):
    """What went wrong: ``type`` for programs, ``title`` and ``detail`` for people."""

    type: str
    title: str
    status: int
    detail: str | None = None
    errors: list[ErrorOut] | None = None


def answer_problem(problem: Problem) -> HttpResponse:
    """The problem as an answer."""
    body: dict[str, Any] = {
        "type": _TYPE + problem.code,
        "title": gettext(problem.title),
        "status": problem.status,
    }
    if problem.detail:
        body["detail"] = problem.detail
    if problem.errors:
        body["errors"] = list(problem.errors)
    text = json.dumps(body, ensure_ascii=False)
    return HttpResponse(text, status=problem.status, content_type=MEDIA_TYPE, headers=dict(problem.headers))


def problem_of_status(status: int) -> Problem:
    """The problem that stands for an answer of that status which says nothing more."""
    return Problem(_BY_STATUS.get(status, "failed" if status >= HTTPStatus.INTERNAL_SERVER_ERROR else "malformed"))


def install(api: NinjaAPI) -> None:
    """Turn what operations raise into problems."""
    for kind, handler in _HANDLERS.items():
        api.add_exception_handler(kind, handler)


def _problem(_request: HttpRequest, fault: Problem) -> HttpResponse:
    return answer_problem(fault)


def _invalid(_request: HttpRequest, fault: ValidationError) -> HttpResponse:
    return answer_problem(Problem("invalid", errors=[_error(item) for item in fault.errors]))


def _error(item: Mapping[str, Any]) -> dict[str, Any]:
    where, *path = item["loc"]
    # The body of an operation is one object: its parameter's name says nothing to whoever sent it.
    if where == "body" and path:
        path = path[1:]
    return {"in": where, "field": ".".join(map(str, path)), "code": item["type"], "detail": item["msg"]}


def _of_status(_request: HttpRequest, fault: HttpError) -> HttpResponse:
    return answer_problem(problem_of_status(fault.status_code))


def _failed(_request: HttpRequest, fault: Exception) -> HttpResponse:
    if is_database_away(fault):
        return answer_problem(Problem("unavailable", headers={"Retry-After": str(RETRY_SECONDS)}))
    _log.error("an operation of the API failed", exc_info=fault)
    return answer_problem(Problem("failed"))


def _by_code(code: str) -> Any:
    return lambda _request, _fault: answer_problem(Problem(code))


_HANDLERS: Mapping[type[Exception], Any] = {
    Exception: _failed,
    HttpError: _of_status,
    ValidationError: _invalid,
    Problem: _problem,
    Http404: _by_code("not-found"),
    PermissionDenied: _by_code("not-permitted"),
    RequestDataTooBig: _by_code("too-large"),
    UnreadablePostError: _by_code("malformed"),
}
