"""The facts that a tier was decided on, kept with it, and what differs between those of two tiers. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec

from throughcare.kernel.decision import mark
from throughcare.supervision.rules.cases import a_to_g_case, two_axis_case
from throughcare.supervision.rules.record import Record
from throughcare.supervision.rules.tier_change_axis import NEED_NAMES

Inputs = Mapping[str, Any]
_NOT_INPUTS = ("on", "crn")

NAMES: Mapping[str, str] = {
    "rsr": mark("Risk of serious recidivism (RSR)"),
    "ogrs": mark("Reconviction score (OGRS)"),
    "arp": mark("All reoffending predictor (ARP)"),
    "arp_type": mark("Kind of all reoffending predictor"),
    "csrp": mark("Combined serious reoffending predictor (CSRP)"),
    "csrp_type": mark("Kind of combined serious reoffending predictor"),
    "dc_srp": mark("Sexual reoffending predictor (DC-SRP)"),
    "dc_srp_band": mark("Band of the sexual reoffending predictor"),
    "sex": mark("Sex"),
    "lifer_or_ipp": mark("Life or IPP sentence"),
    "latest_release_date": mark("Latest release"),
    "ever_committed_sexual_offence": mark("Sexual offence at some time"),
    "assessment.completed_date": mark("Latest full assessment"),
    "assessment.parenting_responsibilities": mark("Parenting responsibilities"),
    "assessment.impulsivity": mark("Impulsivity"),
    "assessment.temper_control": mark("Temper control"),
    **{f"assessment.needs.{need}": name for need, name in NEED_NAMES.items()},
}
"""The single facts by their path. Lists (registrations, sentences, enforcement) are compared as wholes."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One fact before and after. ``name`` is a key of ``NAMES``, or ``registrations``, ``sentences``, ``enforcement``.

    For registrations ``before`` or ``after`` is one entry, and the other is None; for the other lists both are None.
    """

    name: str
    before: Any
    after: Any


def inputs_of(record: Record, scheme: str, *, on: date) -> dict[str, Any]:
    """The facts of a scheme's case as plain data; what is not known is left out."""
    case = two_axis_case(record, on=on) if scheme == "two-axis-2021" else a_to_g_case(record, on=on)
    return {name: value for name, value in _kept(msgspec.to_builtins(case)).items() if name not in _NOT_INPUTS}


def differences(before: Inputs, after: Inputs) -> list[Difference]:
    """What differs between the facts of two tiers of one scheme, single facts first."""
    first, second = dict(_flat(before)), dict(_flat(after))
    found = [
        Difference(name, first.get(name), second.get(name)) for name in NAMES if first.get(name) != second.get(name)
    ]
    found += _registrations(before.get("registrations", []), after.get("registrations", []))
    return found + [
        Difference(name, None, None) for name in ("sentences", "enforcement") if before.get(name) != after.get(name)
    ]


def _kept(value: Any) -> Any:
    """The same without what is empty; an assessment without needs is still an assessment."""
    if isinstance(value, dict):
        return {name: inner for name, each in value.items() if not _is_empty(inner := _kept(each))}
    return [_kept(each) for each in value] if isinstance(value, list) else value


def _is_empty(value: Any) -> bool:
    """Whether nothing is known; a score of nought is known."""
    return value is None or value is False or (isinstance(value, str | list | dict) and not value)


def _flat(value: Inputs, path: str = "") -> Iterator[tuple[str, Any]]:
    for name, each in value.items():
        if isinstance(each, dict):
            yield from _flat(each, f"{path}{name}.")
        elif not isinstance(each, list):
            yield f"{path}{name}", each


def _registrations(before: list[Any], after: list[Any]) -> list[Difference]:
    gone = [Difference("registrations", entry, None) for entry in before if entry not in after]
    return gone + [Difference("registrations", None, entry) for entry in after if entry not in before]
