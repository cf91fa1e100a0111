"""From court to the list of cases that wait for a practitioner, in one transaction."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from throughcare.accounts.models import User
from throughcare.audit.commands import record
from throughcare.people.commands.people import PersonEntry, add_person
from throughcare.people.commands.sentences import record_sentence
from throughcare.people.models import Person, Sentence
from throughcare.people.queries.records import national_reach
from throughcare.people.queries.search import people_in_order, search_people
from throughcare.people.rules.passed import SentencePassed
from throughcare.people.rules.search_terms import read_terms
from throughcare.supervision.commands.officers import ENDED, change_officer
from throughcare.supervision.models import OfficerSpell
from throughcare.supervision.rules.faults import EntryRefused
from throughcare.supervision.rules.sentence_entry import check_sentence, refused
from throughcare.workforce.models import Team

MOST_ALIKE = 10


@transaction.atomic
def open_case(
    *, entry: PersonEntry, passed: SentencePassed, team: Team, reference: str, by: User, at: datetime,
    confirmed: bool = False,
) -> Sentence:  # fmt: skip
    """Open a record for somebody new with the sentence that a court passed; the case waits in ``team``.

    Raises ``EntryRefused``, and ``InvalidIdentifier`` for a wrong PNC number.
    """
    _refuse(passed, entry.date_of_birth, at, confirmed)
    known = Sentence.objects.select_related("person").filter(reference=reference).first()
    if known is not None:
        return _again(known, known.person, passed)
    person = add_person(entry=entry, unit=team.delivery_unit, by=by, at=at)
    return pass_sentence(person=person, passed=passed, team=team, reference=reference, by=by, at=at, confirmed=True)


@transaction.atomic
def pass_sentence(
    *, person: Person, passed: SentencePassed, team: Team, reference: str, by: User, at: datetime,
    confirmed: bool = False,
) -> Sentence:  # fmt: skip
    """Record a sentence on a record there is. Where nobody is responsible for the person, the case waits in ``team``.

    ``reference`` names the entry: the same one is written once. Raises ``EntryRefused`` where the sentence is impossible,
    or unlikely and not ``confirmed``.
    """
    person = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    _refuse(passed, person.date_of_birth, at, confirmed)
    known = Sentence.objects.filter(reference=reference).first()
    if known is not None:
        return _again(known, person, passed)
    sentence = record_sentence(person=person, passed=passed, reference=reference, by=by, at=at)
    current = OfficerSpell.objects.filter(person=person, until__isnull=True).first()
    if current is None or current.status == ENDED:
        start = passed.sentenced_on if current is None else max(passed.sentenced_on, current.start)
        change_officer(
            person=person, staff=None, team=team, on=start, reason="initial-allocation", by=by, at=at
        )  # fmt: skip
    return sentence


def find_alike(*, entry: PersonEntry, by: User, at: datetime) -> list[Person]:
    """People in any region with a like name and that date of birth, or with that PNC number; the look is audited."""
    terms = [read_terms(f"{entry.forenames} {entry.surname}", entry.date_of_birth)]
    terms += [read_terms(entry.pnc, None)] if entry.pnc else []
    with national_reach(by):
        found = [key for each in terms if each for key in search_people(each).keys]
        people = people_in_order(list(dict.fromkeys(found))[:MOST_ALIKE])
    record(action="people.search", by=by, at=at, found=len(people), typed=entry.surname[:100])
    return people


def _refuse(passed: SentencePassed, born: date, at: datetime, confirmed: bool) -> None:
    faults = check_sentence(passed, born=born, today=timezone.localdate(at))
    if any(not fault.warning for fault in faults) or (faults and not confirmed):
        raise EntryRefused(faults)


def _again(known: Sentence, person: Person, passed: SentencePassed) -> Sentence:
    """The same form sent twice."""
    same = (known.kind, known.sentenced_on, known.ends_on) == (passed.kind, passed.sentenced_on, passed.ends_on)
    if known.person_id != person.pk or not same:
        raise EntryRefused(refused("already-saved"))
    return known
