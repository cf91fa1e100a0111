"""The consensus on one bid: everybody's scores side by side, and what the chair writes down."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from throughcare.accounts.web.access import requires
from throughcare.commissioning.commands import scoring
from throughcare.commissioning.models import CompetitionQuestion, Evaluator, OpenedBid
from throughcare.commissioning.queries.scoring import answers_of, content, scale_of
from throughcare.commissioning.web import evaluation_words
from throughcare.commissioning.web.evaluation_forms import AgreeForm, DiscussionForm
from throughcare.commissioning.web.evaluation_pages import own_evaluator, sent


@requires("commissioning.evaluate")
@require_safe
def consensus(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """The bid, for every evaluator of it; forms for the chair alone."""
    own = own_evaluator(request, reference)
    if own.competition.state in ("opened", "individual-scoring"):
        return redirect("commissioning:evaluation-bid", reference=reference, number=number)
    return _page(request, own, _opened(own, number))


@requires("commissioning.evaluate")
@require_POST
def discussion(request: HttpRequest, reference: str, number: int, code: str) -> HttpResponse:
    """Write down what was discussed."""
    own, opened, question = _asked(request, reference, number, code)
    form = DiscussionForm(request.POST, key=f"{number}-{question.pk}")
    answer = sent(
        request, form,
        lambda given: scoring.note_discussion(opened=opened, question=question, **form.cleaned_data, **given),
        to="consensus", reference=reference, number=number,
    )  # fmt: skip
    return answer or _page(request, own, opened, question=question, discussion=form)


@requires("commissioning.evaluate")
@require_POST
def agree(request: HttpRequest, reference: str, number: int, code: str) -> HttpResponse:
    """Write down what was agreed."""
    own, opened, question = _asked(request, reference, number, code)
    form = AgreeForm(request.POST, scale=scale_of(own.competition), key=f"{number}-{question.pk}")
    answer = sent(
        request, form,
        lambda given: scoring.agree_score(
            opened=opened, question=question, score=Decimal(form.cleaned_data["score"]),
            reasons=form.cleaned_data["reasons"], **given,
        ),
        to="consensus", reference=reference, number=number,
    )  # fmt: skip
    return answer or _page(request, own, opened, question=question, agree=form)


def _asked(
    request: HttpRequest, reference: str, number: int, code: str
) -> tuple[Evaluator, OpenedBid, CompetitionQuestion]:
    own = own_evaluator(request, reference)
    question = get_object_or_404(CompetitionQuestion, competition=own.competition, code=code)
    return own, _opened(own, number), question


def _opened(own: Evaluator, number: int) -> OpenedBid:
    if own.cleared_at is None:
        raise Http404
    return get_object_or_404(OpenedBid, competition=own.competition, number=number, content__isnull=False)


def _page(
    request: HttpRequest, own: Evaluator, opened: OpenedBid, *, question: CompetitionQuestion | None = None,
    **given: forms.Form,
) -> HttpResponse:  # fmt: skip
    competition, scale = own.competition, scale_of(own.competition)
    rows = []
    for each in answers_of(competition, on=timezone.localdate(), opened=opened):
        own_form = question is not None and each.question.pk == question.pk
        key = f"{opened.number}-{each.question.pk}"
        discussed = given.get("discussion") if own_form else None
        agreed = given.get("agree") if own_form else None
        rows.append(
            (
                each,
                discussed
                or DiscussionForm(key=key, initial={"words": each.consensus.discussion if each.consensus else ""}),
                agreed or AgreeForm(key=key, scale=scale, initial=AgreeForm.first(each.consensus)),
            )
        )
    context: dict[str, Any] = {
        "own": own, "competition": competition, "opened": opened, "content": content(opened), "rows": rows,
        "words": evaluation_words, "writes": own.is_chair and competition.state == "consensus", "scale": scale,
        "next_number": _after(opened),
    }  # fmt: skip
    if given:
        context["form"] = next(iter(given.values()))
    return render(request, "commissioning/consensus.html", context)


def _after(opened: OpenedBid) -> int | None:
    """The number of the bid that comes after this one; after the last there is none."""
    found = OpenedBid.objects.filter(competition=opened.competition_id, content__isnull=False, number__gt=opened.number)
    return found.order_by("number").values_list("number", flat=True).first()
