"""Beginning and ending sessions: a new key at sign-in, an end after idling, an end after a working day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from throughcare.accounts.acting import acting
from throughcare.accounts.models import User
from throughcare.accounts.web.typed import rescue_typed
from throughcare.audit.commands import record

BEGAN, SEEN = "session_began", "session_seen"
PASSWORD_BACKEND = "django.contrib.auth.backends.ModelBackend"
_NOTE_EVERY = 60


class SessionLimitsMiddleware:
    """Ends a session that idled too long, is older than a working day, or began before its user's were all ended."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Let the request through, or end the session and ask to sign in again."""
        user = request.user
        if not isinstance(user, User):
            return self.get_response(request)
        now = timezone.now().timestamp()
        if BEGAN not in request.session:
            request.session[BEGAN] = request.session[SEEN] = now
        if has_ended(request.session[BEGAN], request.session[SEEN], user.sessions_from, now):
            kept = rescue_typed(request)
            logout(request)
            back = request.get_full_path() if request.method in ("GET", "HEAD") else kept or "/"
            return HttpResponseRedirect(f"{settings.LOGIN_URL}?{urlencode({'next': back, 'ended': 1})}")
        if now - request.session[SEEN] > _NOTE_EVERY:
            request.session[SEEN] = now
        return self.get_response(request)


def has_ended(began: float, seen: float, sessions_from: datetime | None, now: float) -> bool:
    """Whether a session that began and was last seen at these moments (seconds since 1970) is over."""
    if now - seen > settings.SESSION_IDLE or now - began > settings.SESSION_LONGEST:
        return True
    return sessions_from is not None and began < sessions_from.timestamp()


def begin_session(request: HttpRequest, user: User, *, how: str, backend: str = PASSWORD_BACKEND) -> None:
    """Sign ``user`` in with a new session of their own; nothing that an earlier session held goes over."""
    now = timezone.now()
    with acting(user, why="sign in"):
        request.session.flush()
        login(request, user, backend=backend)
        request.session[BEGAN] = request.session[SEEN] = now.timestamp()
        record(action="accounts.signed_in", by=user, at=now, subject=user.username, how=how)


def end_session(request: HttpRequest) -> None:
    """Sign out; nothing of the session is left."""
    if isinstance(request.user, User):
        with acting(request.user, why="sign out"):
            record(action="accounts.signed_out", by=request.user, at=timezone.now(), subject=request.user.username)
    logout(request)


def where_next(request: HttpRequest) -> str:
    """The page of this site that ``next`` asks for; the home page when it asks for another site or none."""
    asked = request.POST.get("next", request.GET.get("next", ""))
    inside = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return asked if asked.startswith("/") and inside else str(settings.LOGIN_REDIRECT_URL)


def address_of(request: HttpRequest) -> str:
    """The network address of whoever asks: behind ``TRUSTED_PROXIES`` proxies, the one that the outermost of them saw."""
    proxies: int = settings.TRUSTED_PROXIES
    seen = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    if proxies and len(seen) >= proxies:
        return seen[-proxies]
    return str(request.META.get("REMOTE_ADDR", ""))
