"""What an operation asks of whoever calls it, and what happens around every call.

An operation is let run only with a valid token whose user holds the permission and which covers the scope. It runs in one
transaction as that user, so that row security sees nobody else; a write is done once for each key that came with it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

from django.core.exceptions import RequestDataTooBig
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, UnreadablePostError
from django.utils import timezone
from ninja.decorators import decorate_view
from ninja.operation import Operation
from ninja.utils import contribute_operation_callback

from throughcare.accounts.acting import acting, extend_reach
from throughcare.accounts.api.described import describe
from throughcare.accounts.api.problems import Problem, answer_problem
from throughcare.accounts.commands.answers import OtherRequest, StillRunning, claim_key, keep_answer
from throughcare.accounts.commands.tokens import TooManyCalls, UnknownToken, use_token
from throughcare.accounts.models import ApiAnswer, ApiToken
from throughcare.accounts.rules.roles import PERMISSIONS
from throughcare.accounts.rules.scopes import ANY_SCOPE, SCOPE, covers

View = TypeVar("View", bound=Callable[..., Any])
Run = Callable[..., HttpResponseBase]

_SCHEME = re.compile(r"Bearer +(\S+) *", re.IGNORECASE)
_KEY = re.compile(r"[\x21-\x7e]{1,255}")
_KEPT_HEADERS = ("Content-Type", "Location")
_WITH_BODY = ("POST", "PUT", "PATCH")


@dataclass(frozen=True)
class Declared:
    """What an operation asks for; ``once`` that it is done once for each key, ``asks`` what may stand in the query."""

    permission: str
    scope: str
    once: bool
    asks: frozenset[str]


def operation(
    *, permission: str, scope: str, changes_nothing: bool = False, opens_record: bool = False
) -> Callable[[View], View]:
    """Declare what the operation asks for. Stands below the router's decorator.

    ``changes_nothing`` is for a POST that writes nothing, which then needs no Idempotency-Key; ``opens_record`` says in
    the document that the operation opens a person's record, for which a reason may be asked.
    """
    if permission not in PERMISSIONS:
        raise KeyError(f"no permission named {permission!r}: add it to accounts/rules/roles.py")
    if scope != ANY_SCOPE and scope not in SCOPE:
        raise KeyError(f"no scope named {scope!r}: add it to accounts/rules/scopes.py")

    def declare(view: View) -> View:
        view.permission, view.scope = permission, scope  # type: ignore[attr-defined]
        decorate_view(lambda run: _guarded(run, permission, scope, changes_nothing))(view)
        contribute_operation_callback(view, described)
        return view

    def described(made: Operation) -> None:
        once = _once(made, changes_nothing)
        describe(made, permission=permission, scope=scope, once=once, opens_record=opens_record)

    return declare


def caller(request: HttpRequest) -> ApiToken:
    """The token with which the operation is called; its ``user`` is who acts."""
    token = getattr(request, "token", None)
    assert isinstance(token, ApiToken)
    return token


def _once(made: Operation, changes_nothing: bool) -> bool:
    return not changes_nothing and any(method != "GET" for method in made.methods)


def _guarded(run: Run, permission: str, scope: str, changes_nothing: bool) -> Run:
    made: Operation = run.__self__  # type: ignore[attr-defined]
    declared = Declared(permission, scope, _once(made, changes_nothing), _query_names(made))

    @wraps(run)
    def answer(request: HttpRequest, **parts: Any) -> HttpResponseBase:
        try:
            token = _let_in(request, declared)
            _check_form(request, parts, declared.asks)
        except Problem as problem:
            return answer_problem(problem)
        with acting(token.user, why=f"API {token.prefix} {request.method} {request.path}"[:200]):
            response = _once_only(request, token, run, parts) if declared.once else run(request, **parts)
            if response.status_code >= 500:
                transaction.set_rollback(True)
            return response

    return answer


def _let_in(request: HttpRequest, declared: Declared) -> ApiToken:
    token = _token_of(request)
    if not token.user.may(declared.permission):
        raise Problem("not-permitted")
    if not covers(token.scopes, declared.scope):
        needed = f'Bearer realm="Throughcare", error="insufficient_scope", scope="{declared.scope}"'
        raise Problem("scope-missing", declared.scope, headers={"WWW-Authenticate": needed})
    request.user = token.user
    request.token = token  # type: ignore[attr-defined]
    return token


def _token_of(request: HttpRequest) -> ApiToken:
    given = _SCHEME.fullmatch(request.headers.get("Authorization", ""))
    now = timezone.now()
    try:
        if given is None:
            raise UnknownToken
        return use_token(given[1], at=now)
    except UnknownToken:
        said = 'Bearer realm="Throughcare"' + (', error="invalid_token"' if given else "")
        raise Problem("no-token", headers={"WWW-Authenticate": said}) from None
    except TooManyCalls as limit:
        wait = max(1, int((limit.until - now).total_seconds()) + 1)
        raise Problem("too-many", headers={"Retry-After": str(wait)}) from None


def _query_names(made: Operation) -> frozenset[str]:
    models = (model for model in made.models if model.__ninja_param_source__ == "query")
    return frozenset(name for model in models for name in model.__ninja_flatten_map__)


def _check_form(request: HttpRequest, parts: dict[str, Any], asks: frozenset[str]) -> None:
    """Refuse what no operation can read: another form of body, one that is too large, the character NUL.

    A name in the query that the operation does not know is refused as well: a slip of the pen must not give the whole list.
    """
    written = [*map(str, parts.values()), *(value for pair in request.GET.lists() for value in (pair[0], *pair[1]))]
    if any("\x00" in text for text in written):
        raise Problem("malformed")
    unknown = sorted(set(request.GET) - asks)
    if unknown:
        detail = "not a parameter of this operation"
        raise Problem(
            "invalid", errors=[{"in": "query", "field": name, "code": "unknown", "detail": detail} for name in unknown]
        )
    try:
        body = request.body
    except RequestDataTooBig:
        raise Problem("too-large") from None
    except UnreadablePostError:
        raise Problem("malformed") from None
    if request.method in _WITH_BODY and body and request.content_type != "application/json":
        raise Problem("not-json")


def _once_only(request: HttpRequest, token: ApiToken, run: Run, parts: dict[str, Any]) -> HttpResponseBase:
    """Do a write, or give the answer that was kept for its key."""
    key, now = request.headers.get("Idempotency-Key", ""), timezone.now()
    if not _KEY.fullmatch(key):
        return answer_problem(Problem("key-missing"))
    asked = _fingerprint(request)
    try:
        # An answer about a record of another region is seen from there: the record was opened with a reason before.
        extend_reach(token.user, "national")
        kept = claim_key(token=token, key=key, request=asked, at=now)
        extend_reach(token.user, "region")
        if kept is not None:
            return _again(kept)
        response = run(request, **parts)
        if 200 <= response.status_code < 300:
            _keep(request, token, key, asked, response)
    except StillRunning:
        transaction.set_rollback(True)
        return answer_problem(Problem("still-running", headers={"Retry-After": "1"}))
    except OtherRequest:
        return answer_problem(Problem("key-reused"))
    return response


def _keep(request: HttpRequest, token: ApiToken, key: str, asked: str, response: HttpResponseBase) -> None:
    assert isinstance(response, HttpResponse)
    keep_answer(
        token=token,
        key=key,
        request=asked,
        person=getattr(request, "opened_person", None),
        status=response.status_code,
        headers={name: response.headers[name] for name in _KEPT_HEADERS if name in response.headers},
        body=response.content,
        at=timezone.now(),
    )


def _again(kept: ApiAnswer) -> HttpResponse:
    headers = {**kept.headers, "Idempotency-Replayed": "true"}
    return HttpResponse(bytes(kept.body), status=kept.status, headers=headers)


def _fingerprint(request: HttpRequest) -> str:
    parts = (request.method or "", request.get_full_path(), request.content_type or "")
    return hashlib.sha256("\n".join(parts).encode() + b"\n" + request.body).hexdigest()
