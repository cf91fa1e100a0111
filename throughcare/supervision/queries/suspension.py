"""Whether contact was suspended under a sentence on a day, by the rule that says when contact is due."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from throughcare.kernel.calendar import CalendarNotPublished
from throughcare.policy.book import NoPolicyInForce
from throughcare.supervision.queries.records import records
from throughcare.supervision.rules.contact_policy import contact_policies
from throughcare.supervision.rules.standing import decide_answers

_BY_REASON = {
    "reset": "reset",
    "reset-recorded": "reset",
    "reset-post-sentence": "reset",
    "impact": "impact",
    "in-custody": "custody",
}


def suspended_by(person: int, *, sentence: int, on: date) -> str:
    """``reset``, ``impact`` or ``custody`` where contact under ``sentence`` was suspended on ``on``; empty where not."""
    found = records([person], on=on)
    if not found:
        return ""
    alone = replace(found[0], sentences=[one for one in found[0].sentences if one.id == sentence])
    try:
        due = decide_answers(alone, on=on, policies=contact_policies()).contact_due
    except (NoPolicyInForce, CalendarNotPublished):
        return ""
    if due is None or due.value.state != "suspended":
        return ""
    return _BY_REASON.get(due.reason.code, "")
