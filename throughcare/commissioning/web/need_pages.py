"""The list of needs, and one of them with all that the rules say of it and what can be done now."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from throughcare.accounts.web.access import requires, signed_in
from throughcare.commissioning.commands import need_lines, need_steps, needs
from throughcare.commissioning.models import Need
from throughcare.commissioning.queries.need_caseload import projection_of
from throughcare.commissioning.queries.need_checks import blocks_of, counted_twice, shares_of
from throughcare.commissioning.queries.needs import counts_by_state, needs_matching, route_decision, route_of, value_of
from throughcare.commissioning.rules.need_blocks import NeedRefused
from throughcare.commissioning.rules.states import NEED
from throughcare.commissioning.web import need_words as words
from throughcare.commissioning.web.need_forms import FindNeedForm
from throughcare.kernel.csv_safe import csv_lines

PAGE = 25


@requires("commissioning.oversee")
@require_safe
def need_list(request: HttpRequest) -> HttpResponse:
    """The needs that fit, page by page; ``?format=csv`` line by line as CSV."""
    finder = FindNeedForm(request.GET)
    found = needs_matching(finder.asked())
    if request.GET.get("format") == "csv":
        return _csv(found.prefetch_related("parties__region", "lines__region"))
    listed = Paginator(found.prefetch_related("parties__region"), PAGE).get_page(request.GET.get("page"))
    context = {
        "finder": finder,
        "list_page": listed,
        "counts": counts_by_state(),
        "words": words,
        "may_state": signed_in(request).may("commissioning.needs"),
    }
    return render(request, "commissioning/needs.html", context)


@requires("commissioning.oversee")
@require_safe
def need(request: HttpRequest, reference: str) -> HttpResponse:
    """One need: who states it, what is needed where, its route and what was begun from it."""
    one, on = need_of(reference), timezone.localdate()
    lines = list(one.lines.select_related("region", "overruled_by"))
    may, chosen = signed_in(request).may("commissioning.needs"), route_of(one)
    context: dict[str, Any] = {
        "one": one,
        "words": words,
        "parties": list(one.parties.select_related("region", "agreed_recorded_by")),
        "lines": [(line, projection_of(line)) for line in lines],
        "volume": sum(line.volume or 0 for line in lines),
        "doubled": counted_twice(lines),
        "value_pence": value_of(one),
        "shares": shares_of(one, on=on),
        "stops": _stops(one, on) if one.state == "draft" else {},
        "route": chosen,
        "route_why": route_decision(chosen) if chosen else None,
        "uses": list(one.uses.select_related("market", "competition")),
        "editable": may and one.state == "draft",
        "may_state": may,
        "ended": not NEED.table[one.state],
    }
    return render(request, "commissioning/need.html", context)


@requires("commissioning.needs")
@require_POST
def agree(request: HttpRequest, reference: str) -> HttpResponse:
    """Freeze it."""
    one = need_of(reference)
    return try_step(request, one, lambda acting: need_steps.agree_need(need=one, **acting), gettext("It is agreed."))


@requires("commissioning.needs")
@require_POST
def publish(request: HttpRequest, reference: str) -> HttpResponse:
    """Publish it as planning."""
    one = need_of(reference)
    return try_step(request, one, lambda acting: need_steps.publish_need(need=one, **acting), gettext("It is public."))


@requires("commissioning.needs")
@require_POST
def use(request: HttpRequest, reference: str) -> HttpResponse:
    """Take it into use without a panel or a competition."""
    one = need_of(reference)
    return try_step(request, one, lambda acting: need_steps.use_need(need=one, **acting), gettext("It is in use."))


@requires("commissioning.needs")
@require_POST
def project(request: HttpRequest, reference: str) -> HttpResponse:
    """Work the volumes out anew."""
    one = need_of(reference)
    done = gettext("The volumes were worked out anew.")
    return try_step(request, one, lambda acting: need_lines.project_lines(need=one, **acting), done)


@requires("commissioning.needs")
@require_POST
def remove_party(request: HttpRequest, reference: str, key: int) -> HttpResponse:
    """Take a body out."""
    one = need_of(reference)
    party = get_object_or_404(one.parties.all(), pk=key)
    return try_step(request, one, lambda acting: needs.remove_party(party=party, **acting), gettext("Saved"))


@requires("commissioning.needs")
@require_POST
def remove_line(request: HttpRequest, reference: str, key: int) -> HttpResponse:
    """Take a line out."""
    one = need_of(reference)
    line = get_object_or_404(one.lines.all(), pk=key)
    return try_step(request, one, lambda acting: need_lines.remove_line(line=line, **acting), gettext("Saved"))


@requires("commissioning.needs")
@require_POST
def restore(request: HttpRequest, reference: str, key: int) -> HttpResponse:
    """Let the volume count again that was worked out."""
    one = need_of(reference)
    line = get_object_or_404(one.lines.all(), pk=key)
    return try_step(request, one, lambda acting: need_lines.restore_projection(line=line, **acting), gettext("Saved"))


def need_of(reference: str) -> Need:
    """The need; raises ``Http404``."""
    return get_object_or_404(Need.objects.select_related("made_by", "agreed_by"), reference=reference)


def try_step(request: HttpRequest, one: Need, command: Callable[[dict[str, Any]], object], done: str) -> HttpResponse:
    """Do it, and back to the need with what came of it."""
    try:
        command({"by": signed_in(request), "at": timezone.now()})
    except NeedRefused as refused:
        for each in refused.reasons:
            messages.error(request, each.words.say(gettext))
    else:
        messages.success(request, done)
    return redirect("commissioning:need", reference=one.reference)


def _stops(one: Need, on: date) -> dict[str, list[str]]:
    """What stands in the way of agreeing, by part, in sentences."""
    found: dict[str, list[str]] = {}
    for block in blocks_of(one, on=on):
        found.setdefault(block.part, []).append(block.reason.words.say(gettext))
    return found


def _csv(found: Iterable[Any]) -> HttpResponse:
    header = [
        gettext("Reference"), gettext("Title"), gettext("State"), gettext("First day"), gettext("Months"),
        gettext("Stated by"), gettext("Need"), gettext("People"), gettext("Area"), gettext("Cases a year worked out"),
        gettext("Cases a year stated instead"), gettext("Set aside in pounds"),
    ]  # fmt: skip
    rows = (
        [one.reference, one.title, words.state_name(one.state), one.starts_on.isoformat(), one.term_months,
         "; ".join(f"{words.party_name(each)} {words.share(each.share)}" for each in one.parties.all()),
         words.category(line), words.people(line), words.area(line), line.projected, line.overruled,
         "" if line.value_pence is None else f"{line.value_pence / 100:.2f}"]
        for one in found for line in one.lines.all()
    )  # fmt: skip
    answer = HttpResponse("".join(csv_lines(header, rows)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="needs.csv"'
    return answer
