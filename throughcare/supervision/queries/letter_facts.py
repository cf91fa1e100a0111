"""What a letter of enforcement says: the person, the officer, the failures, the next appointment."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext, override

from throughcare.kernel.decision import mark
from throughcare.people.models import ContactDetail, Person
from throughcare.people.rules.codes import SENTENCE_KIND
from throughcare.supervision.documents.letters import LANGUAGES, Envelope
from throughcare.supervision.documents.render import in_words
from throughcare.supervision.models import Breach, Contact, Failure, FormalWarning, OfficerSpell
from throughcare.supervision.queries.compliance import sentence_of_failure
from throughcare.supervision.rules.codes import CONTACT_TYPE
from throughcare.supervision.rules.enforcement_codes import FAILURE_KIND
from throughcare.supervision.rules.letters import LetterFacts, LetterKind

_MEETINGS = [code for code in CONTACT_TYPE.by_code if CONTACT_TYPE[code].facts["mode"] != "none"]


@dataclass(frozen=True)
class Writing:
    """A letter about to be made."""

    facts: LetterFacts
    envelope: Envelope


def writing_of(
    kind: LetterKind, person: int, *, warning: FormalWarning | None, breach: Breach | None, language: str,
    reference: str, on: date,
) -> Writing:  # fmt: skip
    """The facts of a letter about a warning or a breach."""
    about = Person.objects.select_related("delivery_unit").get(pk=person)
    with override(LANGUAGES[language]):
        facts = (
            _of_warning(kind, warning, language, on) if warning is not None else _of_breach(kind, breach, language, on)
        )
    unit = about.delivery_unit
    return Writing(
        facts,
        Envelope(
            language=language,
            reference=reference,
            on=on,
            place=unit.name_cy if language == "cy" and unit.name_cy else unit.name,
            name=about.name,
            called=about.called,
            crn=about.crn,
            address=address_of(person, on=on),
        ),
    )


def address_of(person: int, *, on: date) -> tuple[str, ...]:
    """The lines of the address that holds on a day; none where no address is known."""
    holding = Q(until__isnull=True) | Q(until__gt=on)
    detail = (
        ContactDetail.objects.filter(holding, person=person, kind="address", start__lte=on).order_by("-start").first()
    )
    if detail is None:
        return ()
    lines = [line.strip() for line in detail.value.split(",") if line.strip()]
    return (*lines, detail.postcode) if detail.postcode and detail.postcode not in detail.value else tuple(lines)


def officer_of(person: int) -> str:
    """Who is responsible for the person now; empty where nobody is."""
    spell = OfficerSpell.objects.filter(person=person, until__isnull=True).select_related("staff").first()
    return str(spell.staff) if spell is not None and spell.staff is not None else ""


def next_appointment(person: int, *, on: date) -> Contact | None:
    """The next appointment booked from ``on`` on."""
    ahead = Contact.objects.filter(person=person, date__gte=on, outcome="", type__in=_MEETINGS)
    return ahead.order_by("date", "time", "pk").first()


def appointment_in_words(contact: Contact | None, language: str) -> str:
    """``5 March 2026, 10:30, Planned office visit`` in the language in force."""
    if contact is None:
        return ""
    time = contact.time.strftime("%H:%M") if contact.time else ""
    return ", ".join(filter(None, (in_words(contact.date, language), time, gettext(CONTACT_TYPE.label(contact.type)))))


def failures_in_words(failures: Iterable[Failure], language: str) -> tuple[str, ...]:
    """Each failure: its day, what it was, and what was typed about it."""
    return tuple(_failure(one, language) for one in failures)


def _failure(failure: Failure, language: str) -> str:
    what = gettext(FAILURE_KIND.label(failure.kind))
    if failure.contact is not None:
        what = f"{what} ({gettext(CONTACT_TYPE.label(failure.contact.type))})"
    return gettext("{day}: {what}").format(day=in_words(failure.date, language), what=what) + (
        f". {failure.words}" if failure.words else ""
    )


def _of_warning(kind: LetterKind, warning: FormalWarning, language: str, on: date) -> LetterFacts:
    failures = warning.failures.select_related("contact").order_by("date", "pk")
    against = sentence_of_failure(warning.person_id, on=on, named=warning.sentence_id)
    return LetterFacts(
        kind=kind,
        supervision=against[1] if against else warning.sentence.kind,
        sentence=_supervision(against[1] if against else warning.sentence.kind),
        failures=failures_in_words(failures, language),
        respond_by=in_words(warning.respond_by, language),
        warned_on=in_words(warning.given_on, language),
        next_appointment=appointment_in_words(next_appointment(warning.person_id, on=on), language),
        reasons=warning.withdrawn_because if kind == "warning-withdrawn" else warning.appeal_reasons,
        own_words=warning.words,
        automatic=kind == "warning-withdrawn" and not warning.withdrawn_because,
        officer=officer_of(warning.person_id),
    )


def _of_breach(kind: LetterKind, breach: Breach | None, language: str, on: date) -> LetterFacts:
    assert breach is not None
    failures = Failure.objects.filter(sentence=breach.sentence_id, state="unacceptable").select_related("contact")
    told = [one for one in failures.order_by("date", "pk") if one.date <= on] or [breach.failure]
    return LetterFacts(
        kind=kind,
        supervision=breach.supervision,
        sentence=_supervision(breach.supervision),
        failures=failures_in_words(told, language),
        next_appointment=appointment_in_words(next_appointment(breach.person_id, on=on), language),
        officer=officer_of(breach.person_id),
    )


SUPERVISION = {"licence": mark("Licence"), "post-sentence-supervision": mark("Post-sentence supervision")}


def supervision_label(kind: str) -> str:
    """The kind of supervision as an English label, marked for translation."""
    return SUPERVISION.get(kind) or SENTENCE_KIND.label(kind)


def _supervision(kind: str) -> str:
    return gettext(supervision_label(kind))
