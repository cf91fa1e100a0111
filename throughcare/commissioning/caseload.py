"""The caseload as commissioning may ask it: for counts alone. Whoever puts the parts together says where they come from.

Nothing here knows a person: an area and a cohort go in, numbers come out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol


@dataclass(frozen=True)
class CaseloadAsked:
    """Of whom: a region or units of it, by sex, day of birth or what people said of themselves; empty asks for all.

    ``sections`` are the sections of the assessment that show the need.
    """

    region: str
    on: date
    units: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    sex: str = ""
    born_after: date | None = None
    born_by: date | None = None
    known_as: tuple[str, ...] = ()


@dataclass(frozen=True)
class CaseloadCount:
    """How many people: today, in the last twelve months, newly begun in each of two years, assessed, with the need."""

    today: int = 0
    year: int = 0
    began: int = 0
    began_before: int = 0
    assessed: int = 0
    in_need: int = 0


class Caseload(Protocol):
    """Counts people, for a commissioner who acts."""

    def __call__(self, asked: CaseloadAsked) -> CaseloadCount:
        """The counts; nothing for anybody who does not buy."""


def nobody(asked: CaseloadAsked) -> CaseloadCount:  # noqa: ARG001
    """Counts nothing: no caseload is connected."""
    return CaseloadCount()


@dataclass
class _Connected:
    source: Caseload = nobody


_CONNECTED = _Connected()


def connect(source: Caseload) -> Caseload:
    """Ask ``source`` from now on; returns the one that was asked before."""
    before, _CONNECTED.source = _CONNECTED.source, source
    return before


def count(asked: CaseloadAsked) -> CaseloadCount:
    """The counts of the caseload; all of nothing where no caseload is connected."""
    return _CONNECTED.source(asked)
