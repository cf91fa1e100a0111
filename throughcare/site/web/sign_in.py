"""The address ``sign-in/``: picking a person in a demonstration, a password with a second factor anywhere else."""

from __future__ import annotations

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from throughcare.accounts.models import User
from throughcare.accounts.rules.roles import ROLE
from throughcare.accounts.web import sign_in as with_password
from throughcare.accounts.web.access import public
from throughcare.accounts.web.sessions import begin_session, where_next
from throughcare.site import demo_cast

PAGE = 50


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in as this installation does it."""
    if not settings.DEMO_SIGN_IN:
        return with_password.sign_in(request)
    if request.method == "POST":
        return _as_somebody(request)
    context = {"groups": demo_cast.groups(), "next": where_next(request), "ended": "ended" in request.GET}
    return render(request, "sign_in/demo.html", context)


@public
@never_cache
@require_http_methods(["GET", "HEAD"])
def everybody(request: HttpRequest, role: str) -> HttpResponse:
    """All people of one role, in a demonstration."""
    if not settings.DEMO_SIGN_IN or role not in ROLE:
        raise Http404
    listed = Paginator(demo_cast.everybody(role), PAGE).get_page(request.GET.get("page"))
    context = {
        "role": ROLE.label(role),
        "list_page": listed,
        "members": demo_cast.members(listed),
        "next": where_next(request),
    }
    return render(request, "sign_in/everybody.html", context)


def _as_somebody(request: HttpRequest) -> HttpResponse:
    number = request.POST.get("user", "")
    if not number.isdecimal():
        raise Http404
    user = get_object_or_404(User, pk=int(number[:18]), is_active=True)
    begin_session(request, user, how="demonstration")
    return HttpResponseRedirect(where_next(request))
