"""The workbench of competitions, one of them with everything needed to decide on it, and the decisions themselves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from throughcare.accounts.web.access import requires, signed_in
from throughcare.accounts.web.drafts import keeps_what_is_typed, typed_before
from throughcare.commissioning.commands import competition_publishing as publishing
from throughcare.commissioning.commands.competition_closing import close_if_due
from throughcare.commissioning.commands.competition_drafts import draft_competition
from throughcare.commissioning.models import Competition, CompetitionInvitation, NeedUse
from throughcare.commissioning.queries.competition_checks import CompetitionChecks
from throughcare.commissioning.queries.competitions import takes_bids
from throughcare.commissioning.queries.engagements import next_step, unfinished
from throughcare.commissioning.queries.feedback import feedback_on_time
from throughcare.commissioning.queries.needs import counts_by_state
from throughcare.commissioning.queries.openings import least_officers, officers_of
from throughcare.commissioning.queries.workbench import STAGES, competitions_at, counts_by_stage, next_of, waiting_for
from throughcare.commissioning.rules.competition_blocks import CompetitionRefused
from throughcare.commissioning.rules.states import COMPETITION
from throughcare.commissioning.web import competition_words as words
from throughcare.commissioning.web import need_words
from throughcare.commissioning.web.competition_fields import paragraphs
from throughcare.commissioning.web.competition_forms import DatesForm, NewForm, Step, initial_dates
from throughcare.commissioning.web.competition_steps import GET_OR_POST, competition_of

PAGE = 25
STEPS = (
    ("terms", _("What is bought, and for how long")),
    ("lots", _("Lots, and what they pay of their cost")),
    ("criteria", _("What is weighed")),
    ("price", _("How prices become points")),
    ("questions", _("Questions, within their budget")),
    ("dates", _("When it closes")),
    ("officers", _("Officers who open the bids, enrolled")),
)
"""The steps of drafting, in the order of the task list."""
_EVALUATION, _AWARD = ("evaluators", _("Evaluation")), ("award", _("Prices and award"))
NEXT_PAGES = {
    "open-bids": ("opening", _("Opening bids")), "begin-scoring": _EVALUATION, "score": _EVALUATION, "agree": _EVALUATION,
    "award": _AWARD, "decide-award": _AWARD, "publish-award": _AWARD, "standstill": _AWARD,
}  # fmt: skip
"""Where what comes next is done, by its code."""


class ApproveForm(Step):
    """A director's yes; the reason is published where a lot is below its full cost."""

    public_reason = paragraphs(
        2_000,
        label=_("Why it is published although a lot is below its full cost"),
        required=False,
        help_text=_("Published with your name."),
    )
    presentation = {"public_reason": {"rows": 4}}


class SendBackForm(Step):
    """What has to change."""

    why = paragraphs(2_000, label=_("What has to change"))
    presentation = {"why": {"rows": 4}}


@requires("commissioning.oversee")
@require_safe
def workbench(request: HttpRequest) -> HttpResponse:
    """Competitions by stage with what comes next, page by page."""
    now, stage = timezone.now(), request.GET.get("stage", "")
    stage = stage if stage in STAGES else ""
    listed = Paginator(competitions_at(stage), PAGE).get_page(request.GET.get("page"))
    context = {
        "list_page": listed,
        "rows": [(one, next_of(one, at=now)) for one in listed],
        "events": [(each, next_step(each, at=now)) for each in unfinished()[:5]],
        "stage": stage,
        "counts": counts_by_stage(),
        "needs": counts_by_state(),
        "need_words": need_words,
        "letters": feedback_on_time(on=timezone.localdate(now)),
        "words": words,
        "now": now,
        "may_draft": signed_in(request).may("commissioning.compete"),
        "may_approve": signed_in(request).may("commissioning.approve"),
    }
    return render(request, "commissioning/workbench.html", context)


@requires("commissioning.approve")
@require_safe
def approvals(request: HttpRequest) -> HttpResponse:
    """What waits for a director, the longest first."""
    listed = Paginator(waiting_for(signed_in(request)), PAGE).get_page(request.GET.get("page"))
    return render(request, "commissioning/approvals.html", {"list_page": listed, "words": words})


@requires("commissioning.compete")
@require_http_methods(GET_OR_POST)
@keeps_what_is_typed
def new(request: HttpRequest) -> HttpResponse:
    """Begin a competition."""
    form = NewForm(request.POST or None, initial=typed_before(request).over({}))
    if request.method == "POST" and form.is_valid():
        try:
            made = draft_competition(**form.cleaned_data, by=signed_in(request), at=timezone.now())
        except CompetitionRefused as refused:
            form.refuse(refused)
        else:
            return redirect("commissioning:competition", reference=made.reference)
    return render(request, "commissioning/new_competition.html", {"form": form, "typed": typed_before(request)})


@requires("commissioning.oversee")
@require_safe
def competition(request: HttpRequest, reference: str) -> HttpResponse:
    """One competition: its steps, everything that the rules say of it, and what can be done now."""
    return _page(request, close_if_due(competition_of(reference), at=timezone.now()))


@requires("commissioning.compete")
@require_POST
def offer(request: HttpRequest, reference: str) -> HttpResponse:
    """Put it to a director."""
    one = competition_of(reference)
    return _try(request, one, lambda given: publishing.offer_for_approval(competition=one, **given),
                gettext("It waits for a director."))  # fmt: skip


