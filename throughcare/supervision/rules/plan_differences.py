"""What differs between two versions of a sentence plan, matched by the keys that versions carry on. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID


@dataclass(frozen=True, slots=True)
class StepText:
    """A step as a version says it."""

    key: UUID
    text: str
    text_cy: str
    who: str
    agency: str
    due_on: date | None


@dataclass(frozen=True, slots=True)
class ObjectiveText:
    """An objective as a version says it, with its steps."""

    key: UUID
    section: str
    text: str
    text_cy: str
    steps: tuple[StepText, ...] = ()


@dataclass(frozen=True, slots=True)
class VersionText:
    """A version: severities by section, strengths line by line, the review date, objectives."""

    needs: Mapping[str, str] = field(default_factory=dict)
    strengths: tuple[str, ...] = ()
    review_on: date | None = None
    objectives: tuple[ObjectiveText, ...] = ()


@dataclass(frozen=True, slots=True)
class StepDifference:
    """A step before and after; None where the version has none."""

    before: StepText | None
    after: StepText | None


@dataclass(frozen=True, slots=True)
class ObjectiveDifference:
    """An objective before and after, and its steps that differ."""

    before: ObjectiveText | None
    after: ObjectiveText | None
    steps: tuple[StepDifference, ...]

    @property
    def shown(self) -> ObjectiveText:
        """The objective by which to call it."""
        found = self.after or self.before
        assert found is not None
        return found

    @property
    def is_reworded(self) -> bool:
        """Whether both versions have it, in other words or under another part of life."""
        return (
            self.before is not None
            and self.after is not None
            and (self.before.text, self.before.text_cy, self.before.section)
            != (self.after.text, self.after.text_cy, self.after.section)
        )


@dataclass(frozen=True, slots=True)
class PlanDifferences:
    """Everything that differs. Needs by section: severity before and after, empty for none."""

    needs: Mapping[str, tuple[str, str]]
    strengths_gone: tuple[str, ...]
    strengths_new: tuple[str, ...]
    review_on: tuple[date | None, date | None] | None
    objectives: tuple[ObjectiveDifference, ...]

    def __bool__(self) -> bool:
        return bool(self.needs or self.strengths_gone or self.strengths_new or self.review_on or self.objectives)


def differences(before: VersionText, after: VersionText) -> PlanDifferences:
    """What differs between two versions, in the order of the later one, with what is gone at the end."""
    sections = [*after.needs, *(section for section in before.needs if section not in after.needs)]
    needs = {section: (before.needs.get(section, ""), after.needs.get(section, "")) for section in sections}
    return PlanDifferences(
        needs={section: pair for section, pair in needs.items() if pair[0] != pair[1]},
        strengths_gone=tuple(line for line in before.strengths if line not in after.strengths),
        strengths_new=tuple(line for line in after.strengths if line not in before.strengths),
        review_on=None if before.review_on == after.review_on else (before.review_on, after.review_on),
        objectives=tuple(_objectives(before.objectives, after.objectives)),
    )


def _objectives(before: Iterable[ObjectiveText], after: Iterable[ObjectiveText]) -> list[ObjectiveDifference]:
    was, now = {one.key: one for one in before}, {one.key: one for one in after}
    pairs = [(was.get(key), one) for key, one in now.items()]
    found = [ObjectiveDifference(old, one, _steps(old.steps if old else (), one.steps)) for old, one in pairs]
    found += [ObjectiveDifference(old, None, ()) for key, old in was.items() if key not in now]
    return [one for one in found if one.before is None or one.after is None or one.is_reworded or one.steps]


def _steps(before: Iterable[StepText], after: Iterable[StepText]) -> tuple[StepDifference, ...]:
    was, now = {one.key: one for one in before}, {one.key: one for one in after}
    found = [StepDifference(was.get(key), one) for key, one in now.items() if was.get(key) != one]
    return (*found, *(StepDifference(old, None) for key, old in was.items() if key not in now))
