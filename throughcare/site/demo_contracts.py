"""Contracts of the demonstration: a register of fictional contracts of the fictional suppliers, imported like any."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.utils import timezone

from throughcare.accounts.acting import acting_by_itself
from throughcare.commissioning.commands.register import import_register
from throughcare.commissioning.models import RegisteredContract
from throughcare.commissioning.rules.contract_register import read_register
from throughcare.organisations.rules.geography import region_named

PROVIDERS = (
    ("DOORSTEP", "Fictional Doorstep Housing Trust", "GB-CHC-9999901"),
    ("LANTERN", "Fictional Lantern Women’s Centre", "GB-CHC-9999902"),
    ("SECOND_START", "Fictional Second Start Works CIC", "GB-COH-99999903"),
    ("HARBOUR", "Fictional Harbour Recovery Limited", "GB-COH-99999904"),
    ("KITCHEN", "Fictional Corner Kitchen", None),
)
# Reference, type, title, women, men, oldest age, prime provider, subcontractors.
CONTRACTS = (
    ("DEMO-1", "ACC", "Fictional accommodation services", True, True, None, "DOORSTEP", ("HARBOUR", "LANTERN")),
    ("DEMO-2", "WOS", "Fictional services for women", True, False, None, "LANTERN", ()),
    ("DEMO-3", "ETE", "Fictional training and employment services", False, True, 25, "SECOND_START", ("KITCHEN",)),
    ("DEMO-4", "DNR", "Fictional recovery services", True, True, None, "HARBOUR", ("KITCHEN", "LANTERN")),
)


def import_some(*, region: str, at: datetime) -> None:
    """Import the register; doing it twice changes nothing."""
    if RegisteredContract.objects.exists():
        return
    register = read_register(json.dumps(_document(region)), on=timezone.localtime(at).date())
    with acting_by_itself(why="demonstration"):
        import_register(register=register, by=None, at=at)


def _document(region: str) -> dict[str, Any]:
    named = region_named(region).name
    return {
        "providers": [{"code": code, "name": name, "identifier": number} for code, name, number in PROVIDERS],
        "contracts": [
            {
                "reference": reference,
                "contract_type": kind,
                "title": title,
                "region": named,
                "police_area": None,
                "women": women,
                "men": men,
                "minimum_age": 18,
                "maximum_age": oldest,
                "visible_from": "2025-04-01",
                "visible_until": None,
                "prime": prime,
                "subcontractors": list(below),
            }
            for reference, kind, title, women, men, oldest, prime, below in CONTRACTS
        ],
    }
