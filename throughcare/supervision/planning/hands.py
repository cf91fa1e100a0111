"""Hands: what one practitioner could be given together, within their room and number of new cases.

A relaxation over parts of cases lets a heavy case be cut so that it fills every gap. One over parts of hands does not: each
hand fits as it is. There are far too many hands to write down, but the best ones at given prices are a knapsack by weight
and number, and so are those that are nearly as good.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from throughcare.supervision.planning.model import Layout

Hand = tuple[tuple[int, int], ...]
"""Numbers of cases by group, ``(group, number)`` in the order of groups."""
Table = npt.NDArray[np.float64]
_SMALL = 1e-9


@dataclass(frozen=True)
class Prices:
    """What a case of each group is worth, and what one unit of each level costs: 1 for the level that is solved."""

    group: tuple[float, ...]
    level: Mapping[str, float]


@dataclass(frozen=True)
class _Choice:
    """Cases of one group that an officer could be given: the weight of each, how many at most, and what one is worth."""

    group: int
    points: int
    most: int
    worth: float


class Hands:
    """The hands of every officer of a layout."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        own: defaultdict[int, list[int]] = defaultdict(list)
        for group, officer in layout.pairs:
            own[officer].append(group)
        self.own = {officer: own[officer] for officer in sorted(own)}
        self.ladder = {officer: self._ladder(officer) for officer in self.own}

    def _ladder(self, officer: int) -> list[int]:
        """The spread of so many new cases, from none."""
        sums = [0]
        for place in range(1, self.layout.slots(officer, [(group, officer) for group in self.own[officer]]) + 1):
            sums.append(sums[-1] + self.layout.ground.slot(officer, place))
        return sums

    def work(self) -> int:
        """Cells that are filled to find every officer's best hands once."""
        return sum(
            (self.layout.room[officer] + 1) * len(self.ladder[officer]) * self.layout.most((group, officer))
            for officer, own in self.own.items()
            for group in own
        )

    def amount(self, name: str, officer: int, hand: Hand) -> int:
        """What the hand counts at a level."""
        if name == "spread":
            return self.ladder[officer][sum(number for _, number in hand)]
        return sum(number * self.layout.cost(name, (group, officer)) for group, number in hand)

    def of_plan(self, chosen: Mapping[int, int]) -> list[tuple[int, Hand]]:
        """The hands of a plan."""
        found: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
        for (group, officer), number in self.layout.hint(chosen).items():
            found[officer].append((group, number))
        return [(officer, tuple(sorted(found[officer]))) for officer in sorted(found)]

    def best(self, officer: int, prices: Prices) -> list[tuple[float, Hand]]:
        """For each number of cases the hand that is worth most, the best first; without hands that are not possible."""
        room, rungs = self.layout.room[officer], len(self.ladder[officer])
        items = [one for one in self._choices(officer, prices) for _ in range(one.most) if one.worth > _SMALL]
        table = _nothing(rungs, room)
        taken = np.zeros((len(items), rungs, room + 1), dtype=bool)
        for place, item in enumerate(items):
            more = table[:-1, : room + 1 - item.points] + item.worth
            better = more > table[1:, item.points :] + _SMALL
            table[1:, item.points :][better] = more[better]
            taken[place, 1:, item.points :] = better
        steps = prices.level.get("spread", 0.0) * np.array(self.ladder[officer], dtype=np.float64)
        worth = table[:, room] - steps
        found = [
            (float(worth[count]), _traced(items, taken, count, room))
            for count in range(1, rungs)
            if worth[count] > -np.inf
        ]
        return sorted(found, key=lambda one: (-one[0], one[1]))

    def worth_with(self, officer: int, group: int, prices: Prices) -> float:
        """What the best hand with a case of ``group`` is worth, below every number where there is none."""
        room, rungs, worth = self.layout.room[officer], len(self.ladder[officer]) - 1, 0.0
        choices = []
        for one in self._choices(officer, prices):
            most = one.most
            if one.group == group:
                room, most, worth = room - one.points, most - 1, one.worth
            if most and one.worth > 0:
                choices.append(replace(one, most=most))
        if rungs < 1 or room < 0:
            return -np.inf
        table = _rest([one for one in choices if one.points <= room], rungs, room)[0]
        steps = prices.level.get("spread", 0.0) * np.array(self.ladder[officer][1:], dtype=np.float64)
        return worth + float(np.max(table[:, room] - steps))

    def within(self, officer: int, prices: Prices, least: float, most: int) -> list[Hand] | None:
        """Every hand worth ``least`` or more; None where they are more than ``most``."""
        room, choices = self.layout.room[officer], self._choices(officer, prices)
        choices.sort(key=lambda one: (-one.worth, one.group))
        tables = _rest(choices, len(self.ladder[officer]), room)
        found: list[Hand] = []
        for count in range(1, len(self.ladder[officer])):
            goal = least + prices.level.get("spread", 0.0) * self.ladder[officer][count] - 1e-6
            open_ends: list[tuple[int, int, int, float, Hand]] = [(0, count, room, 0.0, ())]
            while open_ends:
                place, left, free, worth, hand = open_ends.pop()
                if worth + tables[place][left, free] < goal:
                    continue
                if left == 0:
                    found.append(tuple(sorted(hand)))
                    if len(found) > most:
                        return None
                    continue
                one = choices[place]
                for number in range(min(one.most, left, free // one.points if one.points else left) + 1):
                    more = (*hand, (one.group, number)) if number else hand
                    open_ends.append(
                        (place + 1, left - number, free - number * one.points, worth + number * one.worth, more)
                    )
        return found

    def _choices(self, officer: int, prices: Prices) -> list[_Choice]:
        layout = self.layout
        return [
            _Choice(
                group,
                layout.points(group),
                layout.most((group, officer)),
                prices.group[group]
                - sum(
                    prices.level[name] * layout.cost(name, (group, officer))
                    for name in ("broken", "travel")
                    if name in prices.level
                ),
            )
            for group in self.own[officer]
        ]


def _nothing(rungs: int, room: int) -> Table:
    """Worth of no case: nothing at every weight, no other number of cases is possible."""
    table: Table = np.full((rungs, room + 1), -np.inf)
    table[0, :] = 0.0
    return table


def _rest(choices: list[_Choice], rungs: int, room: int) -> list[Table]:
    """For each place the most that the choices from there on are worth, by exact number of cases and room."""
    tables = [_nothing(rungs, room)]
    for one in reversed(choices):
        before, table = tables[-1], tables[-1].copy()
        for number in range(1, min(one.most, rungs - 1) + 1):
            weight = number * one.points
            if weight > room:
                break
            more = before[: rungs - number, : room + 1 - weight] + number * one.worth
            np.maximum(table[number:, weight:], more, out=table[number:, weight:])
        tables.append(table)
    return tables[::-1]


def _traced(items: list[_Choice], taken: npt.NDArray[np.bool_], count: int, room: int) -> Hand:
    """The hand behind a cell of the table, from the last item back."""
    numbers: Counter[int] = Counter()
    for place in range(len(items) - 1, -1, -1):
        if taken[place, count, room]:
            numbers[items[place].group] += 1
            count, room = count - 1, room - items[place].points
    return tuple(sorted(numbers.items()))
