"""Codes of duties, forms, states and reasons in short words, for lists; the full reasons are said by the rules."""

from __future__ import annotations

from collections.abc import Mapping

from throughcare.accounts.web.language import quick_gettext as gettext
from throughcare.kernel.decision import mark
from throughcare.people.rules import codes as people_codes
from throughcare.supervision.rules import codes
from throughcare.supervision.rules.contact_entry import needs_outcome
from throughcare.supervision.rules.contact_words import REASONS

DUTY: Mapping[str, str] = {
    "first-appointment": mark("First appointment"),
    "initial-plan": mark("First sentence plan"),
    "contact": mark("Regular contact"),
    "minimum-meetings": mark("Meeting before contact is suspended"),
    "mid-point-follow-up": mark("Follow-up midway"),
    "first-contact-in-custody": mark("First contact in custody"),
}
FORM: Mapping[str, str] = {
    "in-person": mark("in person"),
    "face-to-face": mark("face to face"),
    "physical-or-video": mark("face to face or by video"),
    "any": mark("in any form"),
    "plan": mark("in writing"),
}
CLOCK: Mapping[str, str] = {
    "sentence": mark("Counted from the day of sentence, {day}."),
    "allocation": mark("Counted from the day of allocation, {day}."),
    "release": mark("Counted from the day of release, {day}."),
    "start": mark("Counted from the start of supervision, {day}."),
    "first-attendance": mark("Counted from the first appointment attended, {day}."),
    "last-contact": mark("Counted from a contact that counts, {day}."),
    "two-thirds": mark("Counted from the two-thirds point, {day}."),
}
STATE: Mapping[str, str] = {
    "due": mark("Contact due"),
    "overdue": mark("Contact overdue"),
    "suspended": mark("Contact suspended"),
    "exempt": mark("No contact asked for"),
    "not-started": mark("Not started yet"),
    "ended": mark("Supervision ended"),
    "no-standard": mark("No date set: you decide"),
    "unknown": mark("Cannot be worked out"),
}
REASON: Mapping[str, str] = {
    "contact-frequency": mark("Counted from the last contact, at the frequency that the standard sets."),
    "first-appointment-sentence": mark("The first appointment counts from the day of sentence."),
    "first-appointment-allocation": mark("The first appointment counts from the day of allocation."),
    "first-appointment-release": mark("The first appointment counts from the day of release."),
    "plan-start": mark("The first plan counts from sentence or release."),
    "plan-first-attendance": mark("The first plan counts from the first appointment attended."),
    "first-contact-in-custody": mark("The first contact in custody counts from the day of sentence."),
}
SCHEME: Mapping[str, str] = {
    "a-to-g-2026": mark("Tier A to G (2026)"),
    "two-axis-2021": mark("Two-axis tier (2021)"),
}
TIER: Mapping[str, str] = {"MISSING": mark("Missing"), "NOT_SUPERVISED": mark("Not supervised")}
_OR_DIGITAL = "-or-digital"


def counted_from(clock: str, day: str) -> str:
    """From which event, and which day in words, a due date counts."""
    return gettext(CLOCK[clock]).format(day=day)


def duty(code: str | None) -> str:
    """What is due."""
    return gettext(DUTY.get(code, code)) if code else ""


def form(code: str | None) -> str:
    """In which form it is due."""
    if not code:
        return ""
    if code.endswith(_OR_DIGITAL):
        return gettext("{form}, or an online check-in").format(form=form(code.removesuffix(_OR_DIGITAL)))
    return gettext(FORM[code]) if code in FORM else code


def state(code: str | None) -> str:
    """How a person stands who has nothing due by a date."""
    return gettext(STATE.get(code or "unknown", STATE["unknown"]))


def reason(code: str | None) -> str:
    """Why, in one sentence without figures; empty for a code that only the full explanation can say."""
    if not code:
        return ""
    if code in REASON:
        return gettext(REASON[code])
    known = REASONS.get(code)
    return gettext(known.words.template) if known and "{" not in known.words.template else ""


def tier(label: str | None) -> str:
    """A tier as a tag shows it."""
    if not label:
        return gettext("No tier")
    return gettext(TIER[label]) if label in TIER else label


def scheme(code: str) -> str:
    """The name of a tier scheme."""
    return gettext(SCHEME[code]) if code in SCHEME else code


def contact_type(code: str | None) -> str:
    """What kind of contact."""
    return gettext(codes.CONTACT_TYPE.label(code)) if code else ""


def is_meeting(code: str) -> bool:
    """Whether something comes of a contact of that type."""
    return needs_outcome(code)


def outcome(code: str | None) -> str:
    """What became of a contact."""
    return gettext(codes.OUTCOME.label(code)) if code else gettext("No outcome yet")


def outcome_kind(code: str | None) -> str:
    """The colour of an outcome's tag."""
    if not code:
        return "due"
    facts = codes.OUTCOME[code].facts
    if facts.get("cancelled"):
        return "neutral"
    return "fine" if facts["complied"] else "overdue"


def registration(code: str) -> str:
    """The name of a register."""
    return gettext(codes.REGISTRATION_TYPE.label(code))


def registration_kind(code: str) -> str:
    """The colour of a registration's badge."""
    rosh = codes.REGISTRATION_TYPE[code].facts.get("rosh")
    return {"very-high": "overdue", "high": "overdue", "medium": "due", "low": "neutral"}.get(str(rosh), "info")


def level(code: str) -> str:
    """A MAPPA level."""
    return gettext(codes.REGISTRATION_LEVEL.label(code)) if code else ""


def sentence(code: str | None) -> str:
    """The kind of a sentence."""
    return gettext(people_codes.SENTENCE_KIND.label(code)) if code else ""


def requirement(code: str) -> str:
    """The category of a requirement."""
    return gettext(people_codes.REQUIREMENT_CATEGORY.label(code))


def condition(code: str) -> str:
    """The category of a licence condition."""
    return gettext(people_codes.LICENCE_CONDITION_CATEGORY.label(code))


def unit(code: str) -> str:
    """The unit of a requirement's length."""
    return gettext(people_codes.LENGTH_UNIT.label(code)) if code else ""


def termination(code: str) -> str:
    """How a sentence or requirement ended."""
    return gettext(people_codes.TERMINATION_REASON.label(code)) if code else ""


def custody(code: str) -> str:
    """Why somebody is held."""
    return gettext(people_codes.CUSTODY_KIND.label(code))
