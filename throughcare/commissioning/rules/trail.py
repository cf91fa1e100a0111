"""Writing a decision down while it is made: the steps in order, the policies used, each once."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any, TypeVar

from throughcare.kernel.decision import Decision, PolicyUse, Reason, Step, Words

T = TypeVar("T")


class ImpossibleCase(ValueError):
    """The facts contradict each other, or one is missing that the others ask for; the message says which."""


class Trail:
    """The steps and policies of one decision of ``rule`` in ``rule_set``, as they come about."""

    def __init__(self, rule: str, rule_set: str) -> None:
        self.rule, self.rule_set = rule, rule_set
        self.steps: list[Step] = []
        self.uses: list[PolicyUse] = []

    def note(
        self, code: str, template: str, result: Any = None, /, *, decisive: bool = False, **values: object
    ) -> None:
        """Add a step whose sentence is ``template`` with ``values``; a code as ``result`` says nothing to a reader."""
        self.steps.append(Step(code, Words(template, values), _shown(result), decisive))

    def add(self, step: Step | None) -> None:
        """Add a step that is made already; None adds nothing."""
        if step is not None:
            self.steps.append(step)

    def use(self, use: PolicyUse) -> Any:
        """Note that the decision stands on ``use``; returns its value."""
        if use not in self.uses:
            self.uses.append(use)
        return use.value

    @property
    def unconfirmed(self) -> bool:
        """Whether some policy used so far is unconfirmed."""
        return any(use.confidence == "unconfirmed" for use in self.uses)

    def decide(
        self,
        value: T,
        code: str,
        template: str,
        /,
        *,
        result: Any = None,
        holds_until: date | None = None,
        **values: object,
    ) -> Decision[T]:
        """The decision; its reason becomes the last, decisive step."""
        words = Words(template, values)
        steps = (*self.steps, Step(code, words, _shown(result), True))
        return Decision(self.rule, self.rule_set, value, Reason(code, words), steps, tuple(self.uses), holds_until)


def _shown(result: Any) -> Any:
    """What a step gives; None for a code, which the answer holds and the sentence says in words."""
    return None if isinstance(result, str) else result


def pounds(pence: int) -> str:
    """An amount as people write it: £663,540, or £1,234.50 where there are pence."""
    whole, rest = divmod(abs(pence), 100)
    sign = "-" if pence < 0 else ""
    return f"{sign}£{whole:,}.{rest:02d}" if rest else f"{sign}£{whole:,}"


def percent(share: float) -> str:
    """A percentage without a trailing zero, to one place: 12.5%."""
    return f"{share:.1f}".removesuffix(".0") + "%"


def percent_beside(share: Fraction, *limits: float) -> str:
    """A percentage with as many places as it takes to look different from limits that it is different from.

    So that no sentence says that 10% is less than 10%; more than six places say nothing to a reader.
    """
    for places in (1, 2, 3, 4, 5, 6):
        said = _percent(share, places)
        if all(share == Fraction(str(limit)) or said != _percent(Fraction(str(limit)), places) for limit in limits):
            break
    return said


def _percent(share: Fraction, places: int) -> str:
    said = f"{rounded(share, places):.{places}f}"
    return (said.rstrip("0").rstrip(".") if "." in said else said) + "%"


def rounded(number: Fraction, places: int = 2) -> float:
    """The number to so many places, a half rounded away from nothing, as people round."""
    scaled = abs(number) * 10**places + Fraction(1, 2)
    whole: int = scaled.numerator // scaled.denominator
    return float(Fraction(-whole if number < 0 else whole, 10**places))
