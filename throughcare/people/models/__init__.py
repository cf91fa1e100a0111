"""Models of the people context."""

from throughcare.people.models.access import LimitedAccess
from throughcare.people.models.details import Characteristic, Circumstance, ContactDetail
from throughcare.people.models.identity import Identifier, OtherName, Person
from throughcare.people.models.merge import Merge, NotSame
from throughcare.people.models.reach import MessageChoice
from throughcare.people.models.sentence import CustodySpell, LicenceCondition, Requirement, Sentence

__all__ = [
    "Characteristic",
    "Circumstance",
    "ContactDetail",
    "CustodySpell",
    "Identifier",
    "LicenceCondition",
    "LimitedAccess",
    "Merge",
    "MessageChoice",
    "NotSame",
    "OtherName",
    "Person",
    "Requirement",
    "Sentence",
]
