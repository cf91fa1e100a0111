"""What saving a contact changed, carried in the session to the page that shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest

from throughcare.people.models import Person
from throughcare.supervision.commands.contacts import ContactSaved
from throughcare.supervision.models import ContactDue

_KEY = "contact-saved"


@dataclass(frozen=True)
class Saved:
    """The due date before and after, None where nothing was due by a date; ``planned`` for an appointment to come.

    ``what`` is ``cancelled`` where it will not take place, ``struck`` where it was a mistake, otherwise empty; ``count`` is
    how many were saved together; ``due`` is what falls due on ``after``.
    """

    type: str
    on: date
    planned: bool
    repeated: bool
    before: date | None
    after: date | None
    what: str = ""
    count: int = 1
    due: str = ""


def keep_saved(request: HttpRequest, person: Person, saved: ContactSaved, *, what: str = "", count: int = 1) -> None:
    """Keep it for the next page about ``person``."""
    contact = saved.contact
    request.session[_KEY] = {
        "crn": person.crn,
        "type": contact.type,
        "date": contact.date.isoformat(),
        "planned": not contact.outcome,
        "repeated": saved.repeated,
        "before": _iso(saved.before),
        "after": _iso(saved.after),
        "what": what,
        "count": count,
        "due": saved.after.duty if saved.after else "",
    }


def take_saved(request: HttpRequest, person: Person) -> Saved | None:
    """What was kept for ``person``, once."""
    kept = request.session.get(_KEY)
    if kept is None or kept["crn"] != person.crn:
        return None
    del request.session[_KEY]
    return Saved(
        type=kept["type"],
        on=date.fromisoformat(kept["date"]),
        planned=kept["planned"],
        repeated=kept["repeated"],
        before=date.fromisoformat(kept["before"]) if kept["before"] else None,
        after=date.fromisoformat(kept["after"]) if kept["after"] else None,
        what=kept.get("what", ""),
        count=kept.get("count", 1),
        due=kept.get("due", ""),
    )


def _iso(due: ContactDue | None) -> str:
    return due.due_date.isoformat() if due and due.state in ("due", "overdue") and due.due_date else ""
