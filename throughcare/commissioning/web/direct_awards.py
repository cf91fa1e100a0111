"""What follows for lots that nobody was given: a next round, or a direct award with its notice."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from throughcare.accounts.web.access import requires, signed_in
from throughcare.commissioning.commands import direct_awards as commands
from throughcare.commissioning.commands.competition_changes import next_round
from throughcare.commissioning.models import Competition, CompetitionLot, Contract, DirectAward
from throughcare.commissioning.queries.awards import no_awards_of
from throughcare.commissioning.queries.direct_awards import members_for, standstill_of_direct
from throughcare.commissioning.queries.rounds import lots_for_next_round
from throughcare.commissioning.rules.competition_blocks import CompetitionRefused
from throughcare.commissioning.rules.direct_award import GROUNDS, grounds_on
from throughcare.commissioning.web import evaluation_words
from throughcare.commissioning.web.competition_words import next_round_title, refusals
from throughcare.commissioning.web.evaluation_forms import WordsForm
from throughcare.commissioning.web.evaluation_pages import acting, find, sent, tried
from throughcare.organisations.models import Supplier

AGAIN = ("run-again", "new-price", "new-lots")
"""What follows by another competition."""


class DirectAwardForm(WordsForm):
    """To whom, on which ground and why, and for how much."""

    supplier = forms.ModelChoiceField(
        label=_("Supplier"), queryset=Supplier.objects.none(), empty_label=_("Choose a supplier"),
        help_text=_("Those who hold a place in the category of the lot"),
    )  # fmt: skip
    ground = forms.ChoiceField(label=_("Ground"))
    pounds = forms.DecimalField(label=_("Value over the whole term, without VAT"), min_value=1, decimal_places=2)
    field_order = ["supplier", "ground", "words", "pounds"]

    def __init__(self, *arguments: Any, lot: CompetitionLot, **options: Any) -> None:
        super().__init__(
            *arguments, label=_("Why the ground applies, in words that are published"), key="direct", **options
        )
        supplier, ground = self.fields["supplier"], self.fields["ground"]
        assert isinstance(supplier, forms.ModelChoiceField) and isinstance(ground, forms.ChoiceField)
        supplier.queryset = members_for(lot)
        known = grounds_on(timezone.localdate())
        ground.choices = [("", gettext("Choose the ground")), *((code, gettext(GROUNDS[code])) for code in known)]
        self.presentation["pounds"] = {"prefix": "£", "width": "10"}


@requires("commissioning.oversee")
@require_http_methods(["GET", "HEAD", "POST"])
def direct(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """The direct award of a lot, as far as it has come; sending the form proposes it."""
    lot = _lot(reference, number)
    found = DirectAward.objects.filter(lot=lot).select_related("supplier", "proposed_by", "approved_by").first()
    form = DirectAwardForm(request.POST or None, lot=lot, initial={"pounds": f"{lot.value_pence / 100:.2f}"})
    if request.method == "POST":
        answer = sent(
            request, form,
            lambda given: commands.propose_direct_award(
                lot=lot, supplier=form.cleaned_data["supplier"], ground=form.cleaned_data["ground"],
                reason=form.cleaned_data["words"], value_pence=round(form.cleaned_data["pounds"] * 100), **given,
            ),
            to="direct-award", reference=reference, number=number,
        )  # fmt: skip
        if answer is not None:
            return answer
    by = signed_in(request)
    context: dict[str, Any] = {
        "competition": lot.competition, "lot": lot, "direct": found, "direct_form": form, "grounds": GROUNDS,
        "standstill": standstill_of_direct(found, on=timezone.localdate()) if found and found.noticed_at else None,
        "contract": Contract.objects.filter(award_key=found.key).first() if found else None,
        "ended": no_awards_of(lot.competition).get(lot.pk), "words": evaluation_words,
        "buys": by.may("commissioning.award"), "approves": by.role == "director" and found and found.proposed_by_id != by.pk,
    }  # fmt: skip
    if form.is_bound:
        context["form"] = form
    return render(request, "commissioning/direct_award.html", context)


@requires("commissioning.oversee")
@require_POST
def approve(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Approve it."""
    found = get_object_or_404(DirectAward, lot=_lot(reference, number))
    return tried(
        request, lambda given: commands.approve_direct_award(direct=found, **given), to="direct-award", reference=reference,
        number=number,
    )  # fmt: skip


@requires("commissioning.award")
@require_POST
def notice(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Publish its transparency notice."""
    found = get_object_or_404(DirectAward.objects.select_related("lot__competition"), lot=_lot(reference, number))
    return tried(
        request, lambda given: commands.publish_transparency_notice(direct=found, **given), to="direct-award",
        reference=reference, number=number,
    )  # fmt: skip


@requires("commissioning.award")
@require_POST
def contract(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Draft its contract."""
    found = get_object_or_404(
        DirectAward.objects.select_related("lot__competition", "supplier"), lot=_lot(reference, number)
    )
    return tried(
        request, lambda given: commands.draft_direct_contract(direct=found, **given), to="direct-award",
        reference=reference, number=number,
    )  # fmt: skip


@requires("commissioning.award")
@require_POST
def again(request: HttpRequest, reference: str) -> HttpResponse:
    """Draft a next round of the lots that are to be competed for again."""
    competition = find(request, reference)
    lots = lots_again(competition)
    if competition.state not in ("concluded", "no-award") or not lots:
        return redirect("commissioning:award", reference=reference)
    title = next_round_title(competition)
    try:
        made = next_round(competition=competition, lots=lots, title=title, **acting(request))
    except CompetitionRefused as refused:
        for sentence in refusals(refused):
            messages.error(request, sentence)
        return redirect("commissioning:award", reference=reference)
    messages.success(request, gettext("The next round is drafted. Look through it, then put it to a director."))
    return redirect("commissioning:competition", reference=made.reference)


def lots_again(competition: Competition) -> list[CompetitionLot]:
    """Lots that ended without an award, are to be competed for again, and are not yet."""
    ended = no_awards_of(competition)
    return [lot for lot in lots_for_next_round(competition) if lot.pk in ended and ended[lot.pk].follow_up in AGAIN]


def _lot(reference: str, number: int) -> CompetitionLot:
    found = CompetitionLot.objects.select_related("competition__market__region", "category")
    return get_object_or_404(found, competition__reference=reference, number=number)
