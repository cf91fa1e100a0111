"""A competition that is open, or over: answering questions, changing it, withdrawing it, and a next round."""

from __future__ import annotations

from datetime import time
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from throughcare.accounts.web.access import requires, signed_in
from throughcare.accounts.web.drafts import keeps_what_is_typed, typed_before
from throughcare.commissioning.commands.competition_changes import change_competition, next_round, withdraw_competition
from throughcare.commissioning.commands.competition_enquiries import answer_question
from throughcare.commissioning.models import Competition, CompetitionEnquiry
from throughcare.commissioning.queries.rounds import lots_for_next_round
from throughcare.commissioning.rules.competition_blocks import CompetitionRefused
from throughcare.commissioning.web import competition_words as words
from throughcare.commissioning.web.competition_fields import PoundsField, paragraphs, whole
from throughcare.commissioning.web.competition_forms import Step, lot_choices
from throughcare.commissioning.web.competition_steps import GET_OR_POST, competition_of
from throughcare.commissioning.web.market_forms import day
from throughcare.kernel.local_time import instant

PAGE = 25


class AnswerForm(Step):
    """An answer to everybody."""

    told = paragraphs(2_000, label=_("The question, as everybody reads it"),
                help_text=_("Take out what would say who asked."))  # fmt: skip
    answer = paragraphs(4_000, label=_("The answer"))
    presentation = {"told": {"rows": 4}, "answer": {"rows": 6}}


class WithdrawForm(Step):
    """Why it is withdrawn."""

    why = paragraphs(2_000, label=_("Why it is withdrawn"), help_text=_("Published, and sent to everybody invited."))
    presentation = {"why": {"rows": 4}}


class ChangeForm(Step):
    """What of a published competition is changed; fields that stay as they are change nothing."""

    why = paragraphs(2_000, label=_("Why it is changed"), help_text=_("Published, and sent to everybody invited."))
    closes_on = day(
        label=_("A later closing"),
        required=False,
        help_text=_("It moves by itself where too little time would be left."),
    )
    specification = paragraphs(label=_("What is bought"))
    presentation: dict[str, dict[str, Any]] = {"why": {"rows": 4}, "specification": {"rows": 10}}

    def __init__(self, *args: Any, competition: Competition, **kwargs: Any) -> None:
        self.competition = competition
        self.lots, self.questions = list(competition.lots.all()), list(competition.questions.all())
        begun: dict[str, Any] = {"specification": competition.specification}
        made: dict[str, forms.Field] = {}
        for lot in self.lots:
            said = {"number": lot.number}
            made[f"{lot.key}.annual_volume"] = whole(1, label=gettext("Lot %(number)s: cases a year") % said)
            made[f"{lot.key}.value_pence"] = PoundsField(label=gettext("Lot %(number)s: value") % said)
            begun |= {f"{lot.key}.{name}": getattr(lot, name) for name in ("annual_volume", "value_pence")}
        for each in self.questions:
            label = gettext("Question %(number)s") % {"number": each.code.removeprefix("q")}
            made[f"question-{each.code}.text"] = paragraphs(2_000, label=label)
            begun[f"question-{each.code}.text"] = each.text
        super().__init__(*args, **{**kwargs, "initial": {**begun, **kwargs.get("initial", {})}})
        self.fields.update(made)
        money: dict[str, dict[str, Any]] = {
            name: {"prefix": "£", "width": "10"} for name in made if name.endswith("pence")
        }
        rows = {name: {"rows": 3} for name in made if name.endswith(".text")}
        self.presentation = {**type(self).presentation, **money, **rows}

    def changes(self) -> dict[str, dict[str, Any]]:
        """What was typed, by what it belongs to; the command finds out what differs."""
        found: dict[str, dict[str, Any]] = {"terms": {"specification": self.cleaned_data["specification"]}}
        for name, value in self.cleaned_data.items():
            what, dot, field = name.partition(".")
            if dot:
                found.setdefault(what, {})[field] = value
        return found

    def closes_at(self) -> Any:
        """The later closing at the time of day of the present one; None where none is asked for."""
        on = self.cleaned_data["closes_on"]
        assert self.competition.closes_at is not None
        at: time = timezone.localtime(self.competition.closes_at).time()
        return instant(on, at, second=False) if on else None


