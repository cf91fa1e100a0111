"""From when contact is suspended: the last third of an order or licence, or, at low and medium risk, sixteen weeks."""

from __future__ import annotations

from functools import cache

from throughcare.transition.synth.model import Person, Sentence
from throughcare.transition.synth.risk import HARMFUL
from throughcare.transition.synth.settings import weight


@cache
def _policy() -> tuple[int, int, int, int]:
    """First day of the reset, its thirds, first day of the sixteen weeks, and their days."""
    policy = weight("suspension")
    return (
        policy["reset-from"].toordinal(),
        policy["thirds"],
        policy["impact-from"].toordinal(),
        7 * policy["impact-weeks"],
    )


def final_third(person: Person, sentence: Sentence, start: int) -> int | None:
    """The day on which the last third began or begins; None where it does not apply to this person."""
    ends = sentence.licence_ends if sentence.custodial else sentence.ends
    registers = person.risk.registers
    exempt = person.risk.mappa is not None or person.risk.rosh == "RVHR" or registers & {"NSD", "RCPR", "ISC"}
    if ends is None or exempt or ends <= start:
        return None
    reset, thirds, _, _ = _policy()
    return max(start + (ends - start) * thirds // 3, reset)


def suspended_from(person: Person, sentence: Sentence, start: int) -> tuple[int | None, bool]:
    """The first day without regular contact for a stretch that began on ``start``, and whether sixteen weeks apply."""
    third = final_third(person, sentence, start)
    if third is None or person.risk.rosh not in ("RLRH", "RMRH"):
        return third, False
    if any(each.group in HARMFUL for each in person.sentences) or person.risk.registers & {"ADVP", "REG30", "SEXO"}:
        return third, False
    _, _, impact, days = _policy()
    return min(third, max(start + days, impact)), start + days >= impact
