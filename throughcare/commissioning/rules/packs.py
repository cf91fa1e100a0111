"""Packs of procurement law: for each pack the dated terms that it fixes (``parameters/<pack>.yaml``)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Literal

from throughcare.kernel.decision import PolicyUse, mark
from throughcare.policy.book import Family, NoPolicyInForce, load_family

PACKAGE = "throughcare.commissioning"
PackName = Literal[
    "pcr2015-light-touch-dps", "pa2023-dynamic-market-light-touch", "below-threshold", "direct-award", "grant"
]
PACKS: tuple[PackName, ...] = (
    "pcr2015-light-touch-dps", "pa2023-dynamic-market-light-touch", "below-threshold", "direct-award", "grant",
)  # fmt: skip
Authority = Literal["central", "sub-central"]
LABELS = {
    "pcr2015-light-touch-dps": mark(
        "dynamic purchasing system under the Public Contracts Regulations 2015, light touch"
    ),
    "pa2023-dynamic-market-light-touch": mark("dynamic market under the Procurement Act 2023, light touch"),
    "below-threshold": mark("contract below the threshold"),
    "direct-award": mark("direct award"),
    "grant": mark("grant"),
}
"""What a pack is called in a sentence."""


class TermNotFixed(LookupError):
    """The pack does not fix this term."""


@dataclass(frozen=True)
class Pack:
    """A pack as it stood on the day on which a market or a competition was opened."""

    name: PackName
    day: date

    @property
    def _family(self) -> Family:
        return _family(self.name)

    def term(self, name: str) -> PolicyUse | None:
        """The term as a decision cites it; None where the pack fixes nothing on that day."""
        parameter = self._family.parameters.get(name)
        if parameter is None:
            return None
        try:
            return parameter.use(self.day)
        except NoPolicyInForce:
            return None

    def needed(self, name: str) -> PolicyUse:
        """The term; raises ``TermNotFixed`` where the pack fixes nothing."""
        found = self.term(name)
        if found is None:
            raise TermNotFixed(f"{self.name} fixes no {name} on {self.day}")
        return found

    def value(self, name: str) -> Any:
        """The value of the term; None where the pack fixes nothing."""
        found = self.term(name)
        return None if found is None else found.value

    def notices(self) -> Iterator[tuple[str, PolicyUse]]:
        """The notices of the pack by name, such as ``contract-details``, in the order of the file."""
        for name in self._family.parameters:
            if name.startswith("notice-"):
                found = self.term(name)
                if found is not None:
                    yield name.removeprefix("notice-"), found

    def terms(self) -> Iterator[tuple[str, PolicyUse]]:
        """Every term that the pack fixes on its day, by name."""
        for name in self._family.parameters:
            found = self.term(name)
            if found is not None:
                yield name, found


@cache
def _family(name: str) -> Family:
    return load_family(PACKAGE, name)


@cache
def regimes() -> Family:
    """Which law applies from when, thresholds, and bank holidays elsewhere in the United Kingdom."""
    return load_family(PACKAGE, "procurement-regimes")


@cache
def pack(name: PackName, day: date) -> Pack:
    """The pack as it stood on ``day``; raises ``NoPolicyInForce`` for a day before the pack's first figure."""
    first = min(value.start for parameter in _family(name).parameters.values() for value in parameter.values)
    if day < first:
        raise NoPolicyInForce(f"{name}: no value in force on {day}; the first is dated {first}")
    return Pack(name, day)


def threshold(day: date, *, light_touch: bool, authority: Authority) -> PolicyUse:
    """The value, with VAT, from which the full rules apply; raises ``NoPolicyInForce`` before 2022 or 2024."""
    kind = "light-touch" if light_touch else authority
    return regimes()[f"threshold-{kind}"].use(day)
