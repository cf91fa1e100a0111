"""Taken into custody, and released: what moves contact from one clock to another."""

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
from throughcare.people.commands.sentences import CustodyRefused, release, take_into_custody
from throughcare.people.models import Sentence
from throughcare.people.rules.codes import CUSTODY_KIND, SENTENCE_KIND
from throughcare.people.rules.custody_entry import REFUSALS
from throughcare.people.web.forms import DAY_HINT, DayField
from throughcare.people.web.records import open_record
from throughcare.supervision.web.pages import show_record
from throughcare.supervision.web.risk_forms import options


class CustodyForm(forms.Form):
    """Why the person is held, and since when."""

    kind = forms.ChoiceField(label=_("Why"), choices=lambda: options(CUSTODY_KIND), widget=forms.RadioSelect)
    day = DayField(label=_("Taken into custody on"))
    presentation = {"day": {"width": "10", "hint": DAY_HINT}}


class ReleaseForm(forms.Form):
    """The day of release."""

    day = DayField(label=_("Released on"))
    presentation = {"day": {"width": "10", "hint": DAY_HINT}}


@requires("people.change")
def custody(request: HttpRequest, crn: str, reference: str) -> HttpResponse:
    """Release for who is held under the sentence, custody for who is not."""
    person, on = open_record(request, crn, page="custody"), timezone.localdate()
    sentence = Sentence.objects.filter(person=person, reference=reference, terminated_on=None).first()
    if sentence is None:
        raise Http404
    held = sentence.custody_spells.filter(until__isnull=True).first()
    kind = "recall" if SENTENCE_KIND[sentence.kind].facts["custodial"] else "remand"
    form: Any = (
        ReleaseForm(request.POST or None, initial={"day": on})
        if held
        else CustodyForm(request.POST or None, initial={"kind": kind, "day": on})
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        who: dict[str, Any] = {"by": signed_in(request), "at": timezone.now()}
        try:
            if held:
                release(sentence=sentence, on=given["day"], **who)
            else:
                take_into_custody(sentence=sentence, kind=given["kind"], on=given["day"], **who)
        except CustodyRefused as refused:
            for code in refused.codes:
                form.add_error("kind" if code == "order-has-no-custody" else "day", gettext(REFUSALS[code]))
        else:
            messages.success(
                request, gettext("Release is on the record.") if held else gettext("Custody is on the record.")
            )
            return redirect("supervision:person", crn)
    return show_record(request, "custody", person, tab="sentences", on=on, form=form, sentence=sentence, held=held)
