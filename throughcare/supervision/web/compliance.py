"""How a person complies: the tab of the record, and each failure on a page of its own."""

from __future__ import annotations

import secrets
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from throughcare.accounts.web.access import requires
from throughcare.people.models import LicenceCondition, Requirement
from throughcare.people.rules.codes import LICENCE_CONDITION_CATEGORY
from throughcare.supervision.commands import failures as commands
from throughcare.supervision.commands.breach_questions import ask_for_decision
from throughcare.supervision.models import ReasonOffered
from throughcare.supervision.queries.compliance import compliance_of
from throughcare.supervision.queries.preview import consequence_for_contact, consequence_of_failure, consequence_today
from throughcare.supervision.web import enforcement_forms as our
from throughcare.supervision.web import enforcement_phrases as words
from throughcare.supervision.web import record_csv
from throughcare.supervision.web.enforcement_pages import (
    Asked,
    asked,
    documents_of,
    form_page,
    found_failure,
    posted,
    row_of,
    show,
)


@requires("people.view")
def compliance(request: HttpRequest, crn: str) -> HttpResponse:
    """Every sentence with its failures, warnings and breaches, what the rule says of them and why."""
    it = asked(request, crn, "compliance")
    found = compliance_of(it.person.pk, on=it.on)
    if request.GET.get("format") == "csv":
        return record_csv.compliance(it.person, found)
    return show(it, "compliance", sentences=found, documents=documents_of(person=it.person))


@requires("people.view")
def failure(request: HttpRequest, crn: str, reference: str) -> HttpResponse:
    """One failure: what happened, what was said about it, what would follow."""
    it = asked(request, crn, "failure")
    found, view = found_failure(it, reference)
    reasons = view.row.reasons.select_related("decided_by").order_by("pk") if view.row is not None else ()
    consequence = None
    if view.state == "awaiting-reason":
        consequence = (
            consequence_of_failure(view.row, on=it.on)
            if view.row is not None
            else consequence_for_contact(view.contact, on=it.on)  # type: ignore[arg-type]
        )
    standing = [one for one in view.warnings if one.state != "withdrawn"]
    return show(it, "failure", found=found, view=view, reasons=reasons, consequence=consequence, warned=bool(standing))


@requires("supervision.enforce")
def new_failure(request: HttpRequest, crn: str) -> HttpResponse:
    """A failure that is not an appointment's."""
    it = asked(request, crn, "new-failure")
    sentences = [one.sentence for one in compliance_of(it.person.pk, on=it.on) if one.supervision is not None]
    if not sentences:
        raise Http404
    required = _required([one.pk for one in sentences])
    initial = {
        "token": f"F-{secrets.token_hex(8)}",
        "sentence": sentences[0].reference,
        "date": it.on,
        "aware_on": it.on,
    }
    form = our.NewFailureForm(
        posted(request),
        sentences=[(one, words.supervision(one.kind)) for one in sentences],
        requirements=[(name, label) for name, (label, _row) in required.items()],
        initial=initial,
    )
    by_name = {one.reference: one for one in sentences}

    def act(given: dict[str, Any]) -> None:
        row = required[given["requirement"]][1] if given["requirement"] else None
        commands.record_failure(
            person=it.person,
            sentence=by_name[given["sentence"]],
            kind=given["kind"],
            date=given["date"],
            words=given["words"],
            aware_on=given["aware_on"],
            aware_source=given["aware_source"],
            reference=given["token"],
            requirement=row if isinstance(row, Requirement) else None,
            condition=row if isinstance(row, LicenceCondition) else None,
            confirmed=bool(given.get("confirmed")),
            by=it.by,
            at=it.now,
        )

    return form_page(
        it,
        form,
        title=_("Record a failure"),
        act=act,
        saved=_("Failure recorded: a reason may still be given"),
        to=_tab(it),
        button=_("Record failure"),
        back=_tab(it),
        consequence=consequence_today(it.person.pk, on=it.on),
        lead=_("For what is not an appointment. An appointment’s outcome makes its failure by itself."),
    )


@requires("supervision.enforce")
def offer_reason(request: HttpRequest, crn: str, reference: str) -> HttpResponse:
    """A reason for a failure, and whether it is accepted."""
    it = asked(request, crn, "failure-reason")
    found, view = found_failure(it, reference)
    form = our.ReasonForm(posted(request), initial={"offered_on": it.on})

    def act(given: dict[str, Any]) -> None:
        row = row_of(it, view)
        evidence = {"evidence": given["evidence"], "evidence_on": given["evidence_on"]}
        offered = commands.offer_reason(
            failure=row,
            reason=given["reason"],
            words=given["words"],
            offered_on=given["offered_on"],
            by=it.by,
            at=it.now,
            **evidence,
        )
        if given["decision"] != "later":
            accept = given["decision"] == "accepted"
            commands.decide_reason(offered=offered, accept=accept, by=it.by, at=it.now, **evidence)

    return form_page(
        it,
        form,
        title=_("Record a reason"),
        act=act,
        saved=_("Reason recorded"),
        to=_failure(it, reference),
        button=_("Save reason"),
        back=_failure(it, reference),
        lead=_("Accepting a reason makes the absence acceptable and withdraws a warning that was about it alone."),
        beside=found,
        view=view,
    )


