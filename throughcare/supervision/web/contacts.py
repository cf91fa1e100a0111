"""Recording a contact, booking the next one, and saying what became of one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from throughcare.accounts.web.access import requires, signed_in
from throughcare.people.models import Person
from throughcare.people.web.records import open_record
from throughcare.supervision.commands.contacts import (
    Arrangement,
    ContactRefused,
    ContactSaved,
    record_contact,
    record_outcome,
)
from throughcare.supervision.commands.ending import strike_out
from throughcare.supervision.models import Contact, ContactDue, Failure
from throughcare.supervision.queries.appointments import (
    chain_of,
    find_appointment,
    is_to_come,
    open_requirements,
    rar_days_among,
    rar_days_of,
)
from throughcare.supervision.queries.failures import FAILED
from throughcare.supervision.queries.preview import consequence_for_contact, consequence_today
from throughcare.supervision.rules.clashes import Clash
from throughcare.supervision.rules.codes import CONTACT_TYPE, OUTCOME
from throughcare.supervision.rules.contact_entry import needs_outcome
from throughcare.supervision.web import appointment_words, enforcement_phrases
from throughcare.supervision.web.forms import ContactForm, OutcomeForm, StrikeForm, new_token
from throughcare.supervision.web.pages import show_record
from throughcare.supervision.web.saved import keep_saved


@requires("supervision.record_contact")
def new_contact(request: HttpRequest, crn: str) -> HttpResponse:
    """The form for a contact of any kind; ``?date=`` and ``?type=`` fill it in."""
    person, now = open_record(request, crn, page="record-contact"), timezone.now()
    requirements = open_requirements(person.pk, on=_day(now))
    form = ContactForm(request.POST or None, crn=crn, requirements=requirements, initial=_suggested(request, now))
    clashes: Sequence[Clash] = ()
    if request.method == "POST" and form.is_valid():
        try:
            saved = _record(person, form.cleaned_data, request, now)
        except ContactRefused as refused:
            form.refuse(refused.faults)
            clashes = refused.clashes
        else:
            keep_saved(request, person, saved)
            return redirect("supervision:person", crn=crn)
    due = ContactDue.objects.filter(person=person).first()
    return show_record(
        request,
        "contact_form",
        person,
        tab="contacts",
        on=_day(now),
        form=form,
        due=due,
        clashes=clashes,
        words=appointment_words,
        rar=rar_days_among(requirements, on=_day(now)),
        **_before_failing(person, None, now),
    )


@requires("supervision.record_contact")
def outcome(request: HttpRequest, crn: str, reference: str) -> HttpResponse:
    """One contact, and the form for what became of it."""
    person, now = open_record(request, crn, page="contact-outcome"), timezone.now()
    contact = (
        Contact.objects.select_related("staff", "appointment__requirement")
        .filter(person=person, reference=reference)
        .first()
    )
    if contact is None:
        raise Http404
    form = _outcome_form(request, contact, now) if _can_be_said(contact, now) else None
    if form is not None and request.method == "POST" and form.is_valid():
        try:
            answers = {**form.cleaned_data, "requirement": _counted(form.cleaned_data)}
            saved = record_outcome(contact=contact, **answers, by=signed_in(request), at=now)
        except ContactRefused as refused:
            form.refuse(refused.faults)
        else:
            keep_saved(request, person, saved)
            return redirect("supervision:person", crn=crn)
    context: dict[str, Any] = {"contact": contact, "struck": _is_struck(contact), **({"form": form} if form else {})}
    context |= _arranged(person, contact, now)
    context |= _before_failing(person, contact, now) if form else {}
    return show_record(request, "outcome_form", person, tab="contacts", on=_day(now), **context)


@requires("supervision.record_contact")
def strike(request: HttpRequest, crn: str, reference: str) -> HttpResponse:
    """Mark a contact of any kind as a mistake: it counts for nothing and stays on the record."""
    person, now = open_record(request, crn, page="strike-contact"), timezone.now()
    contact = Contact.objects.select_related("person", "staff").filter(person=person, reference=reference).first()
    if contact is None:
        raise Http404
    form = StrikeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            saved = strike_out(contact=contact, why=form.cleaned_data["why"], by=signed_in(request), at=now)
        except ContactRefused as refused:
            form.refuse(refused.faults)
        else:
            keep_saved(request, person, saved, what="struck")
            return redirect("supervision:person", crn=crn)
    failure = Failure.objects.filter(contact=contact).exclude(state="struck").first()
    return show_record(
        request, "contact_strike", person, tab="contacts", on=_day(now), contact=contact, form=form, failure=failure
    )


def _can_be_said(contact: Contact, now: datetime) -> bool:
    """Whether it is a meeting of which something can have come."""
    arranged = getattr(contact, "appointment", None)
    return needs_outcome(contact.type) and not is_to_come(contact, arranged, timezone.localtime(now))


def _is_struck(contact: Contact) -> bool:
    return bool(contact.outcome and OUTCOME[contact.outcome].facts.get("error"))


def _arranged(person: Person, contact: Contact, now: datetime) -> dict[str, Any]:
    """How it was arranged, the chain it belongs to, and how many days of what it counts towards have been used."""
    booked = find_appointment(person.pk, contact.reference)
    if booked is None:
        return {}
    return {
        "booked": booked,
        "chain": chain_of(booked),
        "can_move": not contact.outcome,
        "to_come": not contact.outcome and is_to_come(contact, booked.arrangement, timezone.localtime(now)),
        "rar": rar_days_of(person.pk, on=_day(now)),
        "words": appointment_words,
    }


def _counted(typed: dict[str, Any]) -> int | None:
    return int(typed["requirement"]) if typed.get("requirement") else None


def _record(person: Person, typed: dict[str, Any], request: HttpRequest, at: datetime) -> ContactSaved:
    return record_contact(
        person=person,
        type=typed["type"],
        date=typed["date"],
        time=typed["time"],
        minutes=typed["minutes"],
        outcome=typed["outcome"],
        notes=typed["notes"],
        confirmed=typed["confirmed"],
        how=Arrangement(requirement=_counted(typed)),
        reference=f"W-{typed['token']}",
        by=signed_in(request),
        at=at,
    )


def _outcome_form(request: HttpRequest, contact: Contact, now: datetime) -> OutcomeForm:
    arranged = getattr(contact, "appointment", None)
    counted = arranged.requirement if arranged else None
    requirements = open_requirements(contact.person_id, on=min(contact.date, _day(now)))
    if counted is not None and counted not in requirements:
        requirements.append(counted)
    return OutcomeForm(
        request.POST or None,
        reference=contact.reference,
        requirements=requirements,
        now=contact.outcome,
        initial={"outcome": contact.outcome, "notes": contact.notes, "minutes": contact.minutes,
                 "requirement": str(counted.pk) if counted else ""},
    )  # fmt: skip


def _before_failing(person: Person, contact: Contact | None, now: datetime) -> dict[str, Any]:
    """What a failure would bring, said before it is recorded; nothing where the outcome is known to be one already."""
    if contact is None:
        return {"w": enforcement_phrases, "consequence": consequence_today(person.pk, on=_day(now))}
    known = contact.outcome in FAILED
    consequence = None if known else consequence_for_contact(contact, on=_day(now))
    return {"w": enforcement_phrases, "consequence": consequence}


def _suggested(request: HttpRequest, now: datetime) -> dict[str, Any]:
    initial: dict[str, Any] = {"token": new_token(), "date": _day(now)}
    if request.GET.get("type", "") in CONTACT_TYPE:
        initial["type"] = request.GET["type"]
    try:
        initial["date"] = date.fromisoformat(request.GET["date"])
    except (KeyError, ValueError):
        initial["date"] = _day(now)
    return initial


def _day(at: datetime) -> date:
    return timezone.localtime(at).date()
