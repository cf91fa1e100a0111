"""What the generator holds in memory: one delivery unit with its staff, and one person at a time. Days are ordinals."""

from __future__ import annotations

from dataclasses import dataclass, field

from throughcare.transition.synth.dice import Dice, Weighted


@dataclass(slots=True)
class Holder:
    """A member of staff in a post on ``[start, until)``."""

    code: str
    start: int
    until: int | None = None


@dataclass(slots=True, eq=False)
class Desk:
    """A practitioner's post: one holder after another, with days between them on which it was vacant."""

    team: str
    senior: str
    room: float
    holders: list[Holder]


@dataclass(slots=True)
class Unit:
    """A delivery unit with its posts. ``seen`` is the share of its people seen inside the standard, ``named`` are
    the first and last names given so far."""

    code: str
    region: str
    towns: list[tuple[str, list[str]]]
    seen: float
    staff: list[str]
    any_desk: Weighted[Desk]
    senior_desk: Weighted[Desk]
    diary: dict[tuple[str, int], int] = field(default_factory=dict)
    named: set[tuple[str, str]] = field(default_factory=set)


@dataclass(slots=True)
class Spell:
    """Time in custody on ``[start, until)``; None while the person is still held."""

    kind: str
    start: int
    until: int | None


@dataclass(slots=True)
class Sentence:
    """A sentence. ``ends`` and ``licence_ends`` are the day after the last; None for an indeterminate one."""

    reference: str
    kind: str
    custodial: bool
    group: str
    sentenced: int
    start: int
    ends: int | None
    licence_ends: int | None = None
    terminated: int | None = None
    reason: str = ""
    unpaid_work_only: bool = False
    spells: list[Spell] = field(default_factory=list)

    @property
    def released(self) -> int | None:
        """The day of first release; None while the first spell is open or where there is no custody."""
        return self.spells[0].until if self.custodial and self.spells else None

    @property
    def stops(self) -> int | None:
        """The first day without this sentence, where it is known."""
        return self.terminated if self.terminated is not None else self.ends


@dataclass(slots=True)
class Risk:
    """Registrations, scores and what follows from them for contact. ``interval`` is in days."""

    rosh: str = ""
    mappa: tuple[str, str] | None = None
    registers: set[str] = field(default_factory=set)
    rsr: float | None = None
    ogrs: float | None = None
    arp: float | None = None
    csrp: float | None = None
    sexual: float | None = None
    band: str = ""
    only_score: bool = False
    static: bool = False
    interval: int = 30


@dataclass(slots=True)
class Person:
    """One person on probation. ``trait`` is a hard case that this person must show, empty for most."""

    crn: str
    number: int
    unit: Unit
    dice: Dice
    today: int
    trait: str
    woman: bool = False
    sex: str = "M"
    ethnicity: str = "W1"
    language: str = "en"
    forenames: str = ""
    surname: str = ""
    born: int = 0
    sentences: list[Sentence] = field(default_factory=list)
    risk: Risk = field(default_factory=Risk)
    officers: list[tuple[int, int | None, str, str, str, str]] = field(default_factory=list)

    def wants(self, trait: str, share: float) -> bool:
        """Whether this person shows a trait: always where it is this person's own, else in ``share`` of the draws."""
        return self.trait == trait or self.dice.random() < share

    def officer_on(self, day: int) -> tuple[str, str]:
        """Staff code and team on a day; empty where nobody was responsible."""
        for start, until, _status, staff, team, _reason in self.officers:
            if start <= day and (until is None or day < until):
                return staff, team
        return "", ""
