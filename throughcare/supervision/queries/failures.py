"""Failures as pages and the rule see them: recorded here, or known only from the outcome of a contact."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from throughcare.supervision.models import Contact, Failure, FormalWarning, WarnedFailure
from throughcare.supervision.rules.breach_facts import FailureFact
from throughcare.supervision.rules.codes import OUTCOME
from throughcare.supervision.rules.failure_sentence import sentence_against
from throughcare.supervision.rules.record import Record

FAILED = OUTCOME.having("complied", False)
STATE_OF_OUTCOME: Mapping[str, str] = {code: "awaiting-reason" if code == "AFTA" else "unacceptable" for code in FAILED}
KIND_OF_OUTCOME: Mapping[str, str] = {
    code: "behaviour" if OUTCOME[code].facts["attended"] else "absence" for code in FAILED
}


@dataclass(frozen=True)
class FailureView:
    """A failure as pages show it: recorded here (``row``), or known only from the outcome of a contact."""

    fact: FailureFact
    reference: str
    kind: str
    row: Failure | None
    contact: Contact | None
    warnings: tuple[FormalWarning, ...] = ()

    @property
    def state(self) -> str:
        """Its state, as the table of states names it."""
        return self.row.state if self.row is not None else self.fact.state

    @property
    def counts(self) -> bool:
        """Whether the rule is asked about it: one recorded in error is none."""
        return self.state != "struck"


def failures_of(person: int, record: Record, on: date) -> dict[int, list[FailureView]]:
    """Recorded failures, and contacts whose outcome is one but of which no more was recorded."""
    found: dict[int, list[FailureView]] = defaultdict(list)
    warned = _warnings_of_failures(person)
    recorded = list(
        Failure.objects.filter(person=person, date__lte=on).select_related("contact__staff", "requirement", "condition")
    )
    for row in recorded:
        found[row.sentence_id].append(
            FailureView(_fact(row), row.reference, row.kind, row, row.contact, tuple(warned.get(row.pk, ())))
        )
    known = {row.contact_id for row in recorded}
    contacts = Contact.objects.filter(person=person, outcome__in=FAILED, date__lte=on).select_related("staff")
    for contact in contacts:
        if contact.pk in known:
            continue
        against = sentence_against(record, on=contact.date, named=contact.sentence_id)
        against = against or sentence_against(record, on=contact.date)
        if against is not None:
            view = FailureView(
                _fact_of_contact(contact), contact.reference, KIND_OF_OUTCOME[contact.outcome], None, contact
            )
            found[against[0].id].append(view)
    return {key: sorted(views, key=lambda view: (view.fact.date, view.reference)) for key, views in found.items()}


def _warnings_of_failures(person: int) -> dict[int, list[FormalWarning]]:
    found: dict[int, list[FormalWarning]] = defaultdict(list)
    for row in WarnedFailure.objects.filter(person=person).select_related("warning").order_by("warning__given_on"):
        found[row.failure_id].append(row.warning)
    return found


def _fact(row: Failure) -> FailureFact:
    return FailureFact(
        date=row.date,
        state="acceptable" if row.state == "struck" else row.state,  # type: ignore[arg-type]
        reference=row.reference,
        accepted_on=row.decided_on if row.state == "acceptable" else None,
        aware_on=row.aware_on,
        respond_by=row.respond_by,
        suspended_by=row.suspended_by or None,  # type: ignore[arg-type]
        counts_nevertheless=bool(row.counts_because),
    )


def _fact_of_contact(contact: Contact) -> FailureFact:
    return FailureFact(
        date=contact.date,
        state=STATE_OF_OUTCOME[contact.outcome],  # type: ignore[arg-type]
        reference=contact.reference,
        aware_on=contact.date,
    )
