"""Public pages over many published processes against the same site's bare page of one row (`/ping-row/`).

    python -m bench notices

Publishes 5,000 made-up processes through the product's own command, and asks for the list of open opportunities, a search
in it, one process, and pages of releases as open data. Somebody is signed in, because the bare page is for users alone.
"""

from __future__ import annotations

import os
import subprocess
import sys
from functools import partial

from bench import country
from bench.measure import Result, in_turn
from bench.pages import YARDSTICK, Visitor
from throughcare.site import postgres

PROCESSES = 5_000
PLACES = (
    ("list of open opportunities", "/notices/?stage=tender", 4.0),
    ("releases as open data, 25", "/ocds/releases/?limit=25&updatedFrom=2026-02-01", 4.0),
    ("releases as open data, 100", "/ocds/releases/?updatedFrom=2026-02-01", 4.0),
    ("search in the notices", "/notices/?q=area+4711", None),
    ("one process", "/notices/ocds-bench0-competition-4711/", None),
)

FILL = f"""
import django; django.setup()
from datetime import timedelta
from django.db import connection
from django.utils import timezone
from throughcare.accounts.acting import acting_by_itself
from throughcare.commissioning.commands.publication import publish
from throughcare.commissioning.rules.ocds import Organization, Period, Release, Tender, Lot, Value
from throughcare.accounts.models import User
print(User.objects.create(username="bench", email="bench@throughcare.example", role="commissioner").pk)
now = timezone.now()
buyer = Organization(id="XI-REGION-N50", name="A region", roles=("buyer", "procuringEntity"))
with acting_by_itself(why="bench"):
    for number in range({PROCESSES}):
        at = now - timedelta(days=200) + timedelta(minutes=number)
        closes = now + timedelta(hours=number - {PROCESSES} // 4 * 3)
        ocid = f"ocds-bench0-competition-{{number}}"
        lots = tuple(Lot(id=f"lot-{{place}}", title=f"Part {{place}} of area {{number}}", status="active",
                         value=Value.of_pence(240_000_00)) for place in (1, 2))
        publish(by=None, release=Release(
            ocid=ocid, id=f"{{ocid}}-1", date=at, tag=("tender",), initiation_type="tender", language="en",
            title=f"Finding and keeping a home in area {{number}}", parties=(buyer,), buyer=buyer.reference,
            tender=Tender(id=str(number), title=f"Finding and keeping a home in area {{number}}", status="active",
                          procuring_entity=buyer.reference, value=Value.of_pence(480_000_00), lots=lots,
                          procurement_method="selective", main_procurement_category="services",
                          tender_period=Period(start_date=at, end_date=closes))))
"""


def run(rounds: int) -> list[Result]:
    """Publish, then measure every page. Runs on the database that this process is pointed at."""
    cluster = postgres.embedded("bench")
    cluster.start()
    environment = country.prepared(cluster, "bench_notices")
    os.environ.update(environment)
    os.environ["THROUGHCARE_ROLE"] = "owner"
    filled = subprocess.run([sys.executable, "-c", FILL], check=True, cwd=country.ROOT, stdout=subprocess.PIPE)
    del os.environ["THROUGHCARE_ROLE"]
    cluster.execute("VACUUM ANALYZE", "bench_notices")
    results = []
    with country.served() as address:
        visitor = Visitor(address, int(filled.stdout.split()[0]))
        for name, path, goal in PLACES:
            actions = {"yardstick": partial(visitor.open, YARDSTICK), "page": partial(visitor.open, path)}
            found = in_turn(rounds, actions)
            note = f"{PROCESSES:,} processes; {len(visitor.open(path)) / 1000:.0f} kB"
            results.append(Result(name, found["page"], found["yardstick"], goal, note))
    return results


if __name__ == "__main__":
    for result in run(30):
        print(result.line())
