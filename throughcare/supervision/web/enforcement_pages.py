"""What the pages of enforcement share: finding a failure, a warning or a breach, and the page of a form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone

from throughcare.accounts.models import User
from throughcare.accounts.web.access import signed_in
from throughcare.outbox.models import Message
from throughcare.people.models import Person
from throughcare.people.web.records import open_record
from throughcare.supervision.commands.document_sending import about
from throughcare.supervision.commands.enforcing import EnforcementRefused
from throughcare.supervision.commands.failures import take_up
from throughcare.supervision.models import Breach, Failure, FormalWarning, IssuedDocument
from throughcare.supervision.queries.compliance import Compliance, compliance_of
from throughcare.supervision.queries.failures import FailureView
from throughcare.supervision.web import enforcement_phrases
from throughcare.supervision.web.enforcement_forms import EnforcementForm
from throughcare.supervision.web.pages import show_record

TAB = "compliance"


@dataclass(frozen=True)
class Asked:
    """One request about a person's enforcement: who asks, about whom, when."""

    request: HttpRequest
    person: Person
    by: User
    now: datetime

    @property
    def on(self) -> date:
        """The local day."""
        return timezone.localtime(self.now).date()


def asked(request: HttpRequest, crn: str, page: str) -> Asked:
    """Open the record, which logs the look."""
    person = open_record(request, crn, page=page)
    return Asked(request, person, signed_in(request), timezone.now())


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent, also where a form without fields sends nothing."""
    return request.POST if request.method == "POST" else None


def found_failure(it: Asked, reference: str) -> tuple[Compliance, FailureView]:
    """The failure of that name, whether recorded here or known from a contact; raises ``Http404``."""
    for one in compliance_of(it.person.pk, on=it.on):
        view = one.failure(reference)
        if view is not None:
            return one, view
    raise Http404


def row_of(it: Asked, view: FailureView) -> Failure:
    """The row of a failure, made now where so far only a contact told of it."""
    if view.row is not None:
        return Failure.objects.select_related("sentence", "contact").get(pk=view.row.pk)
    assert view.contact is not None
    return take_up(contact=view.contact, by=it.by, at=it.now)


def found_warning(it: Asked, reference: str) -> FormalWarning:
    """The warning of that name; raises ``Http404``."""
    rows = FormalWarning.objects.select_related("sentence", "given_by", "appeal_decided_by", "withdrawn_by", "person")
    found = rows.filter(person=it.person, reference=reference).first()
    if found is None:
        raise Http404
    return found


def found_breach(it: Asked, reference: str) -> Breach:
    """The breach of that name; raises ``Http404``."""
    rows = Breach.objects.select_related("sentence", "failure__contact", "process", "asked_by", "decided_by", "person")
    found = rows.filter(person=it.person, reference=reference).first()
    if found is None:
        raise Http404
    return found


def documents_of(**which: Any) -> list[IssuedDocument]:
    """Letters and packs, the latest first, without their contents; ``delivery`` of each is its message in the outbox."""
    rows = IssuedDocument.objects.filter(**which).select_related("made_by").defer("pdf", "html", "source")
    found = list(rows.order_by("-made_at", "-pk"))
    sent = {one.about: one for one in Message.objects.filter(about__in=[about(row) for row in found])}
    for row in found:
        row.delivery = sent.get(about(row))  # type: ignore[attr-defined]
    return found


def show(it: Asked, template: str, **context: Any) -> HttpResponse:
    """A page of enforcement about the person."""
    may: dict[str, Any] = {
        "can_enforce": it.by.may("supervision.enforce"),
        "can_decide": it.by.may("supervision.decide_breach"),
    }
    words: dict[str, Any] = {"w": enforcement_phrases}
    return show_record(it.request, template, it.person, tab=TAB, on=it.on, **may, **words, **context)


def form_page(
    it: Asked,
    form: EnforcementForm,
    *,
    title: str,
    act: Callable[[dict[str, Any]], Any],
    saved: str,
    to: str,
    button: str,
    back: str,
    lead: str = "",
    **context: Any,
) -> HttpResponse:
    """Show the form; when it is sent and valid, act, say ``saved`` and go ``to``. What was refused keeps what was typed."""
    if it.request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                act(form.cleaned_data)
        except EnforcementRefused as refused:
            form.refuse(refused.faults)
        else:
            messages.success(it.request, saved)
            return redirect(to)
    return show(it, "enforcement_form", form=form, title=title, lead=lead, button_text=button, back_to=back, **context)
