"""Giving a warning, and what becomes of it: appeal, decision, withdrawal."""

from __future__ import annotations

import secrets
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from throughcare.accounts.web.access import requires
from throughcare.supervision.commands import warnings as commands
from throughcare.supervision.commands.documents import person_language
from throughcare.supervision.models import WarnedFailure
from throughcare.supervision.queries.compliance import Compliance, compliance_with
from throughcare.supervision.queries.failures import FailureView
from throughcare.supervision.queries.letter_facts import next_appointment
from throughcare.supervision.rules.breach_policy import respond_by
from throughcare.supervision.rules.enforcement_codes import WARNING_KIND
from throughcare.supervision.rules.enforcement_states import STANDING_WARNING
from throughcare.supervision.web import enforcement_forms as our
from throughcare.supervision.web import enforcement_phrases as words
from throughcare.supervision.web import phrases
from throughcare.supervision.web.enforcement_pages import (
    Asked,
    asked,
    documents_of,
    form_page,
    found_failure,
    found_warning,
    posted,
    row_of,
    show,
)


@requires("supervision.enforce")
def give(request: HttpRequest, crn: str, reference: str) -> HttpResponse:
    """The warning about a failure, and about others that no warning is about yet."""
    it = asked(request, crn, "warning-give")
    found, view = found_failure(it, reference)
    about = [one for one in found.failures if _may_be_warned_about(one)]
    if view not in about:
        raise Http404
    due = respond_by(it.on)
    kinds = WARNING_KIND.having("of", "licence" if found.supervision == "licence" else "order")
    form = our.WarningForm(
        posted(request),
        about=[(one.reference, _choice(one)) for one in about],
        kinds=kinds,
        initial={
            "token": f"WN-{secrets.token_hex(8)}",
            "failures": [reference],
            "kind": kinds[0],
            "respond_by": due.day,
            "language": person_language(it.person.pk),
        },
    )
    by_name = {one.reference: one for one in about}

    def act(given: dict[str, Any]) -> None:
        commands.give_warning(
            sentence=found.sentence,
            failures=[row_of(it, by_name[name]) for name in given["failures"]],
            kind=given["kind"],
            respond_by=given["respond_by"],
            words=given["words"],
            reference=given["token"],
            language=given["language"],
            by=it.by,
            at=it.now,
        )

    return form_page(
        it,
        form,
        title=_("Give a warning"),
        act=act,
        saved=_("Warning given: its letter is ready"),
        to=reverse("supervision:compliance", args=[crn]),
        back=reverse("supervision:failure", args=[crn, reference]),
        button=_("Give warning and make letter"),
        beside=found,
        view=view,
        policy=due.use,
        appointment=next_appointment(it.person.pk, on=it.on),
    )


@requires("people.view")
def warning(request: HttpRequest, crn: str, reference: str) -> HttpResponse:
    """One warning: what it is about, its letters, what became of it, and what withdrawing it would mean."""
    it = asked(request, crn, "warning")
    found = found_warning(it, reference)
    about = [row.failure for row in WarnedFailure.objects.filter(warning=found).select_related("failure__contact")]
    standing = compliance_with(found.sentence, on=it.on)
    return show(
        it,
        "warning",
        warning=found,
        about=about,
        standing=standing,
        documents=documents_of(warning=found),
        in_force=found.state in STANDING_WARNING,
        own=found.given_by_id == it.by.pk,
    )


@requires("supervision.enforce")
def withdraw(request: HttpRequest, crn: str, reference: str) -> HttpResponse:
    """Withdraw a warning; after a breach began, what that means is said first."""
    it = asked(request, crn, "warning-withdraw")
    found = found_warning(it, reference)
    standing = compliance_with(found.sentence, on=it.on)
    form = our.WithdrawWarningForm(posted(request), initial={"language": person_language(it.person.pk)})
    back = _warning(it, reference)
    return form_page(
        it,
        form,
        title=_("Withdraw the warning"),
        saved=_("Warning withdrawn: its letter is ready"),
        to=back,
        back=back,
        button=_("Withdraw warning"),
        lead=_after_breach(standing),
        act=lambda given: commands.withdraw_warning(
            warning=found, because=given["why"], language=given["language"], by=it.by, at=it.now
        ),
    )


@requires("supervision.enforce")
def appeal(request: HttpRequest, crn: str, reference: str) -> HttpResponse:
    """Record that the person appeals."""
    it = asked(request, crn, "warning-appeal")
    found, back = found_warning(it, reference), _warning(it, reference)
    return form_page(
        it,
        our.AppealForm(posted(request), initial={"appealed_on": it.on}),
        title=_("Record an appeal"),
        saved=_("Appeal recorded"),
        to=back,
        back=back,
        button=_("Record appeal"),
        lead=_("Somebody other than who gave the warning decides. Until then it stands."),
        act=lambda given: commands.appeal_warning(
            warning=found, words=given["words"], on=given["appealed_on"], by=it.by, at=it.now
        ),
    )


@requires("supervision.decide_breach")
def decide_appeal(request: HttpRequest, crn: str, reference: str) -> HttpResponse:
    """Decide on an appeal."""
    it = asked(request, crn, "warning-appeal")
    found, back = found_warning(it, reference), _warning(it, reference)
    standing = compliance_with(found.sentence, on=it.on)
    form = our.DecideAppealForm(posted(request), initial={"language": person_language(it.person.pk)})
    return form_page(
        it,
        form,
        title=_("Decide on the appeal"),
        saved=_("Decision recorded: its letter is ready"),
        to=back,
        back=back,
        button=_("Save decision"),
        lead=_after_breach(standing),
        appealed=found,
        act=lambda given: commands.decide_appeal(
            warning=found,
            outcome=given["outcome"],
            reasons=given["why"],
            language=given["language"],
            by=it.by,
            at=it.now,
        ),
    )


def _may_be_warned_about(view: FailureView) -> bool:
    standing = [one for one in view.warnings if one.state in STANDING_WARNING]
    return view.state in ("awaiting-reason", "unacceptable") and not standing


def _choice(view: FailureView) -> str:
    what = words.failure_kind(view.kind)
    if view.contact is not None:
        what = f"{what} ({phrases.contact_type(view.contact.type)})"
    return _("{day}: {what}").format(day=words.day(view.fact.date), what=what)


def _after_breach(standing: Compliance | None) -> str:
    if standing is None or standing.open_breach is None:
        return ""
    return _(
        "A decision on breach is waiting, or breach has begun. It stays as it is, and the manager sees that the warning no"
        " longer counts and decides what to do."
    )


def _warning(it: Asked, reference: str) -> str:
    return reverse("supervision:warning", args=[it.person.crn, reference])
