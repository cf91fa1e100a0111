"""What a senior does by eye: down the list, each case to whoever may hold it and has the lowest load at that moment."""

from __future__ import annotations

from throughcare.supervision.planning.ground import Ground


def first_fit(ground: Ground) -> dict[int, int]:
    """Officer by case, both as places in the problem's lists; a case that nobody may take has no entry."""
    officers = ground.problem.officers
    points, left = [officer.points for officer in officers], list(ground.most)
    chosen = {}
    for place, case in enumerate(ground.problem.cases):
        free = [one for one in ground.allowed[place] if left[one] > 0]
        if not free:
            continue
        best = min(free, key=lambda one: (points[one] / officers[one].available, officers[one].key))
        chosen[place] = best
        points[best] += case.points
        left[best] -= 1
    return chosen