@requires("supervision.enforce")
def decide_reason(request: HttpRequest, crn: str, key: int) -> HttpResponse:
    """Whether a reason that was recorded is accepted."""
    it = asked(request, crn, "failure-reason")
    offered = ReasonOffered.objects.select_related("failure").filter(pk=key, person=it.person, decision="").first()
    if offered is None:
        raise Http404
    initial = {"evidence": offered.evidence, "evidence_on": offered.evidence_on}
    form = our.DecideReasonForm(posted(request), initial=initial)
    back = _failure(it, offered.failure.reference)
    return form_page(
        it,
        form,
        title=_("Decide on a reason"),
        saved=_("Decision recorded"),
        to=back,
        back=back,
        button=_("Save decision"),
        lead=_("{reason}. {words}").format(reason=words.reason(offered.reason), words=offered.words),
        act=lambda given: commands.decide_reason(
            offered=offered,
            accept=given["decision"] == "accepted",
            evidence=given["evidence"],
            evidence_on=given["evidence_on"],
            by=it.by,
            at=it.now,
        ),
    )


@requires("supervision.enforce")
def confirm(request: HttpRequest, crn: str, reference: str) -> HttpResponse:
    """Confirm that no acceptable reason explains a failure; what would follow stands above the button."""
    it = asked(request, crn, "failure-confirm")
    _found, view = found_failure(it, reference)
    if view.state != "awaiting-reason":
        raise Http404
    consequence = (
        consequence_of_failure(view.row, on=it.on)
        if view.row is not None
        else consequence_for_contact(view.contact, on=it.on)  # type: ignore[arg-type]
    )
    suspended = bool(view.row.suspended_by if view.row is not None else view.fact.suspended_by)
    form = our.ConfirmForm(posted(request), suspended=suspended)
    return form_page(
        it,
        form,
        title=_("Confirm a failure without reasonable excuse"),
        saved=_("Failure confirmed"),
        to=_tab(it),
        back=_failure(it, reference),
        button=_("Confirm failure"),
        consequence=consequence,
        view=view,
        act=lambda given: commands.confirm_failure(
            failure=row_of(it, view), counts_because=given.get("counts_because", ""), by=it.by, at=it.now
        ),
    )


@requires("supervision.enforce")
def reopen(request: HttpRequest, crn: str, reference: str) -> HttpResponse:
    """Look again at a failure that was explained or confirmed."""
    it = asked(request, crn, "failure-reopen")
    _found, view = found_failure(it, reference)
    return form_page(
        it,
        our.WhyForm(posted(request)),
        title=_("Look again at this failure"),
        saved=_("The failure is open again"),
        to=_failure(it, reference),
        back=_failure(it, reference),
        button=_("Look again"),
        view=view,
        act=lambda given: commands.reopen_failure(failure=row_of(it, view), why=given["why"], by=it.by, at=it.now),
    )


@requires("supervision.enforce")
def strike(request: HttpRequest, crn: str, reference: str) -> HttpResponse:
    """Take out a failure recorded in error."""
    it = asked(request, crn, "failure-strike")
    _found, view = found_failure(it, reference)
    if view.contact is not None:
        raise Http404
    return form_page(
        it,
        our.WhyForm(posted(request)),
        title=_("Recorded in error"),
        saved=_("Marked as recorded in error"),
        to=_tab(it),
        back=_failure(it, reference),
        button=_("Mark as recorded in error"),
        view=view,
        act=lambda given: commands.strike_failure(failure=row_of(it, view), why=given["why"], by=it.by, at=it.now),
    )


@requires("supervision.enforce")
def ask(request: HttpRequest, crn: str, reference: str) -> HttpResponse:
    """Put a failure to a manager, whatever the count."""
    it = asked(request, crn, "failure-ask")
    found, view = found_failure(it, reference)
    lead = _("One serious failure can be enough. A manager decides, with reasons either way.")
    return form_page(
        it,
        our.AskForm(posted(request)),
        title=_("Ask a manager to decide"),
        saved=_("A manager has been asked"),
        to=_tab(it),
        back=_failure(it, reference),
        button=_("Ask a manager"),
        lead=lead,
        view=view,
        beside=found,
        act=lambda given: ask_for_decision(
            failure=row_of(it, view), because=given["because"], words=given["words"], by=it.by, at=it.now
        ),
    )


def _required(sentences: list[int]) -> dict[str, tuple[str, Requirement | LicenceCondition]]:
    rows: dict[str, tuple[str, Requirement | LicenceCondition]] = {}
    for requirement in Requirement.objects.filter(sentence__in=sentences, terminated_on=None).order_by("pk"):
        rows[requirement.reference] = (our.requirement_choice(requirement)[1], requirement)
    for condition in LicenceCondition.objects.filter(sentence__in=sentences).order_by("pk"):
        label = _(LICENCE_CONDITION_CATEGORY.label(condition.category))
        rows[condition.reference] = (f"{label}: {condition.wording}" if condition.wording else label, condition)
    return rows


def _tab(it: Asked) -> str:
    return reverse("supervision:compliance", args=[it.person.crn])


def _failure(it: Asked, reference: str) -> str:
    return reverse("supervision:failure", args=[it.person.crn, reference])
