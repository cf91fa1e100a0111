"""The first page, by role."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch

from throughcare.accounts.web.access import requires, signed_in
from throughcare.own.web.staff import asked_on_home
from throughcare.supervision.web.home import practitioner_home

FIRST_PAGES = {
    "senior": "supervision:team",
    "head": "supervision:dashboard",
    "director": "supervision:dashboard",
    "commissioner": "commissioning:competitions",
    "supplier": "commissioning:my-panels",
    "administrator": "transition:runs",
    "auditor": "audit:trail",
    "person": "own:home",
}


@requires("site.home")
def home(request: HttpRequest) -> HttpResponse:
    """What answers the user's first question of the day without a click."""
    role = signed_in(request).role
    if role == "practitioner":
        return practitioner_home(request, asked_of=asked_on_home)
    try:
        return redirect(FIRST_PAGES[role])
    except (KeyError, NoReverseMatch):
        return render(request, "nothing_yet.html")
