"""Entries of the timeline in words."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from throughcare.supervision.queries.timeline import Happening
from throughcare.supervision.rules import codes
from throughcare.supervision.web import phrases, risk_words

KIND_NAMES = {
    "contact": gettext_lazy("Contacts"),
    "sentence": gettext_lazy("Sentences"),
    "requirement": gettext_lazy("Requirements"),
    "licence-condition": gettext_lazy("Licence conditions"),
    "custody": gettext_lazy("Custody"),
    "registration": gettext_lazy("Registrations"),
    "assessment": gettext_lazy("Assessments"),
    "enforcement": gettext_lazy("Breach and recall"),
    "officer": gettext_lazy("Responsible officer"),
    "tier": gettext_lazy("Tier"),
}


def described(entry: Happening, *, crn: str, on: date) -> dict[str, Any]:
    """The entry as the timeline component shows it."""
    title, text, tag, kind = _WORDS[entry.kind](entry)
    item: dict[str, Any] = {"on": entry.on, "time": entry.at, "title": title, "text": text, "tag": tag, "kind": kind}
    if entry.kind == "contact":
        item |= {"by": entry.staff, "href": reverse("supervision:contact-outcome", args=[crn, entry.reference])}
        if not entry.outcome and entry.on >= on:
            item |= {"tag": gettext("Planned"), "kind": "info"}
    if entry.kind == "assessment":
        item["href"] = reverse("supervision:assessment", args=[crn, entry.reference])
    return item


_Said = tuple[str, str, str, str]


def _contact(entry: Happening) -> _Said:
    if codes.CONTACT_TYPE[entry.code].facts["mode"] == "none":
        return phrases.contact_type(entry.code), entry.text, "", "neutral"
    kind = phrases.outcome_kind(entry.outcome)
    return phrases.contact_type(entry.code), entry.text, phrases.outcome(entry.outcome), kind


def _sentence(entry: Happening) -> _Said:
    kind = phrases.sentence(entry.code)
    if entry.event == "made":
        return gettext("Sentenced: {what}").format(what=kind), entry.text, "", "info"
    return gettext("Ended: {what}").format(what=kind), phrases.termination(entry.outcome), "", "neutral"


def _requirement(entry: Happening) -> _Said:
    what = phrases.requirement(entry.code)
    if entry.event == "ended":
        ended = gettext("Requirement ended: {what}").format(what=what)
        return ended, phrases.termination(entry.outcome), "", "neutral"
    length = f"{entry.text} {phrases.unit(entry.outcome)}" if entry.text else ""
    return gettext("Requirement: {what}").format(what=what), length, "", "info"


def _condition(entry: Happening) -> _Said:
    title = gettext("Licence condition: {what}").format(what=phrases.condition(entry.code))
    return title, entry.text, "", "info"


def _custody(entry: Happening) -> _Said:
    if entry.event == "ended":
        return gettext("Released from custody"), "", "", "info"
    return gettext("Taken into custody"), phrases.custody(entry.code), "", "overdue"


def _registration(entry: Happening) -> _Said:
    what = phrases.registration(entry.code)
    if entry.event == "ended":
        ended = gettext("Registration ended: {what}").format(what=what)
        return ended, _joined(risk_words.end_reason(entry.outcome), entry.text), "", "neutral"
    if entry.event == "reviewed":
        return gettext("Registration reviewed: {what}").format(what=what), entry.text, "", "info"
    title = gettext("Registered: {what}").format(what=what)
    return title, _joined(phrases.level(entry.outcome), entry.text), "", phrases.registration_kind(entry.code)


def _joined(*parts: str) -> str:
    return " · ".join(filter(None, parts))


def _assessment(entry: Happening) -> _Said:
    what = gettext(codes.ASSESSMENT_KIND.label(entry.code))
    if entry.event == "ended":
        return gettext("Withdrawn: {what}").format(what=what), entry.text, "", "due"
    return what, "", "", "info"


def _enforcement(entry: Happening) -> _Said:
    if entry.event == "ended":
        return gettext("Breach or recall decided"), gettext(codes.ENFORCEMENT_OUTCOME.label(entry.outcome)), "", "due"
    return gettext("Breach or recall started"), "", "", "overdue"


def _officer(entry: Happening) -> _Said:
    if entry.code == "allocated":
        return gettext("Responsible officer: {name}").format(name=entry.staff), entry.text, "", "neutral"
    return gettext(codes.OFFICER_STATUS.label(entry.code)), entry.text, "", "due"


def _tier(entry: Happening) -> _Said:
    tag = gettext("Provisional") if entry.outcome else ""
    title = gettext("{scheme}: {tier}").format(scheme=phrases.scheme(entry.code), tier=phrases.tier(entry.text))
    return title, "", tag, "due" if tag else "neutral"


_WORDS = {
    "contact": _contact,
    "sentence": _sentence,
    "requirement": _requirement,
    "licence-condition": _condition,
    "custody": _custody,
    "registration": _registration,
    "assessment": _assessment,
    "enforcement": _enforcement,
    "officer": _officer,
    "tier": _tier,
}
