"""The facts that the tier rules read, as a case is written in JSON: registrations, sentences, assessment, predictors.

Codes are those of the national case system (registers, sentence types, requirement categories, outcomes). A fact
may be given directly (``rosh``) or left to be read from ``registrations``; one given directly wins.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated, Literal

from msgspec import Meta

Rosh = Literal["VERY_HIGH", "HIGH", "MEDIUM", "LOW"]
Severity = Literal["NO_NEED", "NONE", "STANDARD", "SEVERE"]
Answer = Literal[
    "YES", "NO", "NONE", "SOME", "SIGNIFICANT", "NEVER", "PREVIOUS", "CURRENTLY", "MISSING", "UNKNOWN", 0, 1, 2
]
Score = Annotated[float, Meta(ge=0)]
Answers = dict[str, Answer | None]
NeedFact = Annotated[
    Severity | Annotated[int, Meta(ge=0)] | Answers | None,
    Meta(description="A severity, a section score, or the section's answers by question; null where not assessed."),
]
MappaLevel = Literal["M0", "M1", "M2", "M3", 0, 1, 2, 3]
MappaCategory = Literal["M1", "M2", "M3", "M4", 1, 2, 3, 4]
CalculationDate = Annotated[dt.date, Meta(description="The day for which the tier is calculated.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """An entry in a register. ``active`` false drops it; of several of one kind, the latest-dated counts."""

    type: Annotated[str, Meta(description="Register code, such as RVHR or MAPP.")]
    level: Annotated[str | None, Meta(description="MAPPA level: M1, M2 or M3.")] = None
    category: Annotated[str | None, Meta(description="MAPPA category: M1 to M4.")] = None
    date: dt.date | None = None
    active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """A requirement of a sentence."""

    main_category: Annotated[str, Meta(description="Main category code, such as F, C, W or W1.")]
    restrictive: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence, over when ``terminated`` or from its ``terminated_date``."""

    type: Annotated[
        str | None, Meta(description="Sentence type code: NC and SC are custodial, SP a community order.")
    ] = None
    terminated: bool = False
    terminated_date: dt.date | None = None
    requirements: tuple[Requirement, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Enforcement:
    """A breach or recall process and its outcome, with the conviction it belongs to."""

    outcome: Annotated[str | None, Meta(description="Outcome code, such as BRE01 or REC02.")] = None
    conviction_active: bool = True
    conviction_length_months: Annotated[
        Score | None, Meta(description="Length of the sentence; unknown counts as under a year.")
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """The needs of an assessment, section by section."""

    accommodation: NeedFact = None
    education_training_employment: NeedFact = None
    relationships: NeedFact = None
    lifestyle: NeedFact = None
    drugs: NeedFact = None
    alcohol: NeedFact = None
    thinking_behaviour: NeedFact = None
    attitudes: NeedFact = None
    finance: NeedFact = None
    emotional_wellbeing: NeedFact = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """The latest assessment. It counts once completed; how long ago does not matter."""

    type: Annotated[Literal["OASYS", "SAN"], Meta(description="OASYS, or SAN for the newer assessment.")] = "OASYS"
    completed: bool = True
    completed_date: dt.date | None = None
    needs: Needs = Needs()
    parenting_responsibilities: Annotated[
        bool | Literal["YES", "NO", "UNKNOWN"] | None, Meta(description="OASys 6.9.")
    ] = None
    impulsivity: Annotated[Answer | None, Meta(description="OASys 11.2.")] = None
    temper_control: Annotated[Answer | None, Meta(description="OASys 11.4.")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoAxisCase:
    """The facts for the tier of 2021."""

    on: CalculationDate
    crn: str | None = None
    sex: Annotated[
        Literal["FEMALE", "MALE", "OTHER", "UNKNOWN", "F", "M"] | None,
        Meta(description="The additional factors for women count only where FEMALE (or F)."),
    ] = None
    rsr: Annotated[Score | None, Meta(description="Risk of serious recidivism, percent; none counts as 0.")] = None
    ogrs: Annotated[Score | None, Meta(description="Reoffending score, percent; none counts as 0.")] = None
    rosh: Annotated[Rosh | None, Meta(description="Instead of the RVHR, RHRH, RMRH and RLRH registers.")] = None
    mappa_level: Annotated[MappaLevel | None, Meta(description="Instead of the MAPP register; 0 is none.")] = None
    iom: Annotated[bool | None, Meta(description="Instead of the IIOM register.")] = None
    two_thirds_reached: Annotated[bool | None, Meta(description="Instead of the PRC register.")] = None
    registrations: tuple[Registration, ...] = ()
    previous_enforcement: Annotated[bool | None, Meta(description="Instead of ``enforcement``.")] = None
    enforcement: tuple[Enforcement, ...] = ()
    mandate: Annotated[bool | None, Meta(description="Mandate for change, instead of ``sentences``.")] = None
    sentences: tuple[Sentence, ...] = ()
    assessment: Assessment | None = None


ScoreType = Annotated[
    Literal["STATIC", "DYNAMIC"] | None,
    Meta(description="Whether the score stands on static facts alone, or on an assessment too."),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class AToGCase:
    """The facts for the tier of 2026."""

    on: CalculationDate
    crn: str | None = None
    has_active_event: Annotated[
        bool | None, Meta(description="Instead of ``sentences``. Where neither is given, supervision is assumed.")
    ] = None
    sentences: Annotated[
        tuple[Sentence, ...] | None, Meta(description="An empty list, or one with all terminated: not supervised.")
    ] = None
    arp: Annotated[Score | None, Meta(description="All reoffending predictor, percent.")] = None
    arp_type: ScoreType = None
    csrp: Annotated[Score | None, Meta(description="Combined serious reoffending predictor, percent.")] = None
    csrp_type: ScoreType = None
    dc_srp: Annotated[
        float | None, Meta(description="Direct contact sexual reoffending predictor; 0 or less is ignored.")
    ] = None
    dc_srp_band: Literal["LOW", "MEDIUM", "HIGH", "VERY_HIGH", "NOT_APPLICABLE"] | None = None
    risk_reduction: Annotated[
        bool | None,
        Meta(
            description="Whether risk reduction was applied to DC-SRP; unknown reproduces the published merged table."
        ),
    ] = None
    rosh: Annotated[Rosh | None, Meta(description="Instead of the RVHR, RHRH, RMRH and RLRH registers.")] = None
    mappa_category: Annotated[MappaCategory | None, Meta(description="Instead of the MAPP register.")] = None
    registrations: tuple[Registration, ...] = ()
    lifer_or_ipp: Annotated[bool | None, Meta(description="Instead of the INLL register.")] = None
    latest_release_date: dt.date | None = None
    domestic_abuse: Annotated[bool | None, Meta(description="Instead of the ADVP and REG30 registers.")] = None
    stalking: Annotated[bool | None, Meta(description="Instead of the SPO register.")] = None
    child_protection: Annotated[bool | None, Meta(description="Instead of the RCPR register.")] = None
    ever_committed_sexual_offence: bool = False


def is_current(sentence: Sentence, on: dt.date) -> bool:
    """Whether the sentence still runs on ``on``."""
    return not sentence.terminated and (sentence.terminated_date is None or sentence.terminated_date > on)


def next_termination(sentences: tuple[Sentence, ...], on: dt.date) -> dt.date | None:
    """The first day after ``on`` on which a sentence that still runs ends, as far as recorded."""
    ends = [sentence.terminated_date for sentence in sentences if is_current(sentence, on)]
    return min((end for end in ends if end is not None), default=None)


_UNDATED = dt.date.min


def live_registrations(registrations: tuple[Registration, ...], historic: frozenset[str]) -> list[Registration]:
    """Active registrations, latest-dated first (undated last), without the historic register."""
    live = [entry for entry in registrations if entry.active and entry.type not in historic]
    if len(live) > 1:
        live.sort(key=lambda entry: entry.date or _UNDATED, reverse=True)
    return live
