"""The policy of `contact-due`, compiled from the parameters once for each stretch of time in which nothing changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import Any

from throughcare.kernel.calendar import CalendarNotPublished, WorkingCalendar, add_months, days_in_month
from throughcare.kernel.decision import PolicyUse, Step, Words
from throughcare.policy.book import DatedPolicy, Family, NoPolicyInForce, PolicyFault, load_family
from throughcare.policy.calendar import working_calendar
from throughcare.supervision.rules.contact_facts import POPULATIONS, ContactCase, Population
from throughcare.supervision.rules.contact_terms import (
    CheckIns,
    ContactPolicy,
    Frequency,
    Impact,
    Limit,
    Packages,
    Reset,
    TierStandard,
)
from throughcare.supervision.rules.contact_words import LIMITS, MONTHLY, ONE_IN, SEVERAL_IN, UNITS

FAMILIES = (
    "national-standards", "probation-reset", "probation-impact", "supervision-packages", "online-check-ins",
)  # fmt: skip
PACKAGE = "throughcare.supervision"
DIGITAL = "digital-check-in"
SCHEMES: dict[str, tuple[str, ...]] = {
    "two-axis-2021": tuple(f"{p}{c}{s}" for p in "ABCD" for c in "0123" for s in ("", "S")),
    "a-to-g-2026": tuple("ABCDEFG"),
    "four-tier-2007": tuple("1234"),
}
# Explicit sets: the base standard whose stretch of time they are confined to, and the changes laid over it.
BASES = {
    "ns-2007": "ns-2007", "ns-2015": "ns-2015", "ns-2021": "ns-2021", "reset-2024": "ns-2021",
    "impact-2025": "ns-2021", "packages-2026": "ns-2021",
}  # fmt: skip
OVERLAYS = {
    "reset-2024": ("reset",),
    "impact-2025": ("reset", "impact"),
    "packages-2026": ("reset", "impact", "packages"),
}
OVERLAY_FAMILIES = {"reset": "probation-reset", "impact": "probation-impact", "packages": "supervision-packages"}


class ContactPolicies:
    """The policies of `contact-due` by day: the standards as dated, or one explicit set whatever the day.

    An explicit set answers "what would these standards have asked?": a day outside its own stretch of time is read as
    the nearest day inside it, and only the changes that belong to the set are laid over it, without roll-out dates.

    ``on(day)`` is the policy for a day and raises ``NoPolicyInForce`` before the first standard; ``changes_after(day)``
    is the next day on which some value changes; ``working_days(a, b)`` counts ``(a, b]``, None where not known.
    """

    def __init__(self, family: Family, calendar: WorkingCalendar, standard_set: str | None = None) -> None:
        self.standard_set = standard_set
        self.calendar = calendar
        self.by_date = standard_set is None
        self._overlays = OVERLAYS.get(standard_set or "", ()) if standard_set else tuple(OVERLAY_FAMILIES)
        self._dated: DatedPolicy[ContactPolicy] = DatedPolicy(family, self._build)
        self.first_day = family.change_dates()[0]
        self._first, self._last = self._stretch(family)
        self.add = lru_cache(maxsize=65536)(calendar.add)
        self.working_days = lru_cache(maxsize=65536)(self._working_days)
        self.on = lru_cache(maxsize=65536)(self._dated.on if self.by_date else self._clamped)
        self.changes_after = lru_cache(maxsize=65536)(self._changes_after)

    def _clamped(self, day: date) -> ContactPolicy:
        return self._dated.on(min(max(day, self._first), self._last))

    def _working_days(self, first: date, last: date) -> int | None:
        try:
            return self.calendar.between(first, last)
        except CalendarNotPublished:
            return None

    def due(self, start: date, count: int, unit: str, *, month_end: bool = False) -> date:
        """``count`` ``unit`` after ``start``."""
        if unit == "business-days":
            day = self.add(start, count)
        elif unit == "calendar-months":
            day = months_after(start, count)
        else:
            day = start + timedelta(days=count * 7 if unit == "weeks" else count)
        return day.replace(day=days_in_month(day.year, day.month)) if month_end else day

    def _changes_after(self, day: date) -> date | None:
        change = self._dated.changes_after(day)
        if not self.by_date and change is not None:
            change = self._dated.changes_after(max(day, self._first))
            return change if change is not None and change <= self._last else None
        return change

    def _stretch(self, family: Family) -> tuple[date, date]:
        if self.by_date:
            return date.min, date.max
        base = BASES[self.standard_set or ""]
        values = family["national-standards.standard-set"].values
        place = next(n for n, value in enumerate(values) if value.value == base)
        starts = [values[place].start]
        for overlay in self._overlays:
            name = OVERLAY_FAMILIES[overlay]
            starts += [p.values[0].start for key, p in family.parameters.items() if key.startswith(f"{name}.")]
        last = values[place + 1].start - timedelta(days=1) if place + 1 < len(values) else date.max
        return max(starts), last

    def _build(self, family: Family, day: date) -> ContactPolicy:
        return build_policy(family, day, self._overlays)


months_after = lru_cache(maxsize=65536)(add_months)


def build_policy(family: Family, day: date, overlays: tuple[str, ...]) -> ContactPolicy:
    """Compile what is in force on ``day``; raises ``NoPolicyInForce`` and, for an unknown code, ``PolicyFault``."""

    def use(name: str) -> PolicyUse:
        return family[name].use(day)

    def maybe(name: str) -> PolicyUse | None:
        try:
            return family[name].use(day)
        except NoPolicyInForce:
            return None

    forms = {name: frozenset(modes) for name, modes in use("national-standards.forms").value.items()}
    tiers = _tiers(use, maybe, forms)
    floor = use("national-standards.minimum-frequency")
    framework = use("national-standards.delivery-framework").value
    custody = maybe("national-standards.first-in-custody")
    custody_plan = maybe("national-standards.plan-in-custody")
    return ContactPolicy(
        standard_set=use("national-standards.standard-set").value,
        set_use=use("national-standards.standard-set"),
        tiers=tiers,
        cautious=_most_cautious(use("national-standards.standard-set").value, tiers),
        no_minimum=None if floor.value["count"] else floor.value["because"],
        no_minimum_use=floor,
        forms=forms,
        kinds=frozenset(use("national-standards.kinds-that-count").value),
        failed_counts=use("national-standards.attended-but-failed").value == "counts",
        no_contact=populations(use("national-standards.no-contact-populations")),
        custody_contact=_limit(custody, "", forms, "custody") if custody else None,
        custody_plan=custody_plan.value if custody_plan else None,
        custody_plan_use=custody_plan,
        framework=None if framework == "none" else framework,
        reset=_reset(use) if "reset" in overlays and maybe("probation-reset.exempt") else None,
        impact=_impact(use) if "impact" in overlays and maybe("probation-impact.excluded") else None,
        packages=_packages(use, forms) if "packages" in overlays and maybe("supervision-packages.uncapped") else None,
        check_ins=_check_ins(use) if maybe("online-check-ins.not-eligible") else None,
    )


Use = Callable[[str], PolicyUse]
Maybe = Callable[[str], PolicyUse | None]


def populations(use: PolicyUse) -> tuple[tuple[str, Population], ...]:
    """The populations that a list of codes names; raises ``PolicyFault`` for a code that no population has."""
    unknown = set(use.value) - set(POPULATIONS)
    if unknown:
        raise PolicyFault(f"{use.parameter}: unknown populations {sorted(unknown)}")
    return tuple((code, POPULATIONS[code]) for code in use.value)


def first_match(groups: tuple[tuple[str, Population], ...], case: ContactCase) -> str | None:
    """The first population that the person belongs to."""
    for code, belongs in groups:
        if belongs(case):
            return code
    return None


def frequency(row: Mapping[str, Any], forms: Mapping[str, frozenset[str]], use: PolicyUse | None) -> Frequency:
    """A frequency with its sentence."""
    count, every, unit = row["count"], row["every"], row["unit"]
    if (count, every, unit) == (1, 1, "calendar-months"):
        words = Words(MONTHLY)
    elif count == 1:
        words = Words(ONE_IN, {"every": every, "unit": UNITS[unit]})
    else:
        words = Words(SEVERAL_IN, {"count": count, "every": every, "unit": UNITS[unit]})
    doubtful = use is not None and use.confidence == "unconfirmed"
    step = Step("contact-frequency", words, None, True)
    form, modes = row["form"], forms[row["form"]]
    digital = (f"{form}-or-digital", modes | {DIGITAL})
    month_end = bool(row.get("month_end"))
    return Frequency(count, every, unit, month_end, form, modes, *digital, step, words.say(), use, doubtful)


def _tiers(use: Use, maybe: Maybe, forms: Mapping[str, frozenset[str]]) -> dict[str, TierStandard]:
    floor_use = use("national-standards.minimum-frequency")
    floor = frequency(floor_use.value, forms, floor_use) if floor_use.value["count"] else None
    closer = maybe("national-standards.frequency-by-tier")
    tiers: dict[str, TierStandard] = {}
    for scheme, labels in SCHEMES.items():
        rows = closer.value.get(scheme, {}) if closer else {}
        for label in labels:
            letter = label[0]
            tiers[label] = TierStandard(
                scheme,
                letter,
                label.endswith("S"),
                _limit(use("national-standards.first-after-sentence"), letter, forms),
                _limit(use("national-standards.first-after-release"), letter, forms),
                _limit(use("national-standards.plan"), letter, forms, "plan"),
                frequency(rows[letter], forms, closer) if letter in rows else floor,
            )
    return tiers


def _limit(use: PolicyUse, tier: str, forms: Mapping[str, frozenset[str]], prefix: str = "") -> Limit:
    row = use.value
    limit = row.get("tiers", {}).get(tier, row["limit"])
    unit = row.get("tier_units", {}).get(tier, row["unit"])
    clock = row["clock"]
    key = {"": clock, "plan": f"plan-{clock}", "custody": "custody"}[prefix]
    if key == "release" and limit == 1:
        key = "release-one"
    words = Words(LIMITS[key, unit], {"limit": limit})
    code = {"": f"first-appointment-{clock}", "plan": f"plan-{clock}", "custody": "first-contact-in-custody"}[prefix]
    modes = forms.get(row["form"], frozenset())
    doubtful = use.confidence == "unconfirmed"
    return Limit(limit, unit, clock, row["form"], modes, Step(code, words, None, True), words.say(), use, doubtful)


def _most_cautious(standard_set: str, tiers: Mapping[str, TierStandard]) -> TierStandard:
    cautious = tiers["4" if standard_set == "ns-2007" else "A"]
    return cautious._replace(scheme="none")


def _reset(use: Use) -> Reset:
    part = use("probation-reset.suspends-after")
    return Reset(
        use("probation-reset.in-use-from").value,
        part.value["numerator"],
        part.value["denominator"],
        frozenset(use("probation-reset.sentences").value),
        frozenset(use("probation-reset.no-contact-at-all").value),
        frozenset(use("probation-reset.follow-up").value),
        populations(use("probation-reset.exempt")),
        part,
    )


def _impact(use: Use) -> Impact:
    weeks = use("probation-impact.suspends-after")
    return Impact(
        timedelta(weeks=weeks.value),
        use("probation-impact.meetings-minimum").value,
        use("probation-impact.meetings-maximum").value,
        weeks.in_force_from,
        frozenset(use("probation-impact.risk-levels").value),
        frozenset(use("probation-impact.sentences").value),
        populations(use("probation-impact.excluded")),
        populations(use("probation-impact.excluded-as-in-reset")),
        weeks,
    )


def _packages(use: Use, forms: Mapping[str, frozenset[str]]) -> Packages:
    extra = use("supervision-packages.extra-for-women").value
    early = use("supervision-packages.early-engagement-frequency")
    return Packages(
        use("supervision-packages.annual-allowance").value,
        use("supervision-packages.early-engagement-weeks").value,
        frequency(early.value, forms, early),
        frozenset(extra["tiers"]),
        extra["extra"],
        use("supervision-packages.iom-red-as-tier").value,
        frozenset(use("supervision-packages.uncapped").value),
        populations(use("supervision-packages.does-not-apply")),
        use("supervision-packages.annual-allowance"),
    )


def _check_ins(use: Use) -> CheckIns:
    replaces = use("online-check-ins.replaces-every")
    groups = populations(use("online-check-ins.not-eligible"))
    return CheckIns(replaces.value, tuple(belongs for _, belongs in groups), replaces)


def load_contact_family() -> Family:
    """The parameters of all five families as one, each named ``family.parameter``."""
    parameters = {
        parameter.id: parameter for name in FAMILIES for parameter in load_family(PACKAGE, name).parameters.values()
    }
    return Family("contact-due", "Contact standards", "national", parameters)


@cache
def contact_policies(standard_set: str | None = None) -> ContactPolicies:
    """The policies from the parameter files, dated or of one explicit set, built once."""
    return ContactPolicies(load_contact_family(), working_calendar(), standard_set)
