"""The building blocks that several sections of a release share (OCDS 1.1.5, release schema, definitions)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from msgspec import Meta, Struct, field

Text = Annotated[str, Meta(min_length=1)]
Instant = Annotated[datetime, Meta(tz=True)]
_LONDON = ZoneInfo("Europe/London")


class Part(Struct, frozen=True, kw_only=True, rename="camel", omit_defaults=True, forbid_unknown_fields=True):
    """One object of a release; a field that is not said is left out, never null."""


class Value(Part, frozen=True, kw_only=True):
    """Money in pounds, as a number with at most two decimals."""

    amount: float | None = None
    amount_gross: float | None = None
    currency: Literal["GBP"] | None = None

    @classmethod
    def of_pence(cls, net: int, *, gross: int | None = None) -> Value:
        """An amount without VAT in pence, and with VAT where that is known."""
        return cls(amount=net / 100, amount_gross=None if gross is None else gross / 100, currency="GBP")


class Period(Part, frozen=True, kw_only=True):
    """From the first instant to the last: OCDS counts the end as inside, Throughcare's periods do not."""

    start_date: Instant | None = None
    end_date: Instant | None = None
    max_extent_date: Instant | None = None
    duration_in_days: int | None = None

    @classmethod
    def of_days(cls, start: date | None, until: date | None, *, at_most_until: date | None = None) -> Period:
        """The half-open period ``[start, until)`` of days in the United Kingdom, as OCDS says it."""
        return cls(
            start_date=None if start is None else first_instant(start), end_date=_last_instant(until),
            max_extent_date=_last_instant(at_most_until),
        )  # fmt: skip


def first_instant(day: date) -> datetime:
    """Midnight with which a day begins in the United Kingdom."""
    return datetime.combine(day, time(), _LONDON)


def _last_instant(until: date | None) -> datetime | None:
    return None if until is None else datetime.combine(until - timedelta(days=1), time(23, 59, 59), _LONDON)


class Identifier(Part, frozen=True, kw_only=True):
    """A number in a register of organisations, whose scheme is listed at org-id.guide."""

    scheme: Text
    id: Text
    legal_name: Text | None = None
    uri: Text | None = None


class OrganizationReference(Part, frozen=True, kw_only=True):
    """An organisation that ``parties`` describes."""

    id: Text
    name: Text | None = None


class OrganizationDetails(Part, frozen=True, kw_only=True):
    """Size, and whether it is a voluntary, community or social enterprise (UK extension)."""

    scale: Literal["micro", "small", "medium", "sme", "large"] | None = None
    vcse: bool | None = None


class Organization(Part, frozen=True, kw_only=True):
    """A party of the process, with everything that it does in it."""

    id: Text
    name: Text
    name_cy: Text | None = field(default=None, name="name_cy")
    """Its name in Welsh, as the standard names a field in another language; it has none on a reference."""
    roles: Annotated[tuple[Text, ...], Meta(min_length=1)]
    identifier: Identifier | None = None
    additional_identifiers: tuple[Identifier, ...] = ()
    details: OrganizationDetails | None = None

    @property
    def reference(self) -> OrganizationReference:
        """How the other sections name it."""
        return OrganizationReference(id=self.id, name=self.name)


class Classification(Part, frozen=True, kw_only=True):
    """A code of a list."""

    scheme: Text
    id: Text
    description: Text | None = None


class RelatedProcess(Part, frozen=True, kw_only=True):
    """Another process: the market of a competition, or the round before."""

    id: Text
    relationship: Annotated[
        tuple[Literal["framework", "planning", "prior", "unsuccessfulProcess"], ...], Meta(min_length=1)
    ]
    scheme: Literal["ocid"]
    identifier: Text
    title: Text | None = None


class Milestone(Part, frozen=True, kw_only=True):
    """Something that is to happen by a day."""

    id: Text
    title: Text
    type: Text | None = None
    description: Text | None = None
    due_date: Instant | None = None
    date_met: Instant | None = None
    status: Literal["scheduled", "met", "notMet", "partiallyMet"] | None = None


class Amendment(Part, frozen=True, kw_only=True):
    """What was changed and why; ``suppliers_added`` and ``suppliers_removed`` are the UK extension's, for open markets."""

    id: Text
    date: Instant
    description: Text
    rationale: Text | None = None
    rationale_classifications: tuple[Classification, ...] = ()
    suppliers_added: tuple[OrganizationReference, ...] = ()
    suppliers_removed: tuple[OrganizationReference, ...] = ()


class Observation(Part, frozen=True, kw_only=True):
    """One measurement; ``dimensions`` says of whom."""

    id: Text
    measure: Text
    period: Period | None = None
    dimensions: dict[str, str] | None = None
    notes: Text | None = None


class Metric(Part, frozen=True, kw_only=True):
    """A measure agreed in a contract, or what was measured."""

    id: Text
    title: Text
    description: Text | None = None
    observations: tuple[Observation, ...] = ()
