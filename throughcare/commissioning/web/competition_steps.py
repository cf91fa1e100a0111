"""Drafting a competition, a step at a time: each keeps what is typed, and shows what the rules say of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from throughcare.accounts.web.access import requires, signed_in
from throughcare.accounts.web.drafts import keeps_what_is_typed, typed_before
from throughcare.commissioning.commands import competition_drafts as commands
from throughcare.commissioning.models import Competition, CompetitionLot, CompetitionQuestion, LotFunding
from throughcare.commissioning.queries.competition_checks import CompetitionChecks
from throughcare.commissioning.queries.reach import near
from throughcare.commissioning.rules.competition_blocks import CompetitionRefused
from throughcare.commissioning.web import competition_words as words
from throughcare.commissioning.web.competition_forms import (
    CriteriaForm,
    DatesForm,
    FundingForm,
    LotForm,
    OverrideForm,
    PriceForm,
    QuestionForm,
    Step,
    TermsForm,
    initial_dates,
)

GET_OR_POST = ["GET", "HEAD", "POST"]
QUESTION_FIELDS = ("criterion", "text", "good_answer", "words", "serves", "repeats", "asks_for", "amount_pence", "years",
                   "minimum_score")  # fmt: skip
REFERENCES = ("category", "criterion")
LOT_FIELDS = ("title", "category", "value_pence", "mobilisation_pence", "annual_volume", "ceiling_pence")


def competition_of(reference: str) -> Competition:
    """The competition, for those who buy in a region of it; raises ``Http404``."""
    found = near(Competition.objects.select_related("market__region", "round_of"))
    return get_object_or_404(found, reference=reference)


def _draft(reference: str) -> Competition:
    one = competition_of(reference)
    if one.state != "draft":
        raise Http404
    return one


def _initial(row: Any, names: tuple[str, ...] | list[str]) -> dict[str, Any]:
    if row is None:
        return {}
    return {name: getattr(row, f"{name}_id" if name in REFERENCES else name) for name in names}


def step(
    request: HttpRequest,
    one: Competition,
    part: str,
    form: Step,
    save: Callable[[dict[str, Any]], object],
    *,
    then: str = "",
    **context: Any,
) -> HttpResponse:
    """Show a step, or save it and go on; what a command refuses is shown with what was typed."""
    if request.method == "POST" and form.is_valid():
        try:
            save({"by": signed_in(request), "at": timezone.now()})
        except CompetitionRefused as refused:
            form.refuse(refused)
        else:
            messages.success(request, gettext("Saved"))
            return redirect(then or "commissioning:competition", reference=one.reference)
    checks = CompetitionChecks(one, at=timezone.now())
    shown = {"one": one, "part": part, "form": form, "typed": typed_before(request), "checks": checks, "words": words}
    return render(request, f"commissioning/step_{part}.html", {**shown, **context})


@requires("commissioning.compete")
@require_http_methods(GET_OR_POST)
@keeps_what_is_typed
def terms(request: HttpRequest, reference: str) -> HttpResponse:
    """What is bought, and for how long."""
    one = _draft(reference)
    initial = typed_before(request).over(_initial(one, list(TermsForm.base_fields)))
    form = TermsForm(request.POST or None, initial=initial)
    return step(
        request, one, "terms", form, lambda acting: commands.change_draft(competition=one, **form.cleaned_data, **acting)
    )  # fmt: skip


@requires("commissioning.compete")
@require_http_methods(GET_OR_POST)
@keeps_what_is_typed
def lots(request: HttpRequest, reference: str) -> HttpResponse:
    """The lots with what the rules say of each, and a form for another."""
    one = _draft(reference)
    form = LotForm(
        request.POST or None, market=one.market, initial=typed_before(request).over({"mobilisation_pence": 0})
    )
    return step(
        request, one, "lots", form, lambda acting: commands.keep_lot(competition=one, facts=form.cleaned_data, **acting),
        then="commissioning:competition-lots",
    )  # fmt: skip


@requires("commissioning.compete")
@require_http_methods(GET_OR_POST)
@keeps_what_is_typed
def lot(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Change a lot."""
    one = _draft(reference)
    row = get_object_or_404(CompetitionLot, competition=one, number=number)
    initial = typed_before(request).over(_initial(row, LOT_FIELDS))
    form = LotForm(request.POST or None, market=one.market, initial=initial)
    return step(
        request, one, "lot", form,
        lambda acting: commands.keep_lot(competition=one, lot=row, facts=form.cleaned_data, **acting),
        then="commissioning:competition-lots", lot=row,
    )  # fmt: skip


