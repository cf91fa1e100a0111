"""Asking about a price that is abnormally low, judging the answer, and leaving a bid out."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from throughcare.accounts.web.access import requires
from throughcare.commissioning.commands import prices as commands
from throughcare.commissioning.models import CompetitionLot, OpenedBid, PriceInquiry
from throughcare.commissioning.queries.bid_prices import lot_prices
from throughcare.commissioning.web import evaluation_words
from throughcare.commissioning.web.evaluation_forms import EvaluationForm, JudgeForm, WordsForm
from throughcare.commissioning.web.evaluation_pages import Command, find, sent


@requires("commissioning.award")
@require_http_methods(["GET", "HEAD", "POST"])
def price(request: HttpRequest, reference: str, number: int, bidder: int) -> HttpResponse:
    """One price of one bidder for one lot: the next step, which is to ask, to record the answer, to judge or to reject."""
    competition = find(request, reference)
    lot = get_object_or_404(CompetitionLot, competition=competition, number=number)
    opened = get_object_or_404(OpenedBid, competition=competition, number=bidder, content__isnull=False)
    inquiry = PriceInquiry.objects.filter(opened=opened, lot=lot).select_related("asked_by", "judged_by").first()
    priced = next((each for each in lot_prices(competition) if each.lot.pk == lot.pk), None)
    step, form, command = _next(opened, lot, inquiry, request.POST or None)
    if request.method == "POST" and form is not None and command is not None:
        answer = sent(request, form, command, to="award-price", reference=reference, number=number, bidder=bidder)
        if answer is not None:
            return answer
    context: dict[str, Any] = {
        "competition": competition, "lot": lot, "opened": opened, "inquiry": inquiry, "words": evaluation_words,
        "low": priced.low if priced else None, "step": step, "price_form": form,
        "flag": next((each for each in priced.low.value.flags if each.bid == opened.label), None) if priced else None,
    }  # fmt: skip
    if form is not None and form.is_bound:
        context["form"] = form
    return render(request, "commissioning/award_price.html", context)


def _next(
    opened: OpenedBid, lot: CompetitionLot, inquiry: PriceInquiry | None, typed: Any
) -> tuple[str, EvaluationForm | None, Command | None]:
    """What comes next, with its form and what sending it does."""
    if inquiry is None:
        ask = WordsForm(typed, label=_("What the bidder is asked"), key="ask")
        return "ask", ask, lambda given: commands.ask_about_price(opened=opened, lot=lot, **ask.cleaned_data, **given)
    if not inquiry.answer:
        said = WordsForm(typed, label=_("What the bidder answered"), key="answer", rows=6)
        return "answer", said, lambda given: commands.record_answer(inquiry=inquiry, **said.cleaned_data, **given)
    if not inquiry.verdict:
        judged = JudgeForm(typed, label=_("Why"), key="judge")
        return "judge", judged, lambda given: commands.judge_answer(
            inquiry=inquiry, satisfies=judged.cleaned_data["satisfies"] == "yes", why=judged.cleaned_data["words"], **given
        )  # fmt: skip
    out = opened.rejections.filter(lot=lot).exists()
    if inquiry.verdict == "unsatisfactory" and not out:
        why = WordsForm(typed, label=_("Why the bid is left out of this lot"), key="reject")
        return "reject", why, lambda given: commands.reject_price(
            opened=opened, lot=lot, why=why.cleaned_data["words"], **given
        )  # fmt: skip
    return "done", None, None
