"""Where practitioners see what people asked for and changed themselves, answer, and give them their own sign-in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from throughcare.accounts.web.access import requires, signed_in
from throughcare.accounts.web.csv_file import asks_for_csv, csv_answer
from throughcare.own.commands import accounts, asking, details
from throughcare.own.models import Account, Asked, OwnChange
from throughcare.own.queries import asked as reading
from throughcare.own.web import forms, phrases
from throughcare.people.models import Person
from throughcare.people.web.records import open_record
from throughcare.people.web.tabs import person_context
from throughcare.supervision.queries.team import staff_of
from throughcare.supervision.web import phrases as casework

PAGE = "own-view"


@dataclass(frozen=True)
class AskedOnHome:
    """One line of the first page: who, what, the day of the appointment where it is about one, and where to go."""

    name: str
    what: str
    day: date | None
    href: str


_REFUSED = {
    "not-theirs": gettext_lazy("Choose a number or an email address that the person has now"),
    "to-be-avoided": gettext_lazy("That one is marked as not to be used"),
    "name-taken": gettext_lazy("Somebody has this number as a user name. Ask an administrator."),
}


@requires("own.answer")
@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """What people on one's caseload asked and changed, and what waits for an answer."""
    staff = staff_of(signed_in(request))
    asked = reading.waiting_of(staff.pk) if staff else []
    if asks_for_csv(request):
        return _csv(asked, "asked")
    context = {
        "asked": asked,
        "changes": reading.changes_of(staff.pk) if staff else [],
        "phrases": phrases,
        "casework": casework,
    }
    return render(request, "own/waiting.html", context)


def asked_on_home(staff: int) -> list[AskedOnHome]:
    """What waits for a practitioner, for the first page of the day; one query where nothing does."""
    if not reading.anything_waits(staff):
        return []
    asked = [
        AskedOnHome(one.person.name, gettext("asks for another time"), one.contact.date,
                    reverse("own:answer", args=[one.person.crn, one.pk]))
        for one in reading.waiting_of(staff)
    ]  # fmt: skip
    changes = [
        AskedOnHome(one.person.name, phrases.changed(one.part), None, reverse("own:person", args=[one.person.crn]))
        for one in reading.changes_of(staff)
    ]
    return asked + changes


@requires("own.answer")
@require_safe
def person(request: HttpRequest, crn: str) -> HttpResponse:
    """One person's own view: their sign-in, what they asked, what they changed."""
    record = open_record(request, crn, page=PAGE)
    if asks_for_csv(request):
        return _csv(reading.asked_of_person(record.pk), f"asked-{record.crn}")
    return _page(request, record, forms.InviteForm(ways=reading.ways_to_invite(record)))


@requires("own.answer")
@require_POST
def invite(request: HttpRequest, crn: str) -> HttpResponse:
    """Send a link with which the person sets up their sign-in."""
    record = open_record(request, crn, page=PAGE)
    form = forms.InviteForm(request.POST, ways=reading.ways_to_invite(record))
    if form.is_valid():
        try:
            accounts.invite_person(
                person=record,
                detail=form.cleaned_data["detail"],
                link=lambda who, token: request.build_absolute_uri(reverse("choose-password", args=[who, token])),
                by=signed_in(request),
                at=timezone.now(),
            )
        except accounts.InvitationRefused as refused:
            form.add_error("detail", str(_REFUSED[refused.code]))
        else:
            messages.success(request, gettext("The link is on its way"))
            return redirect("own:person", crn)
    return _page(request, record, form)


@requires("own.answer")
@require_POST
def close(request: HttpRequest, crn: str) -> HttpResponse:
    """Close the person's sign-in."""
    record = open_record(request, crn, page=PAGE)
    account = get_object_or_404(Account, person=record)
    accounts.close_account(account=account, by=signed_in(request), at=timezone.now())
    messages.success(request, gettext("The sign-in was closed"))
    return redirect("own:person", crn)


@requires("own.answer")
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, crn: str, key: int) -> HttpResponse:
    """Answer what somebody asked. Moving the appointment is done where appointments are moved."""
    record = open_record(request, crn, page=PAGE)
    row = get_object_or_404(reading.asked_of_person(record.pk), pk=key)
    form = forms.AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            asking.answer(asked=row, **form.cleaned_data, by=signed_in(request), at=timezone.now())
        except asking.AskRefused:
            messages.warning(request, gettext("It was answered or taken back already."))
        else:
            messages.success(request, gettext("The person can read your answer now"))
        return redirect("own:person", crn)
    return _show(request, "answer", record, asked=row, form=form)


@requires("own.answer")
@require_POST
def seen(request: HttpRequest, crn: str, key: int) -> HttpResponse:
    """Note that one has seen a change."""
    record = open_record(request, crn, page=PAGE)
    details.note_seen(
        change=get_object_or_404(OwnChange, person=record, pk=key), by=signed_in(request), at=timezone.now()
    )
    return redirect("own:person", crn)


def _csv(rows: Iterable[Asked], name: str) -> HttpResponse:
    """What was asked, line by line: about which appointment, why, in which words, what was answered."""
    header = [
        gettext("CRN"), gettext("Name"), gettext("Appointment"), gettext("Time"), gettext("Why"),
        gettext("In the person’s own words"), gettext("Asked"), gettext("State"), gettext("Answer"),
        gettext("Answered"), gettext("Answered by"),
    ]  # fmt: skip
    cells = (
        [one.person.crn, one.person.name, one.contact.date, one.contact.time, phrases.reason(one.reason), one.words,
         _instant(one.asked_at), phrases.staff_state(one.state), one.answer, _instant(one.answered_at), one.answered_by]
        for one in rows
    )  # fmt: skip
    return csv_answer(header, cells, name)


def _instant(at: datetime | None) -> str:
    return timezone.localtime(at).isoformat(timespec="minutes") if at else ""


def _page(request: HttpRequest, record: Person, form: django_forms.Form) -> HttpResponse:
    asked: list[Asked] = list(reading.asked_of_person(record.pk))
    return _show(
        request,
        "person",
        record,
        form=form,
        account=reading.account_of(record.pk),
        ways=bool(reading.ways_to_invite(record)),
        waiting=[one for one in asked if one.state == "waiting"],
        answered=[one for one in asked if one.state != "waiting"],
        changes=list(reading.changes_of_person(record.pk)),
    )


def _show(request: HttpRequest, template: str, record: Person, **context: object) -> HttpResponse:
    about = person_context(request, record, "own")
    return render(request, f"own/{template}.html", {"phrases": phrases, "casework": casework, **about, **context})
