"""The facts that `contact-due` is asked about: a person's sentence, standing and contacts, as the record has them.

Structs rather than dataclasses because a caseload of 240,000 people with 2.4 million contacts is built from rows.
Anything with the same attributes may stand in for a ``Contact``.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, Literal

from msgspec import Meta, Struct

from throughcare.kernel.period import Period

Day = date
Sentence = Literal["community-order", "suspended-sentence-order", "custody", "licence", "post-sentence-supervision"]
Mode = Literal["in-person", "home-visit", "doorstep", "video", "phone", "digital-check-in", "letter", "other"]
Status = Literal["scheduled", "attended", "missed", "cancelled"]
Kind = Literal["initial", "supervision", "home-visit", "three-way", "mid-point", "requirement", "other"]
StandardSet = Literal["ns-2007", "ns-2015", "ns-2021", "reset-2024", "impact-2025", "packages-2026"]
FrequencyUnit = Literal["days", "weeks", "calendar-months", "business-days"]


class Contact(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """One appointment or contact. Only ``attended`` means that the person was seen."""

    date: Day
    status: Status = "attended"
    mode: Mode = "in-person"
    kind: Kind = "supervision"
    national_standard: Annotated[bool, Meta(description="whether its type counts towards the National Standards")] = (
        True
    )
    complied: Annotated[bool | None, Meta(description="false: came but did not do what was required")] = None


class AgreedFrequency(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """A frequency set for this person or place in place of the standard's: ``count`` contacts in every ``every`` units.

    Before the first contact the limit is ``first_within`` ``first_unit``, or one whole interval where that is absent.
    ``month_end`` moves the due date to the last day of its month.
    """

    count: Annotated[int, Meta(ge=1, le=31)]
    every: Annotated[int, Meta(ge=1, le=1000)]
    unit: FrequencyUnit = "days"
    month_end: bool = False
    form: Literal["in-person", "face-to-face", "physical-or-video", "any"] = "face-to-face"
    first_within: Annotated[int, Meta(ge=1, le=1000)] | None = None
    first_unit: FrequencyUnit = "days"


class ContactCase(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A person's sentence and contacts on the day ``on`` that the question is asked. Unknown facts are left out."""

    on: date
    sentence: Sentence
    crn: str | None = None
    sentence_date: date | None = None
    release_date: Annotated[date | None, Meta(description="release from custody, actual or expected")] = None
    start_date: Annotated[date | None, Meta(description="first day under supervision, where it is neither")] = None
    end_date: Annotated[date | None, Meta(description="last day of the order, licence or supervision")] = None
    two_thirds_date: Annotated[date | None, Meta(description="two-thirds point; worked out where it is left out")] = (
        None
    )
    allocation_date: date | None = None
    sentence_length_months: int | None = None
    tier: Annotated[str | None, Meta(description="B2, B2S, C or, under the 2007 standards, 1 to 4")] = None
    tier_scheme: Literal["two-axis-2021", "a-to-g-2026", "four-tier-2007"] | None = None
    tier_provisional: bool = False
    phase: (
        Literal[
            "early-engagement", "standard", "final-third", "iom", "opd", "not-started", "not-known", "does-not-apply"
        ]
        | None
    ) = None
    standard_set: StandardSet | None = None
    agreed_frequency: AgreedFrequency | None = None
    plan_completed_date: date | None = None
    contacts: tuple[Contact, ...] = ()
    in_custody: Annotated[tuple[Period, ...], Meta(description="returns to custody, from and until")] = ()
    region: Annotated[str | None, Meta(description="region code, such as N54")] = None
    reset_in_use_from: Annotated[date | None, Meta(description="the day the region began to use the reset")] = None
    rosh: Literal["low", "medium", "high", "very-high"] | None = None
    mappa_category: Annotated[int, Meta(ge=1, le=4)] | None = None
    mappa_level: Annotated[int, Meta(ge=1, le=3)] | None = None
    offence_groups: tuple[Literal["sexual", "domestic-abuse", "serious-violence"], ...] = ()
    child_protection: bool = False
    child_in_need: bool = False
    national_security_division: bool = False
    intensive_supervision_court: bool = False
    youth_sentence: bool = False
    unlawfully_at_large: bool = False
    stand_alone_unpaid_work: bool = False
    iom_red: bool = False
    gender: Literal["female", "male", "other"] | None = None


def is_plain(case: ContactCase) -> bool:
    """Whether the person belongs to none of ``POPULATIONS``: most people do, and need not be asked about each."""
    return not (
        case.offence_groups
        or case.mappa_category
        or case.mappa_level
        or case.rosh == "very-high"
        or case.child_protection
        or case.child_in_need
        or case.national_security_division
        or case.intensive_supervision_court
        or case.youth_sentence
        or case.unlawfully_at_large
        or case.stand_alone_unpaid_work
    )


Population = Callable[[ContactCase], bool]

POPULATIONS: dict[str, Population] = {
    "mappa": lambda case: case.mappa_category is not None or case.mappa_level is not None,
    "mappa-level-2-or-3": lambda case: case.mappa_level is not None and case.mappa_level >= 2,
    "national-security-division": lambda case: case.national_security_division,
    "very-high-rosh": lambda case: case.rosh == "very-high",
    "child-protection": lambda case: case.child_protection,
    "child-in-need": lambda case: case.child_in_need,
    "intensive-supervision-court": lambda case: case.intensive_supervision_court,
    "sexual-offence": lambda case: "sexual" in case.offence_groups,
    "domestic-abuse": lambda case: "domestic-abuse" in case.offence_groups,
    "serious-violence": lambda case: "serious-violence" in case.offence_groups,
    "youth-sentence": lambda case: case.youth_sentence,
    "unlawfully-at-large": lambda case: case.unlawfully_at_large,
    "stand-alone-unpaid-work": lambda case: case.stand_alone_unpaid_work,
}
