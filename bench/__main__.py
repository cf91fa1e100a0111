"""Every bench in one run, side by side, and the table of what was measured.

    python -m bench [NAME ...] [--bundle FOLDER] [--cases N] [--rounds N] [--base-url URL] [--out FILE]

The names are decide, importing, contact_due, pages and contact_rule; all of them where none is given. Ratios compare two
things measured in turn on the same machine, and travel; the times do not. ``contact_due`` and ``pages`` use the database
and the site that are running (`make demo`); ``importing`` makes its own from ``--bundle``, which is made small where it is
left out. Writes ``docs/reference/benchmarks.md`` unless told otherwise; prints each line as it comes.
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

from bench.measure import Result, machine

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs/reference/benchmarks.md"
_SECONDS = r"{words}\s+([\d.]+) s"


def decide(options: argparse.Namespace) -> list[Result]:
    """`throughcare decide` against reading and writing the same lines."""
    said = _say("bench.decide", "--cases", str(options.cases), "--rounds", str(options.rounds))
    note = f"{options.cases:,} tier cases"
    return [Result("decide", _read(said, "decide tier"), _read(said, "json in and out"), 5, note)]


def importing(options: argparse.Namespace) -> list[Result]:
    """`throughcare import` against COPY of the same files."""
    with tempfile.TemporaryDirectory() as folder:
        bundle = options.bundle or _bundle(Path(folder, "bundle"))
        said = _say("bench.importing", str(bundle), "--rounds", str(options.rounds))
    peak = re.search(r"peak memory\s+([\d.]+) MiB", said)
    note = f"{said.splitlines()[0].partition(': ')[2]}; {peak[1] if peak else '?'} MiB at most, of 1,024"
    return [Result("import", _read(said, "throughcare import"), _read(said, "COPY into bare tables"), 6, note)]


def contact_due(options: argparse.Namespace) -> list[Result]:
    """`throughcare due` against COPY of the same rows."""
    from bench import contact_due as bench

    return bench.run(_options(bench.add_options, "--rounds", str(options.rounds)))


def pages(options: argparse.Namespace) -> list[Result]:
    """Pages against the bare page of one row."""
    from bench import pages as bench

    return bench.run(_options(bench.add_options, "--base-url", options.base_url, "--queries"))


def contact_rule(options: argparse.Namespace) -> list[Result]:  # noqa: ARG001
    """The rule `contact-due` alone, against building its cases."""
    said = _say("bench.contact_rule")
    build, rule = (float(number) / 1e6 for number in re.findall(r"([\d.]+) microseconds", said))
    return [Result("rule contact-due, one person", rule, build, None, "against building the case from rows")]


BENCHES: dict[str, Callable[[argparse.Namespace], list[Result]]] = {
    "decide": decide,
    "importing": importing,
    "contact_due": contact_due,
    "pages": pages,
    "contact_rule": contact_rule,
}


def main() -> None:
    """Run what was named and write the page."""
    options = arguments()
    results = []
    for name in options.names or BENCHES:
        for result in BENCHES[name](options):
            print(result.line(), flush=True)
            results.append(result)
    options.out.write_text(page(results, shlex.join(["python", "-m", "bench", *sys.argv[1:]])), encoding="utf-8")
    print(f"written to {options.out}")


def page(results: list[Result], command: str) -> str:
    """The page in Markdown."""
    from throughcare.site import postgres

    version = subprocess.run(
        [str(postgres.find_programs() / "postgres"), "--version"], capture_output=True, text=True, check=True
    ).stdout.split()[2]
    lines = [
        "# Benchmarks",
        "",
        "Each line compares two things measured in turn in one run on one machine: ours, and the least that such a job",
        "must cost. The ratio is of the medians, and is what a goal is set for; the times belong to the machine.",
        "",
        f"Measured on {date.today().isoformat()} with {machine(version)}:",  # noqa: DTZ011
        "",
        f"    {command}",
        "",
        "| Measure | Ours | Yardstick | Ratio | Goal, at most | Notes |",
        "|---|---:|---:|---:|---:|---|",
        *(result.row() for result in results),
        "",
        "With little data the import and the next contacts due mostly measure how long a process takes to start.",
        "",
        "Yardsticks: *decide*: reading and writing the same JSON lines, no rule. *import*: COPY of the same files into",
        "bare tables. *next contact due*: COPY of the same people, sentences and contacts out of PostgreSQL. *Pages*: the",
        "same server's page of one row, `/ping-row/`, through the same middleware, signed in as the same user.",
        "`python -m bench.NAME --help` says how each is measured.",
        "",
    ]
    return "\n".join(lines)


def arguments() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHES))
    parser.add_argument("--bundle", type=Path, help="folder to import; 3,000 fictional people where left out")
    parser.add_argument("--cases", type=int, default=240_000, help="how many cases to decide")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--base-url", default="http://127.0.0.1:8000")
    parser.add_argument("--out", type=Path, default=PAGE)
    options = parser.parse_args()
    unknown = set(options.names) - set(BENCHES)
    if unknown:
        parser.error(f"no bench named {', '.join(sorted(unknown))}; there are {', '.join(BENCHES)}")
    return options


def _options(add: Callable[[argparse.ArgumentParser], None], *given: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    add(parser)
    return parser.parse_args(given)


def _bundle(folder: Path) -> Path:
    command = [sys.executable, "-m", "throughcare", "synth", "--people", "3000", "--out", str(folder)]
    subprocess.run(command, check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
    return folder


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
