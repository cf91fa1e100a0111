"""The history that a breach pack assembles: order, requirements, failures, reasons, warnings, contacts, decision."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from throughcare.kernel.decision import Decision, mark
from throughcare.people.models import LicenceCondition, Person, Requirement, Sentence
from throughcare.people.rules.codes import LENGTH_UNIT, LICENCE_CONDITION_CATEGORY, REQUIREMENT_CATEGORY
from throughcare.supervision.documents.pack import Amount, PackFacts, PackSection, PackTable, Said
from throughcare.supervision.models import Breach, Contact, Failure, FormalWarning, OfficerSpell, ReasonOffered
from throughcare.supervision.queries.compliance import Compliance, compliance_with
from throughcare.supervision.queries.letter_facts import address_of, next_appointment, supervision_label
from throughcare.supervision.rules import codes
from throughcare.supervision.rules import enforcement_codes as enforcement
from throughcare.supervision.rules.breach_facts import BreachStanding
from throughcare.supervision.rules.breach_threshold import decide_breach_threshold
from throughcare.supervision.rules.enforcement_states import FAILURE_STATE, WARNING_STATE

_WITHOUT_MEETING = codes.CONTACT_TYPE.having("mode", "none")


def pack_facts(breach: Breach, *, reference: str, on: date) -> PackFacts:
    """Everything of a breach on ``on``; notes of contacts stay out, because they are not evidence of the failure."""
    person = Person.objects.select_related("delivery_unit").get(pk=breach.person_id)
    standing = compliance_with(breach.sentence, on=on)
    return PackFacts(
        reference=reference,
        crn=person.crn,
        name=person.name,
        sentence=supervision_label(breach.supervision),
        made_on=on,
        sections=(
            _person(person, on),
            _order(breach.sentence),
            _required(breach.sentence),
            _failures(breach),
            _reasons(breach),
            _warnings(breach),
            _contacts(breach.sentence, on),
            _officer(breach, on),
            _decision(breach),
        ),
        decision=_as_it_was(standing),
    )


def _as_it_was(standing: Compliance | None) -> Decision[BreachStanding] | None:
    """How the failures count, leaving aside that breach has begun since."""
    if standing is None or standing.case is None or standing.decision is None:
        return None
    return decide_breach_threshold(replace(standing.case, breach_since=None))


def _person(person: Person, on: date) -> PackSection:
    facts = (
        (mark("Name"), person.name),
        (mark("Date of birth"), person.date_of_birth),
        (mark("Case reference number"), person.crn),
        (mark("Address"), address_of(person.pk, on=on)),
        (mark("Delivery unit"), person.delivery_unit.name),
    )
    return PackSection(mark("Person"), facts=facts)


def _order(sentence: Sentence) -> PackSection:
    facts = (
        (mark("Sentence"), Said(supervision_label(sentence.kind))),
        (mark("Court"), sentence.court),
        (mark("Offence"), sentence.offence),
        (mark("Sentenced"), sentence.sentenced_on),
        (mark("Starts"), sentence.starts_on),
        (mark("Ends before"), sentence.ends_on),
    )
    return PackSection(mark("Order"), facts=facts)


def _required(sentence: Sentence) -> PackSection:
    rows = [
        (
            Said(REQUIREMENT_CATEGORY.label(one.category)),
            Amount(one.length, LENGTH_UNIT.label(one.unit)) if one.length else "",
            one.start,
            one.terminated_on or one.until,
        )
        for one in Requirement.objects.filter(sentence=sentence).order_by("start", "pk")
    ]
    rows += [
        (Said(LICENCE_CONDITION_CATEGORY.label(one.category)), one.wording, one.start, one.until)
        for one in LicenceCondition.objects.filter(sentence=sentence).order_by("start", "pk")
    ]
    head = (mark("Requirement"), mark("Length"), mark("From"), mark("Until"))
    return PackSection(mark("What it requires"), table=PackTable(head, (3, 2, 2, 2), tuple(rows)))


def _failures(breach: Breach) -> PackSection:
    rows = []
    failures = Failure.objects.filter(sentence=breach.sentence_id).exclude(state="struck")
    for one in failures.select_related("contact", "requirement").order_by("date", "pk"):
        what: tuple[object, ...] = (Said(enforcement.FAILURE_KIND.label(one.kind)),)
        if one.contact is not None:
            what = (*what, Said(codes.CONTACT_TYPE.label(one.contact.type)))
        if one.requirement is not None:
            what = (*what, Said(REQUIREMENT_CATEGORY.label(one.requirement.category)))
        what = (*what, one.words) if one.words else what
        aware = (one.aware_on, Said(enforcement.AWARE_SOURCE.label(one.aware_source)))
        rows.append((one.date, what, aware, Said(FAILURE_STATE.label(one.state))))
    head = (mark("Day"), mark("What happened"), mark("Became known"), mark("State"))
    return PackSection(mark("Failures"), table=PackTable(head, (3, 4, 4, 3), tuple(rows)))


def _reasons(breach: Breach) -> PackSection:
    offered = ReasonOffered.objects.filter(failure__sentence=breach.sentence_id).select_related("failure")
    rows = tuple(_reason(one) for one in offered.order_by("failure__date", "offered_on", "pk"))
    head = (mark("Failure of"), mark("Reason"), mark("Given on"), mark("Evidence"), mark("Decision"))
    return PackSection(mark("Reasons offered"), table=PackTable(head, (3, 4, 3, 4, 2), rows))


def _reason(offered: ReasonOffered) -> tuple[object, ...]:
    label = Said(enforcement.REASON.label(offered.reason))
    reason = (label, offered.words) if offered.words else label
    decision = Said(enforcement.REASON_DECISION.label(offered.decision)) if offered.decision else ""
    return (offered.failure.date, reason, offered.offered_on, offered.evidence, decision)


def _warning(warning: FormalWarning) -> tuple[object, ...]:
    kind, state = enforcement.WARNING_KIND.label(warning.kind), WARNING_STATE.label(warning.state)
    return (warning.given_on, Said(kind), warning.respond_by, Said(state), warning.withdrawn_on)


def _warnings(breach: Breach) -> PackSection:
    warnings = FormalWarning.objects.filter(sentence=breach.sentence_id).order_by("given_on", "pk")
    rows = tuple(_warning(one) for one in warnings)
    head = (mark("Given on"), mark("Warning"), mark("To respond by"), mark("State"), mark("Withdrawn on"))
    return PackSection(mark("Warnings"), table=PackTable(head, (3, 3, 3, 3, 3), rows))


def _contacts(sentence: Sentence, on: date) -> PackSection:
    contacts = Contact.objects.filter(person=sentence.person_id, date__gte=sentence.starts_on, date__lte=on)
    rows = tuple(
        (one.date, Said(codes.CONTACT_TYPE.label(one.type)), str(one.staff) if one.staff else "",
         Said(codes.OUTCOME.label(one.outcome)) if one.outcome else "")
        for one in contacts.exclude(type__in=_WITHOUT_MEETING).select_related("staff").order_by("date", "time", "pk")
    )  # fmt: skip
    head = (mark("Day"), mark("Contact"), mark("With"), mark("Outcome"))
    return PackSection(mark("Contacts since the order began"), table=PackTable(head, (3, 4, 3, 4), rows))


def _officer(breach: Breach, on: date) -> PackSection:
    spells = OfficerSpell.objects.filter(person=breach.person_id, status="allocated").select_related("staff", "team")
    rows = tuple(
        (str(one.staff), one.team.name if one.team else "", one.start, one.until) for one in spells.order_by("-start")
    )
    following = next_appointment(breach.person_id, on=on)
    head = (mark("Responsible officer"), mark("Team"), mark("From"), mark("Until"))
    return PackSection(
        mark("Officer and next appointment"),
        facts=((mark("Next appointment"), _booked(following)),),
        table=PackTable(head, (3, 3, 2, 2), rows),
    )


def _booked(contact: Contact | None) -> tuple[object, ...]:
    if contact is None:
        return ()
    time = (contact.time.strftime("%H:%M"),) if contact.time else ()
    return (contact.date, *time, Said(codes.CONTACT_TYPE.label(contact.type)))


def _decision(breach: Breach) -> PackSection:
    facts = (
        (mark("Became known"), breach.aware_on),
        (mark("How the service became aware"), Said(enforcement.AWARE_SOURCE.label(breach.aware_source))),
        (mark("Asked because"), Said(enforcement.ASKED_BECAUSE.label(breach.because))),
        (mark("Asked by"), (str(breach.asked_by), breach.asked_on)),
        (mark("Decision due by"), breach.due_on),
        (mark("Decided by"), (str(breach.decided_by), breach.decided_on) if breach.decided_by else ""),
    )
    texts = tuple(text for text in (breach.words, breach.reasons) if text)
    return PackSection(mark("Decision to begin breach"), facts=facts, texts=texts)
