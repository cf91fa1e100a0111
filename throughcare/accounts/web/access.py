"""What a page asks of whoever opens it. Every view declares a permission, or that it is public; a test walks them all."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from throughcare.accounts.models import User
from throughcare.accounts.rules.roles import PERMISSIONS
from throughcare.accounts.web.typed import rescue_typed

View = TypeVar("View", bound=Callable[..., HttpResponseBase])

PUBLIC = "public"


def requires(permission: str) -> Callable[[View], View]:
    """Let in whoever holds ``permission``; others are sent to sign in, or refused once signed in."""
    if permission not in PERMISSIONS:
        raise KeyError(f"no permission named {permission!r}: add it to accounts/rules/roles.py")

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                rescue_typed(request)
                return redirect_to_login(request.get_full_path())
            if not signed_in(request).may(permission):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return decorate


def public(view: View) -> View:
    """Declare that anybody may open the page."""

    @wraps(view)
    def open_to_all(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, *args, **kwargs)

    open_to_all.permission = PUBLIC  # type: ignore[attr-defined]
    return open_to_all  # type: ignore[return-value]


def signed_in(request: HttpRequest) -> User:
    """The user of a guarded page."""
    assert isinstance(request.user, User)
    return request.user
