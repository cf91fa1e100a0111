"""A register of contracts: every fault by its place, loaded whole or not at all, twice the same, read on pages."""

from __future__ import annotations

import copy
import csv
import io
import json
from datetime import UTC, date, datetime
from html import unescape
from pathlib import Path

import pytest
from django.db import ProgrammingError, transaction
from hypothesis import given
from hypothesis import strategies as st

from throughcare.accounts.acting import acting, acting_by_itself
from throughcare.accounts.tests.api import token_for
from throughcare.accounts.tests.factories import UserFactory
from throughcare.audit.models import Entry
from throughcare.commissioning.commands.register import Imported, RegionsMissing, RegisterFaulty, import_register
from throughcare.commissioning.models import RegisteredContract, RegisteredSubcontractor
from throughcare.commissioning.rules.contract_codes import NEED_OF_TYPE, need_of
from throughcare.commissioning.rules.contract_register import read_register
from throughcare.organisations.commands import load_geography
from throughcare.organisations.models import Supplier, SupplierIdentifier
from throughcare.organisations.rules.supplier_codes import NEED
from throughcare.testing.acting import as_role

ON, AT = date(2026, 3, 16), datetime(2026, 3, 16, 10, 0, tzinfo=UTC)
PUBLISHED = Path(__file__).resolve().parents[4] / "shared" / "data" / "crs_contracts.json"
CONTRACT = {
    "reference": "MADE_1", "contract_type": "DNR-SW", "title": "=Made-up recovery", "region": None,
    "police_area": "devon-and-cornwall", "women": True, "men": False, "minimum_age": 18, "maximum_age": 25,
    "visible_from": "2025-04-01", "visible_until": "2026-04-01T00:00:00+01", "prime": "ONE",
    "subcontractors": ["THREE", "TWO"],
}  # fmt: skip
MADE = {
    "providers": [
        {"code": "ONE", "name": "Made-up One"},
        {"code": "TWO", "name": "Made-up Two", "identifier": "gb-chc-9 999 902"},
        {"code": "THREE", "name": "Made-up Three"},
    ],
    "contracts": [
        CONTRACT,
        CONTRACT | {"reference": "MADE_2", "contract_type": "ACC", "title": "Made-up rooms", "region": "London",
                    "police_area": None, "men": True, "maximum_age": None, "visible_until": None, "prime": "TWO",
                    "subcontractors": []},
        CONTRACT | {"reference": "MADE_3", "contract_type": "ETE", "title": "Made-up work", "women": False, "men": True,
                    "visible_from": "2026-03-17", "visible_until": None, "subcontractors": []},
    ],
}  # fmt: skip


def read(document):
    return read_register(json.dumps(document), on=ON)


def load(document=MADE, at=AT):
    with as_role("jobs"), acting_by_itself(why="test"):
        return import_register(register=read(document), by=None, at=at)


@pytest.fixture
def regions(db):
    with as_role("owner"):
        load_geography()


def acts():
    with as_role("owner"):
        return list(Entry.objects.order_by("pk").values_list("action", flat=True))


# The document.


def test_it_is_read_whole():
    register = read(MADE)
    assert register.faults == []
    assert [(each.scheme, each.number) for each in register.providers] == [("", ""), ("GB-CHC", "9999902"), ("", "")]
    first = register.contracts[0]
    assert (first.need, first.region, first.police_area) == ("dependency-recovery", "N58", "devon-and-cornwall")
    assert first.visible_until == datetime(2026, 3, 31, 23, 0, tzinfo=UTC)


def test_every_type_has_a_need_of_the_table():
    assert set(NEED_OF_TYPE.values()) == {entry.code for entry in NEED}
    assert (need_of("FBD-SW"), need_of("FBDX"), need_of("")) == ("finance", None, None)


def change(path, value):
    """MADE with another value somewhere; ``DROP`` takes a key away."""
    document = copy.deepcopy(MADE)
    where = document
    for step in path[:-1]:
        where = where[step]
    if value is DROP:
        del where[path[-1]]
    else:
        where[path[-1]] = value
    return document


