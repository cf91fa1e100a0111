"""Market engagement as everybody reads it: the list of events, and one of them."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from throughcare.accounts.models import User
from throughcare.accounts.web.access import public
from throughcare.commissioning.models import Engagement, EngagementInvitation
from throughcare.commissioning.queries.engagements import (
    Coming,
    answers_about,
    coming_to,
    days_of,
    engagements_matching,
    my_replies,
    places_left,
    takes_engagement_questions,
    takes_replies,
)
from throughcare.commissioning.web import engagement_words as words
from throughcare.commissioning.web.engagement_forms import FindEngagementForm
from throughcare.kernel.csv_safe import csv_lines

PAGE = 25


@public
@require_safe
def engagement_list(request: HttpRequest) -> HttpResponse:
    """Events that were announced: those to come first, then those that are over; ``?format=csv`` as CSV."""
    finder, now = FindEngagementForm(request.GET), timezone.now()
    found = engagements_matching(at=now, **finder.asked())
    if request.GET.get("format") == "csv":
        return _csv(found, now)
    context = {
        "finder": finder, "list_page": Paginator(found, PAGE).get_page(request.GET.get("page")), "words": words, "now": now,
        "may_plan": isinstance(request.user, User) and request.user.may("commissioning.engage"),
    }  # fmt: skip
    return render(request, "commissioning/engagements.html", context)


@public
@require_safe
def engagement(request: HttpRequest, reference: str) -> HttpResponse:
    """One event: when and where, how to take part, what was asked, what was said."""
    one, now, user = announced(reference), timezone.now(), request.user
    context: dict[str, Any] = {
        "one": one,
        "now": now,
        "words": words,
        "days": days_of(one),
        "coming": coming_to([one.pk]).get(one.pk, Coming()),
        "left": places_left(one),
        "takes": takes_replies(one, at=now),
        "asks": takes_engagement_questions(one, at=now),
        "answers": answers_about(one),
        "changes": one.changes.all(),
        "mine": [each for each in my_replies(user, one) if each.withdrawn_at is None],
        "is_supplier": isinstance(user, User) and user.may("commissioning.attend"),
        "runs": isinstance(user, User) and user.may("commissioning.oversee"),
        "invited": list(EngagementInvitation.objects.filter(engagement=one).select_related("supplier"))
        if one.notes_at
        else [],
    }
    return render(request, "commissioning/engagement.html", context)


def announced(reference: str) -> Engagement:
    """An event that was announced; raises ``Http404``."""
    found = Engagement.objects.filter(announced_at__isnull=False).select_related("region", "market", "need")
    return get_object_or_404(found, reference=reference)


def _csv(found: Any, now: Any) -> HttpResponse:
    header = [gettext("Reference"), gettext("Title"), gettext("Region"), gettext("Needs"), gettext("Begins"),
              gettext("Ends"), gettext("State")]  # fmt: skip
    rows = (
        [each.reference, each.title, words.where(each), words.needs_said(each),
         timezone.localtime(each.starts_at).isoformat(timespec="minutes"),
         timezone.localtime(each.ends_at).isoformat(timespec="minutes"), words.state_name(each, at=now)]
        for each in found.iterator(chunk_size=500)
    )  # fmt: skip
    response = HttpResponse("".join(csv_lines(header, rows)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="engagement.csv"'
    return response
