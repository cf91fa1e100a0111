"""Recording what a court decided: for somebody new, and for somebody with a record."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from throughcare.accounts.models import User
from throughcare.accounts.web.access import requires, signed_in
from throughcare.people.models import Person
from throughcare.people.rules.identifiers import InvalidIdentifier
from throughcare.people.rules.search_terms import read_terms
from throughcare.people.web.records import open_record
from throughcare.supervision.commands.opening import find_alike, open_case, pass_sentence
from throughcare.supervision.queries.places import own_team, teams_in_reach
from throughcare.supervision.rules.faults import EntryRefused
from throughcare.supervision.web.forms import new_token
from throughcare.supervision.web.opening_forms import REQUIREMENTS, NewCaseForm, SentenceForm
from throughcare.supervision.web.pages import show, show_record


@requires("people.change")
def new_case(request: HttpRequest) -> HttpResponse:
    """A person and their sentence. Who looks like somebody on the record is shown before a second record is opened."""
    user, now = signed_in(request), timezone.now()
    form = NewCaseForm(
        request.POST or None, today=timezone.localdate(), **_teams(user),
        initial={"token": new_token(), "team": own_team(user), **_searched_for(request)},
    )  # fmt: skip
    alike: list[Person] = []
    if request.method == "POST" and form.is_valid():
        alike = find_alike(entry=form.person(), by=user, at=now)
        if alike and not form.cleaned_data["not_these"]:
            form.add_error("not_these", _("Say that the person is none of these, or open the record there is."))
        else:
            try:
                sentence = open_case(
                    entry=form.person(), passed=form.passed(), team=form.cleaned_data["team"], reference=form.reference,
                    by=user, at=now, confirmed=_seen(form),
                )  # fmt: skip
            except EntryRefused as refused:
                form.refuse(refused.faults)
                form = _with_doubts(form, refused)
            except InvalidIdentifier as wrong:
                form.add_error("pnc", _(str(wrong)))
            else:
                crn = sentence.person.crn
                messages.success(
                    request, _("The record is open under %(crn)s and waits for a practitioner.") % {"crn": crn}
                )
                return redirect("supervision:person", crn)
    return show(request, "new_case", form=form, alike=alike, numbers=REQUIREMENTS)


@requires("people.change")
def new_sentence(request: HttpRequest, crn: str) -> HttpResponse:
    """A further sentence of somebody who has a record."""
    person, user, now = open_record(request, crn, page="new-sentence"), signed_in(request), timezone.now()
    form = SentenceForm(request.POST or None, **_teams(user), initial={"token": new_token(), "team": own_team(user)})
    if request.method == "POST" and form.is_valid():
        try:
            pass_sentence(
                person=person, passed=form.passed(), team=form.cleaned_data["team"], reference=form.reference,
                by=user, at=now, confirmed=_seen(form),
            )  # fmt: skip
        except EntryRefused as refused:
            form.refuse(refused.faults)
            form = _with_doubts(form, refused)
        else:
            messages.success(request, _("The sentence is on the record."))
            return redirect("supervision:sentences", crn)
    on = timezone.localdate()
    return show_record(request, "new_sentence", person, tab="sentences", on=on, form=form, numbers=REQUIREMENTS)


def _teams(user: User) -> dict[str, Any]:
    return {"teams": teams_in_reach(user, on=timezone.localdate())}


def _searched_for(request: HttpRequest) -> dict[str, Any]:
    """What was typed into the search that found nobody."""
    terms = read_terms(request.GET.get("q", "")[:100], None)
    words = str(terms.name or "").split()
    return {"forenames": " ".join(words[:-1]).title(), "surname": "".join(words[-1:]).title(),
            "date_of_birth": terms.born[0] if terms.born else request.GET.get("born", "")}  # fmt: skip


def _seen(form: SentenceForm) -> bool:
    """Whether doubts about this very entry were shown before."""
    return bool(form.cleaned_data["seen"] == form.cleaned_data["token"])


def _with_doubts(form: Any, refused: EntryRefused) -> Any:
    """The same form; where there were only doubts, sending it once more confirms them."""
    if all(fault.warning for fault in refused.faults):
        form.data = form.data.copy()
        form.data["seen"] = form.data["token"]
    return form
