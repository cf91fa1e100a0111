"""One person's record as its pages show it: one query for each kind of fact, whatever the length of the record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from throughcare.people.models import CustodySpell, LicenceCondition, Requirement, Sentence
from throughcare.supervision.models import Contact, ContactDue, OfficerSpell, Registration, Tier
from throughcare.supervision.rules import codes
from throughcare.workforce.models import Staff, Team

_OfSentence = TypeVar("_OfSentence", Requirement, LicenceCondition, CustodySpell)
_Row = TypeVar("_Row", bound=Model)

LATEST = 5
_WITHOUT_MEETING = codes.CONTACT_TYPE.having("mode", "none")


@dataclass(frozen=True)
class SentenceView:
    """A sentence with what it requires. ``served`` is the share of its days that has passed, None where it has no end."""

    sentence: Sentence
    requirements: tuple[Requirement, ...]
    conditions: tuple[LicenceCondition, ...]
    custody: tuple[CustodySpell, ...]
    served: float | None

    @property
    def is_running(self) -> bool:
        """Whether nothing has ended it."""
        return self.sentence.terminated_on is None


@dataclass(frozen=True)
class Overview:
    """The summary of a record on ``on``."""

    on: date
    due: ContactDue | None
    tier: Tier | None
    axes: Tier | None
    officer: OfficerSpell | None
    officers_before: tuple[OfficerSpell, ...]
    sentences: tuple[SentenceView, ...]
    registrations: tuple[Registration, ...]
    booked: tuple[Contact, ...]
    contacts: tuple[Contact, ...]
    without_outcome: tuple[Contact, ...]

    @property
    def in_custody(self) -> bool:
        """Whether a running spell of custody covers ``on``."""
        spells = (spell for view in self.sentences for spell in view.custody)
        return any(spell.start <= self.on and (spell.until is None or self.on < spell.until) for spell in spells)


def overview_of(person: int, *, on: date) -> Overview:
    """The summary of the record of ``person`` (a primary key), as the acting user may see it.

    By hand-written statements, because this page is opened most and the mapper would spend longer writing each statement
    than the database on answering it.
    """
    tiers = {tier.scheme: tier for tier in _rows(Tier, "superseded_at IS NULL", person)}
    spells = _rows(OfficerSpell, "true ORDER BY start DESC", person)
    latest = "(date >= %s OR outcome <> '') ORDER BY date DESC, time DESC, id DESC LIMIT 20"
    recent = _rows(Contact, latest, person, on)
    open_past = _rows(
        Contact, "outcome = '' AND date < %s AND type <> ALL(%s) ORDER BY date", person, on, list(_WITHOUT_MEETING)
    )
    in_force = "registered_on <= %s AND (ended_on IS NULL OR ended_on > %s) ORDER BY registered_on DESC"
    _name_staff(spells, [*recent, *open_past])
    return Overview(
        on=on,
        due=next(iter(_rows(ContactDue, "true", person)), None),
        tier=tiers.get("a-to-g-2026"),
        axes=tiers.get("two-axis-2021"),
        officer=spells[0] if spells else None,
        officers_before=tuple(spells[1:]),
        sentences=tuple(view for view in sentences_of(person, on=on) if view.is_running),
        registrations=tuple(_rows(Registration, in_force, person, on, on)),
        booked=tuple(reversed([contact for contact in recent if contact.date >= on and not contact.outcome])),
        contacts=tuple([contact for contact in recent if contact.outcome][:LATEST]),
        without_outcome=tuple(open_past),
    )


def _rows(model: type[_Row], where: str, person: int, *values: Any) -> list[_Row]:
    """The rows of ``model`` about a person that meet ``where``."""
    statement = f"SELECT * FROM {model._meta.db_table} WHERE person_id = %s AND {where}"
    return list(model._default_manager.raw(statement, [person, *values]))


def _name_staff(spells: list[OfficerSpell], contacts: list[Contact]) -> None:
    """Give spells and contacts their members of staff and teams, by one query each."""
    rows: list[Any] = [*spells, *contacts]
    staff = Staff.objects.in_bulk({row.staff_id for row in rows if row.staff_id})
    teams = Team.objects.in_bulk({spell.team_id for spell in spells if spell.team_id})
    for row in rows:
        row.staff = staff.get(row.staff_id) if row.staff_id else None
    for spell in spells:
        spell.team = teams.get(spell.team_id) if spell.team_id else None


def sentences_of(person: int, *, on: date) -> list[SentenceView]:
    """Every sentence, the running ones first, then the latest first."""
    requirements = _by_sentence(_rows(Requirement, "true ORDER BY start, id", person))
    conditions = _by_sentence(_rows(LicenceCondition, "true ORDER BY start, id", person))
    custody = _by_sentence(_rows(CustodySpell, "true ORDER BY start", person))
    sentences = _rows(Sentence, "true ORDER BY starts_on DESC, id DESC", person)
    views = [
        SentenceView(
            sentence=sentence,
            requirements=tuple(requirements.get(sentence.pk, ())),
            conditions=tuple(conditions.get(sentence.pk, ())),
            custody=tuple(custody.get(sentence.pk, ())),
            served=_served(sentence, on),
        )
        for sentence in sentences
    ]
    return sorted(views, key=lambda view: not view.is_running)


def contacts_of(person: int) -> QuerySet[Contact]:
    """Every contact, the latest first, planned ones among them; to be paged."""
    return _contacts(person).order_by("-date", "-time", "-id")


def _contacts(person: int) -> QuerySet[Contact]:
    return Contact.objects.filter(person=person).select_related("staff")


def _by_sentence(rows: Iterable[_OfSentence]) -> dict[int, list[_OfSentence]]:
    found: dict[int, list[_OfSentence]] = {}
    for row in rows:
        found.setdefault(row.sentence_id, []).append(row)
    return found


def _served(sentence: Sentence, on: date) -> float | None:
    if sentence.ends_on is None or sentence.ends_on <= sentence.starts_on:
        return None
    days = (sentence.ends_on - sentence.starts_on).days
    return min(1.0, max(0.0, (on - sentence.starts_on).days / days))
