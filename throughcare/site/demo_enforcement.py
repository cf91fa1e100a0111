"""Enforcement in the demonstration: people warned, decisions waiting, a breach in court, an appeal, a recall to decide.

Everything is recorded by the product's own commands, as the practitioner and the senior of each case would do it, on the
days on which they would have done it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from throughcare.accounts.acting import acting
from throughcare.accounts.models import User
from throughcare.people.models import Person, Sentence
from throughcare.policy.calendar import working_calendar
from throughcare.supervision.commands import breaches, failures, warnings
from throughcare.supervision.commands.contacts import ContactRefused, record_contact
from throughcare.supervision.commands.derive import derive
from throughcare.supervision.commands.documents import make_pack
from throughcare.supervision.commands.enforcing import EnforcementRefused
from throughcare.supervision.models import Breach, ContactDue, Failure, FormalWarning, OfficerSpell
from throughcare.supervision.queries.compliance import compliance_with
from throughcare.supervision.queries.suspension import suspended_by
from throughcare.supervision.rules.breach_policy import respond_by
from throughcare.workforce.models import Staff

HOUR = time(14)
LOOKED_AT = 400
ORDERS = ("warned", "waiting", "court", "reason", "appealed", "waiting", "explained", "warned", "declined", "waiting")


@dataclass(frozen=True)
class _Case:
    person: Person
    sentence: Sentence
    officer: User
    senior: User


def enforce_some(*, region: str, at: datetime) -> None:
    """A handful of people in each state; doing it twice changes nothing."""
    on = timezone.localdate(at)
    witness = User.objects.filter(role="senior", is_active=True).order_by("pk").first()
    if witness is None:
        return
    with acting(witness, why="demonstration"):
        if Failure.objects.exists():
            return
        cases = list(islice(_orders(region, on), len(ORDERS)))
    for story, case in zip(ORDERS, cases, strict=False):
        _tell(story, case, at)
    with acting(witness, why="demonstration"):
        on_licence = next(_licences(region, on), None)
    if on_licence is not None:
        _tell("recall", on_licence, at)


def _tell(story: str, case: _Case, at: datetime) -> None:
    """One story, whole or not at all: a case that turns out unfit is passed over."""
    try:
        with transaction.atomic():
            _STORIES[story](_Teller(case, at))
            with acting(case.officer, why="demonstration"):
                derive([case.person.pk], on=timezone.localdate(at), cause="demonstration")
    except (ContactRefused, EnforcementRefused):
        return


@dataclass
class _Teller:
    """Tells what happened so many days ago, each step as the one who would do it."""

    case: _Case
    now: datetime

    def at(self, days: int) -> datetime:
        """The afternoon of the working day about so many days before now."""
        if days <= 0:
            return self.now
        day, calendar = timezone.localdate(self.now) - timedelta(days=days), working_calendar()
        while not calendar.is_working(day):
            day -= timedelta(days=1)
        return timezone.make_aware(datetime.combine(day, HOUR))

    def on(self, days: int) -> date:
        """The day of that afternoon."""
        return timezone.localdate(self.at(days))

    def missed(self, days: int, outcome: str = "UAAB") -> Failure:
        """An appointment missed so many days ago, and its failure."""
        case, at = self.case, self.at(days)
        with acting(case.officer, why="demonstration"):
            contact = record_contact(
                person=case.person, type="COAP", date=self.on(days), outcome=outcome, confirmed=True, by=case.officer, at=at,
                notes="Did not come. Rang twice, no answer.", reference=f"DEMO-{case.person.crn}-{days}",
            ).contact  # fmt: skip
            return Failure.objects.select_related("sentence", "contact").get(contact=contact)

    def warn(self, failure: Failure, days: int) -> FormalWarning:
        """A warning given so many days ago, with its letter in the person's language."""
        case, language = self.case, "cy" if self.case.person.language == "cy" else "en"
        with acting(case.officer, why="demonstration"):
            return warnings.give_warning(
                sentence=failure.sentence, failures=[failure], kind="formal", words="", language=language, by=case.officer,
                respond_by=respond_by(self.on(days)).day, reference=f"DEMO-W-{case.person.crn}", at=self.at(days),
            )  # fmt: skip

    def reason(self, failure: Failure, days: int, *, code: str, words: str, evidence: str = "") -> None:
        """A reason given so many days ago; accepted where evidence was seen."""
        officer, at, seen = self.case.officer, self.at(days), self.on(days) if evidence else None
        with acting(officer, why="demonstration"):
            offered = failures.offer_reason(
                failure=failure, reason=code, words=words, offered_on=self.on(days), evidence=evidence, evidence_on=seen,
                by=officer, at=at,
            )  # fmt: skip
            if evidence:
                failures.decide_reason(
                    offered=offered, accept=True, evidence=evidence, evidence_on=seen, by=officer, at=at
                )

    def decide(self, days: int, *, begin: bool, reasons: str) -> None:
        """The senior's decision so many days ago."""
        with acting(self.case.senior, why="demonstration"):
            breaches.decide_breach(
                breach=self.breach(), begin=begin, reasons=reasons, by=self.case.senior, at=self.at(days)
            )

    def breach(self) -> Breach:
        """The question that the failures brought to a manager."""
        return Breach.objects.select_related("failure", "sentence").get(sentence=self.case.sentence)


