"""Publishing: the one way a release goes out."""

from __future__ import annotations

from functools import cache
from typing import Any

import jsonschema
from django.db import connection, transaction

from throughcare.accounts.models import User
from throughcare.audit.commands import record
from throughcare.commissioning.events import ReleasePublished
from throughcare.commissioning.models import PublishedProcess, PublishedRelease
from throughcare.commissioning.rules.ocds import (
    Release,
    ReleaseFault,
    check_release,
    compile_releases,
    decode,
    encode,
    release_schema,
)
from throughcare.commissioning.rules.ocds.standing import standing_of
from throughcare.kernel.events import announcer

_IN_ORDER = "SELECT pg_advisory_xact_lock(hashtextextended('commissioning.publication', 0))"


class NotPublishable(ValueError):
    """The release is not fit to go out; ``faults`` say where and why."""

    def __init__(self, faults: tuple[ReleaseFault, ...]) -> None:
        self.faults = faults
        super().__init__("; ".join(f"{fault.path}: {fault.problem}" for fault in faults))


@transaction.atomic
def publish(*, release: Release, by: User | None) -> PublishedRelease:
    """Check the release, keep it for good and say anew how its process stands.

    One release goes out at a time, until its transaction ends: so the order of their numbers is the order in which others
    see them, and whoever reads on from a number misses none. Raises ``NotPublishable``, and then nothing is written.
    """
    with connection.cursor() as cursor:
        cursor.execute(_IN_ORDER)
    earlier = [decode(body) for body in _bodies(release.ocid)]
    body = encode(release)
    faults = (*_schema_faults(body), *check_release(release, earlier=earlier))
    if faults:
        raise NotPublishable(faults)
    kept = PublishedRelease.objects.create(
        ocid=release.ocid, number=len(earlier) + 1, release_id=release.id, published_at=release.date,
        tags=list(release.tag), body=body,
    )  # fmt: skip
    _stand(release, [*earlier, release])
    record(
        action="commissioning.publish", subject=release.ocid, by=by, at=release.date,
        release=release.id, tags=list(release.tag),
    )  # fmt: skip
    announcer.announce(
        ReleasePublished(
            ocid=release.ocid, release_id=release.id, tags=release.tag, by=by.pk if by else None, at=release.date
        )
    )
    return kept


def _bodies(ocid: str) -> list[dict[str, Any]]:
    return list(PublishedRelease.objects.filter(ocid=ocid).order_by("number").values_list("body", flat=True))


def _stand(latest: Release, releases: list[Release]) -> None:
    compiled = compile_releases(releases)
    stands = standing_of(compiled)
    PublishedProcess.objects.update_or_create(
        ocid=latest.ocid,
        defaults={
            "stage": stands.stage, "title": stands.title[:300], "buyer": stands.buyer[:200],
            "suppliers": [name[:200] for name in stands.suppliers], "value_pence": stands.value_pence,
            "closes_at": stands.closes_at, "first_at": releases[0].date, "updated_at": latest.date,
            "releases": len(releases), "compiled": compiled,
        },
    )  # fmt: skip


def _schema_faults(body: dict[str, Any]) -> tuple[ReleaseFault, ...]:
    return tuple(
        ReleaseFault("/".join(map(str, error.absolute_path)) or "release", error.message)
        for error in sorted(_validator().iter_errors(body), key=lambda error: list(map(str, error.absolute_path)))
    )


@cache
def _validator() -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(release_schema())
