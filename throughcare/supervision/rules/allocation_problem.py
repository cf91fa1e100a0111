"""What is to be allocated, to whom it could be, and what makes one plan better than another: data, no method.

Points are whole. Loads are compared in steps (``PlanLimits``), so that differences nobody would act on do not outweigh
continuity and travel. A plan is compared level by level, lower is better at each:

0. ``unplaced``: cases that nobody may take.
1. ``highest``: the highest projected load among those who are given a case, in steps, rounded up.
2. ``spread``: every new case counts the load, in steps rounded up, that its practitioner has reached by then. The k-th new
   case of a practitioner counts their present points and k times the mean points of the cases to be allocated, so the sum
   grows the faster the more is piled on whoever carries much.
3. ``broken``: cases given to somebody new although one who knew the person before could have taken them.
4. ``travel``: minutes from the practitioner's office to the person's postcode sector, added up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

LEVELS = ("unplaced", "highest", "spread", "broken", "travel")
Score = tuple[int, int, int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanOfficer:
    """A practitioner. ``points`` are carried now, ``available`` is what can be: the least of today and the weeks ahead.

    ``away`` says that they leave or are absent in that time. ``sector`` is the postcode sector of their office, empty where
    not known.
    """

    key: int
    grade: str
    points: int
    available: int
    cases: int = 0
    speaks_welsh: bool = False
    sex: str = ""
    away: bool = False
    sector: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanCase:
    """A case. ``grades`` may hold its tier. ``known_to`` held it before; ``conflicts`` must not; ``closed_to`` may not open
    the record. ``officer_sex`` is the sex of practitioner that the person declared a preference for, empty for none."""

    key: int
    points: int
    grades: frozenset[str]
    welsh: bool = False
    officer_sex: str = ""
    known_to: frozenset[int] = frozenset()
    conflicts: frozenset[int] = frozenset()
    closed_to: frozenset[int] = frozenset()
    sector: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanLimits:
    """``cases_stop`` cases a practitioner may hold without a reason; a step is so many percent of capacity."""

    cases_stop: int
    trainee_grades: frozenset[str]
    trainee_new_cases: int
    load_step: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanProblem:
    """One list to allocate. ``minutes`` holds travel from a sector to a sector; a pair that is not there counts nothing."""

    on: date
    cases: tuple[PlanCase, ...]
    officers: tuple[PlanOfficer, ...]
    limits: PlanLimits
    minutes: Mapping[tuple[str, str], int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LevelResult:
    """One level of a plan: its value and the least that any plan could have, the levels before it being as they are."""

    name: str
    value: int
    bound: int

    @property
    def gap(self) -> float:
        """How far above the bound, as a share of the value; 0 is proven best."""
        return (self.value - self.bound) / self.value if self.value else 0.0


@dataclass(frozen=True, slots=True)
class Plan:
    """Who is given what: officer by case. ``unplaced`` cases have no entry."""

    chosen: Mapping[int, int]
    unplaced: tuple[int, ...]
    levels: tuple[LevelResult, ...]

    @property
    def score(self) -> Score:
        """The values of the levels, in their order."""
        return tuple(level.value for level in self.levels)  # type: ignore[return-value]
