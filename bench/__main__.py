"""Every bench in one run, side by side, and the table of what was measured.

    python -m bench [NAME ...] [--national | --people N] [--bundle FOLDER] [--cases N] [--rounds N] [--out FILE]

The names are decide, importing, contact_due, pages, contact_rule, workload, allocation, award and notices; all where none is
given. Ratios compare two things measured in turn on the same machine, and travel; the times do not. A fictional country of
12,000 people is made for it, of 240,000 with ``--national``, which takes about half an hour. Prints each line as it comes
and then the table, which ``--out`` writes to a file as well.
"""

from __future__ import annotations

import argparse
import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

from bench import country
from bench.measure import Result, machine

ROOT = Path(__file__).resolve().parents[1]
_SECONDS = r"{words}\s+([\d.]+) s"


def decide(options: argparse.Namespace) -> list[Result]:
    """`throughcare decide` against reading and writing the same lines."""
    said = _say("bench.decide", "--cases", str(options.cases), "--rounds", str(options.rounds))
    note = f"{options.cases:,} tier cases"
    return [Result("decide", _read(said, "decide tier"), _read(said, "json in and out"), 5, note)]


def importing(options: argparse.Namespace) -> list[Result]:
    """`throughcare import` against COPY of the same files."""
    said = _say("bench.importing", str(options.bundle), "--rounds", str(options.rounds))
    peak = re.search(r"peak memory\s+([\d.]+) MiB", said)
    note = f"{said.splitlines()[0].partition(': ')[2]}; {peak[1] if peak else '?'} MiB at most, of 1,024"
    return [Result("import", _read(said, "throughcare import"), _read(said, "COPY into bare tables"), 6, note)]


def contact_due(options: argparse.Namespace) -> list[Result]:
    """`throughcare due` against COPY of the same rows."""
    from bench import contact_due as bench

    return bench.run(_options(bench.add_options, "--rounds", str(options.rounds)))


def pages(options: argparse.Namespace) -> list[Result]:  # noqa: ARG001
    """Pages against the bare page of one row."""
    from bench import pages as bench

    with country.served() as address:
        return bench.run(_options(bench.add_options, "--base-url", address, "--queries"))


def contact_rule(options: argparse.Namespace) -> list[Result]:  # noqa: ARG001
    """The rule `contact-due` alone, against building its cases."""
    said = _say("bench.contact_rule")
    build, rule = (float(number) / 1e6 for number in re.findall(r"([\d.]+) microseconds", said))
    return [Result("rule contact-due, one person", rule, build, None, "against building the case from rows")]


def workload(options: argparse.Namespace) -> list[Result]:
    """Every officer's ledger against one SQL aggregate over the same rows."""
    from bench import workload as bench

    return bench.run(_options(bench.add_options, "--rounds", str(options.rounds)))


def allocation(options: argparse.Namespace) -> list[Result]:
    """Allocation plans of a unit and of a region, first fit beside them."""
    from bench import allocation as bench

    return bench.run(1, options.rounds, list(bench.SIZES))


def award(options: argparse.Namespace) -> list[Result]:  # noqa: ARG001
    """Awards of made-up rounds, the plain model beside them; the largest size by ``python -m bench.award`` alone."""
    from bench import award as bench

    return bench.run(list(bench.PROVEN), list(bench.FAMILIES), [1], 60)


def notices(options: argparse.Namespace) -> list[Result]:
    """Public pages over 5,000 published processes against the bare page of one row."""
    from bench import notices as bench

    return bench.run(max(options.rounds, 20))


BENCHES: dict[str, Callable[[argparse.Namespace], list[Result]]] = {
    "decide": decide,
    "importing": importing,
    "contact_due": contact_due,
    "pages": pages,
    "contact_rule": contact_rule,
    "workload": workload,
    "allocation": allocation,
    "award": award,
    "notices": notices,
}


NEED_COUNTRY = frozenset({"contact_due", "pages", "workload"})


def main() -> None:
    """Run what was named and print the table."""
    options = arguments()
    names = options.names or list(BENCHES)
    results = []
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        if options.bundle is None and not NEED_COUNTRY.union(["importing"]).isdisjoint(names):
            options.bundle = country.make_bundle(Path(folder, "bundle"), options.people)
        settled = False
        for name in names:
            if name in NEED_COUNTRY and not settled:
                country.settle(options.bundle)
                settled = True
            for result in BENCHES[name](options):
                print(result.line(), flush=True)
                results.append(result)
    text = table(results, shlex.join(["python", "-m", "bench", *sys.argv[1:]]))
    print(f"\n{text}")
    if options.out:
        options.out.write_text(text, encoding="utf-8")


def table(results: list[Result], command: str) -> str:
    """The table in Markdown, with what it was measured with."""
    from throughcare.site import postgres

    version = subprocess.run(
        [str(postgres.find_programs() / "postgres"), "--version"], capture_output=True, text=True, check=True
    ).stdout.split()[2]
    lines = [
        f"Measured on {date.today().isoformat()} with {machine(version)}:",  # noqa: DTZ011
        "",
        f"    {command}",
        "",
        "| Measure | Ours | Yardstick | Ratio | Goal, at most | Notes |",
        "|---|---:|---:|---:|---:|---|",
        *(result.row() for result in results),
        "",
    ]
    return "\n".join(lines)


def arguments() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHES))
    parser.add_argument("--people", type=int, help="how many; 12,000, or 240,000 with --national")
    parser.add_argument("--national", action="store_true", help="a country of 240,000 people")
    parser.add_argument("--bundle", type=Path, help="folder to import in place of one that is made")
    parser.add_argument("--cases", type=int, help="how many cases to decide; twice as many as people")
    parser.add_argument("--rounds", type=int, help="how often the longer ones are measured; 3, or 1 with --national")
    parser.add_argument("--out", type=Path, help="file to write the table to as well")
    options = parser.parse_args()
    options.people = options.people or (240_000 if options.national else 12_000)
    options.cases = options.cases or (240_000 if options.national else 2 * options.people)
    options.rounds = options.rounds or (1 if options.national else 3)
    unknown = set(options.names) - set(BENCHES)
    if unknown:
        parser.error(f"no bench named {', '.join(sorted(unknown))}; there are {', '.join(BENCHES)}")
    return options


def _options(add: Callable[[argparse.ArgumentParser], None], *given: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    add(parser)
    return parser.parse_args(given)


def _say(module: str, *arguments: str) -> str:
    """What a bench prints, run as a process of its own."""
    command = [sys.executable, "-m", module, *arguments]
    return subprocess.run(command, check=True, cwd=ROOT, env=dict(os.environ), capture_output=True, text=True).stdout


def _read(said: str, words: str) -> float:
    found = re.search(_SECONDS.format(words=re.escape(words)), said)
    if found is None:
        raise RuntimeError(f"no line {words!r} in:\n{said}")
    return float(found[1])


if __name__ == "__main__":
    main()
