"""Breach and recall: the decision with the case beside it, the pack, the court."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from throughcare.accounts.web.access import requires
from throughcare.supervision.commands import breaches as commands
from throughcare.supervision.commands.documents import make_pack
from throughcare.supervision.queries.compliance import compliance_with
from throughcare.supervision.queries.letter_facts import next_appointment
from throughcare.supervision.queries.record import overview_of
from throughcare.supervision.web import enforcement_forms as our
from throughcare.supervision.web.enforcement_pages import (
    Asked,
    asked,
    documents_of,
    form_page,
    found_breach,
    posted,
    show,
)

_ACCEPTED = {"yes": True, "no": False, "unknown": None}


@requires("people.view")
def breach(request: HttpRequest, crn: str, reference: str) -> HttpResponse:
    """One breach or recall: how far it has come, and the case beside it."""
    it = asked(request, crn, "breach")
    found = found_breach(it, reference)
    return show(
        it,
        "breach",
        breach=found,
        standing=compliance_with(found.sentence, on=it.on),
        hearings=found.hearings.select_related("recorded_by").order_by("on"),
        documents=documents_of(breach=found),
        view=overview_of(it.person.pk, on=it.on),
        appointment=next_appointment(it.person.pk, on=it.on),
    )


@requires("supervision.decide_breach")
def decide(request: HttpRequest, crn: str, reference: str) -> HttpResponse:
    """A manager's decision, with reasons either way and the case beside it."""
    it = asked(request, crn, "breach-decide")
    found, back = found_breach(it, reference), _breach(it, reference)
    form = our.DecideForm(posted(request), kind=found.kind, reference=reference)
    return form_page(
        it,
        form,
        title=_("Decide on breach") if found.kind == "breach" else _("Decide on recall"),
        saved=_("Decision recorded"),
        to=back,
        back=back,
        button=_("Save decision"),
        breach=found,
        beside=compliance_with(found.sentence, on=it.on),
        overview=overview_of(it.person.pk, on=it.on),
        appointment=next_appointment(it.person.pk, on=it.on),
        act=lambda given: commands.decide_breach(
            breach=found, begin=given["decision"] == "begin", reasons=given["reasons"], by=it.by, at=it.now
        ),
    )


@requires("supervision.enforce")
def pack(request: HttpRequest, crn: str, reference: str) -> HttpResponse:
    """Make the breach pack from the record as it stands."""
    it = asked(request, crn, "breach-pack")
    found, back = found_breach(it, reference), _breach(it, reference)
    return form_page(
        it,
        our.PackForm(posted(request)),
        title=_("Make the breach pack"),
        saved=_("The breach pack is ready"),
        to=back,
        back=back,
        button=_("Make pack"),
        lead=_(
            "It holds the order, the failures, warnings, reasons, contacts and the decision. Notes of contacts stay out."
        ),
        act=lambda given: make_pack(breach=found, language=given["language"], by=it.by, at=it.now),
    )


@requires("supervision.enforce")
def present(request: HttpRequest, crn: str, reference: str) -> HttpResponse:
    """That the breach was presented to the court."""
    it = asked(request, crn, "breach-present")
    found, back = found_breach(it, reference), _breach(it, reference)
    form = our.PresentForm(posted(request), initial={"presented_on": it.on, "court": found.sentence.court})
    return form_page(
        it,
        form,
        title=_("Presented to the court"),
        saved=_("Presentation recorded"),
        to=back,
        back=back,
        button=_("Save"),
        breach=found,
        act=lambda given: commands.present_breach(
            breach=found,
            presented_on=given["presented_on"],
            court=given["court"],
            hearing_on=given["hearing_on"],
            accepted_first_time=_ACCEPTED[given["accepted"]],
            by=it.by,
            at=it.now,
        ),
    )


@requires("supervision.enforce")
def hearing(request: HttpRequest, crn: str, reference: str) -> HttpResponse:
    """What the court did."""
    it = asked(request, crn, "breach-hearing")
    found, back = found_breach(it, reference), _breach(it, reference)
    form = our.HearingForm(posted(request), supervision=found.supervision, initial={"on": found.hearing_on or it.on})

    def act(given: dict[str, Any]) -> None:
        added = None
        if given["category"]:
            added = commands.AddedRequirement(given["category"], given["length"], given["unit"])
        commands.record_hearing(
            breach=found,
            on=given["on"],
            outcome=given["outcome"],
            words=given["words"],
            by=it.by,
            at=it.now,
            adjourned_to=given["adjourned_to"],
            added=added,
        )

    return form_page(
        it,
        form,
        title=_("What the court did"),
        act=act,
        saved=_("The court’s outcome is recorded"),
        to=back,
        back=back,
        button=_("Save outcome"),
        breach=found,
        lead=_("Where the court revoked the order or activated the term, the sentence ends on that day."),
    )


@requires("supervision.enforce")
def recalled(request: HttpRequest, crn: str, reference: str) -> HttpResponse:
    """That the person was recalled."""
    it = asked(request, crn, "recall-end")
    found, back = found_breach(it, reference), _breach(it, reference)
    return form_page(
        it,
        our.EndForm(posted(request), initial={"on": it.on}),
        title=_("Recalled"),
        saved=_("Recall recorded"),
        to=back,
        back=back,
        button=_("Save"),
        breach=found,
        act=lambda given: commands.conclude_recall(
            breach=found, on=given["on"], words=given["why"], by=it.by, at=it.now
        ),
    )


@requires("supervision.decide_breach")
def withdraw(request: HttpRequest, crn: str, reference: str) -> HttpResponse:
    """Withdraw a breach or recall that had begun."""
    it = asked(request, crn, "breach-withdraw")
    found, back = found_breach(it, reference), _breach(it, reference)
    title = _("Withdraw the breach") if found.kind == "breach" else _("Withdraw the recall")
    return form_page(
        it,
        our.EndForm(posted(request), initial={"on": it.on}),
        title=title,
        saved=_("Withdrawn"),
        to=back,
        back=back,
        button=_("Withdraw"),
        breach=found,
        act=lambda given: commands.withdraw_breach(
            breach=found, on=given["on"], because=given["why"], by=it.by, at=it.now
        ),
    )


def _breach(it: Asked, reference: str) -> str:
    return reverse("supervision:breach", args=[it.person.crn, reference])