DROP = object()
FAULTS = [
    (["providers"], {}, "providers", "this must be a list"),
    (["contracts"], DROP, "the document", "contracts is missing"),
    (["extra"], 1, "the document", "extra is not known here"),
    (["providers", 0], "x", "providers[0]", "this must be an object"),
    (["providers", 0, "code"], "one", "providers[0].code", "this must be capital letters"),
    (["providers", 2, "name"], "  ", "providers[2].name", "this must be a text of 1 to 200 characters"),
    (["providers", 2, "name"], "x" * 201, "providers[2].name", "this must be a text of 1 to 200 characters"),
    (["providers", 2, "name"], "a\nb", "providers[2].name", "this must be a text of 1 to 200 characters"),
    (["providers", 2, "code"], "ONE", "providers[2].code", "ONE is there twice"),
    (["providers", 1, "identifier"], "GB-CHC-12", "providers[1].identifier", "this is no identifier"),
    (["providers", 1, "identifier"], "LOCAL-12", "providers[1].identifier", "names no register that is known"),
    (["providers", 2, "identifier"], "GB-CHC-9999902", "providers[2].identifier", "GB-CHC-9999902 is there twice"),
    (["contracts", 1, "reference"], "MADE_1", "contracts[1].reference", "MADE_1 is there twice"),
    (["contracts", 0, "reference"], "a/b", "contracts[0].reference", "letters, digits, dots"),
    (["contracts", 0, "contract_type"], "XYZ", "contracts[0].contract_type", "no need is known for the type XYZ"),
    (["contracts", 0, "region"], "London", "contracts[0]", "a region or a police-force area, and not both"),
    (["contracts", 0, "police_area"], None, "contracts[0]", "a region or a police-force area, and not both"),
    (["contracts", 0, "police_area"], "atlantis", "contracts[0].police_area", "has the code atlantis"),
    (["contracts", 1, "region"], "Atlantis", "contracts[1].region", "no region is called Atlantis"),
    (["contracts", 0, "women"], "yes", "contracts[0].women", "this must be true or false"),
    (["contracts", 0, "women"], False, "contracts[0]", "for women, for men or for both"),
    (["contracts", 0, "minimum_age"], None, "contracts[0].minimum_age", "from 0 to 120"),
    (["contracts", 0, "minimum_age"], True, "contracts[0].minimum_age", "from 0 to 120"),
    (["contracts", 0, "maximum_age"], 121, "contracts[0].maximum_age", "from 0 to 120"),
    (["contracts", 0, "maximum_age"], 17, "contracts[0].maximum_age", "the oldest age lies below the youngest"),
    (["contracts", 0, "visible_from"], "1/4/2025", "contracts[0].visible_from", "this must be a day"),
    (["contracts", 0, "visible_until"], "2026-04-01", "contracts[0].visible_until", "a day with a time and an offset"),
    (["contracts", 0, "visible_until"], "2025-03-01T00:00:00Z", "contracts[0].visible_until", "end before it begins"),
    (["contracts", 0, "prime"], "FOUR", "contracts[0].prime", "no provider has the code FOUR"),
    (["contracts", 0, "prime"], ["ONE"], "contracts[0].prime", "no provider has the code"),
    (["contracts", 0, "subcontractors"], None, "contracts[0].subcontractors", "this must be a list"),
    (["contracts", 0, "subcontractors"], ["ONE"], "contracts[0].subcontractors[0]", "its own subcontractor"),
    (["contracts", 0, "subcontractors"], ["TWO", "TWO"], "contracts[0].subcontractors[1]", "TWO is there twice"),
    (["contracts", 0, "subcontractors"], [{}], "contracts[0].subcontractors[0]", "no provider has the code"),
]


@pytest.mark.parametrize(("path", "value", "place", "said"), FAULTS)
def test_a_fault_is_named_by_its_place(path, value, place, said):
    faults = [str(each) for each in read(change(path, value)).faults]
    assert any(each.startswith(f"{place}: ") and said in each for each in faults), faults


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, "null", "[]", b"\xff\xfe\x00"])
def test_what_is_no_register_is_said_to_be_none(text):
    assert read_register(text, on=ON).faults


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=5),
                    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)),
       st.sampled_from([path for path, *_ in FAULTS]))  # fmt: skip