def _warned(it: _Teller) -> None:
    it.warn(it.missed(6), 4)


def _waiting(it: _Teller) -> None:
    it.warn(it.missed(33), 31)
    it.missed(4)


def _declined(it: _Teller) -> None:
    it.warn(it.missed(45), 43)
    it.missed(15)
    it.decide(8, begin=False, reasons="Has come to everything since; the job centre changed the day at short notice.")


def _court(it: _Teller) -> None:
    it.warn(it.missed(60), 58)
    it.missed(21)
    it.decide(16, begin=True, reasons="Two failures without any reason, after a clear warning.")
    officer = it.case.officer
    with acting(officer, why="demonstration"):
        make_pack(breach=it.breach(), language="en", by=officer, at=it.at(15))
        breaches.present_breach(
            breach=it.breach(), presented_on=it.on(14), court=it.case.sentence.court or "Magistrates’ court",
            hearing_on=working_calendar().add(timezone.localdate(it.now), 9), accepted_first_time=True, by=officer,
            at=it.at(14),
        )  # fmt: skip


def _reason(it: _Teller) -> None:
    it.reason(it.missed(2, "AFTA"), 1, code="AAME", words="Says that a child had to be taken to the surgery.")


def _explained(it: _Teller) -> None:
    failure = it.missed(12)
    it.warn(failure, 10)
    evidence = "Letter from the employer about a changed shift"
    it.reason(failure, 7, code="AAEM", words="Was called in to work.", evidence=evidence)


def _appealed(it: _Teller) -> None:
    warning = it.warn(it.missed(17), 15)
    words = "The letter gave half past two, the text message half past three."
    with acting(it.case.officer, why="demonstration"):
        warnings.appeal_warning(warning=warning, words=words, on=it.on(5), by=it.case.officer, at=it.at(5))


def _recall(it: _Teller) -> None:
    it.missed(3)


_STORIES = {
    "warned": _warned,
    "waiting": _waiting,
    "declined": _declined,
    "court": _court,
    "reason": _reason,
    "explained": _explained,
    "appealed": _appealed,
    "recall": _recall,
}


def _orders(region: str, on: date) -> Iterator[_Case]:
    """People on a community order whose failures would count: contact goes on, and nothing has been enforced.

    One for each practitioner first, so that many see something.
    """
    seen: set[int] = set()
    later: list[_Case] = []
    for case in _cases(region, on, Q(kind="community-order")):
        standing = compliance_with(case.sentence, on=on)
        quiet = standing is not None and standing.case is not None and standing.case.breach_since is None
        days = [on - timedelta(days=days) for days in (2, 33, 62)]
        if quiet and not any(suspended_by(case.person.pk, sentence=case.sentence.pk, on=day) for day in days):
            if case.officer.pk in seen:
                later.append(case)
                continue
            seen.add(case.officer.pk)
            yield case
    yield from later


def _licences(region: str, on: date) -> Iterator[_Case]:
    running = Q(kind="custody-determinate", licence_ends_on__gt=on)
    for case in _cases(region, on, running):
        standing = compliance_with(case.sentence, on=on)
        if standing is None or standing.supervision != "licence" or standing.case is None:
            continue
        stopped = suspended_by(case.person.pk, sentence=case.sentence.pk, on=on - timedelta(days=3))
        if standing.case.breach_since is None and not stopped:
            yield case


def _cases(region: str, on: date, kind: Q) -> Iterator[_Case]:
    """People whom contact is due with, on a sentence of that kind, and who have a practitioner and a senior."""
    old = Q(sentenced_on__lt=on - timedelta(days=75)) & (
        Q(ends_on__isnull=True) | Q(ends_on__gt=on + timedelta(days=60))
    )
    due = ContactDue.objects.filter(state="due", duty="contact").values("person")
    sentences = {
        one.person_id: one
        for one in Sentence.objects.filter(kind & old, terminated_on=None, person__delivery_unit__region__code=region)
        .filter(person__merged_into=None, person__limited=False, person__in=due)
        .select_related("person")
        .order_by("person__crn")[:LOOKED_AT]
    }
    spells = OfficerSpell.objects.filter(
        person__in=sentences, until=None, status="allocated", staff__user__is_active=True
    )
    seniors = _seniors(region)
    for spell in spells.select_related("staff__user", "staff__team").order_by("person__crn"):
        staff = spell.staff
        if staff is None or staff.user is None or staff.team is None:
            continue
        senior = seniors.get(staff.team.delivery_unit_id)
        if senior is not None and spell.start < on - timedelta(days=70):
            yield _Case(sentences[spell.person_id].person, sentences[spell.person_id], staff.user, senior)


def _seniors(region: str) -> dict[int, User]:
    found = Staff.objects.filter(grade="SPO", user__is_active=True, team__delivery_unit__region__code=region)
    return {
        one.team.delivery_unit_id: one.user for one in found.select_related("user", "team") if one.team and one.user
    }
