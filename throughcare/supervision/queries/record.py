"""One person's record as its pages show it: two queries, whatever the length of the record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.db.models import QuerySet

from throughcare.people.models import CustodySpell, LicenceCondition, Requirement, Sentence
from throughcare.supervision.models import Contact, ContactDue, OfficerSpell, Registration, Tier
from throughcare.supervision.queries.together import Rows, instances, read_together, select
from throughcare.supervision.rules import codes
from throughcare.workforce.models import Staff, Team

_OfSentence = TypeVar("_OfSentence", Requirement, LicenceCondition, CustodySpell)

LATEST = 5
_WITHOUT_MEETING = codes.CONTACT_TYPE.having("mode", "none")
_OF = "WHERE person_id = %(person)s"
_OVERVIEW = (
    select(Tier, f"{_OF} AND superseded_at IS NULL"),
    select(OfficerSpell, f"{_OF} ORDER BY start DESC"),
    select(Contact, f"{_OF} AND (date >= %(on)s OR outcome <> '') ORDER BY date DESC, time DESC, id DESC LIMIT 20"),
    select(Contact, f"{_OF} AND outcome = '' AND date < %(on)s AND type <> ALL(%(without)s) ORDER BY date"),
    select(ContactDue, _OF),
    select(
        Registration,
        f"{_OF} AND registered_on <= %(on)s AND (ended_on IS NULL OR ended_on > %(on)s) ORDER BY registered_on DESC",
    ),
)
_SENTENCES = (
    select(Requirement, f"{_OF} ORDER BY start, id"),
    select(LicenceCondition, f"{_OF} ORDER BY start, id"),
    select(CustodySpell, f"{_OF} ORDER BY start"),
    select(Sentence, f"{_OF} ORDER BY starts_on DESC, id DESC"),
)
_NAMES = (
    select(Staff, "WHERE id = ANY(%(staff)s)"),
    select(Team, "WHERE id = ANY(%(teams)s)"),
)


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
    """The summary of a record on ``on``; ``requirements`` are those in force or to come, of whatever sentence."""

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
    requirements: tuple[Requirement, ...]

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
    values = {"person": person, "on": on, "without": list(_WITHOUT_MEETING)}
    rows = read_together([*_OVERVIEW, *_SENTENCES], values)
    tiers = {tier.scheme: tier for tier in instances(Tier, rows[0])}
    spells, recent, open_past = (
        instances(OfficerSpell, rows[1]),
        instances(Contact, rows[2]),
        instances(Contact, rows[3]),
    )
    _name_staff(spells, [*recent, *open_past])
    views, requirements = _views(rows[len(_OVERVIEW) :], on)
    return Overview(
        on=on,
        due=next(iter(instances(ContactDue, rows[4])), None),
        tier=tiers.get("a-to-g-2026"),
        axes=tiers.get("two-axis-2021"),
        officer=spells[0] if spells else None,
        officers_before=tuple(spells[1:]),
        sentences=tuple(view for view in views if view.is_running),
        registrations=tuple(instances(Registration, rows[5])),
        booked=tuple(reversed([contact for contact in recent if contact.date >= on and not contact.outcome])),
        contacts=tuple([contact for contact in recent if contact.outcome][:LATEST]),
        without_outcome=tuple(open_past),
        requirements=tuple(entry for entry in requirements if _lasts(entry, on)),
    )


def _name_staff(spells: list[OfficerSpell], contacts: list[Contact]) -> None:
    """Give spells and contacts their members of staff and teams, by one query."""
    rows: list[Any] = [*spells, *contacts]
    keys = {
        "staff": list({row.staff_id for row in rows if row.staff_id}),
        "teams": list({spell.team_id for spell in spells if spell.team_id}),
    }
    found = read_together(_NAMES, keys) if keys["staff"] or keys["teams"] else [[], []]
    staff = {each.pk: each for each in instances(Staff, found[0])}
    teams = {each.pk: each for each in instances(Team, found[1])}
    for row in rows:
        row.staff = staff.get(row.staff_id) if row.staff_id else None
    for spell in spells:
        spell.team = teams.get(spell.team_id) if spell.team_id else None


def sentences_of(person: int, *, on: date) -> list[SentenceView]:
    """Every sentence, the running ones first, then the latest first."""
    return _views(read_together(_SENTENCES, {"person": person}), on)[0]


def _views(rows: list[Rows], on: date) -> tuple[list[SentenceView], list[Requirement]]:
    """What ``_SENTENCES`` read: the sentences as ``sentences_of`` gives them, and all requirements."""
    every = instances(Requirement, rows[0])
    requirements, conditions = _by_sentence(every), _by_sentence(instances(LicenceCondition, rows[1]))
    custody = _by_sentence(instances(CustodySpell, rows[2]))
    views = [
        SentenceView(
            sentence=sentence,
            requirements=tuple(requirements.get(sentence.pk, ())),
            conditions=tuple(conditions.get(sentence.pk, ())),
            custody=tuple(custody.get(sentence.pk, ())),
            served=_served(sentence, on),
        )
        for sentence in instances(Sentence, rows[3])
    ]
    return sorted(views, key=lambda view: not view.is_running), every


def _lasts(requirement: Requirement, on: date) -> bool:
    """Whether it is in force on ``on`` or begins later."""
    return all(end is None or end > on for end in (requirement.until, requirement.terminated_on))


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
