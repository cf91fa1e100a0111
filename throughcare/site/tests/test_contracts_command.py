"""`throughcare contracts import`, as a process of its own on a database of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from django.db import connections

from throughcare.commissioning.models import RegisteredContract
from throughcare.organisations.commands import load_geography
from throughcare.site import postgres
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.nightly
REGISTER = {
    "providers": [{"code": "ONE", "name": "Made-up One"}],
    "contracts": [
        {
            "reference": "MADE_1", "contract_type": "ACC", "title": "Made-up rooms", "region": "London",
            "police_area": None, "women": True, "men": True, "minimum_age": 18, "maximum_age": None,
            "visible_from": "2025-04-01", "visible_until": None, "prime": "ONE", "subcontractors": [],
        }
    ],
}  # fmt: skip


@pytest.fixture
def command(own_database, tmp_path):
    """A function that imports a document and tells exit status, output and errors."""
    name = connections["default"].settings_dict["NAME"]
    cluster = postgres.embedded("testing", durable=False)
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "throughcare.site.settings.demo",
        "DATABASE_URL": cluster.url("throughcare_web", name),
        "DATABASE_JOBS_URL": cluster.url("throughcare_jobs", name),
    }
    with as_role("owner"):
        load_geography()

    def run(document):
        file = tmp_path / "register.json"
        if document is not None:
            file.write_text(json.dumps(document), encoding="utf-8")
        done = subprocess.run(
            [sys.executable, "-m", "throughcare", "contracts", "import", str(file)], env=environment,
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        return done.returncode, done.stdout, done.stderr

    return run


def test_a_register_is_loaded_once_and_a_faulty_one_not_at_all(command):
    code, _, fault = command(None)
    assert (code, "register.json" in fault) == (2, True)
    faulty = {**REGISTER, "contracts": [REGISTER["contracts"][0] | {"prime": "TWO", "maximum_age": 3}]}
    code, said, fault = command(faulty)
    assert (code, said) == (1, "")
    assert fault.splitlines() == [
        "register.json: contracts[0].maximum_age: the oldest age lies below the youngest",
        "register.json: contracts[0].prime: no provider has the code TWO",
        "2 faults; nothing was loaded.",
    ]
    assert not RegisteredContract.objects.exists()
    first = "1 organisations added; contracts: 1 added, 0 changed, 0 as they were.\n"
    again = "0 organisations added; contracts: 0 added, 0 changed, 1 as they were.\n"
    assert [command(REGISTER)[:2] for _ in range(2)] == [(0, first), (0, again)]
    assert RegisteredContract.objects.get().reference == "MADE_1"
