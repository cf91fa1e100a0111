"""Roles, and what each may do: one table, which the pages, the API and the public guide read."""

from __future__ import annotations

from collections.abc import Mapping

from throughcare.kernel.codes import code_list
from throughcare.kernel.decision import mark as _

ROLE = code_list(
    "role",
    _("Role"),
    "Those who use the service",
    ("none", _("No role yet")),
    ("practitioner", _("Practitioner"), {"staff": True}),
    ("senior", _("Senior probation officer"), {"staff": True}),
    ("head", _("Head of delivery unit"), {"staff": True}),
    ("director", _("Regional Probation Director"), {"staff": True}),
    ("commissioner", _("Commissioner"), {"staff": True}),
    ("administrator", _("Administrator"), {"staff": True}),
    ("auditor", _("Auditor"), {"staff": True}),
    ("supplier", _("Supplier")),
    ("person", _("Person on probation")),
)

PRACTISE = frozenset({"practitioner", "senior", "head", "director"})
LEAD_TEAM = frozenset({"senior", "head", "director"})
LEAD_UNIT = frozenset({"head", "director"})
EVERYONE = frozenset(entry.code for entry in ROLE)

PERMISSIONS: Mapping[str, frozenset[str]] = {
    "site.home": EVERYONE,
    "site.reference": EVERYONE,
    "site.decide": EVERYONE,
    "people.search": PRACTISE,
    "people.view": PRACTISE,
    "people.change": PRACTISE,
    "people.merge": LEAD_TEAM,
    "people.restrict": LEAD_UNIT,
    "people.consultations": PRACTISE | {"auditor"},
    "supervision.caseload": PRACTISE,
    "supervision.record_contact": PRACTISE,
    "supervision.enforce": PRACTISE,
    "supervision.decide_breach": LEAD_TEAM,
    "supervision.record_risk": PRACTISE,
    "supervision.plan": PRACTISE,
    "supervision.workload": PRACTISE,
    "supervision.loads": LEAD_TEAM,
    "supervision.answer_alarm": LEAD_UNIT,
    "supervision.end_sentence": PRACTISE,
    "supervision.offer_transfer": PRACTISE,
    "supervision.answer_transfer": LEAD_TEAM,
    "supervision.team": LEAD_TEAM,
    "supervision.allocate": LEAD_TEAM,
    "supervision.decide_grade": LEAD_TEAM,
    "supervision.unit": LEAD_UNIT,
    "supervision.region": LEAD_UNIT,
    "own.view": frozenset({"person"}),
    "own.answer": PRACTISE,
    "workforce.manage": LEAD_TEAM,
    "organisations.read": EVERYONE,
    "organisations.register": frozenset({"commissioner"}),
    "organisations.change": frozenset({"commissioner", "supplier"}),
    "organisations.act": frozenset({"supplier"}),
    "commissioning.bid": frozenset({"supplier"}),
    "commissioning.open_bids": frozenset({"commissioner", "director"}),
    "commissioning.market": frozenset({"commissioner"}),
    "commissioning.oversee": frozenset({"commissioner", "director"}),
    "commissioning.apply": frozenset({"supplier"}),
    "commissioning.contracts": frozenset({"commissioner", "director", "supplier"}),
    "commissioning.manage_contract": frozenset({"commissioner"}),
    "commissioning.sign": frozenset({"commissioner", "supplier"}),
    "commissioning.needs": frozenset({"commissioner"}),
    "commissioning.compete": frozenset({"commissioner"}),
    "commissioning.approve": frozenset({"director"}),
    "commissioning.ask": frozenset({"supplier"}),
    "commissioning.engage": frozenset({"commissioner"}),
    "commissioning.attend": frozenset({"supplier"}),
    "commissioning.evaluate": frozenset({"commissioner", "senior", "head", "director"}),
    "commissioning.award": frozenset({"commissioner"}),
    "commissioning.results": frozenset({"supplier", "commissioner", "director"}),
    "commissioning.read_applications": frozenset({"supplier", "commissioner", "director"}),
    "transition.import": frozenset({"administrator"}),
    "transition.export": frozenset({"administrator"}),
    "audit.read": frozenset({"auditor"}),
    "accounts.manage": frozenset({"administrator"}),
    "webhooks.manage": frozenset({"administrator"}),
}


def may(role: str, permission: str) -> bool:
    """Whether a role holds a permission; an unknown permission raises ``KeyError`` rather than saying no."""
    return role in PERMISSIONS[permission]
