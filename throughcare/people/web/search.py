"""Searching for a person, in every region."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from throughcare.accounts.models import User
from throughcare.accounts.web.access import requires, signed_in
from throughcare.audit.commands import record
from throughcare.organisations.queries.postings import regions_of
from throughcare.people.models import Person
from throughcare.people.queries.search import MOST, people_in_order, search_people
from throughcare.people.rules.age import age
from throughcare.people.rules.search_terms import Terms, read_terms
from throughcare.people.web.forms import PersonSearchForm
from throughcare.people.web.records import national_reach

PAGE = 50


@requires("people.search")
def search(request: HttpRequest) -> HttpResponse:
    """One box and a date of birth; what was searched for is audited with the number found."""
    user = signed_in(request)
    asked = "q" in request.GET or "born" in request.GET
    form = PersonSearchForm(request.GET if asked else None)
    terms = _terms(form) if asked and form.is_valid() else Terms()
    context: dict[str, Any] = {"form": form, "terms": terms, "asked": asked}
    if terms:
        context |= _results(request, user, terms)
        found = context["list_page"].paginator.count
        record(action="people.search", by=user, at=timezone.now(), found=found, typed=form.cleaned_data["q"][:100])
    return render(request, "people/search.html", context)


def _terms(form: PersonSearchForm) -> Terms:
    return read_terms(form.cleaned_data["q"], form.cleaned_data["born"])


def _results(request: HttpRequest, user: User, terms: Terms) -> dict[str, Any]:
    own = regions_of(user, on=timezone.localdate())
    with national_reach(user):
        found = search_people(terms)
        list_page = Paginator(found.keys, PAGE).get_page(request.GET.get("page"))
        people = people_in_order(list(list_page.object_list))
    rows = [_row(person, own) for person in people]
    return {"list_page": list_page, "rows": rows, "more": found.more, "most": MOST}


def _row(person: Person, own: frozenset[int]) -> dict[str, Any]:
    return {
        "person": person,
        "age": age(person.date_of_birth, on=timezone.localdate()),
        "own": person.delivery_unit.region_id in own,
        "other_names": [f"{name.forenames} {name.surname}".strip() for name in person.other_names.all()],
    }
