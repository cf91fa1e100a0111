"""Writes sentences with their custody, requirements, licence conditions and enforcement."""

from __future__ import annotations

from throughcare.people.rules.codes import REQUIREMENT_CATEGORY
from throughcare.supervision.rules.codes import ENFORCEMENT_OUTCOME
from throughcare.transition.synth.dice import Dice, written
from throughcare.transition.synth.model import Person, Sentence
from throughcare.transition.synth.sentences import MONTH
from throughcare.transition.synth.settings import weight, words
from throughcare.transition.synth.writer import BundleWriter

LENGTHS = {
    "rar": (10, 15, 20, 25, 30, 40), "upw": (40, 60, 80, 100, 120, 150, 180, 200, 240), "ap": (19, 26, 31, 40),
    "drr": (6, 9, 12), "atr": (6, 9, 12), "mhtr": (6, 12), "aamr": (60, 90, 120), "curfew": (2, 3, 4, 6),
    "exclusion": (6, 12), "residence": (6,), "prohibited-activity": (6, 12), "foreign-travel": (6, 12),
    "attendance-centre": (24, 36), "em-whereabouts": (3, 6), "upw-extension": (10, 20, 30),
}  # fmt: skip
BREACHES = tuple(code.code for code in ENFORCEMENT_OUTCOME if code.code.startswith("BRE"))


def write_sentences(person: Person, writer: BundleWriter) -> None:
    """Write every sentence of the person and what belongs to it."""
    for sentence in person.sentences:
        _write_sentence(person, sentence, writer)
        for spell in sentence.spells:
            writer.add["custody"]((sentence.reference, spell.kind, written(spell.start), written(spell.until)))
        if sentence.custodial:
            _write_conditions(person, sentence, writer)
        else:
            _write_requirements(person, sentence, writer)


def _write_sentence(person: Person, sentence: Sentence, writer: BundleWriter) -> None:
    dice = person.dice
    court = words("courts")[1 if sentence.custodial and sentence.kind != "custody-short" else dice.random() < 0.3]
    dates = (sentence.sentenced, sentence.start, sentence.ends, sentence.licence_ends, sentence.terminated)
    writer.add["sentences"]((
        sentence.reference, person.crn, sentence.kind, f"{person.unit.towns[0][0]} {court}",
        dice.pick(words("offences")[sentence.group]), sentence.group, *map(written, dates), sentence.reason,
    ))  # fmt: skip


def _categories(person: Person, sentence: Sentence) -> list[str]:
    dice = person.dice
    if sentence.unpaid_work_only:
        return ["upw"]
    if sentence.kind == "supervision-default-order":
        return [dice.pick(("upw", "curfew"))]
    chosen = [category for category, share in weight("requirement").items() if dice.random() < share]
    if person.trait in REQUIREMENT_CATEGORY and person.trait not in chosen:
        chosen.append(person.trait)
    return chosen or ["rar"]


def _write_requirements(person: Person, sentence: Sentence, writer: BundleWriter) -> None:
    dice, today, rows = person.dice, person.today, []
    for place, category in enumerate(_categories(person, sentence), start=1):
        facts = REQUIREMENT_CATEGORY[category].facts
        length, unit = dice.pick(LENGTHS[category]), facts["unit"]
        days = length if category == "aamr" else int(length * MONTH) if unit == "months" else 366
        until = min(sentence.start + days, sentence.ends or sentence.start + days)
        if sentence.unpaid_work_only and sentence.ends is not None:
            until = sentence.ends
        until = max(until, sentence.start + 1)
        ended, reason = _requirement_end(dice, sentence, until, today)
        if sentence.unpaid_work_only and sentence.terminated is None:
            ended, reason = None, ""
        rows.append((
            f"{sentence.reference}/R{place}", sentence.reference, category, length, unit, written(sentence.start),
            written(until), written(ended), reason,
        ))  # fmt: skip
    writer.extend["requirements"](rows)


def _requirement_end(dice: Dice, sentence: Sentence, until: int, today: int) -> tuple[int | None, str]:
    """Ended with its sentence, run out, or completed before: about one in eight of those still running."""
    if sentence.terminated is not None and sentence.terminated <= until:
        return sentence.terminated, sentence.reason
    if until <= today:
        return until, "completed" if dice.random() < 0.85 else "expired"
    if today - sentence.start > 120 and dice.random() < 0.12:
        return today - dice.whole(1, 60), "completed"
    return None, ""


def _write_conditions(person: Person, sentence: Sentence, writer: BundleWriter) -> None:
    """Licence conditions run from release to the end of the licence; the supervision after it has its own."""
    release = sentence.released
    if release is None:
        return
    dice, risk, rows = person.dice, person.risk, []
    chosen = [("standard", 1.0), ("residence", 0.2), ("contact", 0.22), ("exclusion-zone", 0.14), ("curfew", 0.1),
              ("programme", 0.14), ("drug-testing", 0.12), ("alcohol-monitoring", 0.06), ("gps-tag", 0.06),
              ("possession", 0.08), ("disclosure", 0.08)]  # fmt: skip
    high = risk.rosh in ("RHRH", "RVHR")
    for category, share in chosen:
        if dice.random() < share * (2 if high else 1):
            rows.append((category, release, sentence.licence_ends))
    if sentence.licence_ends is not None and sentence.ends is not None and sentence.ends > sentence.licence_ends:
        rows.append(("pss", sentence.licence_ends, sentence.ends))
    writer.extend["licence_conditions"](
        (f"{sentence.reference}/L{place}", sentence.reference, category, words("wordings")[category], written(start),
         written(until))
        for place, (category, start, until) in enumerate(rows, start=1)
    )  # fmt: skip


def write_enforcements(person: Person, writer: BundleWriter, absences: int) -> None:
    """A recall for each return to custody; a breach where two absences in the year were not acceptable."""
    dice, today = person.dice, person.today
    rows: list[tuple[Sentence, int, str, int | None]] = []
    for sentence in person.sentences:
        for spell in sentence.spells:
            if spell.kind == "recall":
                outcome = "REC01" if dice.random() < 0.7 else "REC02"
                rows.append((sentence, max(sentence.start, spell.start - dice.whole(0, 2)), outcome, spell.start))
        if sentence.reason == "revoked-breach" and sentence.terminated is not None:
            begun = max(sentence.start, sentence.terminated - dice.whole(20, 70))
            rows.append((sentence, begun, dice.pick(BREACHES[:4]), sentence.terminated))
    first = person.sentences[0]
    if (
        (absences >= 2 or person.trait == "breach")
        and not first.custodial
        and first.terminated is None
        and person.wants("breach", 0.3)
    ):
        begun = max(first.start, today - dice.whole(1, 120))
        concluded = begun + dice.whole(15, 60)
        done = concluded <= today
        rows.append((first, begun, dice.pick(BREACHES) if done else "", concluded if done else None))
    writer.extend["enforcements"](
        (f"{sentence.reference}/E{place}", sentence.reference, written(begun), outcome, written(day))
        for place, (sentence, begun, outcome, day) in enumerate(rows, start=1)
    )
