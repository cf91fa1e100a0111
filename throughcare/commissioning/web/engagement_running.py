"""A commissioner's pages of market engagement: planning an event, announcing it, and everything up to its notes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from throughcare.accounts.web.access import requires, signed_in
from throughcare.accounts.web.drafts import Typed, keeps_what_is_typed, typed_before
from throughcare.commissioning.commands import engagement_after, engagements
from throughcare.commissioning.commands.engagement_replies import answer_about
from throughcare.commissioning.models import Engagement, EngagementQuestion
from throughcare.commissioning.queries.engaged import engaged_in
from throughcare.commissioning.queries.engagements import (
    Coming,
    coming_to,
    engagements_of_buyers,
    event_days,
    next_step,
    places_left,
)
from throughcare.commissioning.rules.engagement_blocks import EngagementRefused
from throughcare.commissioning.rules.states import ENGAGEMENT
from throughcare.commissioning.web import engagement_words as words
from throughcare.commissioning.web.competition_steps import GET_OR_POST
from throughcare.commissioning.web.engagement_forms import (
    AnswerAboutForm,
    CancelForm,
    EngagementForm,
    EngagementStep,
    HeldForm,
    NotesForm,
)

PAGE = 25
RUN = "commissioning:engagement-run"


@requires("commissioning.oversee")
@require_safe
def planning(request: HttpRequest) -> HttpResponse:
    """Every event with what comes next, page by page: what asks for something first."""
    now = timezone.now()
    listed = Paginator(engagements_of_buyers(), PAGE).get_page(request.GET.get("page"))
    context = {
        "list_page": listed, "rows": [(one, next_step(one, at=now)) for one in listed], "words": words, "now": now,
        "may_plan": signed_in(request).may("commissioning.engage"),
    }  # fmt: skip
    return render(request, "commissioning/engagement_planning.html", context)


@requires("commissioning.engage")
@require_http_methods(GET_OR_POST)
@keeps_what_is_typed
def new(request: HttpRequest) -> HttpResponse:
    """Begin an event."""
    typed = typed_before(request)
    form = EngagementForm(request.POST or None, initial=_over(typed, {}))
    if request.method == "POST" and form.is_valid():
        try:
            made = engagements.draft_engagement(details=form.details(), by=signed_in(request), at=timezone.now())
        except EngagementRefused as refused:
            form.refuse(refused)
        else:
            return redirect(RUN, reference=made.reference)
    return render(request, "commissioning/engagement_form.html", {"form": form, "typed": typed, "one": None})


@requires("commissioning.oversee")
@require_safe
def run(request: HttpRequest, reference: str) -> HttpResponse:
    """One event with everything that can be done now."""
    one, now = engagement_of(reference), timezone.now()
    draft = one.state == ENGAGEMENT.start
    context: dict[str, Any] = {
        "one": one,
        "now": now,
        "words": words,
        "next": next_step(one, at=now),
        "days": event_days(one.starts_at, one.ends_at, at=now) if draft else None,
        "would_invite": len(engaged_in(one, on=timezone.localdate(now)).invited) if draft else 0,
        "invited": one.invitations.count(),
        "coming": coming_to([one.pk]).get(one.pk, Coming()),
        "left": places_left(one),
        "replies": one.replies.filter(withdrawn_at=None).select_related("supplier"),
        "unanswered": one.questions.filter(answered_at=None).count(),
        "begun": now >= one.starts_at,
        "over": now >= one.ends_at,
        "may_engage": signed_in(request).may("commissioning.engage"),
    }
    return render(request, "commissioning/engagement_run.html", context)


@requires("commissioning.oversee")
@require_safe
def invited(request: HttpRequest, reference: str) -> HttpResponse:
    """Who was written to and what for, page by page; of a draft, who would be."""
    one = engagement_of(reference)
    if one.announced_at is None:
        found = [(supplier, because) for supplier, because in engaged_in(one, on=timezone.localdate()).invited]
    else:
        rows = one.invitations.select_related("supplier")
        found = [(each.supplier, each.because) for each in rows]
    listed = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {"one": one, "list_page": listed, "words": words}
    return render(request, "commissioning/engagement_invited.html", context)


@requires("commissioning.engage")
@require_http_methods(GET_OR_POST)
@keeps_what_is_typed
def change(request: HttpRequest, reference: str) -> HttpResponse:
    """Change it, until it begins."""
    one, typed = engagement_of(reference), typed_before(request)
    form = EngagementForm(request.POST or None, one=one, initial=_over(typed, EngagementForm.first(one)))
    if request.method == "POST" and form.is_valid():
        try:
            engagements.change_engagement(
                engagement=one, details=form.details(), why=form.cleaned_data.get("why", ""), by=signed_in(request),
                at=timezone.now(),
            )  # fmt: skip
        except EngagementRefused as refused:
            form.refuse(refused)
        else:
            messages.success(request, gettext("Changed."))
            return redirect(RUN, reference=reference)
    return render(request, "commissioning/engagement_form.html", {"form": form, "typed": typed, "one": one})


@requires("commissioning.engage")
@require_POST
def announce(request: HttpRequest, reference: str) -> HttpResponse:
    """Publish the notice, and write to suppliers."""
    return _try(request, reference, engagements.announce_engagement, gettext("Announced. Suppliers are written to."))


@requires("commissioning.engage")
@require_POST
def discard(request: HttpRequest, reference: str) -> HttpResponse:
    """Give a draft up."""
    return _try(request, reference, engagements.discard_engagement, gettext("Given up."))


@requires("commissioning.engage")
@require_http_methods(GET_OR_POST)
@keeps_what_is_typed
def cancel(request: HttpRequest, reference: str) -> HttpResponse:
    """Call it off before it begins."""
    one = engagement_of(reference)
    form = CancelForm(request.POST or None, initial=typed_before(request).over({}))
    return _act(request, one, "cancel", form, lambda given: engagements.cancel_engagement(
        engagement=one, **form.cleaned_data, **given), gettext("Cancelled. Everybody is told."))  # fmt: skip


@requires("commissioning.engage")
@require_http_methods(GET_OR_POST)
@keeps_what_is_typed
def held(request: HttpRequest, reference: str) -> HttpResponse:
    """Say who came."""
    one = engagement_of(reference)
    replies = list(one.replies.filter(withdrawn_at=None).select_related("supplier"))
    form = HeldForm(request.POST or None, replies=replies, initial=_over(typed_before(request), {}))
    return _act(request, one, "held", form, lambda given: engagement_after.hold_engagement(
        engagement=one, came=form.chosen(), people=form.cleaned_data["people"], others=form.cleaned_data["others"], **given,
    ), gettext("Kept. Publish the notes next."))  # fmt: skip


@requires("commissioning.engage")
@require_http_methods(GET_OR_POST)
@keeps_what_is_typed
def notes(request: HttpRequest, reference: str) -> HttpResponse:
    """Publish what was said, or put it right."""
    one = engagement_of(reference)
    begun = typed_before(request).over({"said": one.notes_said, "follows": one.notes_follows})
    form = NotesForm(request.POST or None, initial=begun)
    return _act(request, one, "notes", form, lambda given: engagement_after.publish_notes(
        engagement=one, **form.cleaned_data, **given), gettext("The notes are published. Everybody is told."))  # fmt: skip


@requires("commissioning.oversee")
@require_safe
def questions(request: HttpRequest, reference: str) -> HttpResponse:
    """The questions that were asked, those without an answer first, page by page."""
    one = engagement_of(reference)
    found = one.questions.select_related("supplier").order_by(F("answered_at").asc(nulls_first=True), "pk")
    context = {"one": one, "list_page": Paginator(found, PAGE).get_page(request.GET.get("page")),
               "may_answer": signed_in(request).may("commissioning.engage")}  # fmt: skip
    return render(request, "commissioning/engagement_questions.html", context)


@requires("commissioning.engage")
@require_http_methods(GET_OR_POST)
@keeps_what_is_typed
def answer(request: HttpRequest, reference: str, key: int) -> HttpResponse:
    """Answer a question, or put an answer right."""
    one = engagement_of(reference)
    row = get_object_or_404(EngagementQuestion, pk=key, engagement=one)
    begun = typed_before(request).over({"told": row.told or row.text, "answer": row.answer})
    form = AnswerAboutForm(request.POST or None, initial=begun)
    return _act(request, one, "answer", form, lambda given: answer_about(question=row, **form.cleaned_data, **given),
                gettext("The answer is published."), then="commissioning:engagement-questions", question=row)  # fmt: skip


def engagement_of(reference: str) -> Engagement:
    """The event; raises ``Http404``."""
    return get_object_or_404(Engagement.objects.select_related("region", "market", "need"), reference=reference)


def _over(typed: Typed, begun: dict[str, Any]) -> dict[str, Any]:
    """What was typed over what stood there; of boxes that can be ticked together, all that were."""
    together = {name: typed.fields.get(name, []) for name in ("needs", "cohorts", "came")} if typed.kept_at else {}
    return {**typed.over(begun), **together}


def _act(
    request: HttpRequest, one: Engagement, page: str, form: EngagementStep, save: Callable[[dict[str, Any]], object],
    done: str, *, then: str = RUN, **context: Any,
) -> HttpResponse:  # fmt: skip
    """Show a form about an event, or do what it says."""
    if request.method == "POST" and form.is_valid():
        try:
            save({"by": signed_in(request), "at": timezone.now()})
        except EngagementRefused as refused:
            form.refuse(refused)
        else:
            messages.success(request, done)
            return redirect(then, reference=one.reference)
    shown = {"one": one, "form": form, "typed": typed_before(request), "page_kind": page, "words": words}
    return render(request, "commissioning/engagement_act.html", {**shown, **context})


def _try(request: HttpRequest, reference: str, command: Callable[..., object], done: str) -> HttpResponse:
    try:
        command(engagement=engagement_of(reference), by=signed_in(request), at=timezone.now())
    except EngagementRefused as refused:
        for sentence in words.refusals(refused):
            messages.error(request, sentence)
    else:
        messages.success(request, done)
    return redirect(RUN, reference=reference)
