"""The lists of one person's record, and of a diary, as CSV."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext

from throughcare.accounts.web.csv_file import csv_answer
from throughcare.people.models import Person
from throughcare.people.rules.codes import TERMINATION_REASON
from throughcare.supervision.models import Closing, Contact
from throughcare.supervision.queries.compliance import Compliance
from throughcare.supervision.queries.diary import Day
from throughcare.supervision.queries.risk import RiskView, TierStep
from throughcare.supervision.queries.timeline import Happening
from throughcare.supervision.web import appointment_words, enforcement_phrases, phrases, risk_words
from throughcare.supervision.web.happenings import KIND_NAMES, described
from throughcare.workforce.models import Staff


def contacts(person: Person, rows: Iterable[Contact]) -> HttpResponse:
    """Every contact of a person, planned ones among them."""
    header = [
        gettext("Reference"), gettext("Date"), gettext("Time"), gettext("Minutes"), gettext("Kind of contact"),
        gettext("Outcome"), gettext("Practitioner code"), gettext("Practitioner"), gettext("Notes"),
    ]  # fmt: skip
    cells = (
        [row.reference, row.date, row.time, row.minutes, phrases.contact_type(row.type),
         phrases.outcome(row.outcome) if row.outcome else "", row.staff.code if row.staff else "", row.staff, row.notes]
        for row in rows
    )  # fmt: skip
    return csv_answer(header, cells, f"contacts-{person.crn}")


def timeline(person: Person, entries: Iterable[Happening], on: date) -> HttpResponse:
    """Everything that happened to a person or is planned, in the words of the page."""
    header = [
        gettext("Date"), gettext("Time"), gettext("What"), gettext("Entry"), gettext("Text"), gettext("State"),
        gettext("Practitioner"), gettext("Reference"),
    ]  # fmt: skip
    cells = (
        [entry.on, entry.at, KIND_NAMES[entry.kind], said["title"], said["text"], said["tag"], entry.staff,
         entry.reference]
        for entry in entries
        for said in [described(entry, crn=person.crn, on=on)]
    )  # fmt: skip
    return csv_answer(header, cells, f"timeline-{person.crn}")


def risk(person: Person, view: RiskView) -> HttpResponse:
    """Every registration of a person, those in force first, then every assessment."""
    header = [
        gettext("Reference"), gettext("What"), gettext("From"), gettext("Until"), gettext("Review by"), gettext("Why"),
        gettext("Note"),
    ]  # fmt: skip
    return csv_answer(header, _risk_cells(view), f"risk-{person.crn}")


def _risk_cells(view: RiskView) -> Iterator[list[Any]]:
    for one in (*view.standing, *view.past):
        row = one.row
        yield [
            row.reference, risk_words.registered(row.type, row.level, row.category), row.registered_on, row.ended_on,
            one.review.value.due_date if one.review else None,
            risk_words.end_reason(row.end_reason) if row.end_reason else "", row.note,
        ]  # fmt: skip
    for assessment in view.assessments:
        yield [
            assessment.reference, risk_words.assessment(assessment.kind), assessment.completed_on,
            assessment.withdrawn_on, None, assessment.withdrawn_why, "",
        ]  # fmt: skip


def tiers(person: Person, steps: Iterable[TierStep]) -> HttpResponse:
    """Every tier that a person has had, with what it followed."""
    header = [
        gettext("Scheme"), gettext("Decided on"), gettext("Before"), gettext("Tier"), gettext("Provisional"),
        gettext("Because"),
    ]  # fmt: skip
    cells = (
        [phrases.scheme(step.row.scheme), step.row.decided_on, step.before.label if step.before else "",
         step.row.label, gettext("yes") if step.row.provisional else gettext("no"), risk_words.cause(step.row)]
        for step in steps
    )  # fmt: skip
    return csv_answer(header, cells, f"tiers-{person.crn}")


def compliance(person: Person, sentences: Iterable[Compliance]) -> HttpResponse:
    """Failures, warnings and decisions on breach of a person, sentence by sentence."""
    header = [
        gettext("Sentence"), gettext("Kind"), gettext("Reference"), gettext("Day"), gettext("What"), gettext("State"),
        gettext("Due by"),
    ]  # fmt: skip
    return csv_answer(header, _compliance_cells(sentences), f"compliance-{person.crn}")


def _compliance_cells(sentences: Iterable[Compliance]) -> Iterator[list[Any]]:
    w = enforcement_phrases
    for one in sentences:
        name = one.sentence.reference
        for view in one.failures:
            yield [name, gettext("Failure"), view.reference, view.fact.date, w.failure_kind(view.kind),
                   w.failure_state(view.state), view.fact.respond_by]  # fmt: skip
        for warning in one.warnings:
            yield [name, gettext("Warning"), warning.reference, warning.given_on, w.warning_kind(warning.kind),
                   w.warning_state(warning.state), warning.respond_by]  # fmt: skip
        for breach in one.breaches:
            yield [name, gettext("Decision on breach"), breach.reference, breach.asked_on, w.because(breach.because),
                   w.breach_state(breach.state), breach.due_on]  # fmt: skip


def closings(person: Person, rows: Iterable[Closing]) -> HttpResponse:
    """How each sentence of a person ended."""
    header = [
        gettext("Sentence"), gettext("How it ended"), gettext("Last day"), gettext("Closing summary"),
        gettext("What went well"), gettext("Reasons"), gettext("Ended by"), gettext("Record kept until"),
    ]  # fmt: skip
    cells = (
        [row.sentence.reference, gettext(TERMINATION_REASON.label(row.how)), row.ended_on, row.summary, row.went_well,
         row.reasons, row.closed_by, row.keep_until]
        for row in rows
    )  # fmt: skip
    return csv_answer(header, cells, f"closings-{person.crn}")


def diary(days: Sequence[tuple[Staff, Sequence[Day]]], name: str) -> HttpResponse:
    """The diaries of one or several practitioners over some days, line by line."""
    header = [
        gettext("Practitioner code"), gettext("Practitioner"), gettext("Date"), gettext("Time"), gettext("Minutes"),
        gettext("What"), gettext("CRN"), gettext("Name"), gettext("Place"), gettext("Outcome"),
    ]  # fmt: skip
    return csv_answer(header, _diary_cells(days), name)


def _diary_cells(diaries: Sequence[tuple[Staff, Sequence[Day]]]) -> Iterator[list[Any]]:
    for staff, days in diaries:
        for day in days:
            for taken in day.taken:
                yield [staff.code, staff, day.date, taken.start, "", appointment_words.engagement(taken.kind), "",
                       taken.title, "", ""]  # fmt: skip
            for one in day.meetings:
                yield [
                    staff.code, staff, one.date, appointment_words.shown(one.date, one.time, one.second), one.minutes,
                    phrases.contact_type(one.type), one.crn, one.name, one.place,
                    phrases.outcome(one.outcome) if one.outcome else "",
                ]  # fmt: skip
