"""Codes of enforcement in short words, for pages; what the rule says in full, the rule says."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.utils.translation import get_language, gettext

from throughcare.kernel.codes import CodeList
from throughcare.kernel.decision import Words, mark
from throughcare.outbox.rules.message_states import LABELS
from throughcare.supervision.documents.render import in_words
from throughcare.supervision.queries.letter_facts import supervision_label
from throughcare.supervision.rules import enforcement_codes as codes
from throughcare.supervision.rules import enforcement_states as states

_STATUS: Mapping[str, tuple[str, str]] = {
    "in-progress": (mark("Breach in progress"), "overdue"),
    "none": (mark("No failures"), "fine"),
    "one": (mark("One failure"), "neutral"),
    "several": (mark("Two or more failures, no breach in progress"), "overdue"),
}
_NEXT: Mapping[str, str] = {
    "none": mark("Nothing further is due"),
    "hear-reason": mark("A reason may be given"),
    "warn": mark("A warning is due"),
    "decide-breach": mark("A manager’s decision on breach is due"),
    "manager-decides": mark("A manager decides on a warning or recall"),
    "await-outcome": mark("The outcome of the breach is awaited"),
}
_LEFT_OUT: Mapping[str, str] = {
    "awaiting-reason": mark("does not count yet"),
    "acceptable": mark("does not count"),
    "recorded-twice": mark("recorded twice, counts once"),
    "same-day": mark("same day as another, counts once"),
    "suspended": mark("contact was suspended: not counted"),
    "before-start": mark("before failures count"),
    "before-last-breach": mark("dealt with in the last breach"),
    "older": mark("too long ago to count"),
}
_FAILURE_KIND = {"awaiting-reason": "due", "unacceptable": "overdue", "acceptable": "fine", "struck": "neutral"}
_WARNING_KIND = {"given": "info", "appealed": "due", "upheld": "info", "withdrawn": "neutral"}
_BREACH_KIND = {
    "waiting": "due", "begun": "overdue", "presented": "overdue", "declined": "neutral", "concluded": "neutral",
    "withdrawn": "neutral",
}  # fmt: skip
_MESSAGE_KIND = {"waiting": "info", "sending": "info", "sent": "fine", "failed": "due", "given-up": "overdue"}
_DOCUMENT_KIND = {"ready": "due", "printed": "fine", "sent": "fine"}


def status(code: str) -> str:
    """How compliance stands."""
    return gettext(_STATUS[code][0])


def status_kind(code: str) -> str:
    """The colour of that."""
    return _STATUS[code][1]


def next_step(code: str) -> str:
    """What follows."""
    return gettext(_NEXT[code])


def left_out(code: str) -> str:
    """Why a failure does not count, in a few words."""
    return gettext(_LEFT_OUT[code])


def supervision(code: str | None) -> str:
    """The kind of supervision, or of sentence."""
    return gettext(supervision_label(code)) if code else ""


def failure_kind(code: str) -> str:
    """What a failure was."""
    return _label(codes.FAILURE_KIND, code)


def failure_state(code: str) -> str:
    """What the service makes of a failure."""
    return _label(states.FAILURE_STATE, code)


def failure_state_kind(code: str) -> str:
    """The colour of that."""
    return _FAILURE_KIND[code]


def warning_kind(code: str) -> str:
    """What kind of warning."""
    return _label(codes.WARNING_KIND, code)


def warning_state(code: str) -> str:
    """How a warning stands."""
    return _label(states.WARNING_STATE, code)


def warning_state_kind(code: str) -> str:
    """The colour of that."""
    return _WARNING_KIND[code]


def breach_kind(code: str) -> str:
    """Breach or recall."""
    return _label(codes.BREACH_KIND, code)


def breach_state(code: str) -> str:
    """How far a breach or recall has come."""
    return _label(states.BREACH_STATE, code)


def breach_state_kind(code: str) -> str:
    """The colour of that."""
    return _BREACH_KIND[code]


def because(code: str) -> str:
    """Why a decision is asked for."""
    return _label(codes.ASKED_BECAUSE, code)


def aware_source(code: str) -> str:
    """How the service became aware."""
    return _label(codes.AWARE_SOURCE, code)


def reason(code: str) -> str:
    """A reason that was offered."""
    return _label(codes.REASON, code)


def reason_decision(code: str) -> str:
    """What was made of it."""
    return _label(codes.REASON_DECISION, code) if code else gettext("Not decided yet")


def suspended_by(code: str) -> str:
    """What had suspended contact."""
    return _label(codes.SUSPENDED_BY, code)


def appeal_outcome(code: str) -> str:
    """The decision on an appeal."""
    return _label(codes.APPEAL_OUTCOME, code)


def court_outcome(code: str) -> str:
    """What the court did."""
    return _label(codes.COURT_OUTCOME, code)


def document_kind(code: str) -> str:
    """What kind of letter or pack."""
    return _label(codes.DOCUMENT_KIND, code)


def document_state(code: str) -> str:
    """Whether it has left."""
    return _label(states.DOCUMENT_STATE, code)


def document_state_kind(code: str) -> str:
    """The colour of that."""
    return _DOCUMENT_KIND[code]


def sent_by(channel: str) -> str:
    """How a letter was sent."""
    return _label(codes.SENT_BY, channel)


def message_state(code: str) -> str:
    """What became of a letter that was sent."""
    return gettext(LABELS[code])


def message_state_kind(code: str) -> str:
    """The colour of that."""
    return _MESSAGE_KIND.get(code, "neutral")


def day(on: date) -> str:
    """A day written out, for a choice."""
    return in_words(on, "cy" if (get_language() or "").startswith("cy") else "en")


def said(words: Words) -> str:
    """A sentence of a rule."""
    return words.say(gettext)


def _label(table: CodeList, code: str) -> str:
    return gettext(table.label(code))
