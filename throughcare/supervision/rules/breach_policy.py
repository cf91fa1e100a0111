"""The dated parameters of enforcement, as its rules read them, and the days that they give."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import NamedTuple

from throughcare.kernel.decision import PolicyUse, Step
from throughcare.policy import Family, load_family
from throughcare.policy.calendar import skipped_step, working_calendar
from throughcare.supervision.rules.breach_facts import Supervision

FAMILY = "enforcement"
_BY_EVENT = frozenset({"licence", "post-sentence-supervision"})


@cache
def family() -> Family:
    """The parameters, read once."""
    return load_family("throughcare.supervision", FAMILY)


class Threshold(NamedTuple):
    """So many failures in so many months after so many warnings; None where no number, or no window, is set."""

    failures: int | None
    months: int | None
    warnings: int
    use: PolicyUse


class Referral(NamedTuple):
    """A failure within so many months after a warning must be referred, under some orders."""

    months: int
    applies: bool
    use: PolicyUse


class Due(NamedTuple):
    """A last day, the policy that sets it, and the step that names the bank holidays left out of the count."""

    day: date
    use: PolicyUse
    skipped: Step | None


def threshold_of(sentence: Supervision, *, sentenced: date, on: date) -> Threshold:
    """The threshold of a kind of supervision: the day of sentence selects it, after release the day asked about.

    Raises ``NoPolicyInForce`` for an order older than the Acts.
    """
    use = family()[sentence].use(on if sentence in _BY_EVENT else sentenced)
    return Threshold(use.value["failures"], use.value["months"], use.value["warnings"], use)


def referral_of(sentence: Supervision, *, sentenced: date) -> Referral | None:
    """The duty to refer under the Act of the day of sentence; None for a sentence older than any."""
    parameter = family()["referral"]
    if sentenced < parameter.values[0].start:
        return None
    use = parameter.use(sentenced)
    return Referral(use.value["months"], sentence in use.value["orders"], use)


def rule_use(name: str, on: date) -> PolicyUse:
    """A parameter without arithmetic: ``counts-from``, ``same-day`` or ``while-suspended``."""
    return family()[name].use(on)


def letter_due(failed_on: date) -> Due:
    """The last day for the warning letter after a failure."""
    use = family()["letter-within"].use(failed_on)
    return _counted(failed_on, use.value, use)


def respond_by(counted_from: date) -> Due:
    """The last day for a reason: counted from the letter, or from the failure until there is one."""
    use = family()["respond-within"].use(counted_from)
    return _counted(counted_from, use.value, use)


def present_by(*, failed_on: date, aware_on: date) -> Due:
    """The last day for deciding on breach and presenting it, by the clock of the day of the failure."""
    use = family()["present-within"].use(failed_on)
    clock = failed_on if use.value["clock"] == "failure" else aware_on
    return _counted(clock, use.value["limit"], use)


def _counted(first: date, working_days: int, use: PolicyUse) -> Due:
    day = working_calendar().add(first, working_days)
    return Due(day, use, skipped_step(first, day))
