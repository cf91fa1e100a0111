"""A person on an order with a practitioner and a senior, and the commands of enforcement shortly."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from throughcare.accounts.acting import acting
from throughcare.accounts.models import User
from throughcare.audit.models import Entry
from throughcare.people.models import Person, Sentence
from throughcare.supervision.commands import breaches, failures, warnings
from throughcare.supervision.commands.contacts import record_contact
from throughcare.supervision.commands.derive import derive
from throughcare.supervision.models import Breach, Contact, Failure, FormalWarning
from throughcare.supervision.tests.scene import Scene, case
from throughcare.testing.acting import as_role

NOW = datetime(2026, 3, 10, 11, 0, tzinfo=UTC)
TODAY = NOW.date()
FIRST, SECOND = date(2026, 2, 12), date(2026, 3, 5)


@dataclass
class Enforced:
    """The person, the sentence and who acts; each verb acts as the owner unless another is named."""

    scene: Scene
    person: Person
    sentence: Sentence
    count: int = 0

    @property
    def senior(self) -> User:
        return self.scene.cast["senior"]

    def missed(self, on: date, outcome: str = "UAAB", at: datetime = NOW) -> Contact:
        """An appointment missed on a day, recorded as the practitioner records it."""
        self.count += 1
        moment = datetime(on.year, on.month, on.day, 15, tzinfo=UTC) if at is NOW else at
        with acting(self.scene.owner):
            return record_contact(
                person=self.person, type="COAP", date=on, outcome=outcome, notes="", reference=f"W-{self.count}",
                by=self.scene.owner, at=moment, confirmed=True,
            ).contact  # fmt: skip

    def failure(self, contact: Contact) -> Failure:
        with as_role("jobs", 1):
            return Failure.objects.select_related("sentence", "contact").get(contact=contact)

    def warn(self, *about: Failure, by: User | None = None, at: datetime = NOW, **given: Any) -> FormalWarning:
        self.count += 1
        facts = {"kind": "formal", "words": "", "language": "en", "reference": f"WN-{self.count}"}
        facts["respond_by"] = at.date() + timedelta(days=12)
        with acting(by or self.scene.owner):
            return warnings.give_warning(
                sentence=self.sentence, failures=about, by=by or self.scene.owner, at=at, **(facts | given)
            )

    def breach(self) -> Breach | None:
        with as_role("jobs", 1):
            return Breach.objects.select_related("failure", "process").order_by("-pk").first()

    def decide(
        self, begin: bool, *, by: User | None = None, at: datetime = NOW, reasons: str = "Two missed, no reason."
    ):
        with acting(by or self.senior):
            return breaches.decide_breach(
                breach=self.breach(), begin=begin, reasons=reasons, by=by or self.senior, at=at
            )

    def reason(self, failure: Failure, accept: bool | None = None, evidence: str = "Letter from the surgery", at=NOW):
        with acting(self.scene.owner):
            offered = failures.offer_reason(
                failure=failure, reason="AAME", words="Was ill", offered_on=at.date(), evidence=evidence,
                evidence_on=at.date() if evidence else None, by=self.scene.owner, at=at,
            )  # fmt: skip
            if accept is not None:
                failures.decide_reason(offered=offered, accept=accept, by=self.scene.owner, at=at)
            return offered

    def entries(self) -> list[str]:
        with acting(self.scene.cast["auditor"]):
            return list(Entry.objects.order_by("id").values_list("action", flat=True))


def enforced(scene: Scene, *, kind: str = "community-order", **sentence: Any) -> Enforced:
    """A person on an order of that kind, with answers derived."""
    person = case(scene, derived=False)
    with as_role("jobs", 1):
        found = Sentence.objects.get(person=person)
        Sentence.objects.filter(pk=found.pk).update(kind=kind, **sentence)
        found.refresh_from_db()
    with acting(scene.owner):
        derive([person.pk], on=scene.on, cause="test")
    return Enforced(scene, person, found)