class RoundForm(Step):
    """Lots that are competed for again."""

    title = forms.CharField(label=_("Title"), max_length=200)
    lots = forms.MultipleChoiceField(label=_("Lots that were not awarded"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, competition: Competition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lots"].choices = lot_choices(lots_for_next_round(competition))  # type: ignore[attr-defined]


@requires("commissioning.oversee")
@require_safe
def enquiries(request: HttpRequest, reference: str) -> HttpResponse:
    """The questions that were asked, those without an answer first, page by page."""
    one = competition_of(reference)
    found = CompetitionEnquiry.objects.filter(competition=one).select_related("supplier")
    listed = Paginator(found.order_by(F("answered_at").asc(nulls_first=True), "pk"), PAGE)
    context = {"one": one, "list_page": listed.get_page(request.GET.get("page")), "words": words,
               "may_answer": signed_in(request).may("commissioning.compete")}  # fmt: skip
    return render(request, "commissioning/enquiries.html", context)


@requires("commissioning.compete")
@require_http_methods(GET_OR_POST)
@keeps_what_is_typed
def answer(request: HttpRequest, reference: str, key: int) -> HttpResponse:
    """Answer a question, or put an answer right."""
    one = competition_of(reference)
    row = get_object_or_404(CompetitionEnquiry, pk=key, competition=one)
    begun = typed_before(request).over({"told": row.told or row.text, "answer": row.answer})
    form = AnswerForm(request.POST or None, initial=begun)
    return _act(
        request, one, "answer", form,
        lambda given: answer_question(enquiry=row, **form.cleaned_data, **given), gettext("The answer is published."),
        then="commissioning:competition-enquiries", enquiry=row,
    )  # fmt: skip


@requires("commissioning.compete")
@require_http_methods(GET_OR_POST)
@keeps_what_is_typed
def change(request: HttpRequest, reference: str) -> HttpResponse:
    """Change what is asked while it is open."""
    one = competition_of(reference)
    if one.closes_at is None:
        return redirect("commissioning:competition", reference=reference)
    form = ChangeForm(request.POST or None, competition=one, initial=typed_before(request).over({}))

    def save(given: dict[str, Any]) -> None:
        change_competition(
            competition=one, changes=form.changes(), why=form.cleaned_data["why"], closes_at=form.closes_at(), **given
        )

    return _act(request, one, "change", form, save, gettext("Changed, and everybody invited is told."))


@requires("commissioning.compete")
@require_http_methods(GET_OR_POST)
@keeps_what_is_typed
def withdraw(request: HttpRequest, reference: str) -> HttpResponse:
    """End it before it closes."""
    one = competition_of(reference)
    form = WithdrawForm(request.POST or None, initial=typed_before(request).over({}))
    return _act(request, one, "withdraw", form,
                lambda given: withdraw_competition(competition=one, **form.cleaned_data, **given),
                gettext("Withdrawn."))  # fmt: skip


@requires("commissioning.compete")
@require_http_methods(GET_OR_POST)
@keeps_what_is_typed
def again(request: HttpRequest, reference: str) -> HttpResponse:
    """Draft a next round of lots without an award."""
    one = competition_of(reference)
    form = RoundForm(
        request.POST or None,
        competition=one,
        initial=typed_before(request).over({"title": words.next_round_title(one)}),
    )
    made: list[Competition] = []

    def save(given: dict[str, Any]) -> None:
        chosen = one.lots.filter(pk__in=form.cleaned_data["lots"])
        made.append(next_round(competition=one, lots=chosen, title=form.cleaned_data["title"], **given))

    found = _act(request, one, "round", form, save, gettext("The next round is a draft."))
    return redirect("commissioning:competition", reference=made[0].reference) if made else found


def _act(
    request: HttpRequest, one: Competition, page: str, form: Step, save: Any, done: str, *,
    then: str = "commissioning:competition", **context: Any,
) -> HttpResponse:  # fmt: skip
    """Show a form of an open competition, or do what it says."""
    if request.method == "POST" and form.is_valid():
        try:
            save({"by": signed_in(request), "at": timezone.now()})
        except CompetitionRefused as refused:
            form.refuse(refused)
        else:
            messages.success(request, done)
            return redirect(then, reference=one.reference)
    shown = {"one": one, "form": form, "typed": typed_before(request), "page_kind": page, "words": words}
    return render(request, "commissioning/competition_act.html", {**shown, **context})
