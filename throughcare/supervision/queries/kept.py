"""The kept answers about one person, together: what a change of risk changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from throughcare.kernel.decision import Decision
from throughcare.supervision.models import ContactDue, OfficerSpell, Tier
from throughcare.supervision.queries.workload import weigh_people
from throughcare.supervision.rules.grade_tier import GradeCase, GradeFit, decide_grade
from throughcare.supervision.rules.standing import LETTERS
from throughcare.workforce.models import Staff

A_TO_G, TWO_AXIS = "a-to-g-2026", "two-axis-2021"
SCHEMES = (A_TO_G, TWO_AXIS)


@dataclass(frozen=True)
class KeptAnswers:
    """Tiers by scheme, what is due next, who holds the case, and whether the tier fits their grade (None: nobody).

    ``points`` are what the case weighs, None where that cannot be said.
    """

    tiers: dict[str, Tier]
    due: ContactDue | None
    points: int | None
    staff: Staff | None
    fit: Decision[GradeFit] | None

    def label(self, scheme: str) -> str:
        """The tier under a scheme, empty where there is none."""
        return self.tiers[scheme].label if scheme in self.tiers else ""

    @property
    def is_outgrown(self) -> bool:
        """Whether the case is to be held at another grade."""
        return self.fit is not None and self.fit.value.fits is False


def kept_answers(person: int, *, on: date) -> KeptAnswers:
    """What is kept about ``person`` (a primary key), and whether the practitioner's grade fits on ``on``."""
    tiers = {tier.scheme: tier for tier in Tier.objects.filter(person=person, superseded_at=None)}
    spell = OfficerSpell.objects.filter(person=person, until=None).select_related("staff__team").first()
    staff = spell.staff if spell else None
    due, weight = ContactDue.objects.filter(person=person).first(), weigh_people([person], on=on).get(person)
    points = weight.points if weight and not weight.problem else None
    return KeptAnswers(tiers, due, points, staff, _fit(staff, tiers, on) if staff else None)


def graded_tier(a_to_g: str | None, two_axis: str | None) -> tuple[str, str]:
    """The tier that a grade is judged by and its scheme: A to G where it can be computed, else the two axes."""
    if a_to_g in LETTERS:
        return str(a_to_g), A_TO_G
    return two_axis or "", TWO_AXIS


def _fit(staff: Staff, tiers: dict[str, Tier], on: date) -> Decision[GradeFit]:
    labels = {scheme: tier.label for scheme, tier in tiers.items()}
    tier, scheme = graded_tier(labels.get(A_TO_G), labels.get(TWO_AXIS))
    return decide_grade(GradeCase(on=on, grade=staff.grade, tier=tier or None, scheme=scheme))  # type: ignore[arg-type]
