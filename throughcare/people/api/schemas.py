"""People as the API shows them. Codes are those of the reference tables."""

from __future__ import annotations

from datetime import date

from ninja import Schema

from throughcare.people.models import (
    Characteristic,
    Circumstance,
    ContactDetail,
    CustodySpell,
    LicenceCondition,
    OtherName,
    Person,
    Requirement,
    Sentence,
)
from throughcare.people.queries.details import Details


class NameOut(Schema):
    """Another name; ``kind`` is a code of name-kind."""

    kind: str
    forenames: str
    surname: str


class NumberOut(Schema):
    """A number by which another system knows the person; ``kind`` is a code of identifier-kind."""

    kind: str
    value: str


class FoundOut(Schema):
    """Somebody found; ``own_region`` says that their record opens without a reason."""

    crn: str
    forenames: str
    surname: str
    preferred_name: str
    date_of_birth: date
    other_names: list[NameOut]
    delivery_unit: str
    region: str
    own_region: bool


class ContactDetailOut(Schema):
    """An address, telephone number or email address, since ``start``; ``kind`` is a code of contact-detail-kind."""

    kind: str
    value: str
    postcode: str
    start: date


class CircumstanceOut(Schema):
    """A personal circumstance that changes how the person is supervised; ``kind`` is a code of circumstance-kind."""

    kind: str
    description: str
    start: date


class PersonOut(Schema):
    """Who a person on probation is; ``delivery_unit`` and ``region`` are codes, ``limited`` that access is limited."""

    crn: str
    forenames: str
    surname: str
    preferred_name: str
    date_of_birth: date
    sex: str
    language: str
    delivery_unit: str
    region: str
    limited: bool
    other_names: list[NameOut]
    identifiers: list[NumberOut]
    contact_details: list[ContactDetailOut]
    circumstances: list[CircumstanceOut]


class CharacteristicOut(Schema):
    """A protected characteristic as the person gave it, when, and to whom (a staff code)."""

    kind: str
    value: str
    recorded_on: date
    recorded_by: str


class RequirementOut(Schema):
    """A requirement on [start, until); ``length`` in ``unit``."""

    reference: str
    category: str
    length: int | None
    unit: str
    start: date
    until: date | None
    terminated_on: date | None


class ConditionOut(Schema):
    """A licence condition on [start, until)."""

    reference: str
    category: str
    wording: str
    start: date
    until: date | None


class CustodyOut(Schema):
    """Time in custody on [start, until); ``until`` is the day of release."""

    kind: str
    start: date
    until: date | None


class SentenceOut(Schema):
    """A sentence or order; ``ends_on`` is the first day after it, ``licence_ends_on`` the first after the licence."""

    reference: str
    kind: str
    court: str
    offence: str
    offence_group: str
    sentenced_on: date
    starts_on: date
    ends_on: date | None
    licence_ends_on: date | None
    terminated_on: date | None
    termination_reason: str
    requirements: list[RequirementOut]
    licence_conditions: list[ConditionOut]
    custody: list[CustodyOut]


def found_out(person: Person, own: frozenset[int]) -> FoundOut:
    """Somebody found, for a user of the regions ``own``."""
    return FoundOut(
        crn=person.crn,
        forenames=person.forenames,
        surname=person.surname,
        preferred_name=person.preferred_name,
        date_of_birth=person.date_of_birth,
        other_names=[_name(name) for name in person.other_names.all()],
        delivery_unit=person.delivery_unit.code,
        region=person.delivery_unit.region.code,
        own_region=person.delivery_unit.region_id in own,
    )


def person_out(person: Person, details: Details) -> PersonOut:
    """A person with the details that hold today."""
    return PersonOut(
        crn=person.crn,
        forenames=person.forenames,
        surname=person.surname,
        preferred_name=person.preferred_name,
        date_of_birth=person.date_of_birth,
        sex=person.sex,
        language=person.language,
        delivery_unit=person.delivery_unit.code,
        region=person.delivery_unit.region.code,
        limited=person.limited,
        other_names=[_name(name) for name in details.other_names],
        identifiers=[NumberOut(kind=number.kind, value=number.value) for number in details.identifiers],
        contact_details=[_contact_detail(detail) for detail in details.contact_details],
        circumstances=[_circumstance(row) for row in details.circumstances],
    )


def characteristic_out(row: Characteristic) -> CharacteristicOut:
    """One answer."""
    return CharacteristicOut.from_orm(row)


def sentence_out(sentence: Sentence) -> SentenceOut:
    """A sentence whose parts have been fetched with it."""
    return SentenceOut(
        reference=sentence.reference,
        kind=sentence.kind,
        court=sentence.court,
        offence=sentence.offence,
        offence_group=sentence.offence_group,
        sentenced_on=sentence.sentenced_on,
        starts_on=sentence.starts_on,
        ends_on=sentence.ends_on,
        licence_ends_on=sentence.licence_ends_on,
        terminated_on=sentence.terminated_on,
        termination_reason=sentence.termination_reason,
        requirements=[_requirement(row) for row in sentence.requirements.all()],
        licence_conditions=[_condition(row) for row in sentence.licence_conditions.all()],
        custody=[_custody(row) for row in sentence.custody_spells.all()],
    )


def _name(row: OtherName) -> NameOut:
    return NameOut.from_orm(row)


def _contact_detail(row: ContactDetail) -> ContactDetailOut:
    return ContactDetailOut.from_orm(row)


def _circumstance(row: Circumstance) -> CircumstanceOut:
    return CircumstanceOut.from_orm(row)


def _requirement(row: Requirement) -> RequirementOut:
    return RequirementOut.from_orm(row)


def _condition(row: LicenceCondition) -> ConditionOut:
    return ConditionOut.from_orm(row)


def _custody(row: CustodySpell) -> CustodyOut:
    return CustodyOut.from_orm(row)
