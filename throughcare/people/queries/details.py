"""Everything the page of personal details shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from throughcare.people.models import (
    Characteristic,
    Circumstance,
    ContactDetail,
    Identifier,
    Merge,
    MessageChoice,
    OtherName,
    Person,
)
from throughcare.people.rules import codes


@dataclass(frozen=True)
class Answers:
    """The answers given about one characteristic: the latest, None where none was recorded, and the ones before."""

    kind: str
    title: str
    latest: Characteristic | None
    earlier: tuple[Characteristic, ...]


@dataclass(frozen=True)
class Details:
    """What is known about a person beside who they are; past entries are apart from current ones, latest first."""

    identifiers: tuple[Identifier, ...]
    other_names: tuple[OtherName, ...]
    contact_details: tuple[ContactDetail, ...]
    past_contact_details: tuple[ContactDetail, ...]
    circumstances: tuple[Circumstance, ...]
    past_circumstances: tuple[Circumstance, ...]
    characteristics: tuple[Answers, ...]
    merges: tuple[Merge, ...]
    messages: MessageChoice | None


def details_of(person: Person, *, on: date) -> Details:
    """The person's details as they stand on ``on``; seven queries."""
    contacts = list(person.contact_details.order_by("kind", "-start", "-pk"))
    circumstances = list(person.circumstances.order_by("kind", "-start", "-pk"))
    answers = list(person.characteristics.order_by("-recorded_on", "-pk"))
    return Details(
        identifiers=tuple(person.identifiers.order_by("kind", "value")),
        other_names=tuple(person.other_names.order_by("surname", "forenames")),
        contact_details=tuple(row for row in contacts if _holds(row, on)),
        past_contact_details=tuple(row for row in contacts if not _holds(row, on)),
        circumstances=tuple(row for row in circumstances if _holds(row, on)),
        past_circumstances=tuple(row for row in circumstances if not _holds(row, on)),
        characteristics=tuple(
            _answers(kind.code, kind.label, [answer for answer in answers if answer.kind == kind.code])
            for kind in codes.CHARACTERISTIC_KIND
        ),
        merges=tuple(person.merges.filter(undone_at__isnull=True).select_related("duplicate", "by").order_by("-at")),
        messages=MessageChoice.objects.filter(person=person).first(),
    )


def _answers(kind: str, title: str, given: list[Characteristic]) -> Answers:
    return Answers(kind, title, given[0] if given else None, tuple(given[1:]))


def _holds(row: ContactDetail | Circumstance, on: date) -> bool:
    return row.until is None or row.until > on