@requires("commissioning.compete")
@require_http_methods(GET_OR_POST)
@keeps_what_is_typed
def funding(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """What the service of a lot costs, and whether the lot pays it."""
    one = _draft(reference)
    row = get_object_or_404(CompetitionLot, competition=one, number=number)
    kept = LotFunding.objects.filter(lot=row).first()
    initial = typed_before(request).over(_initial(kept, list(FundingForm.base_fields)))
    form = FundingForm(request.POST or None, initial=initial)
    return step(
        request, one, "funding", form,
        lambda acting: commands.keep_funding(lot=row, figures=form.cleaned_data, **acting),
        then="commissioning:competition-lots", lot=row,
    )  # fmt: skip


@requires("commissioning.compete")
@require_http_methods(GET_OR_POST)
@keeps_what_is_typed
def criteria(request: HttpRequest, reference: str) -> HttpResponse:
    """What is weighed."""
    one = _draft(reference)
    form = CriteriaForm(request.POST or None, criteria=list(one.criteria.all()), initial=typed_before(request).over({}))
    return step(
        request, one, "criteria", form,
        lambda acting: commands.set_criteria(competition=one, criteria=form.criteria(), **acting),
        then="commissioning:competition-criteria",
    )  # fmt: skip


@requires("commissioning.compete")
@require_http_methods(GET_OR_POST)
@keeps_what_is_typed
def price(request: HttpRequest, reference: str) -> HttpResponse:
    """How prices become points, with an example."""
    one = _draft(reference)
    initial = typed_before(request).over(_initial(one, ("formula", "benchmark_pence")))
    form = PriceForm(request.POST or None, initial=initial)
    return step(
        request, one, "price", form, lambda acting: commands.change_draft(competition=one, **form.cleaned_data, **acting),
        then="commissioning:competition-price",
    )  # fmt: skip


@requires("commissioning.compete")
@require_http_methods(GET_OR_POST)
@keeps_what_is_typed
def questions(request: HttpRequest, reference: str) -> HttpResponse:
    """The questions against their budget, and why they go out beyond it where they do."""
    one = _draft(reference)
    form = OverrideForm(
        request.POST or None, initial=typed_before(request).over(_initial(one, ("questions_override",)))
    )
    return step(
        request, one, "questions", form,
        lambda acting: commands.change_draft(competition=one, **form.cleaned_data, **acting),
        then="commissioning:competition-questions",
    )  # fmt: skip


@requires("commissioning.compete")
@require_http_methods(GET_OR_POST)
@keeps_what_is_typed
def question(request: HttpRequest, reference: str, code: str = "") -> HttpResponse:
    """A new question, or a change to one."""
    one = _draft(reference)
    row = get_object_or_404(CompetitionQuestion, competition=one, code=code) if code else None
    begun: Mapping[str, Any] = _initial(row, QUESTION_FIELDS) or {"asks_for": "answer", "words": 500}
    form = QuestionForm(request.POST or None, competition=one, initial=typed_before(request).over(begun))
    return step(
        request, one, "question", form,
        lambda acting: commands.keep_question(competition=one, question=row, facts=form.cleaned_data, **acting),
        then="commissioning:competition-questions", question=row,
    )  # fmt: skip


@requires("commissioning.compete")
@require_http_methods(GET_OR_POST)
@keeps_what_is_typed
def dates(request: HttpRequest, reference: str) -> HttpResponse:
    """The closing that is proposed, and the days that follow from it."""
    one = _draft(reference)
    form = DatesForm(request.POST or None, initial=typed_before(request).over(initial_dates(one)))

    def save(acting: dict[str, Any]) -> None:
        given = form.cleaned_data
        commands.change_draft(
            competition=one, closes_wanted=form.closes_at(), closing_reason=given["closing_reason"],
            agreed_by_all=given["agreed_by_all"], **acting,
        )  # fmt: skip

    return step(request, one, "dates", form, save, then="commissioning:competition-dates")


@requires("commissioning.compete")
@require_POST
def remove_lot(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Take a lot out."""
    row = get_object_or_404(CompetitionLot, competition=_draft(reference), number=number)
    commands.remove_lot(lot=row, by=signed_in(request), at=timezone.now())
    return redirect("commissioning:competition-lots", reference=reference)


@requires("commissioning.compete")
@require_POST
def remove_question(request: HttpRequest, reference: str, code: str) -> HttpResponse:
    """Take a question out."""
    row = get_object_or_404(CompetitionQuestion, competition=_draft(reference), code=code)
    commands.remove_question(question=row, by=signed_in(request), at=timezone.now())
    return redirect("commissioning:competition-questions", reference=reference)
