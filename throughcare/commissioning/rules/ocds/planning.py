"""What happens before anything is bought: notices of planning, and events with the market."""

from __future__ import annotations

from typing import Literal

from msgspec import field

from throughcare.commissioning.rules.ocds.parts import Instant, Milestone, Part, Text, Value


class Document(Part, frozen=True, kw_only=True):
    """A notice or a paper of planning; ``notice_type`` is that of the notices of the United Kingdom, such as UK2."""

    id: Text
    document_type: Literal["marketEngagementNotice", "hearingNotice", "procurementPlan"] = field(name="documentType")
    title: Text
    notice_type: Literal["UK1", "UK2"] | None = None
    description: Text | None = None
    date_published: Instant | None = None
    date_modified: Instant | None = None
    language: Literal["en", "cy"] | None = None


class Budget(Part, frozen=True, kw_only=True):
    """What is set aside, and who bears it."""

    description: Text | None = None
    amount: Value | None = None


class Planning(Part, frozen=True, kw_only=True):
    """The planning of a process."""

    rationale: Text | None = None
    budget: Budget | None = None
    documents: tuple[Document, ...] = ()
    milestones: tuple[Milestone, ...] = ()
