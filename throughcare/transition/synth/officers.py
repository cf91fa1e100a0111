"""Who was responsible for a person: a chain of spells without gap or overlap, from the first day of supervision."""

from __future__ import annotations

from throughcare.transition.synth import workdays
from throughcare.transition.synth.dice import written
from throughcare.transition.synth.model import Desk, Person
from throughcare.transition.synth.staff import CHAIN_DAYS
from throughcare.transition.synth.writer import BundleWriter

Spell = tuple[int, int | None, str, str, str, str]
MOVES = ("Caseload adjustment", "Change in tier or risk", "Change of address", "Officer on long leave")


def be_allocated(person: Person) -> None:
    """Build the chain over every stretch of time in which a sentence ran; between them supervision had ended."""
    dice = person.dice
    risky = person.risk.rosh in ("RHRH", "RVHR") or person.risk.mappa is not None
    desks = person.unit.senior_desk if risky else person.unit.any_desk
    spells: list[Spell] = []
    for start, stop in _stretches(person):
        desk = desks.draw(dice)
        allocated = workdays.after(start, (0, 0, 1, 1, 1, 2, 2, 3)[dice.whole(0, 7)])
        if person.trait == "unallocated":
            allocated = max(allocated, person.today + 1)
        open_at = stop if stop is not None else person.today + 1
        if allocated >= open_at:
            spells.append((start, stop, "unallocated", "", desk.team, "New sentence"))
        else:
            if allocated > start:
                spells.append((start, allocated, "unallocated", "", desk.team, "New sentence"))
            spells.extend(_held(person, desk, allocated, stop))
        if stop is not None:
            spells.append((stop, None, "ended", "", "", "Supervision ended"))
    person.officers = _joined(spells)


def _stretches(person: Person) -> list[tuple[int, int | None]]:
    """Time under sentence, merged, no earlier than responsible-officer chains go back."""
    floor, merged = person.today - CHAIN_DAYS, list[tuple[int, int | None]]()
    ordered = sorted(person.sentences, key=lambda sentence: sentence.start)
    for sentence in ordered:
        start, stop = max(sentence.start, floor), sentence.terminated
        if stop is not None and stop <= start:
            continue
        if merged and (merged[-1][1] is None or start <= merged[-1][1]):
            last = merged[-1][1]
            merged[-1] = (merged[-1][0], None if last is None or stop is None else max(last, stop))
        else:
            merged.append((start, stop))
    return merged


def _held(person: Person, desk: Desk, start: int, stop: int | None) -> list[Spell]:
    """Allocated to a post's holders; one person in seven was moved to another post on the way."""
    dice, last = person.dice, stop if stop is not None else person.today
    if last - start > 120 and person.wants("reallocated", 0.14):
        moved = dice.whole(start + 40, last - 20)
        other = person.unit.any_desk.draw(dice)
        return [*_post(desk, start, moved, "Initial allocation"), *_post(other, moved, stop, dice.pick(MOVES))]
    return _post(desk, start, stop, "Initial allocation")


def _post(desk: Desk, start: int, stop: int | None, reason: str) -> list[Spell]:
    """The spells of one post over ``[start, stop)``: its holders, and nobody while it was vacant."""
    spells: list[Spell] = []
    at: int = start
    for holder in desk.holders:
        if holder.until is not None and holder.until <= at:
            continue
        if stop is not None and holder.start >= stop:
            break
        if holder.start > at:
            spells.append((at, holder.start, "unallocated", "", desk.team, "Officer left"))
            at = holder.start
        until = stop if holder.until is None or (stop is not None and stop <= holder.until) else holder.until
        spells.append((at, until, "allocated", holder.code, desk.team, "Officer left" if spells else reason))
        if until is None or until == stop:
            return spells
        at = until
    spells.append((at, stop, "unallocated", "", desk.team, "Officer left"))
    return spells


def _joined(spells: list[Spell]) -> list[Spell]:
    """Close each spell where the next begins; one that says nothing new is part of the one before."""
    joined: list[Spell] = []
    for spell in spells:
        if joined:
            before = joined[-1]
            if before[2:5] == spell[2:5]:
                joined[-1] = (before[0], spell[1], *before[2:])
                continue
            joined[-1] = (before[0], spell[0], *before[2:])
        joined.append(spell)
    return joined


def write_officers(person: Person, writer: BundleWriter) -> None:
    """Write the chain."""
    writer.extend["responsible_officers"](
        (person.crn, written(start), written(until), *rest) for start, until, *rest in person.officers
    )
