"""Letters and packs as they were issued: to read, to download, to mark as printed."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from throughcare.accounts.web.access import requires
from throughcare.outbox.queries.messages import messages_about
from throughcare.supervision.commands.document_sending import about, send_again, send_document
from throughcare.supervision.commands.documents import mark_printed
from throughcare.supervision.commands.enforcing import EnforcementRefused
from throughcare.supervision.models import IssuedDocument
from throughcare.supervision.rules.enforcement_codes import SENT_BY
from throughcare.supervision.web.enforcement_forms import EnforcementForm
from throughcare.supervision.web.enforcement_pages import Asked, asked, show


class SendForm(EnforcementForm):
    """On paper or by email."""

    channel = forms.ChoiceField(
        label=gettext_lazy("How to send it"),
        choices=lambda: [(entry.code, _(entry.label)) for entry in SENT_BY],
        widget=forms.RadioSelect,
    )
    presentation = {"channel": {"inline": True}}


@requires("people.view")
def document(request: HttpRequest, crn: str, reference: str) -> HttpResponse:
    """The letter as a page, with what is known of it; a pack is read as PDF."""
    it = asked(request, crn, "document")
    return _page(it, _found(it, reference))


@requires("people.view")
def pdf(request: HttpRequest, crn: str, reference: str) -> HttpResponse:
    """The PDF, byte for byte as it was issued."""
    found = _found(asked(request, crn, "document"), reference)
    response = HttpResponse(bytes(found.pdf), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{crn}-{found.kind}-{found.reference}.pdf"'
    return response


@requires("supervision.enforce")
@require_POST
def send(request: HttpRequest, crn: str, reference: str) -> HttpResponse:
    """Send a letter to its person; what is refused is said above the choice."""
    it = asked(request, crn, "document")
    found, form = _found(it, reference), SendForm(request.POST)
    if form.is_valid():
        try:
            with transaction.atomic():
                send_document(document=found, channel=form.cleaned_data["channel"], by=it.by, at=it.now)
        except EnforcementRefused as refused:
            form.refuse(refused.faults)
        else:
            messages.success(request, _("The letter is on its way"))
            return redirect("supervision:document", crn, reference)
    return _page(it, found, form)


@requires("supervision.enforce")
@require_POST
def resend(request: HttpRequest, crn: str, reference: str) -> HttpResponse:
    """Let a letter that was given up be tried once more."""
    it = asked(request, crn, "document")
    found = _found(it, reference)
    for message in messages_about(about(found)):
        if message.state == "given-up":
            send_again(message=message, by=it.by, at=it.now)
            messages.success(request, _("It is tried again"))
    return redirect("supervision:document", crn, reference)


@requires("supervision.enforce")
@require_POST
def printed(request: HttpRequest, crn: str, reference: str) -> HttpResponse:
    """Note that the document was printed or handed over."""
    it = asked(request, crn, "document")
    try:
        mark_printed(document=_found(it, reference), by=it.by, at=it.now)
    except EnforcementRefused:
        messages.warning(request, _("It had left already."))
    else:
        messages.success(request, _("Noted as printed"))
    return redirect("supervision:document", crn, reference)


def _page(it: Asked, found: IssuedDocument, form: SendForm | None = None) -> HttpResponse:
    return show(
        it,
        "document",
        document=found,
        sent=messages_about(about(found)),
        form=form or SendForm(initial={"channel": "letter"}),
    )


def _found(it: Asked, reference: str) -> IssuedDocument:
    rows = IssuedDocument.objects.select_related("made_by", "left_by", "warning", "breach")
    found = rows.filter(person=it.person, reference=reference).first()
    if found is None:
        raise Http404
    return found
