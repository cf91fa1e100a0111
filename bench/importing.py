"""How long ``throughcare import`` takes, against COPY of the same CSV files into bare tables.

    python -m bench.importing BUNDLE [--rounds R] [--again]

Both are whole processes, start included, run in turn against the same embedded server with fresh databases. A bare table
has the columns of the file as text, no key, no index and no constraint. The import checks everything, loads all of it
under every constraint and keeps the log; it is run with ``--no-derive``, because asking the rules is measured by itself.
Prints the ratio of the medians (limit 6) and the most memory that the importing processes had together (limit 1 GiB; looked
at ten times a second, pages that two of them share counted twice). ``--again`` also times a second import of the same
bundle, which changes nothing.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from bench.country import fresh, prepared
from throughcare.site import postgres
from throughcare.transition.rules.bundle_format import FILES

LIMIT = 6
MEMORY_LIMIT_MIB = 1024
MIB = 1 << 20
BASELINE = """
import sys, psycopg
from pathlib import Path
with psycopg.connect(sys.argv[1]) as connection:
    for path in sorted(Path(sys.argv[2]).glob("*.csv")):
        with path.open("rb") as file:
            columns = ", ".join(f'"{name}" text' for name in file.readline().decode().strip().split(","))
            file.seek(0)
            connection.execute(f'CREATE TABLE "{path.stem}" ({columns})')
            with connection.cursor().copy(f'COPY "{path.stem}" FROM STDIN (FORMAT csv, HEADER true)') as copy:
                while block := file.read(1 << 18):
                    copy.write(block)
"""


def main() -> None:
    """Time both in turn, print the figures."""
    options = arguments()
    cluster = postgres.embedded("bench")
    cluster.start()
    size = sum((options.bundle / f"{file.name}.csv").stat().st_size for file in FILES)
    print(f"{options.bundle}: {size / 1e6:,.0f} MB in {len(FILES)} files, rounds: {options.rounds}")
    baseline, ours, again, peak = [], [], [], 0.0
    for _ in range(options.rounds):
        baseline.append(time_baseline(cluster, options.bundle))
        first, *others = time_import(cluster, options.bundle, again=options.again)
        ours.append(first.seconds)
        again += [other.seconds for other in others]
        peak = max(peak, first.memory, *(other.memory for other in others))
    plain, whole = statistics.median(baseline), statistics.median(ours)
    print(f"COPY into bare tables  {plain:8.2f} s")
    print(f"throughcare import     {whole:8.2f} s   ratio {whole / plain:.2f} (limit {LIMIT})")
    if again:
        print(
            f"the same again         {statistics.median(again):8.2f} s   ratio {statistics.median(again) / plain:.2f}"
        )
    print(f"peak memory            {peak:8.0f} MiB (limit {MEMORY_LIMIT_MIB}), all its processes together")


def arguments() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("bundle", type=Path, help="a folder, such as `throughcare synth --national` makes")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--again", action="store_true")
    return parser.parse_args()


class Timed(NamedTuple):
    """How many seconds a process took, and the most memory it and the processes it started had together, in MiB."""

    seconds: float
    memory: float


def time_baseline(cluster: postgres.Cluster, bundle: Path) -> float:
    """Seconds of COPY into bare tables."""
    fresh(cluster, "bench_bare")
    url = cluster.url("throughcare_owner", "bench_bare")
    return timed([sys.executable, "-c", BASELINE, url, str(bundle)], {}).seconds


def time_import(cluster: postgres.Cluster, bundle: Path, *, again: bool) -> list[Timed]:
    """An import, and the same once more where asked for."""
    environment = prepared(cluster, "bench_import")
    with tempfile.TemporaryDirectory() as folder:
        faults = str(Path(folder, "faults.csv"))
        command = [sys.executable, "-m", "throughcare", "import", str(bundle), "--no-derive", "--faults", faults]
        return [timed(command, environment) for _ in range(2 if again else 1)]


def timed(command: list[str], environment: dict[str, str]) -> Timed:
    """A whole process; raises where it fails."""
    started, memory = time.monotonic(), 0.0
    process = subprocess.Popen(command, env={**os.environ, **environment}, stdout=subprocess.DEVNULL)
    while True:
        try:
            if process.wait(0.1):
                raise subprocess.CalledProcessError(process.returncode, command)
            return Timed(time.monotonic() - started, memory)
        except subprocess.TimeoutExpired:
            memory = max(memory, memory_of(process.pid))


def memory_of(number: int) -> float:
    """MiB that a process and those it started have in memory; 0 where there is no such process any more."""
    process = Path("/proc", str(number))
    try:
        pages = int((process / "statm").read_text().split()[1])
        started = (process / "task" / str(number) / "children").read_text().split()
    except OSError:
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / MIB + sum(memory_of(int(child)) for child in started)


if __name__ == "__main__":
    main()
