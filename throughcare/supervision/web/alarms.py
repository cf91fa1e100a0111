"""Loads that have been too much for too long, and what is done about them; and what keeps loads from being known."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from throughcare.accounts.web.access import requires, signed_in
from throughcare.accounts.web.csv_file import csv_answer
from throughcare.supervision.commands.alarms import AlarmOver, answer_alarm
from throughcare.supervision.commands.loads import keep_loads
from throughcare.supervision.models import WorkloadAlarm
from throughcare.supervision.queries import places
from throughcare.supervision.queries.load_tables import OfficerLoad, has_problem, officer_loads
from throughcare.supervision.queries.unweighed import unweighed_cases
from throughcare.supervision.web import load_words as words
from throughcare.supervision.web.areas import named_place
from throughcare.supervision.web.figures import place_name
from throughcare.supervision.web.pages import show
from throughcare.workforce.rules.codes import GRADE
from throughcare.workforce.rules.workload_policy import thresholds

MOST_ANSWER = 2_000
SHOWN = 100


class AnswerForm(forms.Form):
    """What is done about an excessive load."""

    answer = forms.CharField(
        label=_("What is being done about it?"),
        widget=forms.Textarea,
        max_length=MOST_ANSWER,
        error_messages={"required": _("Say what is being done about it")},
    )
    presentation = {"answer": {"rows": 5}}


@requires("supervision.loads")
def alarms(request: HttpRequest) -> HttpResponse:
    """The loads of a place that are excessive, those without an answer first; and those on the way there. The user's own
    place unless ``?unit=`` or its like names another one, which is only to look at.
    """
    user, on = signed_in(request), timezone.localdate()
    own, named = places.own_place(user, on=on), named_place(request, on)
    place = named or own
    if place is None:
        return show(request, "no_place")
    officers = _kept(place, on)
    limits = thresholds().on(on)
    above = [one for one in officers if one.over_since is not None and one.load.level == "over"]
    standing = [one for one in above if one.is_alarming]
    standing.sort(key=lambda one: (bool(one.answer), one.over_since, one.surname))
    if request.GET.get("format") == "csv":
        return _csv(above, place.what.code)
    coming = sorted((one for one in above if not one.is_alarming), key=lambda one: (one.over_since, one.surname))
    return show(
        request,
        "load_alarms",
        place=place,
        place_name=place_name(place.what),
        standing=standing,
        coming=coming,
        limits=limits,
        may_answer=user.may("supervision.answer_alarm") and own is not None and own.area == place.area,
        on=on,
        words=words,
        grades=GRADE,
    )


@requires("supervision.answer_alarm")
def answer(request: HttpRequest, key: int) -> HttpResponse:
    """Say what is done about one excessive load."""
    user, now, on = signed_in(request), timezone.now(), timezone.localdate()
    alarm = WorkloadAlarm.objects.select_related("staff").filter(pk=key).first()
    place = places.own_place(user, on=on)
    found = [one for one in _kept(place, on) if one.alarm == key] if place is not None and alarm is not None else []
    if alarm is None or not found or not found[0].is_alarming:
        raise Http404
    form = AnswerForm(request.POST or None, initial={"answer": alarm.answer})
    if request.method == "POST" and form.is_valid():
        try:
            answer_alarm(alarm=alarm, answer=form.cleaned_data["answer"], by=user, at=now)
        except AlarmOver:
            messages.error(request, gettext("The load has fallen since: there is nothing left to answer."))
        else:
            messages.success(request, gettext("Your answer was saved."))
        return redirect("supervision:load-alarms")
    return show(request, "answer_alarm", form=form, officer=found[0], alarm=alarm, on=on, words=words, grades=GRADE)


@requires("supervision.loads")
def problems(request: HttpRequest) -> HttpResponse:
    """What keeps the loads of the user's own place from being known: officers, then cases; nothing is a silent zero."""
    user, on = signed_in(request), timezone.localdate()
    place = places.own_place(user, on=on)
    if place is None:
        return show(request, "no_place")
    officers = [one for one in officer_loads(place.area, on=on) if has_problem(one) and words.problems(one)]
    cases = unweighed_cases(place.area, on=on)
    if request.GET.get("format") == "csv":
        return words.unweighed_csv(cases, place.what.code)
    context: dict[str, Any] = {"officers": officers, "cases": cases[:SHOWN], "count": len(cases)}
    return show(
        request,
        "load_problems",
        place=place,
        place_name=place_name(place.what),
        on=on,
        words=words,
        grades=GRADE,
        may_manage=user.may("workforce.manage"),
        **context,
    )


def _csv(above: list[OfficerLoad], code: str) -> HttpResponse:
    """Every load above the line, excessive or on its way there."""
    header = [
        gettext("Practitioner code"), gettext("Practitioner"), gettext("Grade"), gettext("Team"),
        gettext("Of capacity"), gettext("Cases"), gettext("Above the line since"), gettext("Excessive"),
        gettext("Answer"),
    ]  # fmt: skip
    cells = (
        [one.code, one.name, gettext(GRADE.label(one.grade)), one.team_name, words.percent(one.load), one.load.cases,
         one.over_since, gettext("yes") if one.is_alarming else gettext("no"), one.answer]
        for one in above
    )  # fmt: skip
    return csv_answer(header, cells, f"alarms-{code}")


def _kept(place: places.Place, on: date) -> list[OfficerLoad]:
    """The officers of a place, after their loads and alarms have been kept as of today."""
    keep_loads([one.staff for one in officer_loads(place.area, on=on)], on=on)
    return officer_loads(place.area, on=on)
