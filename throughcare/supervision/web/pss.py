"""What is required after the licence: proposed with the reason for each, chosen by a practitioner."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from throughcare.accounts.web.access import requires, signed_in
from throughcare.kernel.decision import Decision
from throughcare.people.commands.pss import standing_pss
from throughcare.people.models import Sentence
from throughcare.people.web.records import open_record
from throughcare.policy.book import NoPolicyInForce
from throughcare.supervision.commands.pss import PssRefused, set_requirements
from throughcare.supervision.queries.pss import pss_case
from throughcare.supervision.rules.pss_codes import PSS_REQUIREMENT
from throughcare.supervision.rules.pss_requirements import CHOICE_FAULTS, PssProposal, decide_pss
from throughcare.supervision.web.pages import show_record

_FIELDS = {"not-possible": "chosen", "say-why": "why"}


class PssForm(forms.Form):
    """Which requirements, and why where they are not those proposed."""

    chosen = forms.MultipleChoiceField(
        label=_("What is required"), widget=forms.CheckboxSelectMultiple,
        choices=lambda: [(entry.code, gettext(entry.label)) for entry in PSS_REQUIREMENT],
    )  # fmt: skip
    drugs_linked = forms.BooleanField(
        label=_("Use of drugs led to the offence, or is likely to lead to another"), required=False
    )
    why = forms.CharField(
        label=_("Why it is more or less than what is proposed"), widget=forms.Textarea, required=False, max_length=2_000
    )
    presentation = {"why": {"rows": 3}}


@requires("people.change")
def requirements(request: HttpRequest, crn: str, reference: str) -> HttpResponse:
    """The proposal with its reasons, what is required now, and the form."""
    person, on = open_record(request, crn, page="pss"), timezone.localdate()
    sentence = Sentence.objects.select_related("person").filter(person=person, reference=reference).first()
    linked = request.method == "POST" and "drugs_linked" in request.POST
    decision = _decided(sentence, on, linked) if sentence is not None else None
    if sentence is None or decision is None:
        raise Http404
    now = _required(sentence, on)
    proposed = [one.requirement for one in decision.value.requirements if one.proposed]
    form = PssForm(request.POST or None, initial={"chosen": now or proposed})
    if request.method == "POST" and form.is_valid():
        try:
            set_requirements(
                sentence=sentence, chosen=form.cleaned_data["chosen"], drugs_linked=linked,
                why=form.cleaned_data["why"], by=signed_in(request), at=timezone.now(),
            )  # fmt: skip
        except PssRefused as refused:
            for code in refused.codes:
                form.add_error(_FIELDS.get(code), gettext(CHOICE_FAULTS[code]))
        else:
            messages.success(request, gettext("The requirements are on the record."))
            return redirect("supervision:sentences", crn)
    return show_record(
        request, "pss", person, tab="sentences", on=on, form=form, sentence=sentence, decision=decision, now=now,
        table=PSS_REQUIREMENT,
    )  # fmt: skip


def _decided(sentence: Sentence, on: Any, linked: bool) -> Decision[PssProposal] | None:
    case = pss_case(sentence, on=on, drugs_linked=linked)
    try:
        return decide_pss(case) if case is not None else None
    except NoPolicyInForce:
        return None


def _required(sentence: Sentence, on: Any) -> list[str]:
    """The requirements that stand now, by code."""
    standing = standing_pss(sentence, on=on)
    return [entry.code for entry in PSS_REQUIREMENT if entry.facts["paragraph"] in standing]
