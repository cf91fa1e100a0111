"""What recording a fact about risk changed, carried in the session to the page that shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest

from throughcare.people.models import Person
from throughcare.supervision.commands.risk import RiskSaved
from throughcare.supervision.models import ContactDue
from throughcare.supervision.queries.kept import SCHEMES, KeptAnswers
from throughcare.supervision.web import risk_words

_KEY = "risk-saved"


@dataclass(frozen=True)
class TierChange:
    """A tier before and after, empty where there was none."""

    scheme: str
    before: str
    after: str
    provisional: bool

    @property
    def is_change(self) -> bool:
        """Whether it is another tier."""
        return self.before != self.after


@dataclass(frozen=True)
class Changes:
    """What changed: ``because`` names the cause; dates are those of the next contact, None where nothing is due by one."""

    because: str
    tiers: tuple[TierChange, ...]
    due_before: date | None
    due_after: date | None
    points_before: int | None
    points_after: int | None
    ended: tuple[str, ...]
    outgrown: bool
    newly_outgrown: bool
    staff: str
    repeated: bool = False


def changes_of(saved: RiskSaved[Any]) -> Changes:
    """The changes that saving made, or would make."""
    before, after = saved.before, saved.after
    changed = [after.tiers[scheme] for scheme in SCHEMES if before.label(scheme) != after.label(scheme)]
    return Changes(
        because=risk_words.cause(changed[0]) if changed else "",
        tiers=tuple(_tier(scheme, before, after) for scheme in SCHEMES),
        due_before=_due(before.due),
        due_after=_due(after.due),
        points_before=before.points,
        points_after=after.points,
        ended=tuple(risk_words.registered(row.type, row.level) for row in saved.ended),
        outgrown=after.is_outgrown,
        newly_outgrown=after.is_outgrown and not before.is_outgrown,
        staff=str(after.staff) if after.staff else "",
        repeated=saved.repeated,
    )


def keep_changes(request: HttpRequest, person: Person, saved: RiskSaved[Any]) -> None:
    """Keep it for the next page about ``person``."""
    found = changes_of(saved)
    request.session[_KEY] = {
        "crn": person.crn,
        "because": found.because,
        "tiers": [[one.scheme, one.before, one.after, one.provisional] for one in found.tiers],
        "due": [day.isoformat() if day else "" for day in (found.due_before, found.due_after)],
        "points": [found.points_before, found.points_after],
        "ended": list(found.ended),
        "outgrown": [found.outgrown, found.newly_outgrown],
        "staff": found.staff,
        "repeated": found.repeated,
    }


def take_changes(request: HttpRequest, person: Person) -> Changes | None:
    """What was kept for ``person``, once."""
    kept = request.session.get(_KEY)
    if kept is None or kept["crn"] != person.crn:
        return None
    del request.session[_KEY]
    before, after = (date.fromisoformat(day) if day else None for day in kept["due"])
    outgrown, newly = kept["outgrown"]
    points_before, points_after = kept["points"]
    return Changes(
        because=kept["because"],
        tiers=tuple(TierChange(*one) for one in kept["tiers"]),
        due_before=before,
        due_after=after,
        points_before=points_before,
        points_after=points_after,
        ended=tuple(kept["ended"]),
        outgrown=outgrown,
        newly_outgrown=newly,
        staff=kept["staff"],
        repeated=kept["repeated"],
    )


def _tier(scheme: str, before: KeptAnswers, after: KeptAnswers) -> TierChange:
    row = after.tiers.get(scheme)
    return TierChange(scheme, before.label(scheme), after.label(scheme), bool(row and row.provisional))


def _due(due: ContactDue | None) -> date | None:
    return due.due_date if due and due.state in ("due", "overdue") else None
