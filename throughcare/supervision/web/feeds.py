"""The diary as a calendar on a telephone: its settings, and the address itself, which only its secret opens."""

from __future__ import annotations

from datetime import datetime

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe
from icalendar import Calendar, Event

from throughcare.accounts.acting import acting
from throughcare.accounts.web.access import public, requires, signed_in
from throughcare.supervision.commands.feeds import make_feed, note_read, revoke_feed
from throughcare.supervision.models import DiaryFeed
from throughcare.supervision.queries.feeds import FeedEntry, feed_entries, feed_of
from throughcare.supervision.queries.team import staff_of
from throughcare.supervision.rules.diary_codes import FEED_SHOWS
from throughcare.supervision.web import appointment_words, phrases
from throughcare.supervision.web.pages import show

PRODUCT = "-//Throughcare//Diary//EN"
CALENDAR = "text/calendar; charset=utf-8"


class FeedForm(forms.Form):
    """What the calendar says of an appointment."""

    shows = forms.ChoiceField(
        label=_("What the calendar shows"),
        widget=forms.RadioSelect,
        choices=lambda: [(entry.code, gettext(entry.label)) for entry in FEED_SHOWS],
    )


@requires("supervision.caseload")
def settings(request: HttpRequest) -> HttpResponse:
    """Whether there is an address; a new one is shown once, in the answer to the form that made it."""
    user, now = signed_in(request), timezone.now()
    if staff_of(user) is None:
        return show(request, "no_staff")
    standing = DiaryFeed.objects.filter(user=user).first()
    form = FeedForm(request.POST or None, initial={"shows": standing.shows if standing else "initials"})
    address = ""
    if request.method == "POST" and form.is_valid():
        secret = make_feed(shows=form.cleaned_data["shows"], by=user, at=now)
        address = request.build_absolute_uri(reverse("supervision:diary-feed", args=[secret]))
        standing = DiaryFeed.objects.get(user=user)
    return _private(show(request, "diary_feed", form=form, standing=standing, address=address, words=appointment_words))


@requires("supervision.caseload")
@require_POST
def revoke(request: HttpRequest) -> HttpResponse:
    """End the address."""
    revoke_feed(by=signed_in(request), at=timezone.now())
    return redirect("supervision:diary-feed-settings")


@public
@require_safe
def feed(_request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar. An unknown secret, one that was taken back and a closed account answer the same."""
    now = timezone.now()
    found = feed_of(secret)
    if found is None:
        raise Http404
    with acting(found.user, why="diary feed"), translation.override(found.user.language):
        staff = staff_of(found.user)
        if staff is None:
            raise Http404
        text = calendar_of(list(feed_entries(found, staff, on=timezone.localdate(now))), at=now)
        note_read(found, at=now)
    return _private(HttpResponse(text, content_type=CALENDAR))


def calendar_of(entries: list[FeedEntry], *, at: datetime) -> bytes:
    """The entries as RFC 5545 has them, in the language that is active."""
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", gettext("Diary"))
    for entry in entries:
        event = Event()
        event.add("uid", f"{entry.uid}@throughcare")
        event.add("dtstamp", at)
        event.add("dtstart", entry.starts)
        event.add("dtend", entry.ends)
        event.add("summary", summary_of(entry))
        event.add("class", "PRIVATE")
        if entry.place:
            event.add("location", entry.place)
        made.add_component(event)
    return bytes(made.to_ical())


def summary_of(entry: FeedEntry) -> str:
    """What an entry is called: no more than the feed may show."""
    if entry.kind:
        return ": ".join(filter(None, (appointment_words.engagement(entry.kind), entry.title)))
    if not entry.who:
        return gettext("Busy")
    return f"{entry.who}: {phrases.contact_type(entry.type)}"


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response