def test_any_value_anywhere_is_read_or_refused(value, path):
    register = read(change(path, value))
    assert register.faults or register.contracts or (path, value) == (["contracts"], [])


# Importing.


@pytest.mark.django_db
def test_organisations_contracts_and_chains_are_loaded_once(regions):
    assert load() == Imported(3, 3, 0, 0)
    numbers = {str(each): each.reason for each in SupplierIdentifier.objects.all()}
    assert set(numbers) == {"LOCAL-CRS-ONE", "LOCAL-CRS-THREE", "GB-CHC-9999902"}
    assert numbers["LOCAL-CRS-ONE"] and not numbers["GB-CHC-9999902"]
    chain = RegisteredSubcontractor.objects.filter(contract__reference="MADE_1")
    assert [each.supplier.legal_name for each in chain] == ["Made-up Three", "Made-up Two"]
    assert acts() == ["organisations.register_supplier"] * 3 + ["commissioning.import_register"]
    before = [list(model.objects.order_by("pk").values()) for model in
              (Supplier, SupplierIdentifier, RegisteredContract, RegisteredSubcontractor)]  # fmt: skip
    assert load(at=datetime(2026, 4, 1, tzinfo=UTC)) == Imported(0, 0, 0, 3)
    after = [list(model.objects.order_by("pk").values()) for model in
             (Supplier, SupplierIdentifier, RegisteredContract, RegisteredSubcontractor)]  # fmt: skip
    assert after == before
    assert len(acts()) == 4


@pytest.mark.django_db
def test_a_register_that_tells_otherwise_changes_its_contract_alone(regions):
    load()
    assert load(change(["contracts", 0, "subcontractors"], ["TWO", "THREE"])) == Imported(0, 0, 1, 2)
    chain = RegisteredSubcontractor.objects.filter(contract__reference="MADE_1")
    assert [each.supplier.legal_name for each in chain] == ["Made-up Two", "Made-up Three"]
    fewer = {**MADE, "contracts": [CONTRACT | {"title": "Renamed", "subcontractors": ["TWO", "THREE"]}]}
    assert load(fewer) == Imported(0, 0, 1, 0)
    assert RegisteredContract.objects.get(reference="MADE_1").title == "Renamed"
    assert RegisteredContract.objects.count() == 3


@pytest.mark.django_db
def test_a_fault_anywhere_loads_nothing(regions):
    with pytest.raises(RegisterFaulty):
        load(change(["contracts", 2, "prime"], "FOUR"))
    assert not Supplier.objects.exists() and not RegisteredContract.objects.exists()
    assert acts() == []


@pytest.mark.django_db
def test_a_database_without_its_regions_is_refused():
    with pytest.raises(RegionsMissing, match="N07"):
        load()
    assert not Supplier.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["commissioner", "administrator", "supplier", "practitioner"])
def test_nobody_changes_the_register_on_a_page(regions, role):
    load()
    with acting(UserFactory(role=role)):
        assert RegisteredContract.objects.update(title="x") == 0
        assert RegisteredContract.objects.all().delete()[0] == 0
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            RegisteredContract.objects.create(
                **RegisteredContract.objects.values().first() | {"id": None, "reference": "X"}
            )
    assert RegisteredContract.objects.count() == 3


# Pages.


def text_of(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", "123"),
        ("q=made-up+recovery", "1"),
        ("q=MADE_2", "2"),
        ("q=three", "1"),
        ("need=accommodation", "2"),
        ("region=N07", "2"),
        ("area=metropolitan", "2"),
        ("area=devon-and-cornwall", "13"),
        ("area=cornwall", "123"),
        ("sex=women", "12"),
        ("sex=men", "23"),
        ("supplier=0", "123"),
        ("supplier=99999999999999999999", "123"),
        ("page=99", "123"),
    ],
)
def test_the_list_is_narrowed(client, regions, query, found):
    load()
    text = text_of(client, f"/contracts/?{query}")
    assert "".join(number for number in "123" if f"/contracts/MADE_{number}/" in text) == found


