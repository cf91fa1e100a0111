"""What can be wrong with something that was typed: impossible, or only unlikely."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from throughcare.kernel.decision import Words


@dataclass(frozen=True, slots=True)
class EntryFault:
    """Something about an entry that cannot be, or that is unlikely (``warning``). ``field`` is the one to mend."""

    code: str
    field: str
    words: Words
    warning: bool = False


class EntryRefused(ValueError):
    """The entry cannot be recorded; ``faults`` say why, in words."""

    def __init__(self, faults: Iterable[EntryFault]) -> None:
        self.faults = tuple(faults)
        super().__init__(", ".join(fault.code for fault in self.faults))


Sentences = Mapping[str, tuple[str, str]]
"""By code of fault: the field to mend, and the sentence."""


def faults_of(found: Iterable[str | tuple[str, Mapping[str, Any]]], refusals: Sentences) -> tuple[EntryFault, ...]:
    """The faults of these codes; a code may bring values, of which ``field`` names another field to mend."""
    return tuple(_fault(each, refusals, warning=False) for each in found)


def warnings_of(found: Iterable[str | tuple[str, Mapping[str, Any]]], doubts: Sentences) -> tuple[EntryFault, ...]:
    """The same for what is only unlikely."""
    return tuple(_fault(each, doubts, warning=True) for each in found)


def _fault(found: str | tuple[str, Mapping[str, Any]], sentences: Sentences, *, warning: bool) -> EntryFault:
    code, values = (found, {}) if isinstance(found, str) else found
    field, template = sentences[code]
    return EntryFault(code, str(values.get("field", field)), Words(template, values), warning)
