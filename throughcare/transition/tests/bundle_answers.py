"""What the rules say of a bundle's people, read straight from its files."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from pathlib import Path

from throughcare.supervision.rules.contact_due import contact_policies
from throughcare.supervision.rules.record import (
    AssessmentRow,
    CustodyRow,
    EnforcementRow,
    Record,
    RegistrationRow,
    RequirementRow,
    SentenceRow,
)
from throughcare.supervision.rules.standing import Answers, decide_answers
from throughcare.transition.tests.bundle_checker import read

NEEDS = ("accommodation", "ete", "relationships", "lifestyle", "drugs", "alcohol", "thinking", "attitudes")


def answers(folder: Path, *, region: str, on: date) -> dict[str, Answers]:
    """The decisions about every person, by case reference."""
    policies = contact_policies()
    return {
        crn: decide_answers(record, on=on, policies=policies)
        for crn, record in records(folder, region=region, on=on).items()
    }


def records(folder: Path, *, region: str, on: date) -> dict[str, Record]:
    """The records of a bundle as known on a day."""
    made = {row["crn"]: Record(0, row["crn"], row["sex"], region) for row in read(folder, "people")}
    numbers: dict[str, int] = {}
    for row in read(folder, "sentences"):
        numbers[row["reference"]] = number = len(numbers) + 1
        made[row["crn"]].sentences.append(
            SentenceRow(number, row["kind"], row["offence_group"], *map(_sure, (row["sentenced_on"], row["starts_on"])),
                        _day(row["ends_on"]), _day(row["licence_ends_on"]), _day(row["terminated_on"]))
        )  # fmt: skip
    for row in _known(folder, "custody", "from", on):
        spell = CustodyRow(numbers[row["sentence"]], row["kind"], _sure(row["from"]), _day(row["until"]))
        made[_crn(row)].custody.append(spell)
    for row in _known(folder, "requirements", "from", on):
        ended = min((day for day in (_day(row["until"]), _day(row["terminated_on"])) if day), default=None)
        entry = RequirementRow(numbers[row["sentence"]], row["category"], _sure(row["from"]), ended)
        made[_crn(row)].requirements.append(entry)
    for row in _known(folder, "registrations", "registered_on", on):
        if row["type"] != "HREG" and not (row["ended_on"] and _sure(row["ended_on"]) <= on):
            registration = RegistrationRow(row["type"], row["level"], row["category"], _sure(row["registered_on"]))
            made[row["crn"]].registrations.append(registration)
    for row in _known(folder, "enforcements", "outcome_on", on):
        made[_crn(row)].enforcements.append(EnforcementRow(numbers[row["sentence"]], row["outcome"]))
    for row in _known(folder, "assessments", "completed_on", on):
        made[row["crn"]].assessments.append(_assessment(row))
    contacts = defaultdict(list)
    for row in read(folder, "contacts"):
        contacts[row["crn"]].append((row["type"], _sure(row["date"]), row["outcome"]))
    for crn, rows in contacts.items():
        made[crn].contacts = rows
    return made


def _known(folder: Path, name: str, column: str, on: date) -> list[dict[str, str]]:
    return [row for row in read(folder, name) if row[column] and _sure(row[column]) <= on]


def _assessment(row: dict[str, str]) -> AssessmentRow:
    rsr, ogrs, arp, csrp, sexual = (
        float(row[name]) if row[name] else None for name in ("rsr", "ogrs", "arp", "csrp", "dc_srp")
    )
    answered = (int(row[name]) if row[name] else None for name in ("parenting", "impulsivity", "temper"))
    needs = tuple(row[f"need_{need}"] for need in NEEDS)
    return AssessmentRow(row["kind"], _sure(row["completed_on"]), rsr, ogrs, arp, row["arp_kind"], csrp, row["csrp_kind"],
                         sexual, row["dc_srp_band"], needs, *answered)  # fmt: skip


def _crn(row: dict[str, str]) -> str:
    return row["sentence"].partition("/")[0]


def _sure(text: str) -> date:
    return date.fromisoformat(text)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
