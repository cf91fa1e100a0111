"""Codes of appointments and the diary in words, and times as a clock shows them."""

from __future__ import annotations

from datetime import date, datetime, time

from django.utils.translation import gettext

from throughcare.kernel.local_time import instants, local
from throughcare.people.models import Requirement
from throughcare.supervision.models import Appointment, Contact
from throughcare.supervision.rules import diary_codes
from throughcare.supervision.rules.clashes import Clash
from throughcare.supervision.web import phrases
from throughcare.supervision.web.forms import requirement_name


def time_of(contact: Contact, arrangement: Appointment | None = None) -> str:
    """``10:00``, or ``01:30, the second time`` where that time comes twice; ``any time`` where none was agreed."""
    return shown(contact.date, contact.time, bool(arrangement and arrangement.second))


def has_begun(day: date, at: time | None, now: datetime) -> bool:
    """Whether something can have come of it at ``now`` (local time): one without a time of day may be any time that day."""
    return day < now.date() or (day == now.date() and (at is None or at <= now.time()))


def shown(day: date, at: time | None, second: bool) -> str:
    """A time of day as ``time_of`` shows it."""
    if at is None:
        return gettext("any time")
    clock_time = at.strftime("%H:%M")
    if len(instants(day, at)) < 2:
        return clock_time
    return f"{clock_time}, {gettext('the second time') if second else gettext('the first time')}"


def clock(at: datetime) -> str:
    """The time of day of an instant, in London."""
    return local(at).time.strftime("%H:%M")


def ended(code: str) -> str:
    """Why an appointment does not take place."""
    return gettext(diary_codes.HOW_ENDED.label(code)) if code else ""


def asked_by(code: str) -> str:
    """Who asked for a change."""
    return gettext(diary_codes.ASKED_BY.label(code)) if code else ""


def beside(code: str) -> str:
    """Why two appointments are at the same time."""
    return gettext(diary_codes.CLASH_REASON.label(code)) if code else ""


def engagement(code: str) -> str:
    """What else takes a practitioner's time."""
    return gettext(diary_codes.ENGAGEMENT_KIND.label(code)) if code else ""


def feed_shows(code: str) -> str:
    """What a calendar shows."""
    return gettext(diary_codes.FEED_SHOWS.label(code))


def requirement(found: Requirement | None) -> str:
    """What an appointment counts towards."""
    return requirement_name(found) if found else ""


def clash(found: Clash) -> str:
    """What else is at the time wanted, as far as the user may know."""
    taken = found.taken
    when = f"{clock(taken.span.starts_at)}–{clock(taken.span.ends_at)}"
    if taken.kind:
        return f"{when}: {engagement(taken.kind)}"
    if taken.name:
        return f"{when}: {taken.name} ({taken.crn}), {phrases.contact_type(taken.type)}"
    return gettext("{when}: another appointment").format(when=when)
