"""Two appointments at the same time: whose, and whether that is allowed for the reason given."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from throughcare.supervision.rules.appointment_entry import Span
from throughcare.supervision.rules.contact_entry import Fault, refusal
from throughcare.supervision.rules.diary_policy import DiaryPolicy

Whose = Literal["officer", "person"]


@dataclass(frozen=True, slots=True)
class Taken:
    """Time that is taken: whose, by which appointment (``reference``) or engagement (``kind`` alone), with whom.

    ``reference``, ``crn`` and ``name`` are empty where the acting user may not know.
    """

    whose: Whose
    span: Span
    reference: str = ""
    crn: str = ""
    name: str = ""
    type: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Clash:
    """A wanted time and one that is taken."""

    wanted: Span
    taken: Taken


def find_clashes(wanted: Sequence[Span], taken: Iterable[Taken]) -> tuple[Clash, ...]:
    """Every pair that overlaps, in the order of what is wanted; and what is wanted twice at once."""
    rows = sorted(taken, key=lambda each: (each.span.starts_at, each.span.ends_at))
    found = []
    for place, span in enumerate(wanted):
        found += [Clash(span, each) for each in rows if span.overlaps(each.span)]
        found += [Clash(span, Taken("person", other)) for other in wanted[:place] if span.overlaps(other)]
    return tuple(found)


def faults_of_clashes(whose: Iterable[str], *, reason: str, policy: DiaryPolicy) -> tuple[Fault, ...]:
    """What stands against being at two places at once for ``reason``, empty where none was given."""
    if not reason:
        return tuple(refusal(f"{each}-busy") for each in sorted(set(whose)))
    return tuple(
        refusal(f"{each}-not-for-that") for each in sorted(set(whose)) if reason not in policy.two_at_once[each]
    )
