"""Delivery units: their teams, the posts in them, who holds and held those posts, and who leads."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field

from throughcare.organisations.rules.geography import RegionName
from throughcare.transition.synth.dice import Dice, Weighted, written
from throughcare.transition.synth.model import Desk, Holder, Unit
from throughcare.transition.synth.names import staff_name
from throughcare.transition.synth.settings import Request, data, region_order, weight
from throughcare.transition.synth.writer import BundleWriter

CHAIN_DAYS = 2500
"""How far back responsible-officer chains go: the first holder of every post was there by then."""
TEAM_SIZE = 7
FULL_TIME = 37
REDUCTIONS = (("disability", 10, ""), ("co-worked-cases", "", 3.7), ("split-role", 50, ""))
"""Reason, share of the hours, hours a week."""


@dataclass(slots=True)
class StaffRoom:
    """Gives out staff codes and user names of one region, none of which another region or scale gives out."""

    region: RegionName
    request: Request
    writer: BundleWriter
    dice: Dice
    today: int
    number: int = 0
    taken: set[str] = field(default_factory=set)
    hours: dict[str, float] = field(default_factory=dict)
    bucket: int = 0
    letter: str = "R"

    def __post_init__(self) -> None:
        place = [region.code for region in region_order()].index(self.region.code)
        self.letter = "N" if self.request.national else "R"
        self.bucket = place + (12 if self.request.national else 0)

    def name(self) -> tuple[str, str, str]:
        """Forename, surname and a user name; a pair of names belongs to one region alone, by its checksum."""
        while True:
            forename, surname = staff_name(self.dice)
            if zlib.crc32(f"{forename} {surname}".encode()) % 24 == self.bucket:
                break
        plain = f"{forename}.{surname}".lower().replace(" ", "").replace("'", "")
        user, count = plain, 1
        while user in self.taken:
            count += 1
            user = f"{plain}{count}"
        self.taken.add(user)
        return forename, surname, user

    def hire(
        self, grade: str, start: int, until: int | None, *, team: str = "", unit: str = "", region: str = ""
    ) -> str:
        """Write a member of staff and return the staff code."""
        self.number += 1
        code = f"{self.region.code}{self.letter}{self.number:05}"
        forename, surname, user = self.name()
        hours = FULL_TIME if self.dice.random() < 0.8 else self.dice.pick((18.5, 22.2, 29.6, 30))
        self.hours[code] = hours
        gone = until is not None and until <= self.today
        row = (code, "" if gone else user, forename, surname, grade, team, unit, region, hours)
        self.writer.add["staff"]((*row, written(start), written(until)))
        if until is None and grade in ("PO", "PSO"):
            self._vary(code, hours, start)
        return code

    def _vary(self, code: str, hours: float, start: int) -> None:
        """Some who work part of the time worked all of it before; some have time off for other work or a disability.

        By the checksum of the code, not by the dice, so that it changes nothing else of the region.
        """
        chance = zlib.crc32(f"{code} working time".encode())
        changed = max(start + 30, self.today - 60 - chance % 400)
        if hours < FULL_TIME and chance % 3 == 0 and changed < self.today:
            self.writer.add["contracted_hours"]((code, FULL_TIME, written(start), written(changed)))
        if chance % 16 == 1:
            reason, share, weekly = REDUCTIONS[chance // 16 % len(REDUCTIONS)]
            since = max(start, self.today - chance // 64 % 300)
            end = "" if chance // 128 % 2 else written(self.today + 30 + chance // 256 % 150)
            self.writer.add["reductions"]((f"{code}-W1", code, reason, share, weekly, written(since), end, ""))

    def unit_name(self, code: str) -> str:
        """The name of a delivery unit, which begins the names of its teams: they are read where no unit stands by."""
        return next(unit.name for unit in self.region.delivery_units if unit.code == code)

    def long_ago(self) -> int:
        """A first day in post before every chain of responsible officers."""
        return self.today - CHAIN_DAYS - self.dice.whole(60, 5000)


def open_region(room: StaffRoom) -> None:
    """Write the Regional Probation Director."""
    room.hire("RPD", room.today - room.dice.whole(300, 1500), None, region=room.region.code)


def open_unit(room: StaffRoom, code: str, people: int, *, vacancy: bool) -> Unit:
    """Write teams and staff of a unit for so many people. ``vacancy``: one post was left a few days ago."""
    dice, request = room.dice, room.request
    grades = _grades(dice, people)
    count = max(1, round(len(grades) / TEAM_SIZE)) if people < 120 else max(2, round(len(grades) / TEAM_SIZE))
    head = room.hire("HPDU", room.today - dice.whole(200, 2500), None, unit=code)
    teams = [_open_team(room, code, n + 1) for n in range(count)]
    staff = [head, *(senior for _team, senior in teams)]
    desks: list[tuple[str, Desk]] = []
    for place, grade in enumerate(grades):
        team, senior = teams[place % count]
        left = vacancy and place == len(grades) - 1
        desk = _open_desk(room, grade, team, senior, code, left=left)
        desks.append((grade, desk))
        staff.extend(holder.code for holder in desk.holders if holder.until is None)
    _administer(room, code, teams, people / weight("people-per-member-of-staff")[request.scale] - len(staff))
    officers = [desk for grade, desk in desks if grade in ("PO", "NQO")]
    return Unit(
        code,
        room.region.code,
        [(town, list(codes)) for town, codes in data("places")[code].items()],
        min(0.97, max(0.6, dice.gauss(weight("seen-in-time")["middle"], weight("seen-in-time")["spread"]))),
        staff,
        Weighted({desk: desk.room * (0.62 if desk in officers else 1) for _grade, desk in desks}),
        Weighted({desk: desk.room for desk in officers}),
    )


def _grades(dice: Dice, people: int) -> list[str]:
    """Practitioners of a unit, until their usual caseloads hold its people."""
    mix, usual = Weighted[str](weight("grade-mix")), weight("caseload-by-grade")
    grades, held = ["PO"], usual["PO"]
    while held < people * 0.94 or len(grades) < 2:
        grade = mix.draw(dice)
        grades.append(grade)
        held += usual[grade]
    return grades


def _open_team(room: StaffRoom, unit: str, number: int) -> tuple[str, str]:
    team = f"{unit}{room.letter}{number}"
    room.writer.add["teams"]((team, f"{room.unit_name(unit)} sentence management {number}", unit))
    return team, room.hire("SPO", room.today - room.dice.whole(150, 3000), None, team=team, unit=unit)


def _open_desk(room: StaffRoom, grade: str, team: str, senior: str, unit: str, *, left: bool) -> Desk:
    """A post with its holders. Trainees and new officers followed someone; so did a third of the others."""
    dice, today = room.dice, room.today
    holders: list[Holder] = []
    start = room.long_ago()
    young = grade in ("PQiP", "NQO")
    if not left and (young or dice.random() < 0.33):
        change = today - (dice.whole(120, 520) if young else dice.whole(30, 720))
        before = "PSO" if grade == "PQiP" else "PO" if young else grade
        holders.append(Holder(room.hire(before, start, change, team=team, unit=unit), start, change))
        start = change + (0 if dice.random() < 0.5 else dice.whole(3, 21))
    until = today - dice.whole(2, 6) if left else None
    holders.append(Holder(room.hire(grade, start, until, team=team, unit=unit), start, until))
    load = 1.55 if dice.random() < 0.08 else dice.uniform(0.78, 1.22)
    # Whoever works half the hours holds rather more than half the cases.
    share = 0.2 + 0.8 * room.hours[holders[-1].code] / FULL_TIME
    return Desk(team, senior, weight("caseload-by-grade")[grade] * load * share * (0.35 if left else 1), holders)


def _administer(room: StaffRoom, unit: str, teams: list[tuple[str, str]], posts: float) -> None:
    """Case administrators for every team; where the unit has more posts still, a team for interventions."""
    dice, today = room.dice, room.today
    rest = max(len(teams), round(posts))
    for place in range(min(rest, 2 * len(teams))):
        room.hire("AO", today - dice.whole(100, 4000), None, team=teams[place % len(teams)][0], unit=unit)
    rest -= 2 * len(teams)
    if rest < 6:
        return
    team = f"{unit}{room.letter}{len(teams) + 1}"
    room.writer.add["teams"]((team, f"{room.unit_name(unit)} interventions and unpaid work", unit))
    room.hire("SPO", today - dice.whole(150, 3000), None, team=team, unit=unit)
    for _ in range(rest - 1):
        grade = "PSO" if dice.random() < 0.7 else "AO"
        room.hire(grade, today - dice.whole(60, 4000), None, team=team, unit=unit)
