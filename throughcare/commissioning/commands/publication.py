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
    compile_onto,
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
    see them, and whoever reads on from a number misses none. Of what was published before only the compiled release is read,
    which a test holds to what all releases say. Raises ``NotPublishable``, and then nothing is written.
    """
    with connection.cursor() as cursor:
        cursor.execute(_IN_ORDER)
    stood = PublishedProcess.objects.filter(pk=release.ocid).first()
    earlier = [decode(stood.compiled)] if stood else []
    body = encode(release)
    faults = (*_schema_faults(body), *check_release(release, earlier=earlier), *_twice(release))
    if faults:
        raise NotPublishable(faults)
    kept = PublishedRelease.objects.create(
        ocid=release.ocid, number=stood.releases + 1 if stood else 1, release_id=release.id, published_at=release.date,
        tags=list(release.tag), body=body,
    )  # fmt: skip
    _stand(release, stood)
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


def _twice(release: Release) -> tuple[ReleaseFault, ...]:
    """An id is given to one release alone, of all processes."""
    taken = PublishedRelease.objects.filter(release_id=release.id).exists()
    return (ReleaseFault("id", f"{release.id} is published already"),) if taken else ()


def _stand(latest: Release, stood: PublishedProcess | None) -> None:
    compiled = compile_onto(stood.compiled if stood else None, latest)
    stands = standing_of(compiled)
    PublishedProcess.objects.update_or_create(
        ocid=latest.ocid,
        defaults={
            "stage": stands.stage, "title": stands.title[:300], "buyer": stands.buyer[:200],
            "suppliers": [name[:200] for name in stands.suppliers], "value_pence": stands.value_pence,
            "closes_at": stands.closes_at, "first_at": stood.first_at if stood else latest.date, "updated_at": latest.date,
            "releases": stood.releases + 1 if stood else 1, "compiled": compiled,
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
