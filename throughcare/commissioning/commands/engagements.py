"""Market-engagement events until they begin: drafted, announced with the notice UK2, changed, cancelled."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from throughcare.accounts.models import User
from throughcare.audit.commands import MOST_SUBJECT, record
from throughcare.commissioning.commands.engagement_news import tell_coming, tell_engaged, tell_suppliers
from throughcare.commissioning.commands.publication import publish
from throughcare.commissioning.events import EngagementChanged
from throughcare.commissioning.models import Engagement, EngagementChange, EngagementInvitation, Market, Need
from throughcare.commissioning.queries.engaged import engaged_in
from throughcare.commissioning.queries.engagements import Coming, coming_to, event_days
from throughcare.commissioning.queries.ocds_engagement import engagement_release
from throughcare.commissioning.queries.ocds_shared import ocid_of
from throughcare.commissioning.queries.reach import reaches_region
from throughcare.commissioning.rules.engagement_blocks import EngagementRefused, block, refusal
from throughcare.commissioning.rules.states import ENGAGEMENT
from throughcare.kernel.decision import Reason
from throughcare.kernel.events import announcer
from throughcare.kernel.transitions import NotAllowed
from throughcare.organisations.models import Region
from throughcare.organisations.rules.geography import police_areas

RESERVED = frozenset({"new", "planning"})
"""Words that stand in the addresses of pages, where a reference would."""


@dataclass(frozen=True)
class EngagementDetails:
    """An event as somebody writes it; needs and cohorts that are empty mean all, no region means every one.

    ``need`` is the statement of need that it is about: its categories stand where ``needs`` names none.
    """

    title: str
    about: str
    starts_at: datetime
    ends_at: datetime
    how_to_join: str
    access: str
    place: str = ""
    online: str = ""
    language: str = "en"
    places: int | None = None
    market: Market | None = None
    need: Need | None = None
    region: Region | None = None
    police_area: str = ""
    needs: tuple[str, ...] = field(default=())
    cohorts: tuple[str, ...] = field(default=())


@transaction.atomic
def draft_engagement(*, details: EngagementDetails, by: User, at: datetime) -> Engagement:
    """Begin an event, seen by those who buy alone. Raises ``EngagementRefused``."""
    _check_area(details, by)
    reference = _free_reference(details.title)
    made = Engagement.objects.create(
        reference=reference, ocid=ocid_of("engagement", reference), made_by=by, made_at=at, **_told(details)
    )
    say(made, "draft_engagement", "drafted", by, at)
    return made


@transaction.atomic
def announce_engagement(*, engagement: Engagement, by: User, at: datetime) -> Engagement:
    """Publish the preliminary market engagement notice, and write to every supplier whom it could concern.

    Raises ``EngagementRefused`` with everything that stands in the way.
    """
    stored = locked(engagement, by)
    stored.state = moved(stored, "announce")
    days = event_days(stored.starts_at, stored.ends_at, at=at)
    steps = {each.code: each.words for each in days.steps}
    reasons = [Reason(code, steps[code]) for code in days.value.blocks]
    if not (stored.place or stored.online):
        reasons.append(block("no-way-in"))
    if stored.market is not None and stored.market.state == "draft":
        reasons.append(block("market-not-announced"))
    if reasons:
        raise EngagementRefused(reasons)
    stored.announced_at = at
    stored.save(update_fields=["state", "announced_at"])
    invited = _invite(stored, at)
    publish(release=engagement_release(stored, tag="planning", at=at), by=by)
    tell_engaged(engagement=stored, template="engagement-invitation", key="invitation", by=by, at=at)
    say(stored, "announce_engagement", "announced", by, at, invited=invited, warnings=list(days.value.warnings))
    return stored


@transaction.atomic
def change_engagement(
    *, engagement: Engagement, details: EngagementDetails, by: User, at: datetime, why: str = ""
) -> Engagement:
    """Change an event until it begins. Once it is announced, why is said, published, and sent to everybody who comes.

    Who comes to be concerned by the change is invited; nobody is uninvited. Raises ``EngagementRefused``.
    """
    _check_area(details, by)
    stored = locked(engagement, by)
    told = _told(details)
    changed = {name: value for name, value in told.items() if getattr(stored, name) != value}
    if not changed:
        raise refusal("nothing-changed")
    before = {name: getattr(stored, name) for name in changed}
    if stored.state == ENGAGEMENT.start:
        _save(stored, changed)
        say(stored, "change_engagement", "changed", by, at, changed=sorted(changed))
        return stored
    _check_change(stored, changed, details, why, at)
    _save(stored, changed)
    made = EngagementChange.objects.create(
        engagement=stored, number=stored.changes.count() + 1, changed_at=at, changed_by=by, why=why.strip(),
        before=_plain(before), after=_plain(changed),
    )  # fmt: skip
    added = _invite(stored, at)
    publish(release=engagement_release(stored, tag="planningUpdate", at=at), by=by)
    tell_coming(engagement=stored, template="engagement-change", key=f"change-{made.number}", by=by, at=at, why=why)
    tell_suppliers(engagement=stored, numbers=added, template="engagement-invitation", key="invitation", by=by, at=at)
    say(
        stored,
        "change_engagement",
        "changed",
        by,
        at,
        why=made.why,
        before=made.before,
        after=made.after,
        invited=added,
    )
    return stored


@transaction.atomic
def cancel_engagement(*, engagement: Engagement, why: str, by: User, at: datetime) -> None:
    """Call it off before it begins; everybody who is invited or comes is told why. Raises ``EngagementRefused``."""
    stored = locked(engagement, by)
    stored.state = moved(stored, "cancel")
    if at >= stored.starts_at:
        raise refusal("begun")
    if not why.strip():
        raise refusal("no-reason")
    stored.cancelled_at, stored.cancelled_why = at, why.strip()
    stored.save(update_fields=["state", "cancelled_at", "cancelled_why"])
    publish(release=engagement_release(stored, tag="planningUpdate", at=at), by=by)
    tell_engaged(engagement=stored, template="engagement-cancellation", key="cancellation", by=by, at=at, why=why)
    say(stored, "cancel_engagement", "cancelled", by, at, why=stored.cancelled_why)


@transaction.atomic
def discard_engagement(*, engagement: Engagement, by: User, at: datetime) -> None:
    """Give a draft up. Raises ``EngagementRefused``."""
    stored = locked(engagement, by)
    stored.state = moved(stored, "discard")
    stored.save(update_fields=["state"])
    say(stored, "discard_engagement", "discarded", by, at)


def locked(engagement: Engagement, by: User) -> Engagement:
    """The event as it stands, held until the transaction ends; raises ``EngagementRefused`` for one of other regions."""
    found = Engagement.objects.select_for_update(no_key=True, of=("self",)).select_related("region", "market")
    stored = found.get(pk=engagement.pk)
    if not reaches_region(by, stored.region_id):
        raise refusal("out-of-reach")
    return stored


def moved(stored: Engagement, verb: str) -> str:
    """The state after ``verb``; raises ``EngagementRefused`` where the table does not allow it."""
    try:
        return ENGAGEMENT.next(stored.state, verb)
    except NotAllowed as refused:
        raise refusal("not-now") from refused


def say(stored: Engagement, verb: str, what: str, by: User, at: datetime, **detail: Any) -> None:
    """Write the step on the log and announce it."""
    record(
        action=f"commissioning.{verb}", by=by, at=at, subject=stored.reference[:MOST_SUBJECT], engagement=stored.pk,
        **detail,
    )  # fmt: skip
    announcer.announce(EngagementChanged(stored.pk, what, by.pk, at))


def _check_area(details: EngagementDetails, by: User) -> None:
    if details.region is not None and not reaches_region(by, details.region.pk):
        raise refusal("out-of-reach")
    if details.police_area and (
        details.region is None or police_areas()[details.police_area].region != details.region.code
    ):
        raise refusal("other-region")


def _check_change(
    stored: Engagement, changed: dict[str, Any], details: EngagementDetails, why: str, at: datetime
) -> None:
    """Raise what stands in the way of changing what was announced."""
    moved(stored, "change")
    if at >= stored.starts_at:
        raise refusal("begun")
    if {"market", "need"} & set(changed):
        raise refusal("not-now")
    reasons = []
    if not why.strip():
        reasons.append(block("no-reason"))
    if not (details.place.strip() or details.online.strip()):
        reasons.append(block("no-way-in"))
    taken = coming_to([stored.pk]).get(stored.pk, Coming()).people
    if details.places is not None and details.places < taken:
        reasons.append(block("fewer-places", taken=taken))
    if {"starts_at", "ends_at"} & set(changed):
        days = event_days(details.starts_at, details.ends_at, at=at)
        steps = {each.code: each.words for each in days.steps}
        reasons += [Reason(code, steps[code]) for code in days.value.blocks]
    if reasons:
        raise EngagementRefused(reasons)


def _invite(stored: Engagement, at: datetime) -> list[int]:
    """Store who of the register is written to, beside those who are invited already; returns the new ones' numbers."""
    already = set(stored.invitations.values_list("supplier", flat=True))
    engaged = engaged_in(stored, on=timezone.localdate(at))
    made = EngagementInvitation.objects.bulk_create(
        EngagementInvitation(engagement=stored, supplier=supplier, because=because, invited_at=at)
        for supplier, because in engaged.invited
        if supplier.pk not in already
    )
    return sorted(each.supplier_id for each in made)


def _save(stored: Engagement, changed: dict[str, Any]) -> None:
    for name, value in changed.items():
        setattr(stored, name, value)
    stored.save(update_fields=list(changed))


def _told(details: EngagementDetails) -> dict[str, Any]:
    """What the table holds of it: words without space around them, lists in their order."""
    given = {each.name: getattr(details, each.name) for each in fields(details)}
    texts = {name: value.strip() for name, value in given.items() if isinstance(value, str)}
    needs = details.needs or (details.need.lines.values_list("category", flat=True) if details.need else ())
    return {**given, **texts, "needs": sorted(set(needs)), "cohorts": sorted(details.cohorts)}


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    """The same as JSON knows it: instants in ISO 8601, a region as its code."""
    found = {}
    for name, value in values.items():
        plain = value.isoformat() if isinstance(value, datetime) else getattr(value, "code", value)
        found[name] = getattr(plain, "reference", plain)
    return found


def _free_reference(title: str) -> str:
    """A reference made from the title that no event has; one that another has gets a number."""
    base = slugify(title)[:30].strip("-") or "event"
    taken = RESERVED | set(Engagement.objects.filter(reference__startswith=base).values_list("reference", flat=True))
    return next(each for each in (base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))) if each not in taken)
