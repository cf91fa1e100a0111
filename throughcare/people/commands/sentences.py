"""What becomes of a sentence: passed, something required added, custody and release, ended."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from throughcare.accounts.models import User
from throughcare.audit.commands import record
from throughcare.kernel.events import announcer
from throughcare.people.events import SentenceChanged
from throughcare.people.models import CustodySpell, LicenceCondition, Person, Requirement, Sentence
from throughcare.people.rules.codes import REQUIREMENT_CATEGORY, SENTENCE_KIND
from throughcare.people.rules.custody_entry import Held, check_custody, check_release
from throughcare.people.rules.passed import SentencePassed


class CustodyRefused(ValueError):
    """Custody or release cannot be recorded; ``codes`` say why (``rules/custody_entry.REFUSALS`` in words)."""

    def __init__(self, codes: Iterable[str]) -> None:
        self.codes = tuple(codes)
        super().__init__(", ".join(self.codes))


class SentenceEnded(ValueError):
    """The sentence has ended already, or had not begun."""


@transaction.atomic
def record_sentence(*, person: Person, passed: SentencePassed, reference: str, by: User, at: datetime) -> Sentence:
    """Record a sentence, what it requires and, for custody, the time served under it."""
    sentence = Sentence.objects.create(
        reference=reference,
        person=person,
        kind=passed.kind,
        court=passed.court,
        offence=passed.offence,
        offence_group=passed.offence_group,
        sentenced_on=passed.sentenced_on,
        starts_on=passed.starts_on,
        ends_on=passed.ends_on,
        licence_ends_on=passed.licence_ends_on,
    )
    Requirement.objects.bulk_create(_requirements(sentence, passed.requirements))
    if SENTENCE_KIND[passed.kind].facts["custodial"]:
        CustodySpell.objects.create(
            person=person, sentence=sentence, kind="sentence", start=passed.starts_on, until=passed.released_on
        )
    LicenceCondition.objects.bulk_create(_conditions(sentence, passed))
    _changed(sentence, "record_sentence", by, at, kind=passed.kind, sentenced_on=passed.sentenced_on)
    return sentence


def _requirements(sentence: Sentence, required: Iterable[tuple[str, int | None]]) -> list[Requirement]:
    return [
        Requirement(
            reference=f"{sentence.reference}-R{number}",
            person_id=sentence.person_id,
            sentence=sentence,
            category=category,
            length=length,
            unit=str(REQUIREMENT_CATEGORY[category].facts["unit"]) if length else "",
            start=sentence.starts_on,
            until=sentence.ends_on,
        )
        for number, (category, length) in enumerate(required, 1)
    ]


def _conditions(sentence: Sentence, passed: SentencePassed) -> list[LicenceCondition]:
    """Licence conditions begin with release; where that day is not known yet they begin with the sentence."""
    return [
        LicenceCondition(
            reference=f"{sentence.reference}-C{number}",
            person_id=sentence.person_id,
            sentence=sentence,
            category=category,
            start=passed.released_on or passed.starts_on,
            until=passed.ends_on if category == "pss" else passed.licence_ends_on or passed.ends_on,
        )
        for number, category in enumerate(passed.conditions, 1)
    ]


@transaction.atomic
def end_sentence(*, sentence: Sentence, reason: str, on: date, by: User, at: datetime) -> Sentence:
    """End a sentence, and the requirements that still run under it, on ``on`` (the first day without it).

    ``reason`` is a code of ``TERMINATION_REASON``. Raises ``SentenceEnded``.
    """
    sentence = Sentence.objects.select_for_update().get(pk=sentence.pk)
    if sentence.terminated_on is not None or on < sentence.starts_on:
        raise SentenceEnded(sentence.reference)
    sentence.terminated_on, sentence.termination_reason = on, reason
    sentence.save(update_fields=["terminated_on", "termination_reason"])
    running = Requirement.objects.filter(Q(until__isnull=True) | Q(until__gt=on), sentence=sentence, terminated_on=None)
    running.filter(start__lte=on).update(terminated_on=on, termination_reason=reason)
    _changed(sentence, "end_sentence", by, at, reason=reason, on=on)
    return sentence


@transaction.atomic
def add_requirement(
    *,
    sentence: Sentence,
    category: str,
    length: int | None,
    unit: str,
    reference: str,
    on: date,
    by: User,
    at: datetime,
) -> Requirement:
    """Add a requirement that a court imposed on ``on``, until the sentence ends."""
    requirement = Requirement.objects.create(
        reference=reference,
        person_id=sentence.person_id,
        sentence=sentence,
        category=category,
        length=length,
        unit=unit,
        start=on,
        until=sentence.ends_on,
    )
    _changed(sentence, "add_requirement", by, at, category=category, length=length, unit=unit, on=on)
    return requirement


@transaction.atomic
def take_into_custody(*, sentence: Sentence, kind: str, on: date, by: User, at: datetime) -> CustodySpell:
    """Record that the person is held from ``on``, for the reason ``kind`` (a code of ``CUSTODY_KIND``).

    Raises ``CustodyRefused``.
    """
    sentence = Sentence.objects.select_for_update().get(pk=sentence.pk)
    refused = check_custody(
        sentence_kind=sentence.kind, why=kind, starts_on=sentence.starts_on, last=_held(_last_spell(sentence)), on=on,
        today=timezone.localdate(at),
    )  # fmt: skip
    if refused:
        raise CustodyRefused(refused)
    spell = CustodySpell.objects.create(person_id=sentence.person_id, sentence=sentence, kind=kind, start=on)
    _changed(sentence, "take_into_custody", by, at, kind=kind, on=on)
    return spell


@transaction.atomic
def release(*, sentence: Sentence, on: date, by: User, at: datetime) -> CustodySpell:
    """Record release on ``on``, the first day not held. Raises ``CustodyRefused``."""
    sentence = Sentence.objects.select_for_update().get(pk=sentence.pk)
    spell = _last_spell(sentence)
    if refused := check_release(last=_held(spell), on=on, today=timezone.localdate(at)):
        raise CustodyRefused(refused)
    assert spell is not None
    spell.until = on
    spell.save(update_fields=["until"])
    _changed(sentence, "release", by, at, on=on)
    return spell


def _last_spell(sentence: Sentence) -> CustodySpell | None:
    """The one that still lasts, else the latest."""
    return sentence.custody_spells.order_by(F("until").desc(nulls_first=True), "-start").first()


def _held(spell: CustodySpell | None) -> Held | None:
    return Held(spell.start, spell.until) if spell is not None else None


def _changed(sentence: Sentence, action: str, by: User, at: datetime, **detail: object) -> None:
    record(action=f"people.{action}", by=by, at=at, subject=sentence.reference, person=sentence.person_id, **detail)
    announcer.announce(SentenceChanged(person=sentence.person_id, sentence=sentence.pk, by=by.pk, at=at))
