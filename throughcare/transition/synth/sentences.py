"""Sentences: kind, dates, custody, recall, how they ended, what an earlier or second one looks like."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from throughcare.supervision.rules.pss_requirements import family as pss_policy
from throughcare.transition.synth import workdays
from throughcare.transition.synth.dice import Weighted
from throughcare.transition.synth.model import Person, Sentence, Spell
from throughcare.transition.synth.settings import weight

MONTH = 30.4375
ORDER_MONTHS = Weighted({12: 58, 18: 20, 24: 18, 36: 4})
SUSPENDED_MONTHS = Weighted({12: 34, 18: 36, 24: 30})
CUSTODY_MONTHS = Weighted({12: 10, 16: 14, 20: 14, 24: 14, 30: 14, 36: 12, 48: 9, 60: 6, 72: 4, 96: 2, 120: 1})
ENDED_ORDER = Weighted({"completed": 70, "completed-early": 8, "revoked-breach": 7, "revoked-offence": 6, "revoked-other": 3,
                        "expired": 4, "deceased": 1.5, "transferred": 0.5})  # fmt: skip
ENDED_LICENCE = Weighted({"completed": 84, "recalled": 10, "deceased": 3, "transferred": 3})
TRAITS = {
    "life": "custody-life", "ipp": "custody-ipp", "extended": "custody-extended", "short": "custody-short",
    "youth": "youth-custody", "default-order": "supervision-default-order", "recalled": "custody-determinate",
    "in-custody": "custody-determinate", "unpaid-work-only": "community-order",
}  # fmt: skip
UNDER_WAY = ("remanded", "two-sentences", "earlier-sentence", "reallocated", "breach", "no-outcome", "overdue")
"""Traits that only show in the middle of an order, and only where contact goes on."""
CUSTODIAL = ("custody-short", "custody-determinate", "custody-extended", "custody-life", "custody-ipp", "youth-custody")
INDETERMINATE = ("custody-life", "custody-ipp")


@cache
def table(name: str) -> Weighted[Any]:
    """A weight that is a table of choices."""
    return Weighted(weight(name))


def be_sentenced(person: Person) -> None:
    """Give the person sentences, the one that governs first."""
    dice = person.dice
    ended = person.trait == "ended" or (not person.trait and dice.random() < weight("ended"))
    kind = TRAITS.get(person.trait) or ("community-order" if person.trait else table("sentence-kind").draw(dice))
    first = _custody(person, kind, ended=ended) if kind in CUSTODIAL else _order(person, kind, ended=ended)
    person.sentences.append(first)
    shares = weight("second-sentence")
    in_community = not first.custodial or first.released is not None
    if not ended and in_community and person.wants("two-sentences", shares["concurrent"]):
        since = first.released or first.start
        if person.today - since > 20:
            person.sentences.append(_second(person, since))
    if first.start > person.today - 900 and person.wants("earlier-sentence", shares["earlier"]):
        person.sentences.append(_earlier(person, first.start))


def _reference(person: Person) -> str:
    return f"{person.crn}/{len(person.sentences) + 1}"


def _group(person: Person, kind: str) -> str:
    if kind in ("custody-extended", "custody-ipp"):
        return str(person.dice.pick(("sexual", "violence", "violence", "robbery")))
    if kind == "custody-life" or person.trait in UNDER_WAY:
        return "violence"
    if kind == "custody-short" and person.dice.random() < 0.4:
        return "theft"
    return str(table("offence-group").draw(person.dice))


def _elapsed(person: Person, length: int) -> int:
    """Days since the start: anything within the length, new starts a little more often."""
    return person.dice.whole(0, 8) if person.dice.random() < 0.03 else person.dice.whole(0, length - 1)


def _order(person: Person, kind: str, *, ended: bool) -> Sentence:
    dice, today = person.dice, person.today
    months = 6 if kind == "supervision-default-order" else SUSPENDED_MONTHS.draw(dice)
    if kind == "community-order":
        months = ORDER_MONTHS.draw(dice)
    length = int(months * MONTH)
    elapsed = _elapsed(person, length)
    if person.trait == "final-third":
        elapsed = int(length * 0.85)
    elif person.trait == "just-sentenced":
        elapsed = 1
    elif person.trait in UNDER_WAY:
        elapsed = dice.whole(150, 210)
    start = workdays.on_or_before(today - elapsed)
    sentence = Sentence(_reference(person), kind, False, _group(person, kind), start, start, start + length)
    if person.trait in ("", "unpaid-work-only"):
        share = weight("stand-alone-unpaid-work").get(kind, 0)
        sentence.unpaid_work_only = person.wants("unpaid-work-only", share)
    if ended:
        _end(person, sentence, ENDED_ORDER)
    elif person.wants("overran", 0.003):
        sentence.start = sentence.sentenced = workdays.on_or_before(today - length - dice.whole(2, 40))
        sentence.ends = sentence.start + length
    elif length > elapsed > 60 and person.wants("remanded", 0.01):
        held = dice.whole(start + 10, today - 5)
        freed = held + dice.whole(7, 60)
        sentence.spells.append(Spell("remand", held, freed if freed < today else None))
    return sentence


def _end(person: Person, sentence: Sentence, reasons: Weighted[str]) -> None:
    """End a sentence in the last nine months. Completed ones run to their last day, the others are cut short."""
    dice = person.dice
    sentence.reason = reasons.draw(dice)
    ended = person.today - dice.whole(0, 270)
    begun = sentence.released or sentence.start
    length = (sentence.ends or ended + 400) - begun
    if sentence.reason not in ("completed", "expired"):
        length = max(30, int(length * dice.uniform(0.2, 0.9)))
    shift = begun - workdays.on_or_before(ended - length)
    sentence.sentenced -= shift
    sentence.start -= shift
    sentence.ends = sentence.ends - shift if sentence.ends is not None else None
    sentence.licence_ends = sentence.licence_ends - shift if sentence.licence_ends is not None else None
    sentence.spells = [
        Spell(spell.kind, spell.start - shift, spell.until - shift if spell.until is not None else None)
        for spell in sentence.spells
    ]
    sentence.terminated = ended
    if sentence.reason == "recalled" and sentence.released is not None:
        sentence.spells.append(Spell("recall", max(sentence.released + 10, ended - 45), ended))


def _custody(person: Person, kind: str, *, ended: bool) -> Sentence:
    """A custodial sentence: held now, or released and on licence, perhaps after a recall."""
    dice, today = person.dice, person.today
    held, rest, supervised = _custody_lengths(person, kind)
    inside = not ended and (person.trait == "in-custody" or dice.random() < weight("in-custody-now"))
    if person.trait in ("recalled", "just-released", "short"):
        inside = False
    if inside:
        start = workdays.on_or_before(today - dice.whole(1, held - 1))
        release: int | None = workdays.on_or_before(start + held)
        if release is not None and (release > today + 90 or release <= today or dice.random() < 0.5):
            release = None
    else:
        out = 2 if person.trait == "just-released" else 150 if person.trait == "recalled" else _elapsed(person, rest)
        release = workdays.on_or_before(today - out)
        start = workdays.on_or_before(release - held)
    group = _group(person, kind)
    if supervised > rest and not _is_supervised_after(kind, release or today):
        supervised = rest
    indeterminate = kind in INDETERMINATE
    ends = None if indeterminate else max(start + held + supervised, (release or 0) + rest)
    licence = None if indeterminate else min(ends or 0, max(start + held + rest, (release or 0) + 1))
    sentence = Sentence(_reference(person), kind, True, group, start, start, ends, licence)
    sentence.spells.append(Spell("sentence", start, release))
    if ended:
        _end(person, sentence, ENDED_LICENCE)
    elif not inside and today - (release or today) > 45 and person.wants("recalled", weight("recalled")):
        _recall(person, sentence, release or today)
    return sentence


@cache
def _is_supervised_after(kind: str, release: int) -> bool:
    """Whether supervision goes on after a short sentence for who is released on that day; other kinds have their own law."""
    day, policy = date.fromordinal(release), pss_policy()
    return kind not in policy["applies"].on(day).value["kinds"] or policy["releases"].on(day).value == "supervised"


def _custody_lengths(person: Person, kind: str) -> tuple[int, int, int]:
    """Days held, days on licence, and days from release to the end of supervision."""
    dice = person.dice
    if kind in ("custody-short", "youth-custody"):
        half = dice.whole(45, 175)
        return half, half, 365
    if kind in INDETERMINATE:
        held = dice.whole(12, 20) if kind == "custody-life" else dice.whole(6, 14)
        return held * 365, dice.whole(400, 3300), 0
    months = CUSTODY_MONTHS.draw(dice)
    if kind == "custody-extended":
        months = max(48, months)
        held = int(months * MONTH * 2 / 3)
        rest = int(months * MONTH / 3) + dice.whole(2, 5) * 365
        return held, rest, rest
    whole = int(months * MONTH)
    held = int(whole * (0.4 if dice.random() < 0.6 else 0.5))
    rest = whole - held
    return held, rest, max(rest, 365) if months < 24 else rest


def _recall(person: Person, sentence: Sentence, release: int) -> None:
    """Return the person to custody: for four weeks, for longer, or until today and on."""
    dice, today = person.dice, person.today
    day = workdays.on_or_before(dice.whole(release + 21, today - 3))
    draw = dice.random()
    until = day + 28 if draw < 0.6 else day + dice.whole(60, 300)
    freed = workdays.on_or_before(until)
    still = freed >= today or draw > 0.95
    sentence.spells.append(Spell("recall", day, None if still else freed))


def _second(person: Person, since: int) -> Sentence:
    """Another order, passed while the first sentence runs."""
    dice = person.dice
    kind = "community-order" if dice.random() < 0.75 else "suspended-sentence-order"
    length = int(ORDER_MONTHS.draw(dice) * MONTH)
    start = workdays.on_or_before(dice.whole(max(since + 5, person.today - length + 10), person.today - 1))
    return Sentence(_reference(person), kind, False, _group(person, kind), start, start, start + length)


def _earlier(person: Person, before: int) -> Sentence:
    """An order that began before the governing sentence and has ended."""
    dice = person.dice
    start = workdays.on_or_before(before - dice.whole(200, 1000))
    ends = start + 365
    reason = ENDED_ORDER.draw(dice)
    if reason in ("deceased", "transferred"):
        reason = "completed"
    ended = ends if reason in ("completed", "expired") else start + dice.whole(60, 340)
    if ended >= person.today:
        ended, reason = person.today - 1, "revoked-other"
    return Sentence(
        _reference(person), "community-order", False, _group(person, "community-order"), start, start, ends,
        terminated=ended, reason=reason,
    )  # fmt: skip
