"""A commissioner's page of who evaluates a competition: appointing, the register of conflicts, beginning, moderating."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from throughcare.accounts.web.access import requires
from throughcare.commissioning.commands import evaluators as commands
from throughcare.commissioning.commands import scoring
from throughcare.commissioning.models import Competition, Evaluator, Moderation
from throughcare.commissioning.queries.evaluators import (
    access_of,
    bidders_of,
    candidates,
    evaluators_of,
    interests_of,
    least_evaluators,
)
from throughcare.commissioning.queries.scoring import answers_of
from throughcare.commissioning.web import evaluation_words
from throughcare.commissioning.web.evaluation_forms import AppointForm, ConflictForm, WordsForm
from throughcare.commissioning.web.evaluation_pages import find, sent, tried


@requires("commissioning.oversee")
@require_safe
def evaluators(request: HttpRequest, reference: str) -> HttpResponse:
    """Who evaluates, how far they are, and what was declared."""
    return _page(request, find(request, reference))


@requires("commissioning.award")
@require_POST
def appoint(request: HttpRequest, reference: str) -> HttpResponse:
    """Appoint somebody who was found by name."""
    competition = find(request, reference)
    form = AppointForm(request.POST, people=candidates(competition, request.POST.get("q", "")))
    answer = sent(
        request, form, lambda given: commands.appoint_evaluator(competition=competition, **form.cleaned_data, **given),
        to="evaluators", reference=reference,
    )  # fmt: skip
    return answer or _page(request, competition, appoint=form)


@requires("commissioning.award")
@require_POST
def chair(request: HttpRequest, reference: str, key: int) -> HttpResponse:
    """Make somebody the chair."""
    row = _row(reference, key)
    return tried(
        request, lambda given: commands.make_chair(evaluator=row, **given), to="evaluators", reference=reference
    )


@requires("commissioning.award")
@require_POST
def end(request: HttpRequest, reference: str, key: int) -> HttpResponse:
    """Let somebody evaluate no more."""
    row, form = _row(reference, key), WordsForm(request.POST, label=_("Why"), key=f"end-{key}")
    answer = sent(
        request, form, lambda given: commands.end_evaluator(evaluator=row, why=form.cleaned_data["words"], **given),
        to="evaluators", reference=reference,
    )  # fmt: skip
    return answer or _page(request, row.competition, row=row, end=form)


@requires("commissioning.award")
@require_POST
def mitigate(request: HttpRequest, reference: str, key: int) -> HttpResponse:
    """Record what keeps it fair."""
    row, form = _row(reference, key), WordsForm(request.POST, label=_("What keeps it fair"), key=f"fair-{key}")
    answer = sent(
        request, form, lambda given: commands.record_mitigation(evaluator=row, **form.cleaned_data, **given),
        to="evaluators", reference=reference,
    )  # fmt: skip
    return answer or _page(request, row.competition, row=row, mitigate=form)


@requires("commissioning.award")
@require_POST
def conflict(request: HttpRequest, reference: str, key: int) -> HttpResponse:
    """Record a conflict of somebody that was found out."""
    row = _row(reference, key)
    form = ConflictForm(request.POST, bidders=bidders_of(row.competition), auto_id=f"conflict-{key}_%s")
    answer = sent(
        request, form, lambda given: commands.find_conflict(evaluator=row, **form.cleaned_data, **given),
        to="evaluators", reference=reference,
    )  # fmt: skip
    return answer or _page(request, row.competition, row=row, conflict=form)


@requires("commissioning.award")
@require_POST
def start(request: HttpRequest, reference: str) -> HttpResponse:
    """Let scoring begin."""
    competition = find(request, reference)
    return tried(
        request,
        lambda given: commands.start_scoring(competition=competition, **given),
        to="evaluators",
        reference=reference,
    )


@requires("commissioning.award")
@require_POST
def moderate(request: HttpRequest, reference: str) -> HttpResponse:
    """Close the consensus."""
    competition = find(request, reference)
    form = WordsForm(request.POST, label=_("What you looked at, and what you found"), key="moderation")
    answer = sent(
        request, form, lambda given: scoring.moderate(competition=competition, note=form.cleaned_data["words"], **given),
        to="evaluators", reference=reference,
    )  # fmt: skip
    return answer or _page(request, competition, moderate=form)


def _row(reference: str, key: int) -> Evaluator:
    found = Evaluator.objects.select_related("competition", "user")
    return get_object_or_404(found, pk=key, competition__reference=reference)


def _page(
    request: HttpRequest, competition: Competition, *, row: Evaluator | None = None, **given: forms.Form
) -> HttpResponse:
    """The page with the form that was sent and refused; ``row`` is the evaluator it is about."""
    on, bidders, words = timezone.localdate(), bidders_of(competition), request.GET.get("q", request.POST.get("q", ""))
    everybody = evaluators_of(competition, ended=True)
    said = interests_of(everybody)
    people = candidates(competition, words) if words.strip() else []
    shown = competition.state not in ("opened", "individual-scoring")
    answers = answers_of(competition, on=on) if shown and bidders else []
    context: dict[str, Any] = {
        "competition": competition, "words": evaluation_words, "bidders": bidders, "least": least_evaluators(competition),
        "rows": [
            (each, said[each.pk], access_of(each, bidders=bidders, interests=said[each.pk], on=on) if bidders else None,
             _forms(each, bidders, row, given))
            for each in everybody
        ],
        "found": people, "asked": words,
        "appoint": given.get("appoint") or AppointForm(people=people),
        "moderate": given.get("moderate") or WordsForm(label=_("What you looked at, and what you found"), key="moderation"),
        "agreed": sum(each.is_agreed for each in answers), "answers": len(answers),
        "moderation": Moderation.objects.filter(competition=competition).select_related("by").first(),
        "may_change": request.user.may("commissioning.award"),  # type: ignore[union-attr]
    }  # fmt: skip
    if given:
        context["form"] = next(iter(given.values()))
    return render(request, "commissioning/evaluators.html", context)


def _forms(each: Evaluator, bidders: Any, row: Evaluator | None, given: dict[str, forms.Form]) -> dict[str, Any]:
    mine = given if row is not None and row.pk == each.pk else {}
    return {
        "end": mine.get("end") or WordsForm(label=_("Why"), key=f"end-{each.pk}"),
        "mitigate": mine.get("mitigate") or WordsForm(label=_("What keeps it fair"), key=f"fair-{each.pk}"),
        "conflict": mine.get("conflict") or ConflictForm(bidders=bidders, auto_id=f"conflict-{each.pk}_%s"),
        "open": bool(mine),
    }
