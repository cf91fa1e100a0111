"""A sentence plan as the person reads it: plain words, addressed to them, in their language, for the screen and on paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext, override

from throughcare.kernel.decision import mark
from throughcare.supervision.documents.render import in_words
from throughcare.supervision.queries.plans import ObjectiveView, StepView, VersionView
from throughcare.supervision.rules.plan_sections import SECTION
from throughcare.supervision.rules.plan_states import PERSONS_VIEW, SIGNED, STEP_STATE

LANGUAGES = {"en": "en-gb", "cy": "cy"}
_SERVICE = mark("Probation Service")
_TITLE = mark("Your plan")
_DRAFT = mark("This is a draft. Read it, say what you think, and ask for changes.")
_AGREED = mark("We agreed this plan on {date}.")
_REVIEW = mark("We look at it together again by {date}.")
_OFFICER = mark("Your probation officer is {name}.")
_STRENGTHS = mark("What goes well")
_REACH = mark("What you want to reach")
_NOTHING = mark("Nothing has been written here yet.")
_OWN = mark("What you said")
_THINK = mark("What you think of this plan:")
_YOU, _WE = mark("You"), mark("Your probation officer")
_ALWAYS = mark("All the time")
_BY = mark("By {date}")
_HEAD = (mark("Who"), mark("What"), mark("By when"))
_REACHED = mark("Reached")
_SIGN, _DAY = mark("Name and signature"), mark("Date")
_FOOTER = mark("Plan {number} of {crn}")
_VIEWS = {
    "agrees": mark("You agree with it."),
    "in-part": mark("You agree with some of it."),
    "disagrees": mark("You do not agree with it."),
    "not-given": mark("You have not said yet."),
}
_SIGNED = {
    "signed": mark("You signed it."),
    "spoken": mark("You agreed to it in words."),
    "not-signed": mark("You did not sign it or agree to it."),
}


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom the plan is: the number of their record, what they like to be called, who their officer is."""

    crn: str
    name: str
    called: str
    officer: str = ""


def plan_data(view: VersionView, reader: Reader, *, language: str) -> dict[str, Any]:
    """Everything the page and the paper show, as plain data in ``language`` (``en`` or ``cy``)."""
    row = view.row
    agreed = row.agreed_on is not None
    with override(LANGUAGES[language]):
        notes = [gettext(_AGREED).format(date=in_words(row.agreed_on, language)) if agreed else gettext(_DRAFT)]
        if row.review_on:
            notes.append(gettext(_REVIEW).format(date=in_words(row.review_on, language)))
        if reader.officer:
            notes.append(gettext(_OFFICER).format(name=reader.officer))
        return {
            "language": language,
            "title": gettext(_TITLE),
            "author": gettext(_SERVICE),
            "name": reader.name,
            "notes": notes,
            "draft": not agreed,
            "strengths": {"heading": gettext(_STRENGTHS), "items": list(view.strengths(language))},
            "reach": gettext(_REACH),
            "nothing": gettext(_NOTHING),
            "head": [gettext(text) for text in _HEAD],
            "objectives": [_objective(one, place, language) for place, one in enumerate(view.objectives, start=1)],
            "own": _own(view, agreed),
            "sign": [] if agreed else [gettext(_SIGN), gettext(_DAY)],
            "footer": gettext(_FOOTER).format(number=row.number, crn=reader.crn),
        }


def words(row: Any, language: str) -> str:
    """The text of an objective or step in ``language``, in English where it has no Welsh."""
    return str(row.text_cy if language == "cy" and row.text_cy else row.text)


def _objective(view: ObjectiveView, place: int, language: str) -> dict[str, Any]:
    plain = SECTION[view.row.section].facts["plain"]
    return {
        "number": place,
        "text": words(view.row, language),
        "section": gettext(plain),
        "reached": gettext(_REACHED) if view.is_reached else "",
        "steps": [_step(step, language) for step in view.steps if step.state != "dropped"],
    }


def _step(view: StepView, language: str) -> dict[str, str]:
    row = view.row
    by = gettext(_BY).format(date=in_words(row.due_on, language)) if row.due_on else gettext(_ALWAYS)
    state = gettext(STEP_STATE.label(view.state)) if view.state != "to-do" else ""
    return {"who": _who(row), "what": words(row, language), "by": by, "state": state}


def _who(row: Any) -> str:
    if row.who == "agency":
        return str(row.agency)
    template = _YOU if row.who == "person" else _WE
    return gettext(template)


def _own(view: VersionView, agreed: bool) -> dict[str, Any]:
    row = view.row
    lines = [gettext(_VIEWS[row.view]), gettext(_SIGNED[row.signed])] if agreed else []
    assert set(_VIEWS) == set(PERSONS_VIEW.by_code)
    assert set(_SIGNED) == set(SIGNED.by_code)
    return {"heading": gettext(_OWN), "words": row.own_words, "ask": gettext(_THINK), "lines": lines}


def file_name(crn: str, number: int, on: date) -> str:
    """What the paper is called when it is downloaded."""
    return f"plan-{crn}-{number}-{on.isoformat()}.pdf"
