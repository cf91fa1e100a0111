"""Words for sentence plans."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language, gettext

from throughcare.kernel.codes import CodeList
from throughcare.supervision.documents.plan import words
from throughcare.supervision.models import PlanStep
from throughcare.supervision.rules import plan_states as states
from throughcare.supervision.rules.plan_sections import SECTION


def text(row: Any) -> str:
    """The text of an objective or step in the reader's language, in English where it has no Welsh."""
    return words(row, "cy" if (get_language() or "").startswith("cy") else "en")


def section(code: str) -> str:
    """A part of life, as the assessment calls it."""
    return gettext(SECTION.label(code))


def who(step: PlanStep) -> str:
    """Who does a step."""
    return step.agency if step.who == "agency" else gettext(states.WHO.label(step.who))


def state(code: str) -> str:
    """How a version stands."""
    return gettext(states.VERSION_STATE.label(code))


def state_kind(code: str) -> str:
    """The colour of a version's tag."""
    return {"draft": "due", "shared": "info", "agreed": "fine"}.get(code, "neutral")


def step_state(code: str) -> str:
    """How a step stands."""
    return gettext(states.STEP_STATE.label(code))


def step_kind(code: str) -> str:
    """The colour of a step's tag."""
    return {"done": "fine", "started": "info"}.get(code, "neutral")


def reason(code: str) -> str:
    """Why a version was begun."""
    return gettext(states.VERSION_REASON.label(code))


def view(code: str) -> str:
    """What the person thinks of the plan."""
    return _label(states.PERSONS_VIEW, code)


def view_kind(code: str) -> str:
    """The colour of that."""
    return {"agrees": "fine", "in-part": "due", "disagrees": "overdue"}.get(code, "neutral")


def signed(code: str) -> str:
    """How the person agreed."""
    return _label(states.SIGNED, code)


def shared(code: str) -> str:
    """How the plan was shown to the person."""
    return _label(states.SHARED_HOW, code)


def end(code: str) -> str:
    """Why a plan ended."""
    return _label(states.PLAN_END, code)


def _label(table: CodeList, code: str) -> str:
    return gettext(table.label(code)) if code else ""