@requires("commissioning.approve")
@require_POST
@keeps_what_is_typed
def approve(request: HttpRequest, reference: str) -> HttpResponse:
    """Approve it, as a director who did not make it."""
    one, form = competition_of(reference), ApproveForm(request.POST)
    if form.is_valid():
        try:
            publishing.approve(competition=one, **form.cleaned_data, by=signed_in(request), at=timezone.now())
        except CompetitionRefused as refused:
            form.refuse(refused)
        else:
            messages.success(request, gettext("Approved."))
            return redirect("commissioning:competition", reference=reference)
    return _page(request, competition_of(reference), approving=form)


@requires("commissioning.oversee")
@require_POST
@keeps_what_is_typed
def send_back(request: HttpRequest, reference: str) -> HttpResponse:
    """Make a draft of it again, with what has to change."""
    one, form = competition_of(reference), SendBackForm(request.POST)
    if form.is_valid():
        try:
            publishing.send_back(competition=one, **form.cleaned_data, by=signed_in(request), at=timezone.now())
        except CompetitionRefused as refused:
            form.refuse(refused)
        else:
            messages.success(request, gettext("It is a draft again."))
            return redirect("commissioning:competition", reference=reference)
    return _page(request, one, returning=form)


@requires("commissioning.compete")
@require_http_methods(GET_OR_POST)
@keeps_what_is_typed
def publish(request: HttpRequest, reference: str) -> HttpResponse:
    """Who would be invited and when it would close; sending it publishes."""
    one, now = competition_of(reference), timezone.now()
    if one.state != "approved":
        return redirect("commissioning:competition", reference=reference)
    form = DatesForm(request.POST or None, initial=typed_before(request).over(initial_dates(one)))
    for name in ("closing_reason", "agreed_by_all"):
        del form.fields[name]
    if request.method == "POST" and form.is_valid():
        try:
            publishing.publish_competition(competition=one, closes_at=form.closes_at(), by=signed_in(request), at=now)
        except CompetitionRefused as refused:
            form.refuse(refused)
        else:
            messages.success(request, gettext("Published. Everybody invited can read it now."))
            return redirect("commissioning:competition", reference=reference)
    checks = CompetitionChecks(one, at=now)
    context = {"one": one, "form": form, "typed": typed_before(request), "checks": checks, "words": words}
    return render(request, "commissioning/publish_competition.html", context)


def _page(request: HttpRequest, one: Competition, **sent: forms.Form) -> HttpResponse:
    """The page; ``sent`` is the form that was sent and refused."""
    user, now = signed_in(request), timezone.now()
    unpublished = one.state in ("draft", "approved")
    checks = CompetitionChecks(one, at=now) if unpublished else None
    next_step = next_of(one, at=now)
    context: dict[str, Any] = {
        "one": one,
        "now": now,
        "words": words,
        "steps": STEPS,
        "checks": checks,
        "stops": _stops(checks) if checks else {},
        "plainer": _plainer(checks) if checks else {},
        "is_open": takes_bids(one, at=now),
        "ended": not COMPETITION.table[one.state],
        "next": next_step,
        "next_page": NEXT_PAGES.get(next_step.what),
        "enrolled": sum(each.enrolled_at is not None for each in officers_of(one)),
        "officers_least": least_officers(one),
        "unanswered": one.enquiries.filter(answered_at=None).count(),
        "invited": CompetitionInvitation.objects.filter(competition=one).count(),
        "approving": sent.get("approving") or ApproveForm(),
        "returning": sent.get("returning") or SendBackForm(),
        "met": NeedUse.objects.filter(competition=one).select_related("need").first(),
        "may_draft": user.may("commissioning.compete"),
        "may_approve": user.may("commissioning.approve") and user.pk != one.made_by_id,
    }
    if sent:
        context["form"] = next(iter(sent.values()))
    return render(request, "commissioning/competition.html", context)


def _stops(checks: CompetitionChecks) -> dict[str, list[str]]:
    """What stands in the way, by step, in sentences; funding belongs to the lots, officers stop publishing alone."""
    found: dict[str, list[str]] = {}
    for block in checks.blocks:
        part = "lots" if block.part == "funding" else block.part
        found.setdefault(part, []).append(block.reason.words.say(gettext))
    if checks.few_officers:
        found["officers"] = [checks.few_officers.words.say(gettext)]
    return found


def _plainer(checks: CompetitionChecks) -> dict[str, list[str]]:
    """What could be plainer, by step, in a sentence; it stands in nobody's way."""
    asked = {"terms": checks.plain_specification, "questions": checks.plain_questions}
    return {
        part: [decision.reason.words.say(gettext)]
        for part, decision in asked.items()
        if decision is not None and decision.reason.code == "warned"
    }


def _try(
    request: HttpRequest, one: Competition, command: Callable[[dict[str, Any]], object], done: str
) -> HttpResponse:
    try:
        command({"by": signed_in(request), "at": timezone.now()})
    except CompetitionRefused as refused:
        for sentence in words.refusals(refused):
            messages.error(request, sentence)
    else:
        messages.success(request, done)
    return redirect("commissioning:competition", reference=one.reference)
