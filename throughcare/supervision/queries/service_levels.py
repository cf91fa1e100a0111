"""The service levels of an area in a month: every case judged by its rule, and the counts of them.

Met divided by met and missed is the result. Cases whose time still runs are shown beside it, and so is everybody left
out, with the reason. Figures are of what the acting user may see.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from throughcare.kernel.decision import PolicyUse
from throughcare.kernel.rulebook import Rule
from throughcare.policy.book import NoPolicyInForce
from throughcare.supervision.queries.cases import Area
from throughcare.supervision.queries.service_level_facts import Month, Placed, facts_of
from throughcare.supervision.rules import RULES
from throughcare.supervision.rules.service_level_month import whole_month
from throughcare.supervision.rules.service_levels import Level, family

# The measures in the order of a case's life, and the versions of each by rule and rule set, today's first.
MEASURES: Mapping[str, tuple[tuple[str, str], ...]] = {
    "initial-appointment": (
        ("initial-appointment", "sl004"),
        ("initial-appointment", "nps-sl003r"),
        ("initial-appointment", "crc-sl001r"),
    ),
    "release-appointment": (
        ("release-appointment", "sl005"),
        ("release-appointment", "nps-sl004r"),
        ("release-appointment", "crc-sl002r"),
    ),
    "initial-plan": (("initial-plan", "sl006"), ("initial-plan", "crc-sl003")),
    "monthly-contact": (("monthly-contact", "ups-monthly-contact"), ("monthly-contact", "crc-ak")),
    "breach-timeliness": (
        ("breach-timeliness", "ups-breach-timeliness"),
        ("breach-timeliness", "nps-sl014"),
        ("breach-timeliness", "crc-ae"),
    ),
    "order-completion": (("completion", "order-completion"),),
    "licence-completion": (("completion", "licence-completion"),),
}


@dataclass(frozen=True, slots=True)
class Judged:
    """One case of a measure, and how it counts."""

    placed: Placed
    level: Level

    @property
    def state(self) -> str:
        """``met``, ``missed``, ``pending`` or ``left-out``."""
        return self.level.value.state


@dataclass(slots=True)
class Score:
    """The counts of one group of cases. ``code`` and ``name`` say which group."""

    code: str = ""
    name: str = ""
    name_cy: str = ""
    met: int = 0
    missed: int = 0
    pending: int = 0
    left_out: Counter[str] = field(default_factory=Counter)

    @property
    def counted(self) -> int:
        """The denominator."""
        return self.met + self.missed

    @property
    def share(self) -> float | None:
        """Numerator over denominator, None where nothing counts."""
        return self.met / self.counted if self.counted else None

    def add(self, each: Judged) -> None:
        """Count one case."""
        state = each.state
        if state == "left-out":
            self.left_out[each.level.reason.code] += 1
        elif state == "met":
            self.met += 1
        elif state == "missed":
            self.missed += 1
        else:
            self.pending += 1


@dataclass(frozen=True, slots=True)
class Measured:
    """One measure in one month: the version in force, its score and its target where one is known."""

    measure: str
    rule: Rule
    policy: PolicyUse
    score: Score
    target: PolicyUse | None


def month_of(day: date, *, on: date) -> Month:
    """The calendar month of ``day``, counted on ``on``."""
    return Month(whole_month(day), on)


def version_in(measure: str, first: date) -> Rule | None:
    """The version of a measure in force on the first day of a month, None where none was."""
    for name, rule_set in MEASURES[measure]:
        try:
            family()[rule_set].on(first)
        except NoPolicyInForce:
            continue
        return RULES.find(name, rule_set)
    return None


def judged(
    measure: str, area: Area, *, month: Month, person: int | None = None, skipped: int = 0, most: int | None = None
) -> list[Judged]:
    """The cases of a measure, judged by the version in force in that month; empty where there was none.

    ``most`` of them (None: all) after the first ``skipped``, in the order of names.
    """
    rule = version_in(measure, month.period.start)
    if rule is None:
        return []
    facts = facts_of(measure, area, month=month, person=person, skipped=skipped, most=most)
    return [Judged(placed, level) for placed, case in facts if (level := _decide(rule, case)) is not None]


def _decide(rule: Rule, case: object) -> Level | None:
    try:
        level: Level = rule.decide(case)
    except NoPolicyInForce:
        return None
    return level


def measured(area: Area, *, month: Month) -> list[Measured]:
    """Every measure that was in use in the month."""
    found = []
    for measure in MEASURES:
        rule = version_in(measure, month.period.start)
        if rule is not None:
            score = total(judged(measure, area, month=month))
            use = family()[rule.rule_set].use(month.period.start)
            found.append(Measured(measure, rule, use, score, target_of(measure, month.period.start)))
    return found


def target_of(measure: str, day: date) -> PolicyUse | None:
    """The published target in force on a day, None where none could be seen."""
    name = f"target-{measure}"
    if name not in family().parameters:
        return None
    try:
        return family()[name].use(day)
    except NoPolicyInForce:
        return None


def total(cases: Iterable[Judged]) -> Score:
    """All of them in one score."""
    score = Score()
    for each in cases:
        score.add(each)
    return score


def by_staff(cases: Iterable[Judged]) -> list[Score]:
    """One score for each practitioner, in the order of names; those of nobody last."""
    return _grouped(cases, lambda placed: (placed.staff_code, placed.staff, ""))


def by_unit(cases: Iterable[Judged]) -> list[Score]:
    """One score for each delivery unit, in the order of names."""
    return _grouped(cases, lambda placed: (placed.unit_code, placed.unit, placed.unit_cy))


def _grouped(cases: Iterable[Judged], key: Callable[[Placed], tuple[str, str, str]]) -> list[Score]:
    scores: dict[tuple[str, str, str], Score] = {}
    for each in cases:
        place = key(each.placed)
        if place not in scores:
            scores[place] = Score(*place)
        scores[place].add(each)
    return sorted(scores.values(), key=lambda score: (not score.code, score.name.casefold(), score.code))
