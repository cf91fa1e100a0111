"""What the layout needs on every page: who is signed in, where they can go, which language, demonstration or not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch
from django.utils.functional import cached_property

from throughcare.site.web import words
from throughcare.site.web.addresses import address_of

LANGUAGE_NAMES = (("en-gb", "en", "English"), ("cy", "cy", "Cymraeg"))


@dataclass(frozen=True)
class Language:
    """One language of the site: ``code`` for the form, ``html`` for ``lang``, ``name`` in that language."""

    code: str
    html: str
    name: str
    current: bool


@dataclass(frozen=True)
class SignedIn:
    """Who is signed in, as the header says it."""

    name: str
    role: str = ""


class Page:
    """The layout's view of a request. Middleware may set ``request.navigation`` and ``request.signed_in``."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self.demo: bool = settings.DEMO_SIGN_IN

    @cached_property
    def navigation(self) -> Sequence[Any]:
        """Items ``{text, href, active}`` for the role of who is signed in."""
        given = getattr(self._request, "navigation", ())
        return given() if callable(given) else given

    @cached_property
    def signed_in(self) -> SignedIn | None:
        """What the middleware says, or else the signed-in user's name."""
        given = getattr(self._request, "signed_in", None)
        if given is not None:
            who: SignedIn | None = given() if callable(given) else given
            return who
        user = getattr(self._request, "user", None)
        if user is None or not user.is_authenticated:
            return None
        return SignedIn(name=str(user.get_full_name() or user.get_username()))

    @cached_property
    def language(self) -> str:
        """``en`` or ``cy``, for ``lang``."""
        return words.language()

    @property
    def languages(self) -> list[Language]:
        """Both languages, the current one marked."""
        return [Language(code, html, name, html == self.language) for code, html, name in LANGUAGE_NAMES]

    @property
    def path(self) -> str:
        """The address of this page with its query, to come back to; the home page after a form was sent."""
        return self._request.get_full_path()

    def link(self, name: str, otherwise: str) -> str:
        """The address of the page called ``name``, or ``otherwise`` where this installation has none."""
        try:
            return address_of(name)
        except NoReverseMatch:
            return otherwise


def page(request: HttpRequest) -> dict[str, Any]:
    """Context processor: ``page`` for the layout, ``request.GET`` as ``query``."""
    return {"page": Page(request), "query": request.GET}
