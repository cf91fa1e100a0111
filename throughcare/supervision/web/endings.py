"""Ending a sentence: what is still open is shown before it is ended; and the closing summaries."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from throughcare.accounts.web.access import requires, signed_in
from throughcare.kernel.decision import Decision
from throughcare.people.models import Sentence
from throughcare.people.rules.codes import TERMINATION_REASON
from throughcare.people.web.records import open_record
from throughcare.policy.book import NoPolicyInForce
from throughcare.supervision.commands.endings import EndingRefused, end_sentence
from throughcare.supervision.queries.ending import closings_of, ending_case
from throughcare.supervision.rules.ending import BLOCKS, Ending, decide_ending
from throughcare.supervision.web import record_csv
from throughcare.supervision.web.pages import show_record

MOST_WORDS = 10_000
_FIELDS = {
    "already-ended": None, "in-the-future": "end_date", "before-start": "end_date", "before-expiry": "how",
    "after-expiry": "how", "no-words": "reasons", "no-summary": "summary", "breach-open": None, "transfer-open": None,
}  # fmt: skip


class EndingForm(forms.Form):
    """How it ended, on which day, and the closing summary."""

    how = forms.ChoiceField(
        label=_("How it ended"),
        choices=lambda: [(entry.code, gettext(entry.label)) for entry in TERMINATION_REASON],
        widget=forms.RadioSelect,
    )
    end_date = forms.DateField(label=_("Last day of the sentence"), widget=forms.DateInput(attrs={"type": "date"}))
    reasons = forms.CharField(
        label=_("Reasons for ending it in this way"), widget=forms.Textarea, required=False, max_length=MOST_WORDS
    )
    summary = forms.CharField(label=_("Closing summary"), widget=forms.Textarea, required=False, max_length=MOST_WORDS)
    went_well = forms.CharField(
        label=_("What went well, in words for the person"), widget=forms.Textarea, required=False, max_length=MOST_WORDS
    )
    open_known = forms.BooleanField(label=_("I have seen what is still open"), required=False)
    presentation = {
        "reasons": {"rows": 3},
        "summary": {"rows": 6, "autosave": "closing"},
        "went_well": {"rows": 3},
    }

    def refuse(self, decision: Decision[Ending]) -> None:
        """Show each thing that stands in the way at its field."""
        for code in decision.value.blocks:
            self.add_error(_FIELDS[code], gettext(BLOCKS[code]))


@requires("supervision.end_sentence")
def end(request: HttpRequest, crn: str, reference: str) -> HttpResponse:
    """End one sentence."""
    person, on = open_record(request, crn, page="end-sentence"), timezone.localdate()
    sentence = Sentence.objects.filter(person=person, reference=reference).first()
    if sentence is None:
        raise Http404
    form = EndingForm(request.POST or None, initial=_expected(sentence, on))
    try:
        decision = _decided(sentence, form, on)
    except NoPolicyInForce:
        form.add_error("end_date", gettext("No rules are held for so early a day."))
        decision = _decided(sentence, EndingForm(), on)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        if not decision.value.can_end:
            form.refuse(decision)
        elif decision.value.open and not typed["open_known"]:
            form.add_error("open_known", gettext("Some things are still open. Say that you have seen them."))
        else:
            try:
                end_sentence(
                    sentence=sentence, by=signed_in(request), on=on, at=timezone.now(),
                    **{name: typed[name] for name in ("how", "end_date", "reasons", "summary", "went_well")},
                )  # fmt: skip
            except EndingRefused as refused:
                form.refuse(refused.decision)
            else:
                return redirect("supervision:closings", crn=crn)
    return show_record(
        request, "end_sentence", person, tab="sentences", on=on, form=form, sentence=sentence, decision=decision
    )


@requires("people.view")
def closings(request: HttpRequest, crn: str) -> HttpResponse:
    """How each sentence ended."""
    person, on = open_record(request, crn, page="closings"), timezone.localdate()
    found: Any = list(closings_of(person.pk))
    if request.GET.get("format") == "csv":
        return record_csv.closings(person, found)
    return show_record(request, "closings", person, tab="sentences", on=on, closings=found, reasons=TERMINATION_REASON)


def _expected(sentence: Sentence, on: date) -> dict[str, Any]:
    """The ending by its own terms, where its last day has come; otherwise today."""
    last = sentence.ends_on - date.resolution if sentence.ends_on else None
    over = last is not None and last <= on
    return {"how": "completed" if over else None, "end_date": last if over else on}


def _decided(sentence: Sentence, form: EndingForm, on: date) -> Decision[Ending]:
    """What ending it would do, by what was typed or, before anything was, by what is expected."""
    typed = form.cleaned_data if form.is_bound and form.is_valid() else {}
    given = {**_expected(sentence, on), **{key: value for key, value in typed.items() if value}}
    case = ending_case(
        sentence, how=given["how"] or "completed", end_date=given["end_date"], reasons=given.get("reasons", ""),
        summary=given.get("summary", ""), on=on,
    )  # fmt: skip
    return decide_ending(case)
