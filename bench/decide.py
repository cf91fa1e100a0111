"""How long ``throughcare decide tier`` takes, against reading and writing the same JSON lines with no rule.

    python bench/decide.py [--cases N] [--rounds R] [--rule-set ID]

Both are whole processes, start included, run in turn on the same file of fictional cases (seeded), writing to a file.
The baseline parses and prints each line with the standard library's json. Prints the ratio of the medians; the limit
is 5.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

LIMIT = 5
BASELINE = "import json, sys\nfor line in sys.stdin: sys.stdout.write(json.dumps(json.loads(line)) + '\\n')"
REGISTERS = (
    "RMDO",
    "ALSH",
    "RVLN",
    "RCCO",
    "RCPR",
    "RCHD",
    "RPIR",
    "RVAD",
    "STRG",
    "RTAO",
    "IIOM",
    "PRC",
    "ADVP",
    "SPO",
    "INLL",
)
NEEDS = ("accommodation", "education_training_employment", "relationships", "lifestyle", "drugs", "alcohol")
NEEDS += ("thinking_behaviour", "attitudes")


def main() -> None:
    """Make the cases, time both in turn, print the figures."""
    options = arguments()
    with tempfile.TemporaryDirectory() as folder:
        cases, out = Path(folder, "cases.jsonl"), Path(folder, "out.jsonl")
        make = two_axis_case if options.rule_set == "two-axis-2021" else a_to_g_case
        chance = random.Random(options.seed)
        with cases.open("w") as file:
            file.writelines(json.dumps(make(chance, number)) + "\n" for number in range(options.cases))
        print(
            f"{options.cases:,} cases, {cases.stat().st_size / 1e6:.0f} MB, {options.rounds} rounds, {options.rule_set}"
        )
        decide = [sys.executable, "-m", "throughcare", "decide", "tier", "--rule-set", options.rule_set]
        ours, baseline = [], []
        for _ in range(options.rounds):
            baseline.append(timed([sys.executable, "-c", BASELINE], cases, out))
            ours.append(timed(decide, cases, out))
        size = out.stat().st_size / 1e6
    report(ours, baseline, size)


def arguments() -> argparse.Namespace:
    """The options of the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=240_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seed", type=int, default=2021)
    parser.add_argument("--rule-set", choices=["two-axis-2021", "a-to-g-2026"], default="two-axis-2021")
    return parser.parse_args()


def timed(command: list[str], source: Path, target: Path) -> float:
    """Seconds that the command takes from start to end."""
    with source.open("rb") as read, target.open("wb") as write:
        begun = time.perf_counter()
        subprocess.run(command, stdin=read, stdout=write, check=True)
        return time.perf_counter() - begun


def report(ours: list[float], baseline: list[float], size: float) -> None:
    """Print the medians and their ratio."""
    mine, theirs = statistics.median(ours), statistics.median(baseline)
    print(f"json in and out  {theirs:7.2f} s  ({', '.join(f'{each:.2f}' for each in baseline)})")
    print(f"decide tier      {mine:7.2f} s  ({', '.join(f'{each:.2f}' for each in ours)}), {size:.0f} MB written")
    print(f"ratio of medians {mine / theirs:7.2f}  (limit {LIMIT})")


def day(chance: random.Random) -> str:
    """A day of recent years."""
    return f"{chance.randint(2015, 2025)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"


def registrations(chance: random.Random) -> list[dict[str, Any]]:
    """Up to six registrations, RoSH nearly always among them."""
    found = [{"type": code, "date": day(chance)} for code in chance.sample(REGISTERS, chance.randint(0, 4))]
    if chance.random() < 0.9:
        found.append({"type": chance.choice(("RVHR", "RHRH", "RMRH", "RMRH", "RLRH")), "date": day(chance)})
    if chance.random() < 0.25:
        level, category = chance.choice(("M1", "M1", "M2", "M3")), chance.choice(("M1", "M2", "M3", "M4"))
        found.append({"type": "MAPP", "level": level, "category": category, "date": day(chance)})
    return found


def sentences(chance: random.Random) -> list[dict[str, Any]]:
    """One to three sentences, some over, with requirements."""
    found = []
    for _ in range(chance.randint(1, 3)):
        wanted = chance.sample(("F", "C", "W", "X", "S"), chance.randint(0, 2))
        found.append(
            {
                "type": chance.choice(("NC", "SC", "SP", "SP", "SP")),
                "terminated": chance.random() < 0.2,
                "requirements": [{"main_category": code, "restrictive": code == "X"} for code in wanted],
            }
        )
    return found


def assessment(chance: random.Random) -> dict[str, Any]:
    """An assessment: severities, section scores or raw answers."""
    needs: dict[str, Any] = {}
    for name in NEEDS:
        form = chance.random()
        if form < 0.4:
            needs[name] = chance.randint(0, 9)
        elif form < 0.7:
            needs[name] = chance.choice(("NO_NEED", "STANDARD", "SEVERE"))
        elif form < 0.9:
            needs[name] = {f"q{n}": chance.choice(("NONE", "SOME", "SIGNIFICANT", "MISSING")) for n in range(4)}
    return {
        "type": chance.choice(("OASYS", "OASYS", "SAN")),
        "completed_date": day(chance),
        "needs": needs,
        "impulsivity": chance.choice(("NONE", "SOME", "SIGNIFICANT")),
        "parenting_responsibilities": chance.choice(("YES", "NO")),
    }


def two_axis_case(chance: random.Random, number: int) -> dict[str, Any]:
    """A fictional case for the tier of 2021."""
    case: dict[str, Any] = {
        "crn": f"X{number:06}",
        "on": f"2026-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}",
        "sex": chance.choice(("MALE", "MALE", "MALE", "FEMALE")),
        "rsr": round(min(99.0, chance.expovariate(0.3)), 2),
        "ogrs": chance.randint(1, 99),
        "registrations": registrations(chance),
        "sentences": sentences(chance),
    }
    if case["sex"] == "FEMALE" and chance.random() < 0.3:
        case["enforcement"] = [{"outcome": "BRE01", "conviction_length_months": chance.randint(3, 30)}]
    if chance.random() < 0.85:
        case["assessment"] = assessment(chance)
    return case


def a_to_g_case(chance: random.Random, number: int) -> dict[str, Any]:
    """A fictional case for the tier of 2026."""
    case: dict[str, Any] = {
        "crn": f"X{number:06}",
        "on": f"2026-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}",
        "sentences": sentences(chance),
        "registrations": registrations(chance),
        "arp": round(chance.uniform(0, 100), 1),
        "arp_type": chance.choice(("STATIC", "DYNAMIC")),
        "csrp": round(min(60.0, chance.expovariate(0.5)), 2),
        "csrp_type": chance.choice(("STATIC", "DYNAMIC")),
        "latest_release_date": day(chance),
    }
    if chance.random() < 0.2:
        case |= {"dc_srp": round(chance.uniform(0.6, 6), 2), "dc_srp_band": chance.choice(("LOW", "MEDIUM", "HIGH"))}
    return case


if __name__ == "__main__":
    main()
