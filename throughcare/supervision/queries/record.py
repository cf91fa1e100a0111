"""One person's record as its pages show it: one query for each kind of fact, whatever the length of the record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.db.models import Q, QuerySet

from throughcare.people.models import CustodySpell, LicenceCondition, Requirement, Sentence
from throughcare.supervision.models import Contact, ContactDue, OfficerSpell, Registration, Tier
from throughcare.supervision.rules import codes

_OfSentence = TypeVar("_OfSentence", Requirement, LicenceCondition, CustodySpell)

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
    """The summary of the record of ``person`` (a primary key), as the acting user may see it."""
    tiers = {tier.scheme: tier for tier in Tier.objects.filter(person=person, superseded_at__isnull=True)}
    spells = list(OfficerSpell.objects.filter(person=person).select_related("staff", "team").order_by("-start"))
    recent = list(_contacts(person).filter(Q(date__gte=on) | ~Q(outcome="")).order_by("-date", "-time", "-id")[:20])
    open_past = _contacts(person).filter(outcome="", date__lt=on).exclude(type__in=_WITHOUT_MEETING).order_by("date")
    return Overview(
        on=on,
        due=ContactDue.objects.filter(person=person).first(),
        tier=tiers.get("a-to-g-2026"),
        axes=tiers.get("two-axis-2021"),
        officer=spells[0] if spells else None,
        officers_before=tuple(spells[1:]),
        sentences=tuple(view for view in sentences_of(person, on=on) if view.is_running),
        registrations=tuple(Registration.objects.filter(_in_force(on), person=person).order_by("-registered_on")),
        booked=tuple(reversed([contact for contact in recent if contact.date >= on and not contact.outcome])),
        contacts=tuple([contact for contact in recent if contact.outcome][:LATEST]),
        without_outcome=tuple(open_past),
    )


def sentences_of(person: int, *, on: date) -> list[SentenceView]:
    """Every sentence, the running ones first, then the latest first."""
    requirements = _by_sentence(Requirement.objects.filter(person=person).order_by("start", "id"))
    conditions = _by_sentence(LicenceCondition.objects.filter(person=person).order_by("start", "id"))
    custody = _by_sentence(CustodySpell.objects.filter(person=person).order_by("start"))
    sentences = Sentence.objects.filter(person=person).order_by("-starts_on", "-id")
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


def _in_force(on: date) -> Q:
    return Q(registered_on__lte=on) & (Q(ended_on__isnull=True) | Q(ended_on__gt=on))
