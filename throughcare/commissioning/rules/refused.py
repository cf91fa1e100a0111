"""A step that is refused, with every reason at once."""

from __future__ import annotations

from collections.abc import Iterable

from throughcare.kernel.decision import Reason


class Refused(ValueError):
    """It cannot be done; ``reasons`` say why, each with a code and a sentence."""

    def __init__(self, reasons: Iterable[Reason]) -> None:
        self.reasons = tuple(reasons)
        super().__init__("; ".join(f"{each.code}: {each.words}" for each in self.reasons))

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the reasons."""
        return tuple(each.code for each in self.reasons)
