"""The tabs that every page about a person carries. Names of pages of contexts above are plain strings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext

from throughcare.accounts.models import User
from throughcare.accounts.web.access import signed_in
from throughcare.kernel.decision import mark as _
from throughcare.people.models import Person
from throughcare.people.rules.age import age


@dataclass(frozen=True)
class Tab:
    """One tab: the key pages name themselves by, its text, the page it leads to and the permission that page asks."""

    key: str
    text: str
    page: str
    permission: str = "people.view"


TABS = [
    Tab("overview", _("Overview"), "supervision:person"),
    Tab("timeline", _("Timeline"), "supervision:timeline"),
    Tab("sentences", _("Sentences"), "supervision:sentences"),
    Tab("appointments", _("Appointments"), "supervision:appointments"),
    Tab("contacts", _("Contacts"), "supervision:contacts"),
    Tab("compliance", _("Compliance"), "supervision:compliance"),
    Tab("plan", _("Plan"), "supervision:plan"),
    Tab("risk", _("Risk"), "supervision:risk"),
    Tab("details", _("Personal details"), "people:details"),
    Tab("own", _("Own page"), "own:person", "own.answer"),
    Tab("access", _("Limited access"), "people:access", "people.restrict"),
    Tab("consultations", _("Who looked"), "people:consultations", "people.consultations"),
]


def person_context(request: HttpRequest, person: Person, current: str) -> dict[str, Any]:
    """What ``people/_person_header.html`` and ``people/_person_tabs.html`` need: ``person``, ``age``, ``tabs``."""
    user = signed_in(request)
    return {
        "person": person,
        "age": age(person.date_of_birth, on=timezone.localdate()),
        "tabs": [item for tab in TABS if (item := _item(tab, user, person.crn, current))],
    }


def _item(tab: Tab, user: User, crn: str, current: str) -> dict[str, Any] | None:
    if not user.may(tab.permission):
        return None
    try:
        href = reverse(tab.page, args=[crn])
    except NoReverseMatch:
        return None
    return {"text": gettext(tab.text), "href": href, "active": tab.key == current}
