"""What all releases of a process say together, by the standard's rules of merging."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from ocdsmerge import Merger

from throughcare.commissioning.rules.ocds.release import Release, encode
from throughcare.commissioning.rules.ocds.schema import release_schema


@cache
def _merger() -> Merger:
    return Merger(release_schema())


def compile_releases(releases: Iterable[Release]) -> dict[str, Any]:
    """The compiled release: later releases win field by field, lists of things with an id are merged by id.

    ``id``, ``date`` and ``tag`` are the compiled release's own (OCDS 1.1.5, merging). Raises ``ValueError`` when the
    releases are of several processes, or none.
    """
    bodies = [encode(release) for release in releases]
    processes = {body["ocid"] for body in bodies}
    if len(processes) != 1:
        raise ValueError(f"releases of one process are compiled, not of {len(processes)}")
    compiled: dict[str, Any] = _merger().create_compiled_release(bodies)
    return compiled


def compile_onto(compiled: dict[str, Any] | None, release: Release) -> dict[str, Any]:
    """What ``compiled`` and a later release say together: the same as compiling every release anew, which a test proves.

    So publishing reads one row of a process, however many releases it has. ``compiled`` is None for the first release.
    """
    if compiled is None:
        return compile_releases([release])
    if compiled["ocid"] != release.ocid:
        raise ValueError("a release is compiled onto its own process")
    whole: dict[str, Any] = _merger().create_compiled_release([compiled, encode(release)])
    return whole
