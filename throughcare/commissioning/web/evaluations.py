"""An evaluator's own pages: what they evaluate, the declaration before any bid is shown, and the way to each bid."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from throughcare.accounts.web.access import requires, signed_in
from throughcare.commissioning.commands import evaluators as commands
from throughcare.commissioning.commands import scoring
from throughcare.commissioning.models import Evaluator, OpenedBid, OpenedFile
from throughcare.commissioning.queries.evaluators import (
    access_of,
    bidders_of,
    evaluations_of,
    evaluators_of,
    interests_of,
)
from throughcare.commissioning.queries.scoring import (
    answers_of,
    content,
    own_scores,
    questions_of,
    readable_bids,
    scale_of,
    scores_left,
)
from throughcare.commissioning.web import evaluation_words
from throughcare.commissioning.web.evaluation_forms import ConflictForm, DeclarationForm, ScoreForm
from throughcare.commissioning.web.evaluation_pages import own_evaluator, sent, tried

PAGE = 25


@requires("commissioning.evaluate")
@require_safe
def evaluation_list(request: HttpRequest) -> HttpResponse:
    """What somebody evaluates."""
    rows = Paginator(evaluations_of(signed_in(request)), PAGE).get_page(request.GET.get("page"))
    return render(request, "commissioning/evaluations.html", {"list_page": rows, "words": evaluation_words})


@requires("commissioning.evaluate")
@require_http_methods(["GET", "HEAD", "POST"])
def room(request: HttpRequest, reference: str) -> HttpResponse:
    """The scoring room; before that, the declaration about every bidder, which sending the form signs."""
    own = own_evaluator(request, reference)
    if request.method != "POST":
        return _room(request, own)
    form = DeclarationForm(request.POST, bidders=bidders_of(own.competition))
    answer = sent(
        request, form,
        lambda given: commands.declare_interests(evaluator=own, interests=form.interests(), **given),
        to="evaluations" if _declares_conflict(request) else "evaluation-room",
        **({} if _declares_conflict(request) else {"reference": reference}),
    )  # fmt: skip
    return answer or _room(request, own, declaration=form)


@requires("commissioning.evaluate")
@require_POST
def report_conflict(request: HttpRequest, reference: str) -> HttpResponse:
    """Say that a conflict came to light: the evaluator's own scores are set aside."""
    own = own_evaluator(request, reference)
    form = ConflictForm(request.POST, bidders=bidders_of(own.competition))
    answer = sent(
        request,
        form,
        lambda given: commands.find_conflict(evaluator=own, **form.cleaned_data, **given),
        to="evaluations",
    )
    return answer or _room(request, own, conflict=form)


@requires("commissioning.evaluate")
@require_POST
def lock(request: HttpRequest, reference: str) -> HttpResponse:
    """Lock one's own scores for good."""
    own = own_evaluator(request, reference)
    return tried(
        request, lambda given: scoring.lock_scores(evaluator=own, **given), to="evaluation-room", reference=reference
    )


