"""The award of a round, level after level, each with the bound that it cannot beat.

Deterministic: everything in the order of keys, one worker, a fixed seed, effort counted in deterministic time and never on
a clock; but for the proof over many bids, which is given up after ``award_branch.PATIENCE``. See ``rules/award_problem``
for the levels and docs/domain/awards.md for the method.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from math import gcd

import numpy as np

from throughcare.commissioning.planning.award_among import likely, nearest, within
from throughcare.commissioning.planning.award_branch import branch
from throughcare.commissioning.planning.award_every import every_best, is_plain
from throughcare.commissioning.planning.award_ground import Ground, Whole, short_of
from throughcare.commissioning.planning.award_relax import Held, Relaxation, Relaxed
from throughcare.commissioning.planning.award_search import Found, search
from throughcare.commissioning.planning.award_start import start_award
from throughcare.commissioning.rules.award_problem import LEVELS, LOWER, Award, AwardLevel, AwardRound

EFFORT = {"first": 6.0, "short": 6.0, "points": 20.0, "ties": 4.0, "other": 1.0}
"""Deterministic seconds for each search."""
NEAREST = 8
"""Bids kept for each lot in the first search, those that cost the bound least."""
FEW = 30_000
"""Bids that are searched without leaving any out."""
CLOSE = 0.001
"""The first search ends within this share of what its bids can bring; the next one proves."""
MANY = 10_000
"""Bids from which branch and cut does better than the search."""
LOOK, BETTER, PROVE = 1, 200, 10_000
"""Nodes for a good award, for one that is nearly always best, and for its proof."""
CUTS, CUTS_OF_FEW, CUTS_UNPROVEN = 40, 6, 3
"""Rounds of cuts for the relaxation of many bids, of a small round, and of so many bids that no proof is tried."""
SMALL, STEPS = 300, 3_000
"""Bids of a small round, and steps within which all its awards that matter are to be tried."""
LIKELY = 4_000
"""Bids, those that cost the bound least, among which a better award is looked for before the proof."""
TIED = 12
"""Awards with as many points that are listed, to choose among them by the levels that settle ties."""
TIE_LEVELS = LEVELS[3:]


def plan_award(given: AwardRound, *, lifted: frozenset[str] = frozenset(), ties: bool = True) -> Award:
    """The best award found, with the bound of every level. ``lifted`` are limits left out (see ``Ground``)."""
    return _Solver(Ground(given, lifted), ties=ties).solve()


class _Solver:
    def __init__(self, ground: Ground, *, ties: bool) -> None:
        self.ground, self.ties = ground, ties
        self.upper = ground.caps.copy()
        self.chosen: tuple[int, ...] = ()
        self.held: list[Held] = []
        self.bounds: dict[str, int] = {}
        points = ground.levels["points"]
        self.penalty = 2 * int(points.max(initial=1))
        self.together = points + self.penalty * (ground.levels["open"] + ground.levels["short"])

    def solve(self) -> Award:
        """Level after level."""
        if any(self.upper[: len(self.ground.bids)]):
            relaxed = Relaxation(self.ground, self.together, self.upper).solve(self._rounds)
            self.chosen = start_award(self.ground, relaxed, self.upper)
            if self._is_small and self._try_every(relaxed):
                return self._award()
            if self._is_long:
                self._branch(self._nearest(relaxed), relaxed, LOOK)
            else:
                self._try(
                    self._nearest(relaxed),
                    self.together,
                    EFFORT["first"],
                    CLOSE,
                )
            self._settle("short")
            self._settle("open")
            self._points(relaxed)
        else:
            self._settle("short")
            self._settle("open")
            self.bounds["points"] = 0
            self.bounds |= dict.fromkeys(TIE_LEVELS, 0)
        return self._award()

    def _try_every(self, relaxed: Relaxed) -> bool:
        """Every award that the relaxation leaves; whether that settled all levels.

        It does where no more lots are open than must be, because then nothing is gained before ``points``.
        """
        known = self._worth(self.together)
        best = every_best(self.ground, self.together, relaxed, upper=self.upper, known=known, steps=STEPS)
        if not best:
            return False
        self.chosen = max(best, key=self._tie_rank)
        if self._value("open") > self._unavoidable("open"):
            return False
        self.bounds = {level: self._value(level) for level in LEVELS}
        return True

    # One level

    def _try(self, columns: Sequence[int], objective: Whole, effort: float, close: float = 0.0) -> bool:
        """Search; keep what is better in ``objective``. Whether it is best over the columns."""
        found = search(
            self.ground,
            columns,
            objective,
            upper=self.upper,
            held=self.held,
            hint=self.chosen,
            effort=effort,
            close=close,
        )
        if found.bids is not None and found.value > self._worth(objective):
            self.chosen = found.bids
        return found.is_best

    def _branch(self, columns: Sequence[int], relaxed: Relaxed, nodes: int) -> Found:
        """Branch and cut over the columns; keep what is better."""
        found = branch(
            self.ground,
            columns,
            self.together,
            upper=self.upper,
            held=self.held,
            cuts=relaxed.cuts,
            hint=self.chosen,
            nodes=nodes,
        )
        if found.bids is not None and found.value > self._worth(self.together):
            self.chosen = found.bids
        return found

    def _settle(self, level: str) -> None:
        """The level ``short`` or ``open``: nearly always as good as can be seen at once, else searched for."""
        value, least = self._value(level), self._unavoidable(level)
        if value == least:
            self.bounds[level] = least
        else:
            self._search_for(level, least)
            value = self._value(level)
        self._hold(level, value)

    def _search_for(self, level: str, least: int) -> None:
        objective = self.ground.levels[level]
        relaxed = Relaxation(self.ground, objective, self.upper, self.chosen, self.held).solve()
        bound = max(least, -relaxed.bound)
        if self._value(level) > bound:
            usable = np.nonzero(self.upper[: len(self.ground.bids)])[0].tolist()
            if self._try(usable, objective, EFFORT["short"]):
                bound = self._value(level)
        self.bounds[level] = bound

    def _hold(self, level: str, value: int) -> None:
        """No later level may worsen this one. Where nothing could be better, its helpers need not be there at all."""
        ground, own = self.ground, self.ground.levels[level]
        if value == 0:
            self.upper[own != 0] = 0
        elif level == "open" and value == self._unavoidable(level):
            for place in range(len(ground.lots)):
                if self._has_bid[place]:
                    self.upper[ground.open_column(place)] = 0
        else:
            self.held.append(Held(level, -value))

    def _points(self, first: Relaxed) -> None:
        objective, least = self.together, self._value("open") + self._value("short")
        relaxed, paid = first, self.penalty * least
        if self.held:
            relaxed = Relaxation(self.ground, self.together, self.upper, self.chosen, self.held).solve(self._rounds)
        whole = gcd(*(int(one) for one in self.ground.levels["points"])) or 1
        top = (relaxed.bound + paid) // whole * whole
        matter: list[int] = []
        while not self._is_long:
            value = self._value("points")
            self.bounds["points"] = top
            if value == top:
                matter = self._matter(relaxed, top - value, whole)
                break
            matter = self._matter(relaxed, top - value, 0)
            columns = matter if len(matter) <= FEW else self._nearest(relaxed, 3 * NEAREST)
            best = self._try(columns, objective, EFFORT["points"])
            if best and len(columns) == len(matter):
                self.bounds["points"] = self._value("points")
                break
            if self._value("points") == value:
                break
        if self._is_long:
            self._prove(relaxed, top, paid)
        if self.bounds["points"] == self._value("points"):
            matter = self._matter(relaxed, top - self._value("points"), whole)
            self._settle_ties(
                self._nearest(relaxed) if self._is_long else matter,
                len(matter),
            )

    def _prove(self, relaxed: Relaxed, top: int, paid: int) -> None:
        """Branch and cut over the bids that a better award could hold, where they are not too many."""
        matter = self._matter(relaxed, top - self._value("points"), 0)
        self.bounds["points"] = top
        if 2 * LIKELY < len(matter) <= FEW:
            self._branch(likely(self.ground, relaxed, self.chosen, LIKELY), relaxed, BETTER)
            matter = self._matter(relaxed, top - self._value("points"), 0)
        if len(matter) <= FEW:
            found = self._branch(matter, relaxed, PROVE)
            self.bounds["points"] = min(top, max(found.bound + paid, self._value("points")))

    @cached_property
    def _is_long(self) -> bool:
        return len(self.ground.bids) > MANY

    @property
    def _rounds(self) -> int:
        if self._is_long:
            return CUTS if len(self.ground.bids) <= FEW else CUTS_UNPROVEN
        return CUTS_OF_FEW if self._is_small else 0

    @cached_property
    def _is_small(self) -> bool:
        return len(self.ground.bids) <= SMALL and is_plain(self.ground)

    def _matter(self, relaxed: Relaxed, gap: int, slack: int) -> list[int]:
        """Bids that an award better than the present one could hold; with ``slack``, one as good."""
        return within(self.ground, relaxed, self.upper, self.chosen, gap + slack)

    def _nearest(self, relaxed: Relaxed, most: int = NEAREST) -> list[int]:
        return nearest(self.ground, relaxed, self.upper, self.chosen, most)

    # Ties

    def _settle_ties(self, among: list[int], matter: int) -> None:
        """Quality, then social value, then the draw among awards with as many points: those are few, so they are listed.

        Where they are more than a few, level after level is searched. Where not all the bids that matter are ``among``
        those looked at, a tie may be settled but nothing is proven.
        """
        if not self.ties:
            return
        best, seen, whole = self.chosen, [self.chosen], self._worth(self.together)
        effort = EFFORT["ties" if matter <= len(among) else "other"]
        while len(seen) <= TIED:
            another = search(
                self.ground, among, self.together, upper=self.upper, held=self.held, other_than=seen, effort=effort
            )
            self.chosen = best
            if another.is_none or another.bound < whole:
                if matter <= len(among):
                    self.bounds |= {level: self._value(level) for level in TIE_LEVELS}
                return
            if another.bids is None or another.value < whole:
                return
            seen.append(another.bids)
            best = max(best, another.bids, key=self._tie_rank)
        self.chosen = best
        if matter <= len(among):
            self.held.append(Held("points", self._value("points")))
            self._search_ties(among)

    def _search_ties(self, matter: list[int]) -> None:
        for level in TIE_LEVELS:
            if not self._try(matter, self.ground.levels[level], EFFORT["ties"]):
                return
            own = self._value(level)
            self.bounds[level] = own
            self.held.append(Held(level, -own if level in LOWER else own))

    def _tie_rank(self, chosen: Sequence[int]) -> tuple[int, ...]:
        levels = self.ground.levels
        return tuple(sum(int(levels[level][place]) for place in chosen) for level in TIE_LEVELS)

    # Figures

    @cached_property
    def _has_bid(self) -> list[bool]:
        found = [False] * len(self.ground.lots)
        for place, bid in enumerate(self.ground.bids):
            if self.ground.caps[place]:
                for key in bid.lots:
                    found[self.ground.lot_place[key]] = True
        return found

    def _unavoidable(self, level: str) -> int:
        """What no award avoids: lots for which no bid can win; nothing is known of minimums."""
        return self._has_bid.count(False) if level == "open" else 0

    def _value(self, level: str) -> int:
        ground = self.ground
        if level == "open":
            return len(ground.lots) - sum(len(ground.bids[place].lots) for place in self.chosen)
        if level == "short":
            return short_of(ground, self.chosen)
        value = int(sum(int(ground.levels[level][place]) for place in self.chosen))
        return -value if level in LOWER else value

    def _worth(self, objective: Whole) -> int:
        """The objective of the present award; helpers as they then are."""
        own = sum(int(objective[place]) for place in self.chosen)
        if objective is self.together:
            return own - self.penalty * (self._value("open") + self._value("short"))
        for level in ("open", "short"):
            if objective is self.ground.levels[level]:
                return -self._value(level)
        return own

    def _award(self) -> Award:
        bids = [self.ground.bids[place] for place in self.chosen]
        taken = {key for bid in bids for key in bid.lots}
        asked = {key for bid in self.ground.round.bids for key in bid.lots}
        payable = {key for bid in self.ground.bids for key in bid.lots}
        left = [lot.key for lot in self.ground.lots if lot.key not in taken]
        reasons = {
            key: "no-bids" if key not in asked else "unaffordable" if key not in payable else "limits" for key in left
        }
        levels = tuple(AwardLevel(name, self._value(name), self.bounds.get(name)) for name in LEVELS)
        return Award(tuple(bid.key for bid in bids), reasons, levels)
