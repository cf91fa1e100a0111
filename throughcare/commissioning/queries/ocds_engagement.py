"""A market-engagement event as the Open Contracting Data Standard tells it: the projection of its current state."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from throughcare.commissioning.models import Engagement, PublishedRelease
from throughcare.commissioning.queries.markets import law_for_market
from throughcare.commissioning.queries.ocds_shared import buyer_in, legal_basis
from throughcare.commissioning.rules.engagement_codes import LANGUAGE
from throughcare.commissioning.rules.ocds import (
    Document,
    Milestone,
    Planning,
    RelatedProcess,
    Release,
    Tag,
    Tender,
)
from throughcare.kernel.local_time import HERE


def engagement_release(one: Engagement, *, tag: Tag, at: datetime) -> Release:
    """A release that says all of the event as it stands: the notice UK2, the event, and what was said at it."""
    buyer = buyer_in(one.region)
    number = PublishedRelease.objects.filter(ocid=one.ocid).count() + 1
    return Release(
        ocid=one.ocid, id=f"{one.ocid}-{number}", date=at, tag=(tag,), initiation_type="tender", language="en",
        title=one.title, description=one.about, parties=(buyer,), buyer=buyer.reference, planning=planning_of(one),
        tender=Tender(
            id=one.reference, title=one.title, status="planning", procuring_entity=buyer.reference,
            main_procurement_category="services", legal_basis=legal_basis(_pack(one)), special_regime=("lightTouch",),
        ),
        related_processes=_related(one),
    )  # fmt: skip


def planning_of(one: Engagement) -> Planning:
    """The notice, the event as a milestone, and the notes once they are out."""
    changed = one.changes.last()
    notice = Document(
        id="notice", document_type="marketEngagementNotice", notice_type="UK2", language="en",
        title="Preliminary market engagement notice", description=_how(one), date_published=_here(one.announced_at),
        date_modified=_here(one.cancelled_at or (changed.changed_at if changed else None)),
    )  # fmt: skip
    return Planning(documents=(notice, *_notes(one)), milestones=(_event(one),))


def _event(one: Engagement) -> Milestone:
    held = one.state in ("held", "reported")
    return Milestone(
        id="event", title=one.title, type="engagement", due_date=_here(one.starts_at), description=_where(one),
        date_met=_here(one.ends_at) if held else None,
        status="met" if held else "notMet" if one.state == "cancelled" else "scheduled",
    )  # fmt: skip


def _notes(one: Engagement) -> tuple[Document, ...]:
    if one.notes_at is None:
        return ()
    said = (
        f"What was said: {one.notes_said}\n\nWhat follows from it: {one.notes_follows}\n\n"
        f"Suppliers written to: {one.invitations.count()}. Organisations that came: {one.organisations_came}. "
        f"People who came: {one.people_came}."
    )
    return (
        Document(id="notes", document_type="hearingNotice", title="Notes of the event", description=said,
                 date_published=_here(one.notes_at), language="en"),
    )  # fmt: skip


def _here(at: datetime | None) -> datetime | None:
    """The instant as a clock in London shows it, however it came here."""
    return at.astimezone(HERE) if at else None


def _where(one: Engagement) -> str:
    """Where it is and from when to when, with the zone, in the words of the notice."""
    starts, ends = one.starts_at.astimezone(HERE), one.ends_at.astimezone(HERE)
    said = [
        f"{starts:%d %B %Y, %H:%M} to {ends:%H:%M} {starts:%Z}",
        one.place,
        one.online,
        LANGUAGE.label(one.language),
    ]
    if one.cancelled_why:
        said.append(f"Cancelled: {one.cancelled_why}")
    return "; ".join(each for each in said if each)


def _how(one: Engagement) -> str:
    return f"How to take part: {one.how_to_join}\n\nAccess: {one.access}"


def _pack(one: Engagement) -> str:
    """The law under which a panel would be opened on the day of the announcement."""
    on = timezone.localdate(one.announced_at or one.made_at)
    return law_for_market(on=on, authority="central").value.pack or ""


def _related(one: Engagement) -> tuple[RelatedProcess, ...]:
    """The panel, and the need where it was public when the event was announced."""
    found = []
    if one.market is not None:
        found.append(
            RelatedProcess(id="market", relationship=("framework",), scheme="ocid", identifier=one.market.ocid)
        )
    need = one.need
    if need and need.published_at and one.announced_at and need.published_at <= one.announced_at:
        found.append(RelatedProcess(id="need", relationship=("planning",), scheme="ocid", identifier=need.ocid))
    return tuple(found)
