"""What the pages of this context share."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from throughcare.accounts.web.access import signed_in
from throughcare.people.models import Person
from throughcare.people.web.tabs import person_context
from throughcare.supervision.web import phrases


def show(request: HttpRequest, template: str, status: int = 200, **context: Any) -> HttpResponse:
    """A page of this context: ``supervision/<template>.html`` with the words for codes."""
    return render(request, f"supervision/{template}.html", {"phrases": phrases, **context}, status=status)


def show_record(
    request: HttpRequest, template: str, person: Person, *, tab: str, on: date, status: int = 200, **context: Any
) -> HttpResponse:
    """A page of one person's record, with ``tab`` the one that is open."""
    can_record = signed_in(request).may("supervision.record_contact")
    about = person_context(request, person, tab)
    return show(request, template, status, **about, on=on, can_record=can_record, **context)


def number_of(request: HttpRequest, name: str = "page") -> int:
    """The page number asked for; 1 where it is not a number."""
    asked = request.GET.get(name, "")
    return max(1, int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1