@pytest.mark.django_db
def test_the_contracts_of_an_organisation_are_those_that_name_it(client, regions):
    load()
    three = Supplier.objects.get(legal_name="Made-up Three")
    text = text_of(client, f"/contracts/?supplier={three.pk}")
    assert "Contracts in which Made-up Three is named." in text
    assert "/contracts/MADE_1/" in text and "/contracts/MADE_2/" not in text
    assert f"/contracts/?supplier={three.pk}" in text_of(client, f"/suppliers/{three.pk}/")


@pytest.mark.django_db
def test_a_contract_shows_its_chain_in_order(client, regions):
    load()
    text = text_of(client, "/contracts/MADE_1/")
    names = [text.index(f">{name}<") for name in ("Made-up One", "Made-up Three", "Made-up Two")]
    assert names == sorted(names)
    assert "Women, aged 18 to 25" in text and "Devon & Cornwall" in text
    assert "Women and men, aged 18 and over" in text_of(client, "/contracts/MADE_2/")
    assert client.get("/contracts/MADE_9/").status_code == 404


@pytest.mark.django_db
def test_the_csv_holds_every_contract_and_no_formula(client, regions):
    load()
    rows = list(csv.reader(io.StringIO(client.get("/contracts/?format=csv").content.decode())))
    assert len(rows) == 4
    assert rows[1][:10] == ["MADE_1", "'=Made-up recovery", "DNR-SW", "Dependency and recovery", "South West",
                            "Devon & Cornwall", "yes", "no", "18", "25"]  # fmt: skip
    assert rows[1][13:] == ["Made-up One", "Made-up Three; Made-up Two"]


@pytest.mark.django_db
def test_the_api_tells_the_register_page_by_page(client, regions):
    load()
    headers = token_for(UserFactory(role="commissioner"), "contracts:read", "suppliers:read")
    first = client.get("/api/v1/contracts?limit=2", headers=headers).json()
    second = client.get(f"/api/v1/contracts?limit=2&cursor={first['next_cursor']}", headers=headers).json()
    assert [each["reference"] for each in first["items"] + second["items"]] == ["MADE_1", "MADE_2", "MADE_3"]
    assert second["next_cursor"] is None
    one = client.get("/api/v1/contracts/MADE_1", headers=headers).json()
    below = [client.get(f"/api/v1/suppliers/{number}", headers=headers).json() for number in one["subcontractors"]]
    assert [each["legal_name"] for each in below] == ["Made-up Three", "Made-up Two"]
    assert below[1]["identifiers"] == [
        {"id": "GB-CHC-9999902", "scheme": "GB-CHC", "number": "9999902", "verified_on": None, "reason": None}
    ]
    assert client.get("/api/v1/contracts/NONE", headers=headers).status_code == 404
    assert client.get("/api/v1/suppliers/0", headers=headers).status_code == 404


# The register that is published, where it lies beside this checkout.


@pytest.mark.django_db
def test_the_published_register_loads_and_renders(client, regions):
    if not PUBLISHED.exists():
        pytest.skip("no reference data beside this checkout")
    document = json.loads(PUBLISHED.read_text("utf-8"))
    assert load(document) == Imported(len(document["providers"]), 196, 0, 0)
    assert load(document) == Imported(0, 0, 0, 196)
    assert RegisteredContract.objects.values("prime").distinct().count() == 46
    assert RegisteredSubcontractor.objects.values("supplier").distinct().count() == 107
    assert RegisteredSubcontractor.objects.count() == sum(len(each["subcontractors"]) for each in document["contracts"])
    listed = "".join(text_of(client, f"/contracts/?page={page}") for page in range(1, 5))
    for each in document["contracts"]:
        assert f"/contracts/{each['reference']}/" in listed
        text = text_of(client, f"/contracts/{each['reference']}/")
        assert each["title"] in text and text.count("· Subcontractor") == len(each["subcontractors"])
    assert len(list(csv.reader(io.StringIO(client.get("/contracts/?format=csv").content.decode())))) == 197
    suppliers = "".join(text_of(client, f"/suppliers/?page={page}") for page in range(1, 4))
    assert all(each["name"] in suppliers for each in document["providers"])
