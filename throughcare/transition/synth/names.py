"""Names drawn from the word lists by ethnic group, and the ways in which a clerk mistypes one."""

from __future__ import annotations

from functools import cache
from typing import Any

from throughcare.transition.synth.dice import Dice, Weighted
from throughcare.transition.synth.settings import words


@cache
def _groups(ethnicity: str) -> Weighted[str]:
    return Weighted(words("groups").get(ethnicity) or words("groups")["W1"])


@cache
def _staff_groups() -> Weighted[str]:
    return Weighted(words("staff-groups"))


def _lists(group: str) -> Any:
    return words("names")[group]


def person_name(dice: Dice, ethnicity: str, *, woman: bool, welsh: bool) -> tuple[str, str]:
    """Forenames and surname; about a third have a second forename."""
    lists = _lists("welsh" if welsh and ethnicity == "W1" else _groups(ethnicity).draw(dice))
    given = lists["women" if woman else "men"]
    first, second = dice.pick(given), dice.pick(given)
    surname = dice.pick(lists["surnames"])
    if dice.random() < 0.03:
        surname = f"{surname}-{dice.pick(_lists('british')['surnames'])}"
    return (f"{first} {second}" if second != first and dice.random() < 0.35 else first), surname


def staff_name(dice: Dice) -> tuple[str, str]:
    """One forename and surname of a member of staff, most of whom are women."""
    lists = _lists(_staff_groups().draw(dice))
    return dice.pick(lists["women" if dice.random() < 0.7 else "men"]), dice.pick(lists["surnames"])


def preferred(forenames: str) -> str:
    """What a person prefers to be called: a short form, or the second forename; empty where there is neither."""
    first, _, second = forenames.partition(" ")
    return str(words("short-forms").get(first, "")) or second


def misspelt(dice: Dice, name: str) -> str:
    """The name with one slip of the hand: a doubled, dropped or swapped letter."""
    if len(name) < 4:
        return name + name[-1]
    place = dice.whole(1, len(name) - 2)
    slip = dice.whole(0, 2)
    if slip == 0:
        return name[:place] + name[place] + name[place:]
    if slip == 1 or name[place] == name[place + 1]:
        return name[:place] + name[place + 1 :]
    return name[:place] + name[place + 1] + name[place] + name[place + 2 :]
