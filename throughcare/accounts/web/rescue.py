"""Middleware: what a form sent is kept where saving it failed."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

from throughcare.accounts.web.typed import rescue_typed


class RescueMiddleware:
    """Keeps what was typed when the answer is an error of ours, after what was half done has been undone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Let the request through; on an error keep the form it carried."""
        response = self.get_response(request)
        if response.status_code >= 500:
            # The database may be what failed; then the error page is all there is to say.
            with contextlib.suppress(DatabaseError):
                rescue_typed(request)
        return response
