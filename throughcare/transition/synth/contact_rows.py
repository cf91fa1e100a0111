"""Turns planned contacts into rows: order, time of day, length, who met the person, a note."""

from __future__ import annotations

from throughcare.supervision.rules.codes import CONTACT_TYPE
from throughcare.transition.synth.dice import Dice, written
from throughcare.transition.synth.model import Person
from throughcare.transition.synth.notes import note
from throughcare.transition.synth.settings import weight
from throughcare.transition.synth.writer import BundleWriter

Planned = tuple[int, str, str, int, str]
"""Day, type, sentence, day arranged, outcome."""
SLOTS = tuple(f"{hour:02}:{minute:02}" for hour in range(9, 17) for minute in (0, 15, 30, 45))
DIARY = (2, 10, 18, 26, 6, 22, 14, 28, 0, 12, 20, 4, 8, 24, 16, 30)
MINUTES = {"COAI": (45, 60), "COHV": (60,), "COAP": (30, 30, 45), "CHVS": (45, 60), "COPT": (10, 15, 20), "COVC": (20, 30),
           "CODC": (10, 15), "C084": (45, 60), "COOO": (30, 45), "COSR": (60, 90)}  # fmt: skip
PAPER = frozenset(CONTACT_TYPE.having("mode", "none")) | {"ESCI"}


def write_rows(person: Person, writer: BundleWriter, planned: list[Planned]) -> None:
    """Write contacts in the order of their days."""
    dice, crn, today = person.dice, person.crn, person.today
    planned.sort()
    share, rows = float(weight("notes")), list[tuple[object, ...]]()
    at, spells = 0, person.officers
    for place, (day, kind, sentence, arranged, outcome) in enumerate(planned, start=1):
        while at + 1 < len(spells) and spells[at + 1][0] <= day:
            at += 1
        staff = spells[at][3] or person.unit.staff[1]
        if kind in PAPER:
            rows.append((f"{crn}/C{place}", crn, sentence, kind, written(day), "", "", staff, "", outcome,
                         note(dice, kind, outcome) if dice.random() < share else ""))  # fmt: skip
            continue
        time = _booked_time(person, staff, day) if day >= today else dice.pick(SLOTS)
        text = note(dice, kind, outcome) if day < today and outcome and dice.random() < share else ""
        rows.append((f"{crn}/C{place}", crn, sentence, kind, written(day), time, _minutes(dice, kind), staff,
                     written(arranged), outcome, text))  # fmt: skip
    writer.extend["contacts"](rows)


def _minutes(dice: Dice, kind: str) -> int:
    return dice.pick(MINUTES[kind])


def _booked_time(person: Person, staff: str, day: int) -> str:
    """The next free time in an officer's diary, so that nobody is booked twice at once until a day is full."""
    taken = person.unit.diary.get((staff, day), 0)
    person.unit.diary[(staff, day)] = taken + 1
    return SLOTS[DIARY[(taken + len(staff) + int(staff[-2:])) % len(DIARY)]]
