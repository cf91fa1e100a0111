"""A process of its own beside the site: for each process named, what its releases say together is what stands now.

    python -m tests.browser.second_round.projection OCID ...

Ends with another code than 0, and says where they differ, where they do.
"""

from __future__ import annotations

import sys
from typing import Any

import msgspec

from throughcare.site.cli.process import use_django


def main(ocids: list[str]) -> int:
    """How many of them differ."""
    use_django("jobs")
    from django.utils import timezone

    from throughcare.accounts.acting import acting_by_itself
    from throughcare.commissioning.models import Competition, Contract, PublishedRelease
    from throughcare.commissioning.queries.ocds_awards import award_release
    from throughcare.commissioning.queries.ocds_competition import competition_release
    from throughcare.commissioning.queries.ocds_contract import contract_now
    from throughcare.commissioning.rules.ocds import compile_releases, decode, encode

    differ = 0
    with acting_by_itself(why="compare releases"):
        for ocid in ocids:
            competition = Competition.objects.get(ocid=ocid)
            releases = [decode(row.body) for row in PublishedRelease.objects.filter(ocid=ocid).order_by("number")]
            said, at = compile_releases(releases), timezone.now()
            if competition.state == "published":
                stands = competition_release(competition, number=1, at=at, tag="tender")
            else:
                stands = award_release(competition, at=at, tag="award")
            contracts = tuple(
                contract_now(one) for one in Contract.objects.filter(competition=competition).order_by("pk")
            )
            if contracts:
                stands = msgspec.structs.replace(stands, contracts=contracts)
            differ += _differs(ocid, encode(stands), said)
    return differ


def _differs(ocid: str, stands: dict[str, Any], said: dict[str, Any]) -> bool:
    found = False
    for name in sorted((stands.keys() | said.keys()) - {"id", "date", "tag", "initiationType"}):
        one, other = (each.get(name) for each in (stands, said))
        if name == "parties":
            one, other = (sorted(each or [], key=lambda party: party["id"]) for each in (one, other))
        if one != other:
            found = True
            print(ocid, name, "stands:", one, "said:", other, sep="\n  ")
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
