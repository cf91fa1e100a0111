"""How long ``throughcare import`` takes, against COPY of the same CSV files into bare tables.

    python -m bench.importing BUNDLE [--rounds R] [--again]

Both are whole processes, start included, run in turn against the same embedded server with fresh databases. A bare table
has the columns of the file as text, no key, no index and no constraint. The import checks everything, loads all of it
under every constraint and keeps the log; it is run with ``--no-derive``, because asking the rules is measured by itself.
Prints the ratio of the medians (limit 6) and the peak memory of the importing process (limit 1 GiB). ``--again`` also
times a second import of the same bundle, which changes nothing.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from throughcare.site import postgres
from throughcare.transition.rules.bundle_format import FILES

LIMIT = 6
MEMORY_LIMIT_MIB = 1024
MIB = 1024
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
PREPARE = """
import django; django.setup()
from throughcare.organisations.commands import load_geography
from throughcare.site.schema import prepare
prepare(); load_geography()
"""


def main() -> None:
    """Time both in turn, print the figures."""
    options = arguments()
    cluster = postgres.embedded("bench")
    cluster.start()
    size = sum((options.bundle / f"{file.name}.csv").stat().st_size for file in FILES)
    print(f"{options.bundle}: {size / 1e6:,.0f} MB in {len(FILES)} files, rounds: {options.rounds}")
    baseline, ours, again = [], [], []
    for _ in range(options.rounds):
        baseline.append(time_baseline(cluster, options.bundle))
        first, second = time_import(cluster, options.bundle, again=options.again)
        ours.append(first)
        again += second
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / MIB
    plain, whole = statistics.median(baseline), statistics.median(ours)
    print(f"COPY into bare tables  {plain:8.2f} s")
    print(f"throughcare import     {whole:8.2f} s   ratio {whole / plain:.2f} (limit {LIMIT})")
    if again:
        print(
            f"the same again         {statistics.median(again):8.2f} s   ratio {statistics.median(again) / plain:.2f}"
        )
    print(f"peak memory            {peak:8.0f} MiB (limit {MEMORY_LIMIT_MIB}), the largest process started")


def arguments() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("bundle", type=Path, help="a folder, such as `throughcare synth --national` makes")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--again", action="store_true")
    return parser.parse_args()


def time_baseline(cluster: postgres.Cluster, bundle: Path) -> float:
    """Seconds of COPY into bare tables."""
    fresh(cluster, "bench_bare")
    return timed([sys.executable, "-c", BASELINE, cluster.url("throughcare_owner", "bench_bare"), str(bundle)], {})


def time_import(cluster: postgres.Cluster, bundle: Path, *, again: bool) -> tuple[float, list[float]]:
    """Seconds of an import, and of the same once more where asked for."""
    fresh(cluster, "bench_import")
    environment = {
        "DJANGO_SETTINGS_MODULE": "throughcare.site.settings.demo",
        "DATABASE_URL": cluster.url("throughcare_web", "bench_import"),
        "DATABASE_JOBS_URL": cluster.url("throughcare_jobs", "bench_import"),
        "DATABASE_OWNER_URL": cluster.url("throughcare_owner", "bench_import"),
    }
    timed([sys.executable, "-c", PREPARE], {**environment, "THROUGHCARE_ROLE": "owner"})
    with tempfile.TemporaryDirectory() as folder:
        faults = str(Path(folder, "faults.csv"))
        command = [sys.executable, "-m", "throughcare", "import", str(bundle), "--no-derive", "--faults", faults]
        first = timed(command, environment)
        return first, [timed(command, environment)] if again else []


def fresh(cluster: postgres.Cluster, name: str) -> None:
    """An empty database."""
    cluster.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    cluster.execute(f"CREATE DATABASE {name} OWNER throughcare_owner")
    cluster.execute("CHECKPOINT")


def timed(command: list[str], environment: dict[str, str]) -> float:
    """Seconds that a whole process takes; raises where it fails."""
    started = time.monotonic()
    subprocess.run(command, check=True, env={**os.environ, **environment}, stdout=subprocess.DEVNULL)
    return time.monotonic() - started


if __name__ == "__main__":
    main()
