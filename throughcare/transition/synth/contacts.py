"""Contacts: first appointment, plan, regular meetings with their misses, what is booked, what was forgotten."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import Any

from throughcare.transition.synth import workdays
from throughcare.transition.synth.contact_rows import Planned, write_rows
from throughcare.transition.synth.model import Person, Sentence
from throughcare.transition.synth.sentences import table
from throughcare.transition.synth.settings import weight
from throughcare.transition.synth.suspension import suspended_from
from throughcare.transition.synth.writer import BundleWriter

FIRST_LIMIT = {"sentence": 5, "release": 1}
MONTH_MOST = 31


@dataclass(slots=True)
class Window:
    """Time in the community under one sentence, ``[start, stop)``; None while it goes on."""

    start: int
    stop: int | None
    opener: str
    sentence: Sentence
    interval: int


@dataclass(slots=True)
class History:
    """A person's contacts as they are made up; ``since`` is the first day of regular history."""

    person: Person
    since: int
    rows: list[Planned] = field(default_factory=list)
    absences: int = 0

    def add(self, day: int, kind: str, sentence: Sentence, *, outcome: str | None = None, lead: int = 14) -> None:
        """One contact; without an outcome given it was attended, and on or after today it has none."""
        dice, today = self.person.dice, self.person.today
        if day >= today:
            outcome = ""
        elif outcome is None:
            outcome = table("outcome-attended").draw(dice)
        lead = dice.whole(max(1, lead // 3), lead)
        arranged = max(workdays.on_or_before(min(today, day) - lead), min(day, sentence.sentenced))
        self.rows.append((day, kind, sentence.reference, arranged, outcome))

    def miss(self, day: int, sentence: Sentence, kind: str = "COAP") -> None:
        """An appointment that did not take place."""
        outcome = table("outcome-missed").draw(self.person.dice)
        if outcome in ("UAAB", "AFTA") and day > self.person.today - 365:
            self.absences += 1
        self.add(day, kind, sentence, outcome=outcome)


@cache
def _share(name: str) -> Any:
    return weight(name)


def write_contacts(person: Person, writer: BundleWriter, *, months: int) -> int:
    """Write the person's contacts of so many months, and the first ones of every sentence; return recent absences."""
    history = History(person, person.today - int(months * 30.44))
    covered = 0
    for window in sorted(_windows(person), key=lambda window: window.start):
        met = _open_window(history, window)
        if met is None or window.sentence.unpaid_work_only:
            continue
        begin = max(met, covered)
        if window.stop is None or window.stop > person.today:
            _go_on(history, window, begin)
            covered = person.today
        else:
            stop = max(begin, window.stop - 1)
            _look_back(history, window, begin, stop, ends=True)
            covered = max(covered, stop)
    _in_custody(history)
    _mid_point(history)
    write_rows(person, writer, history.rows)
    return history.absences


def _windows(person: Person) -> list[Window]:
    """Stretches in the community, each cut where contact was suspended."""
    found = []
    for sentence in person.sentences:
        stop, opener, at = sentence.stops, "sentence", sentence.start
        if stop is not None and sentence.terminated is None and stop <= person.today:
            stop = None
        for spell in sentence.spells:
            if spell.start > at:
                found.append(_window(person, sentence, at, spell.start, opener))
            at, opener = (spell.until or person.today + 999, "release")
        if at <= person.today and (stop is None or at < stop):
            found.append(_window(person, sentence, at, stop, opener))
    return [window for window in found if window.start <= person.today]


def _window(person: Person, sentence: Sentence, start: int, stop: int | None, opener: str) -> Window:
    limit, shorter = suspended_from(person, sentence, start)
    if limit is not None and (stop is None or limit < stop):
        stop = max(limit, start + 1)
    pace = person.risk.interval
    if shorter:
        pace = min(pace, _share("interval-days")["impact"])
    return Window(start, stop, opener, sentence, pace)


def _open_window(history: History, window: Window) -> int | None:
    """First appointment until one is attended, then the plan; the day attended, None where that lies ahead."""
    person, sentence = history.person, window.sentence
    dice, today, limit = person.dice, person.today, FIRST_LIMIT[window.opener]
    shares = _share("first-appointment")
    in_time = person.trait != "late-first" and dice.random() < shares["arranged-in-time"]
    least = 0 if window.opener == "release" and workdays.is_working(window.start) else 1
    wait = dice.whole(least, limit) if in_time else limit + dice.whole(1, 6)
    day = workdays.after(workdays.on_or_after(window.start) if not wait else window.start, wait)
    kind = "COAI" if dice.random() < 0.92 else "COHV"
    for _ in range(3):
        if day >= today:
            if person.trait != "late-first":
                history.add(day, kind, sentence, lead=3)
            return None
        if dice.random() < shares["attended"]:
            break
        history.miss(day, sentence, kind)
        day = workdays.after(day, dice.whole(1, 5))
    if day >= today:
        history.add(day, kind, sentence, lead=3)
        return None
    history.add(day, kind, sentence, outcome="ATTC", lead=4)
    _plan(history, sentence, day)
    return day


def _plan(history: History, sentence: Sentence, met: int) -> None:
    dice, today = history.person.dice, history.person.today
    draw, shares = dice.random(), _share("plan-in-time")
    if draw < shares["in-time"]:
        day = workdays.after(met, dice.whole(5, 15))
    elif draw < shares["in-time"] + shares["late"] or today - met > 90:
        day = workdays.after(met, dice.whole(16, 40))
    else:
        return
    if day < today:
        history.add(day, "PLAN", sentence, outcome="", lead=1)


def _look_back(history: History, window: Window, begin: int, last: int, *, ends: bool = False) -> None:
    """Regular meetings from ``last`` back to the first appointment, or to where the history begins."""
    dice, sentence, pace = history.person.dice, window.sentence, window.interval
    floor = max(begin + 4, history.since)
    day = workdays.on_or_before(last - (dice.whole(0, pace) if ends else 0))
    face = table("contact-face-to-face")
    reviewed = day
    while day >= floor:
        history.add(day, face.draw(dice), sentence, lead=pace)
        if reviewed - day > 180:
            history.add(day, "REVW", sentence, outcome="", lead=1)
            reviewed = day
        late = dice.random() < 0.17
        gap = int(pace * (dice.uniform(1.1, 1.7) if late else dice.uniform(0.62, 1)))
        before = workdays.on_or_before(day - max(2, gap))
        if late and before + int(pace * 0.9) < day:
            missed = workdays.on_or_before(before + int(pace * 0.9))
            if missed > max(before, begin):
                history.miss(missed, sentence)
        elif gap > 9 and dice.random() < 0.16:
            between = workdays.on_or_before(day - gap // 2)
            if between > floor:
                _between(history, between, sentence)
        day = before


def _between(history: History, day: int, sentence: Sentence) -> None:
    """A telephone call, a check-in, a note: something between two meetings."""
    kind = table("contact-between").draw(history.person.dice)
    if kind == "ESCI" and history.person.risk.interval < 28:
        kind = "COPT"
    history.add(day, kind, sentence, outcome="" if kind == "NOTE" else None)


def _go_on(history: History, window: Window, met: int) -> None:
    """Contact that goes on today: seen inside the standard or not, and what is booked."""
    person, pace = history.person, window.interval
    dice, today = person.dice, person.today
    in_time = person.trait not in ("overdue", "no-outcome") and dice.random() < person.unit.seen
    shares = _share("booking")
    if in_time or today - met < pace:
        seen = met
        if today - met >= pace:
            first = max(met + 1, today - pace + 1)
            days = [day for day in range(first, today) if workdays.is_working(day)]
            seen = dice.pick(days) if days else workdays.on_or_before(today - 1)
            _look_back(history, window, met, seen)
        if dice.random() < shares["in-time"]:
            ahead = seen + pace - dice.whole(0, pace // 4)
            _book(history, window, ahead)
        return
    draw = dice.random()
    late = dice.whole(1, 10) if draw < 0.7 else dice.whole(11, 40) if draw < 0.95 else dice.whole(41, 120)
    due = today - late
    seen = workdays.on_or_before(due - (MONTH_MOST if pace >= 28 else pace))
    _look_back(history, window, met, max(met, seen))
    missed = workdays.on_or_before(today - dice.whole(1, max(1, late)))
    if missed > max(met, seen) and (person.trait == "no-outcome" or dice.random() < 0.75):
        if person.wants("no-outcome", 0.15):
            history.add(missed, "COAP", window.sentence, outcome="")
        else:
            history.miss(missed, window.sentence)
    if dice.random() < shares["overdue"]:
        _book(history, window, today - 1)


def _book(history: History, window: Window, ahead: int) -> None:
    """One appointment ahead, sometimes two; weekly and fortnightly meetings are often booked in a row."""
    dice, today = history.person.dice, history.person.today
    day = ahead if ahead >= today else workdays.after(today - 1, 1 + dice.whole(0, 5))
    if not workdays.is_working(day):
        day = workdays.on_or_before(day - dice.whole(0, 4))
    day = day if day >= today else workdays.after(today - 1, 1 + dice.whole(0, 2))
    for _ in range(2 if window.interval < 28 and dice.random() < 0.4 else 1):
        kind = table("contact-face-to-face").draw(dice)
        history.add(day, kind, window.sentence, lead=10)
        day = workdays.on_or_after(day + window.interval)


def _in_custody(history: History) -> None:
    """Three-way meetings, video and telephone while a person serves a sentence or is recalled."""
    person = history.person
    dice = person.dice
    for sentence in person.sentences:
        for spell in sentence.spells:
            last = min(spell.until or person.today, person.today) - 1
            day = last - dice.whole(0, 60)
            while day >= max(spell.start + 10, history.since):
                history.add(workdays.on_or_before(day), dice.pick(("COVC", "COVC", "C084", "COPT")), sentence)
                day -= dice.whole(60, 2 * _share("interval-days")["custody"] - 60)


def _mid_point(history: History) -> None:
    """The one follow-up midway through the last third of a licence."""
    person = history.person
    for sentence in person.sentences:
        if not sentence.custodial or sentence.released is None or sentence.licence_ends is None:
            continue
        stop = suspended_from(person, sentence, sentence.released)[0]
        if stop is None or sentence.stops is None or len(sentence.spells) > 1:
            continue
        day = workdays.on_or_before((stop + sentence.licence_ends) // 2)
        if stop < day < person.today and day >= history.since and (sentence.terminated or day) >= day:
            history.add(day, "COAP" if person.dice.random() < 0.7 else "COPT", sentence)
