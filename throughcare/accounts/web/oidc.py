"""Signing in through an OpenID Connect provider, by configuration (``settings.OIDC``), with mozilla-django-oidc.

The provider says who somebody is, with whatever second factor it asks for; who may do what stays here. An account must
exist: none is made and no role is given on the provider's word.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import jwt
import requests
from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from mozilla_django_oidc.auth import OIDCAuthenticationBackend
from mozilla_django_oidc.views import OIDCAuthenticationCallbackView, OIDCAuthenticationRequestView

from throughcare.accounts.acting import nobody_acting
from throughcare.accounts.models import User
from throughcare.accounts.web.access import public
from throughcare.accounts.web.sessions import begin_session, where_next
from throughcare.audit.commands import record

BACKEND = "throughcare.accounts.web.oidc.ProviderBackend"
_TIMEOUT = 10
_ENDPOINTS = {
    "OIDC_OP_AUTHORIZATION_ENDPOINT": "authorization_endpoint",
    "OIDC_OP_TOKEN_ENDPOINT": "token_endpoint",
    "OIDC_OP_USER_ENDPOINT": "userinfo_endpoint",
    "OIDC_OP_JWKS_ENDPOINT": "jwks_uri",
}
_REFUSALS = (SuspiciousOperation, jwt.PyJWTError, requests.RequestException, KeyError, ValueError)


@lru_cache(maxsize=4)
def provider(issuer: str) -> dict[str, Any]:
    """What the provider publishes about itself; raises ``SuspiciousOperation`` when it names another issuer."""
    answer = requests.get(f"{issuer.rstrip('/')}/.well-known/openid-configuration", timeout=_TIMEOUT)
    answer.raise_for_status()
    document: dict[str, Any] = answer.json()
    if document.get("issuer") != issuer:
        raise SuspiciousOperation("the provider's document names another issuer")
    return document


def setting(name: str, *otherwise: Any) -> Any:
    """A setting of mozilla-django-oidc: from ``settings.OIDC``, what the provider publishes, or fixed here."""
    ours = settings.OIDC
    fixed = {
        "OIDC_RP_CLIENT_ID": ours.get("client_id", ""),
        "OIDC_RP_CLIENT_SECRET": ours.get("client_secret", ""),
        "OIDC_RP_SIGN_ALGO": "RS256",
        "OIDC_RP_SCOPES": ours.get("scopes", "openid profile"),
        "OIDC_USE_PKCE": True,
        "OIDC_CREATE_USER": False,
        "OIDC_TIMEOUT": _TIMEOUT,
    }
    if name in _ENDPOINTS:
        return provider(ours["issuer"])[_ENDPOINTS[name]]
    if name in fixed:
        return fixed[name]
    return OIDCAuthenticationBackend.get_settings(name, *otherwise)


class ProviderBackend(OIDCAuthenticationBackend):  # type: ignore[misc]
    """Finds the account that the provider's claim names; makes none."""

    get_settings = staticmethod(setting)

    def __init__(self) -> None:
        if settings.OIDC:
            self.UserModel = User

    def authenticate(self, request: HttpRequest | None, **given: Any) -> User | None:
        """The user whom the provider's answer names; None for any other way of signing in."""
        if not settings.OIDC or "nonce" not in given:
            return None
        super().__init__()
        found: User | None = super().authenticate(request, **given)
        return found

    def get_user(self, user_id: int) -> User | None:
        """The user of a session, while the account is open."""
        return User.objects.filter(pk=user_id, is_active=True).first()

    def verify_token(self, token: str, **given: Any) -> dict[str, Any]:
        """The token's claims; issuer, audience and end are checked as well as the signature and the nonce."""
        payload: dict[str, Any] = super().verify_token(token, **given)
        audience = payload.get("aud")
        if payload.get("iss") != settings.OIDC["issuer"]:
            raise SuspiciousOperation("the token is from another issuer")
        if settings.OIDC["client_id"] not in (audience if isinstance(audience, list) else [audience]):
            raise SuspiciousOperation("the token is for another client")
        if "exp" not in payload:
            raise SuspiciousOperation("the token has no end")
        self.subject = payload.get("sub")
        return payload

    def verify_claims(self, claims: dict[str, Any]) -> bool:
        """The claims must be about the subject of the token and carry the user name."""
        return bool(claims.get(_claim())) and claims.get("sub") == self.subject

    def filter_users_by_claims(self, claims: dict[str, Any]) -> QuerySet[User]:
        """The open account with that user name."""
        return User.objects.filter(username=str(claims[_claim()]), is_active=True)


class _Begin(OIDCAuthenticationRequestView):  # type: ignore[misc]
    get_settings = staticmethod(setting)


class _Answer(OIDCAuthenticationCallbackView):  # type: ignore[misc]
    get_settings = staticmethod(setting)

    def login_success(self) -> HttpResponse:
        goal = self.request.session.get("oidc_login_next") or str(settings.LOGIN_REDIRECT_URL)
        begin_session(self.request, self.user, how="provider", backend=BACKEND)
        return HttpResponseRedirect(goal)

    def login_failure(self) -> HttpResponse:
        return _refused()


@public
@never_cache
def begin(request: HttpRequest) -> HttpResponse:
    """Send the browser to the provider."""
    if not settings.OIDC:
        raise Http404
    if request.user.is_authenticated:
        return HttpResponseRedirect(where_next(request))
    try:
        answer: HttpResponse = _Begin.as_view()(request)
    except _REFUSALS:
        return _refused()
    request.session["oidc_login_next"] = where_next(request)
    return answer


@public
@never_cache
def answer(request: HttpRequest) -> HttpResponse:
    """The provider sent the browser back: let the user in, or say that it did not work."""
    if not settings.OIDC:
        raise Http404
    if request.user.is_authenticated:
        return HttpResponseRedirect(where_next(request))
    try:
        answered: HttpResponse = _Answer.as_view()(request)
    except _REFUSALS:
        return _refused()
    return answered


def _refused() -> HttpResponse:
    with nobody_acting():
        record(action="accounts.failed_sign_in", by=None, at=timezone.now(), how="provider")
    return HttpResponseRedirect(f"{settings.LOGIN_URL}?refused=1")


def _claim() -> str:
    return str(settings.OIDC.get("username_claim", "preferred_username"))