@requires("commissioning.evaluate")
@require_http_methods(["GET", "HEAD", "POST"])
def bid(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """One bid: its answers beside what a good answer holds, and the evaluator's own scores until they are locked."""
    own = own_evaluator(request, reference)
    opened = get_object_or_404(OpenedBid, competition=own.competition, number=number, content__isnull=False)
    if own.competition.state not in ("opened", "individual-scoring"):
        return redirect("commissioning:consensus", reference=reference, number=number)
    questions = questions_of(own.competition)
    kept = [each for (key, _), each in own_scores(own).items() if key == opened.pk]
    options: dict[str, Any] = {
        "questions": questions, "scale": scale_of(own.competition), "key": f"{own.pk}-{number}",
    }  # fmt: skip
    form = ScoreForm(request.POST or None, initial=ScoreForm.first(kept), **options)
    if request.method == "POST":
        following = OpenedBid.objects.filter(
            competition=own.competition, number__gt=number, content__isnull=False
        ).first()
        on = request.POST.get("then") == "next" and following is not None

        def save(given: dict[str, Any]) -> None:
            for question in questions:
                score, reasons = form.given(question)
                scoring.save_score(
                    evaluator=own, opened=opened, question=question, score=score, reasons=reasons, **given
                )

        where = {"number": following.number if on and following else number}
        answer = sent(request, form, save, to="evaluation-bid", reference=reference, **where)
        if answer is not None:
            return answer
    context = {
        "own": own, "competition": own.competition, "opened": opened, "content": content(opened), "form": form,
        "questions": questions, "fields": _pairs(form), "words": evaluation_words,
        "scores": {each.question_id: each for each in kept},
        "open": own.competition.state == "individual-scoring" and own.locked_at is None,
    }  # fmt: skip
    return render(request, "commissioning/evaluation_bid.html", context)


@requires("commissioning.evaluate")
@require_safe
def bid_file(request: HttpRequest, reference: str, number: int, key: str) -> HttpResponse:
    """A file of a bid, to keep and open elsewhere."""
    own = own_evaluator(request, reference)
    opened = get_object_or_404(OpenedBid, competition=own.competition, number=number, content__isnull=False)
    file = get_object_or_404(OpenedFile, opened=opened, key=key)
    place, kind = next(
        (place, each.kind) for place, each in enumerate(content(opened).files, start=1) if each.key == str(file.key)
    )
    response = HttpResponse(bytes(file.content), content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{opened.key}-{place}.{kind.split("/")[-1][:8]}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _pairs(form: ScoreForm) -> dict[int, tuple[Any, Any]]:
    return {each.pk: (form[f"score_{each.pk}"], form[f"reasons_{each.pk}"]) for each in form.questions}


def _declares_conflict(request: HttpRequest) -> bool:
    return any(name.startswith("kind_") and value == "conflict" for name, value in request.POST.items())


def _room(request: HttpRequest, own: Evaluator, **given: forms.Form) -> HttpResponse:
    """The room with the form that was sent and refused, where there is one."""
    competition, on = own.competition, timezone.localdate()
    bidders = bidders_of(competition)
    interests = interests_of([own])[own.pk]
    context: dict[str, Any] = {
        "own": own, "competition": competition, "words": evaluation_words, "bidders": bidders, "interests": interests,
        "access": access_of(own, bidders=bidders, interests=interests, on=on) if bidders else None,
        "declaration": given.get("declaration") or DeclarationForm(bidders=bidders),
        "conflict": given.get("conflict") or ConflictForm(bidders=bidders, auto_id="conflict_%s"),
    }  # fmt: skip
    if own.cleared_at is not None:
        context |= _progress(own)
    if given:
        context["form"] = next(iter(given.values()))
    return render(request, "commissioning/evaluation_room.html", context)


def _progress(own: Evaluator) -> dict[str, Any]:
    """How far each bid has come: for the evaluator alone while they score, for all of them after that."""
    competition, bids = own.competition, readable_bids(own.competition)
    asked = len(questions_of(competition))
    if competition.state in ("opened", "individual-scoring"):
        done: dict[object, int] = {each.pk: 0 for each in bids}
        for (opened, _question), score in own_scores(own).items():
            done[opened] += score.score is not None and bool(score.reasons)
        rows = [(each, content(each), done[each.pk], asked, 0) for each in bids]
        return {"rows": rows, "left": scores_left(own)}
    answers = answers_of(competition, on=timezone.localdate())
    rows = [
        (
            each, content(each), sum(one.is_agreed for one in answers if one.opened.pk == each.pk), asked,
            sum(one.divergence.value.must_discuss for one in answers if one.opened.pk == each.pk),
        )
        for each in bids
    ]  # fmt: skip
    return {"rows": rows, "left": 0, "people": evaluators_of(competition)}
