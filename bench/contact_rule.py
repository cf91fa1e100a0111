"""How long `contact-due` takes for one person with ten contacts: microseconds per case, in one process.

    python -m bench.contact_rule [PEOPLE]

Prints the time to build the cases from rows, to decide them, and the share of each state, over several seeds of facts.
"""

from __future__ import annotations

import random
import sys
import time
from collections import Counter
from datetime import date, timedelta

from throughcare.supervision.rules.contact_due import decide_contact_due
from throughcare.supervision.rules.contact_facts import Contact, ContactCase
from throughcare.supervision.rules.contact_policy import contact_policies

ON = date(2026, 6, 1)
TIERS = ("A1", "B2", "B3", "C2", "C3", "D1", "D2", "A", "B", "C", "D", "E", None)
Row = tuple[tuple[object, ...], list[tuple[date, str, str]]]


def rows(people: int, seed: int = 1) -> list[Row]:
    """Facts of ``people`` fictional people as a database would return them."""
    chance = random.Random(seed)
    found: list[Row] = []
    for _ in range(people):
        start = ON - timedelta(days=chance.randrange(10, 700))
        end = start + timedelta(days=chance.choice((365, 548, 730, 1095)))
        released = chance.random() < 0.4
        facts = (
            ON,
            "licence" if released else "community-order",
            None if released else start,
            start if released else None,
            end,
            chance.choice(TIERS),
            start + timedelta(days=20),
            chance.choice(("low", "medium", "medium", "high", "very-high")),
        )
        contacts = [(start + timedelta(days=3 + n * 29), "attended", "in-person") for n in range(9)]
        contacts = [item if item[0] <= ON else (item[0], "scheduled", item[2]) for item in contacts]
        contacts.append((ON + timedelta(days=chance.randrange(1, 20)), "scheduled", "in-person"))
        found.append((facts, contacts))
    return found


def build(found: list[Row]) -> list[ContactCase]:
    """The cases, built row by row."""
    return [
        ContactCase(
            on=facts[0],  # type: ignore[arg-type]
            sentence=facts[1],  # type: ignore[arg-type]
            sentence_date=facts[2],  # type: ignore[arg-type]
            release_date=facts[3],  # type: ignore[arg-type]
            end_date=facts[4],  # type: ignore[arg-type]
            tier=facts[5],  # type: ignore[arg-type]
            plan_completed_date=facts[6],  # type: ignore[arg-type]
            rosh=facts[7],  # type: ignore[arg-type]
            contacts=tuple([Contact(*contact) for contact in contacts]),  # type: ignore[arg-type]
        )
        for facts, contacts in found
    ]


def main(people: int = 20_000) -> None:
    """Time the building and the deciding, best of three."""
    found = rows(people)
    policies = contact_policies()
    building = deciding = float("inf")
    states: Counter[str] = Counter()
    for _ in range(3):
        begun = time.perf_counter()
        cases = build(found)
        building = min(building, time.perf_counter() - begun)
        begun = time.perf_counter()
        states = Counter(decide_contact_due(case, policies=policies).value.state for case in cases)
        deciding = min(deciding, time.perf_counter() - begun)
    print(f"{people} people, {people * 10} contacts")
    print(f"build   {building / people * 1e6:6.1f} microseconds per person")
    print(f"decide  {deciding / people * 1e6:6.1f} microseconds per person")
    print(", ".join(f"{state} {count / people:.0%}" for state, count in states.most_common()))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
