"""A plan for a list with what is shown of it: proposed line by line, then decided by a person."""

from __future__ import annotations

from dataclasses import dataclass

from throughcare.supervision.rules.allocation_problem import LevelResult, Score


@dataclass(frozen=True, slots=True)
class ProposedLine:
    """One case. ``staff`` is None where nobody is proposed, and ``problem`` then says why.

    ``seen_spell`` and ``seen_staff`` say how the case stood, 0 for nobody. ``costs`` are the differences of the levels with
    the runner-up. ``uncounted`` cases of the practitioner could not be weighed: the loads are at least what is said.
    """

    person: int
    crn: str
    name: str
    tier: str
    points: int | None
    seen_spell: int
    seen_staff: int
    staff: int | None = None
    staff_code: str = ""
    staff_name: str = ""
    others: int = 0
    knew: bool = False
    continuity: bool = False
    minutes: int | None = None
    percent_before: float | None = None
    percent_after: float | None = None
    cases_after: int | None = None
    uncounted: int = 0
    runner_up: int | None = None
    runner_up_name: str = ""
    costs: tuple[int, ...] = ()
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """The plan for a list: levels with bounds, first fit beside them, a line for every case of the list."""

    levels: tuple[LevelResult, ...]
    first_fit: Score
    lines: tuple[ProposedLine, ...]
    travel_known: int

    @property
    def left_out(self) -> int:
        """Cases for which nobody is proposed."""
        return sum(line.staff is None for line in self.lines)
