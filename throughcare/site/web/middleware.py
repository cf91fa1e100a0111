"""One transaction per request, in which the database knows who is acting."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django.db import transaction
from django.http import HttpRequest, HttpResponseBase

from throughcare.accounts.acting import acting
from throughcare.accounts.models import User
from throughcare.site.web.navigation import navigation, who


class ActingMiddleware:
    """Run the rest of the request as the signed-in user; an answer of 500 or more undoes what was written.

    The transaction ends before a streamed body is sent: a view that streams rows opens ``acting`` inside its generator.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        user = request.user
        if not isinstance(user, User):
            return self.get_response(request)
        request.navigation = partial(navigation, request)  # type: ignore[attr-defined]
        request.signed_in = partial(who, user)  # type: ignore[attr-defined]
        with acting(user, why=f"{request.method} {request.path}"[:200]):
            response = self.get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
            return response
