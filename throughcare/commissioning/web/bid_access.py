"""Who opens the pages of a bid, and with what code: the device keeps it in a cookie that goes to this bid's pages alone.

What is typed into these pages is kept encrypted or not at all: they use no drafts of the site, whose text the database could
show. Where a session has ended, what was sent is saved in the bid's own draft before the user signs in again.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar
from uuid import UUID

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.debug import sensitive_post_parameters

from throughcare.accounts.acting import acting
from throughcare.accounts.models import User
from throughcare.accounts.web.access import requires, signed_in
from throughcare.commissioning.commands import bids as commands
from throughcare.commissioning.models import Bid
from throughcare.commissioning.queries.bids import asked_of, own_bid
from throughcare.commissioning.rules.bid_draft import Asked, TypedBid
from throughcare.commissioning.sealing.bid_codes import WrongCode, read_code
from throughcare.organisations.queries.suppliers import acting_for

View = TypeVar("View", bound=Callable[..., HttpResponseBase])
MARK = "written_by"
_SALT, _GOOD_FOR = "throughcare.bid", 3 * 24 * 60 * 60
_COOKIE_FOR = 180 * 24 * 60 * 60


@dataclass(frozen=True)
class Writing:
    """A bid that is being written on this device."""

    bid: Bid
    code: str
    typed: TypedBid
    asked: Asked


Write = Callable[[Writing, QueryDict, Mapping[str, Any]], commands.Change]


class NeedsCode(Exception):
    """The device has no code of the bid, or another one."""


def suppliers_of(user: User) -> list[int]:
    """The suppliers that somebody acts for."""
    return [each.supplier_id for each in acting_for(user)]


def find_bid(request: HttpRequest, number: UUID) -> Bid:
    """The bid, of a supplier that the user acts for; raises ``Http404``."""
    found = own_bid(number, suppliers_of(signed_in(request)))
    if found is None:
        raise Http404
    return found


def code_of(request: HttpRequest, bid: Bid) -> str:
    """The code that this device has. Raises ``NeedsCode``."""
    try:
        return read_code(request.COOKIES.get(_cookie(bid.pk), ""))
    except WrongCode as fault:
        raise NeedsCode from fault


def writing(request: HttpRequest, bid: Bid) -> Writing:
    """The draft, read with the code of this device. Raises ``NeedsCode``."""
    code = code_of(request, bid)
    try:
        typed = commands.read_draft(bid=bid, code=code)
    except WrongCode as fault:
        raise NeedsCode from fault
    return Writing(bid, code, typed, asked_of(bid))


def remember(response: HttpResponseBase, request: HttpRequest, bid: Bid, code: str) -> None:
    """Keep the code on this device."""
    response.set_cookie(
        _cookie(bid.pk), code, max_age=_COOKIE_FOR, path=reverse("commissioning:bid", kwargs={"number": bid.pk}),
        secure=request.is_secure(), httponly=True, samesite="Strict",
    )  # fmt: skip


def forget(response: HttpResponseBase, bid: Bid) -> None:
    """Take the code off this device."""
    response.delete_cookie(
        _cookie(bid.pk), path=reverse("commissioning:bid", kwargs={"number": bid.pk}), samesite="Strict"
    )


def mark_of(user: User, path: str) -> str:
    """The mark of a form drawn for ``user`` at an address: it lets what was sent be saved when the session has ended."""
    return signing.dumps([user.pk, path], salt=_SALT)


def bid_page(view: View) -> View:
    """A page of a bid, for whoever acts for its supplier; without the code it leads to where the code is typed."""

    @sensitive_post_parameters()
    @requires("commissioning.bid")
    @wraps(view)
    def shown(request: HttpRequest, number: UUID, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, number, *args, **kwargs)
        except NeedsCode:
            where = reverse("commissioning:bid-code", kwargs={"number": number})
            return redirect(f"{where}?{urlencode({'next': request.path})}")

    return shown  # type: ignore[return-value]


def saves_when_signed_out(write: Write) -> Callable[[View], View]:
    """Save what a form sent in the bid's own draft although its user is signed out, then let them sign in again."""

    def decorate(view: View) -> View:
        @wraps(view)
        def saving(request: HttpRequest, number: UUID, **kwargs: Any) -> HttpResponseBase:
            if request.method == "POST" and not request.user.is_authenticated:
                with contextlib.suppress(signing.BadSignature, ValueError, TypeError, Http404, NeedsCode):
                    _save_signed_out(request, number, write, kwargs)
            return view(request, number, **kwargs)

        return saving  # type: ignore[return-value]

    return decorate


def _save_signed_out(request: HttpRequest, number: UUID, write: Write, kwargs: Mapping[str, Any]) -> None:
    key, path = signing.loads(request.POST.get(MARK, ""), salt=_SALT, max_age=_GOOD_FOR)
    user = User.objects.filter(pk=int(key), is_active=True).first()
    if path != request.path or user is None:
        return
    with acting(user, why="keep a draft"):
        bid = own_bid(number, suppliers_of(user))
        if bid is None:
            return
        draft = writing(request, bid)
        change = write(draft, request.POST, kwargs)
        commands.change_draft(bid=bid, code=draft.code, change=change, by=user, at=timezone.now())


def _cookie(number: UUID) -> str:
    return f"bid-{number.hex}"
