"""The terms of the policy of `contact-due`: small records that the parameters are compiled into."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from throughcare.kernel.decision import PolicyUse, Step
from throughcare.supervision.rules.contact_facts import Population


class Limit(NamedTuple):
    """A limit in days counted from an event, with the sentence that says so."""

    limit: int
    unit: str
    clock: str
    form: str
    modes: frozenset[str]
    step: Step
    sentence: str
    use: PolicyUse
    unconfirmed: bool


class Frequency(NamedTuple):
    """``times`` contacts in every ``every`` units, and the same form with a digital check-in in its place."""

    times: int
    every: int
    unit: str
    month_end: bool
    form: str
    modes: frozenset[str]
    form_or_digital: str
    modes_or_digital: frozenset[str]
    step: Step
    sentence: str
    use: PolicyUse | None
    unconfirmed: bool


class TierStandard(NamedTuple):
    """What the policy asks for one tier."""

    scheme: str
    tier: str
    reset_recorded: bool
    after_sentence: Limit
    after_release: Limit
    plan: Limit
    frequency: Frequency | None


class Reset(NamedTuple):
    """The reset of 2024."""

    in_use_from: Mapping[str, date]
    numerator: int
    denominator: int
    sentences: frozenset[str]
    at_once: frozenset[str]
    follow_up: frozenset[str]
    exempt: tuple[tuple[str, Population], ...]
    use: PolicyUse


class Impact(NamedTuple):
    """The change of 2025."""

    span: timedelta
    least: int
    most: int
    in_use_from: date
    risk_levels: frozenset[str]
    sentences: frozenset[str]
    excluded: tuple[tuple[str, Population], ...]
    cautious: tuple[tuple[str, Population], ...]
    use: PolicyUse


class Packages(NamedTuple):
    """The ceilings of 2026, by A to G tier."""

    allowance: Mapping[str, int]
    early_weeks: Mapping[str, int]
    early: Frequency
    extra_tiers: frozenset[str]
    extra: int
    iom_red_as: str
    uncapped: frozenset[str]
    outside: tuple[tuple[str, Population], ...]
    use: PolicyUse


class CheckIns(NamedTuple):
    """Digital check-ins in place of a monthly contact."""

    every: int
    not_eligible: tuple[Population, ...]
    use: PolicyUse


class ContactPolicy(NamedTuple):
    """Everything in force on one stretch of time."""

    standard_set: str
    set_use: PolicyUse
    tiers: Mapping[str, TierStandard]
    cautious: TierStandard
    no_minimum: str | None
    no_minimum_use: PolicyUse
    forms: Mapping[str, frozenset[str]]
    kinds: frozenset[str]
    failed_counts: bool
    no_contact: tuple[tuple[str, Population], ...]
    custody_contact: Limit | None
    custody_plan: Mapping[str, Any] | None
    custody_plan_use: PolicyUse | None
    framework: str | None
    reset: Reset | None
    impact: Impact | None
    packages: Packages | None
    check_ins: CheckIns | None
