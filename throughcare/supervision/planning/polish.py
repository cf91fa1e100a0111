"""Making a plan better by exchanging cases between two practitioners, as long as that helps.

An exchange leaves everybody the number of new cases they have, so the spread stays as it is; the frame keeps the rest. It is
what the whole-number search starts from, and what remains where its effort runs out.
"""

from __future__ import annotations

from throughcare.supervision.planning.ground import Ground
from throughcare.supervision.planning.model import Frame


def polish(ground: Ground, chosen: dict[int, int], level: str, frame: Frame) -> dict[int, int]:
    """``chosen`` with every exchange that lowers ``level`` (``broken`` or ``travel``) within ``frame``, best first."""
    if level == "broken" and "travel" in frame.most:  # An exchange for continuity could cost travel that is held.
        return dict(chosen)
    best, allowed = dict(chosen), [set(officers) for officers in ground.allowed]
    room = {officer: ground.room(officer, frame.highest) for officer in set(best.values())}
    for case, officer in best.items():
        room[officer] -= ground.problem.cases[case].points
    broken_left = frame.most.get("broken", len(best)) - sum(
        officer in ground.broken[case] for case, officer in best.items()
    )
    while True:
        found = min(_exchanges(ground, best, allowed, room, level, broken_left), default=None)
        if found is None:
            return best
        _, one, other = found
        first, second = best[one], best[other]
        more = ground.problem.cases[other].points - ground.problem.cases[one].points
        room[first] -= more
        room[second] += more
        broken_left -= _broken_more(ground, one, first, second) + _broken_more(ground, other, second, first)
        best[one], best[other] = second, first


def _exchanges(
    ground: Ground, best: dict[int, int], allowed: list[set[int]], room: dict[int, int], level: str, broken_left: int
) -> list[tuple[int, int, int]]:
    """Every exchange that helps: by how much (below nothing), and the two cases."""
    found, cases = [], sorted(best)
    for place, one in enumerate(cases):
        first = best[one]
        for other in cases[place + 1 :]:
            second = best[other]
            if first == second or second not in allowed[one] or first not in allowed[other]:
                continue
            more = ground.problem.cases[other].points - ground.problem.cases[one].points
            if more > room[first] or -more > room[second]:
                continue
            broken = _broken_more(ground, one, first, second) + _broken_more(ground, other, second, first)
            if broken > broken_left:
                continue
            gain = broken if level == "broken" else _travel_more(ground, one, first, second, other)
            if gain < 0:
                found.append((gain, one, other))
    return found


def _broken_more(ground: Ground, case: int, before: int, after: int) -> int:
    return int(after in ground.broken[case]) - int(before in ground.broken[case])


def _travel_more(ground: Ground, one: int, first: int, second: int, other: int) -> int:
    before = ground.travel(one, first) + ground.travel(other, second)
    return ground.travel(one, second) + ground.travel(other, first) - before
