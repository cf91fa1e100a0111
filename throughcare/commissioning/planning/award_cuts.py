"""Cuts: inequalities that every award keeps and a relaxation may break, worked out in whole numbers from the rows.

Two kinds. *Of three rows* that each take one bid at most (lots, sets of packages): of the bids that are in two or in all
three of them only one wins. *Of a cover*: bids that are together too heavy for a limit do not all win, nor do others that
stand for them: one at least as heavy from the same row that takes one bid at most, or one as heavy as the heaviest of them.
See docs/domain/awards.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from throughcare.commissioning.planning.award_ground import FAR, Whole

Real = NDArray[np.float64]
SMALL = 1e-6
BROKEN = 0.02
"""A cut is taken in where the relaxation breaks it by as much."""
_EACH, _SHARED = 200, 4
"""Cuts of a kind taken in at once, and cuts of three rows that share a row."""
_TRIES = 3_000
"""Steps of the search for one cover."""


class Cut(NamedTuple):
    """Columns, what each counts, and the most they may count together."""

    columns: Whole
    values: Whole
    most: int


class _Group(NamedTuple):
    """Places within a limit, of which at most one wins because of the row; None where it is one place by itself."""

    row: int | None
    places: list[int]


class _Option(NamedTuple):
    """One weight of a group: what the cover lacks in parts where the group counts from this weight on."""

    lack: float
    weight: int


class Cuts:
    """Finds cuts among the rows of a round. ``column``, ``rows`` and ``values`` are the matrix, cell by cell."""

    def __init__(self, column: Whole, rows: Whole, values: Whole, *, high: Sequence[int], bids: int) -> None:
        self.bids, self.high = bids, high
        least, most = np.full(len(high), FAR, np.int64), np.zeros(len(high), np.int64)
        np.minimum.at(least, rows, values)
        np.maximum.at(most, rows, values)
        last = np.zeros(len(high), np.int64)
        np.maximum.at(last, rows, column)
        tops = np.array(high, np.int64)
        single = (least == 1) & (most == 1) & (tops == 1)
        limit = (least > 0) & (most > 0) & (tops < FAR) & ~single & (last < bids)  # Cells above 0, all of them bids.
        self._fills: dict[int, list[int]] = defaultdict(list)
        self._holders: dict[int, Whole] = {}
        for row, (columns, _) in _by_row(column, rows, values, single[rows] & (column < bids)).items():
            self._holders[row] = columns
            for one in columns.tolist():
                self._fills[one].append(row)
        self._limits = _by_row(column, rows, values, limit[rows])
        self._limited = column[limit[rows]], rows[limit[rows]]
        self._seen: set[tuple[object, ...]] = set()

    def find(self, parts: Real) -> list[Cut]:
        """Cuts that these parts of columns break, none of them told before."""
        return [*self._of_three_rows(parts), *self._of_covers(parts)]

    # Of three rows

    def _of_three_rows(self, parts: Real) -> list[Cut]:
        found: list[Cut] = []
        shared: dict[int, int] = defaultdict(int)
        for rows in self._broken_triples(parts):
            if len(found) == _EACH:
                break
            if rows in self._seen or any(shared[row] >= _SHARED for row in rows):
                continue
            self._seen.add(rows)
            for row in rows:
                shared[row] += 1
            columns, times = np.unique(np.concatenate([self._holders[row] for row in rows]), return_counts=True)
            found.append(Cut(columns[times > 1], np.ones(int((times > 1).sum()), np.int64), 1))
        return found

    def _broken_triples(self, parts: Real) -> list[tuple[int, int, int]]:
        """Three rows each, those that are broken most first."""
        two: dict[tuple[int, int], float] = defaultdict(float)
        three: dict[tuple[int, int, int], float] = defaultdict(float)
        beside: dict[int, set[int]] = defaultdict(set)
        for one in np.nonzero(parts[: self.bids] > SMALL)[0].tolist():
            rows, part = self._fills[one], float(parts[one])
            for first, second in combinations(rows, 2):
                two[first, second] += part
                beside[first].add(second)
                beside[second].add(first)
            for triple in combinations(rows, 3):
                three[triple] += part
        broken: dict[tuple[int, int, int], float] = {}
        for first, second in two:
            for other in beside[first] | beside[second]:
                one, mid, last = sorted((first, second, other))
                if one == mid or mid == last or (one, mid, last) in broken:
                    continue
                pairs = two.get((one, mid), 0.0) + two.get((one, last), 0.0) + two.get((mid, last), 0.0)
                broken[one, mid, last] = pairs - 2 * three.get((one, mid, last), 0.0) - 1
        return sorted((key for key, much in broken.items() if much > BROKEN), key=lambda key: (-broken[key], key))

    # Of covers

    def _of_covers(self, parts: Real) -> list[Cut]:
        columns, rows = self._limited
        broken = (parts > SMALL) & (parts < 1 - SMALL)
        found = []
        for row in np.unique(rows[broken[columns]]).tolist():
            told = self._cover(row, *self._limits[row], parts)
            if told is not None:
                found.append(told)
        return [cut for _, cut in sorted(found, key=lambda told: -told[0])[:_EACH]]

    def _cover(self, row: int, columns: Whole, weights: Whole, parts: Real) -> tuple[float, Cut] | None:
        """How much the best cover of this limit is broken, and its cut."""
        parts, most = parts[columns], self.high[row]
        taken = np.nonzero(parts > SMALL)[0].tolist()
        if sum(int(weights[one]) for one in taken) <= most:
            return None
        groups = self._groups(columns, parts, taken)
        cover = _lightest([_options(group.places, weights, parts) for group in groups], most)
        if cover is None:
            return None
        heavy = np.cumsum(sorted((weight for _, weight in cover), reverse=True))
        values = np.searchsorted(heavy, weights, side="right")
        for place, weight in cover:
            group = groups[place]
            own = np.zeros(len(columns), bool)
            own[group.places] = True
            if group.row is not None:
                own |= np.isin(columns, self._holders[group.row])
            values[own & (weights >= weight) & (values == 0)] = 1
        much = float((values * parts).sum()) - (len(cover) - 1)
        key = (row, *((groups[place].row, columns[groups[place].places[0]], weight) for place, weight in cover))
        if much <= BROKEN or key in self._seen:
            return None
        self._seen.add(key)
        used = values > 0
        return much / len(cover) ** 0.5, Cut(columns[used], values[used], len(cover) - 1)

    def _groups(self, columns: Whole, parts: Real, taken: list[int]) -> list[_Group]:
        """``taken`` told apart by rows that at most one bid fills, those first that hold most of them."""
        rest, groups = list(taken), list[_Group]()
        while rest:
            many: dict[int, int] = defaultdict(int)
            much: dict[int, float] = defaultdict(float)
            for one in rest:
                for row in self._fills[int(columns[one])]:
                    many[row] += 1
                    much[row] += float(parts[one])
            if not many:
                return [*groups, *(_Group(None, [one]) for one in rest)]
            row = min(many, key=lambda key: (-many[key], -much[key], key))
            own = [one for one in rest if row in self._fills[int(columns[one])]]
            groups.append(_Group(row, own))
            rest = [one for one in rest if one not in own]
        return groups


def _by_row(column: Whole, rows: Whole, values: Whole, wanted: NDArray[np.bool_]) -> dict[int, tuple[Whole, Whole]]:
    """The columns and values of each row, of the cells that are wanted."""
    order = np.lexsort((column[wanted], rows[wanted]))
    own, columns, cells = rows[wanted][order], column[wanted][order], values[wanted][order]
    keys, starts = np.unique(own, return_index=True)
    pieces = zip(np.split(columns, starts[1:]), np.split(cells, starts[1:]), strict=True)
    return dict(zip(keys.tolist(), pieces, strict=False))


def _options(places: list[int], weights: Whole, parts: Real) -> list[_Option]:
    """From the heaviest on: the parts of a group that weigh at least so much, for each weight there is."""
    together: dict[int, float] = defaultdict(float)
    for one in places:
        together[int(weights[one])] += float(parts[one])
    options, held = [], 0.0
    for weight in sorted(together, reverse=True):
        held += together[weight]
        options.append(_Option(max(0.0, 1 - held), weight))
    return options


def _lightest(options: list[list[_Option]], most: int) -> list[tuple[int, int]] | None:
    """Groups, each from a weight on, that together weigh more than ``most`` and lack least; None where all lack much."""
    order = sorted(range(len(options)), key=lambda place: (min(one.lack for one in options[place]), place))
    rest = [0]
    for place in reversed(order):
        rest.append(rest[-1] + max(one.weight for one in options[place]))
    rest.reverse()
    lack, best, tries = 1 - BROKEN, None, _TRIES
    stack: list[tuple[int, float, int, tuple[tuple[int, int], ...]]] = [(0, 0.0, 0, ())]
    while stack and tries:
        at, lacks, weight, picked = stack.pop()
        if lacks >= lack:
            continue
        if weight > most:
            lack, best = lacks, picked
        elif at < len(order) and weight + rest[at] > most:
            tries -= 1
            place = order[at]
            stack.append((at + 1, lacks, weight, picked))
            stack += [
                (at + 1, lacks + one.lack, weight + one.weight, (*picked, (place, one.weight)))
                for one in reversed(options[place])
            ]
    if best is None:
        return None
    total, kept = sum(weight for _, weight in best), list(best)
    for one in sorted(best, key=lambda pair: (pair[1], pair[0])):
        if total - one[1] > most:
            kept.remove(one)
            total -= one[1]
    return kept
