"""One number and one line of log for each request, and its count. Nothing of what was asked is in any of them."""

from __future__ import annotations

import logging
import re
import time
import uuid
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from throughcare.accounts.models import User
from throughcare.site.operation.logs import request_number
from throughcare.site.operation.metrics import METHODS, count_request
from throughcare.site.web.doorstep import is_probe

_LOG = logging.getLogger("throughcare.requests")
_NUMBER = re.compile(r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}")
HEADER = "X-Request-ID"


class RequestMiddleware:
    """Stands before everything else, so that each answer is counted, whoever gave it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Number the request, answer it, and say in the log how that went."""
        if is_probe(request):
            return self.get_response(request)
        started = time.perf_counter()
        number = _number_of(request)
        kept = request_number.set(number)
        try:
            response = self.get_response(request)
            seconds = time.perf_counter() - started
            response.headers[HEADER] = number
            self._note(request, response.status_code, seconds)
            return response
        finally:
            request_number.reset(kept)

    def _note(self, request: HttpRequest, status: int, seconds: float) -> None:
        view, method = view_name(request), request.method if request.method in METHODS else "other"
        count_request(view=view, method=method, status=status, seconds=seconds)
        level = logging.ERROR if status >= 500 else logging.INFO
        known = {"view": view, "method": method, "status": status, "milliseconds": round(seconds * 1000)}
        _LOG.log(level, "answered", extra=known | {"user": user_number(request)})


def view_name(request: HttpRequest) -> str:
    """The name of the address that answered; ``static`` for a file, ``none`` where no address was reached."""
    match = request.resolver_match
    if match is not None:
        return match.view_name or "unnamed"
    return "static" if request.path_info.startswith(f"/{settings.STATIC_URL.strip('/')}/") else "none"


def user_number(request: HttpRequest) -> int | None:
    """The number of whoever was signed in, if that was asked at all; asks the database nothing."""
    user = getattr(request, "_cached_user", None)
    return user.pk if isinstance(user, User) else None


def _number_of(request: HttpRequest) -> str:
    """The number that a reverse proxy gave, where it is one (anything else could say something); else a new one."""
    given = request.headers.get(HEADER, "") if settings.TRUSTED_PROXIES else ""
    return given if _NUMBER.fullmatch(given) else uuid.uuid4().hex
