"""The size of an organisation by its yearly income, as published totals count it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from msgspec import Meta

from throughcare.kernel.decision import Decision, Reason, Step, Words, mark
from throughcare.kernel.rulebook import Rule
from throughcare.organisations.rules.supplier_codes import SIZE
from throughcare.organisations.rules.supplier_policy import FAMILY, SupplierPolicy, supplier_policies

NAME, RULE_SET = "organisation-size", "income-bands"
Pence = Annotated[int, Meta(ge=0, le=10**15)]


@dataclass(frozen=True)
class YearOfIncome:
    """What an organisation took in during the year of its last accounts, in pence; ``on`` is the last day of that year."""

    on: date
    income: Pence


@dataclass(frozen=True)
class Size:
    """``band`` is the finer size, ``total`` the one by which totals of the voluntary sector are published."""

    band: Literal["micro", "small", "medium", "large", "major", "super-major"]
    total: Literal["under-1m", "1m-10m", "over-10m"]


_WORDS = mark("An income of £{pounds} in the year to {day}: {size}.")


def decide_size(case: YearOfIncome, *, policy: SupplierPolicy) -> Decision[Size]:
    """The band of the income; a bound belongs to the larger band."""
    entry = SIZE[policy.sizes[case.income]]
    pounds = f"{case.income // 100:,}"
    words = Words(_WORDS, {"pounds": pounds, "day": case.on, "size": Words(entry.label)})
    value = Size(entry.code, entry.facts["total"])  # type: ignore[arg-type]
    step = Step("band", words, entry.code, True)
    return Decision(NAME, RULE_SET, value, Reason(entry.code, words), (step,), (policy.size_bands,))


def size_of(case: YearOfIncome) -> Decision[Size]:
    """The rule with the bands of the day; raises ``NoPolicyInForce``."""
    return decide_size(case, policy=supplier_policies().on(case.on))


RULE = Rule(
    name=NAME,
    rule_set=RULE_SET,
    title=mark("Size of an organisation"),
    case=YearOfIncome,
    value=Size,
    decide=size_of,
    parameters=(FAMILY,),
    source="Local rule, after the bands of the UK Civil Society Almanac",
    default=True,
)
