"""Reference data: code tables, regions and delivery units, parameters of policy."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest
from django.utils.translation import gettext
from ninja import Router, Schema

from throughcare.accounts.api import operation
from throughcare.kernel.codes import CodeList
from throughcare.organisations.models import DeliveryUnit, Region
from throughcare.policy import Family, load_families

router = Router(tags=["reference"])


class CodeOut(Schema):
    """One code, what it is called, and the facts that rules need of it."""

    code: str
    label: str
    facts: dict[str, Any]


class TableName(Schema):
    """A table of codes by name."""

    name: str
    title: str


class TableOut(TableName):
    """A table of codes, in the order to show them in."""

    source: str
    codes: list[CodeOut]


class UnitOut(Schema):
    """A delivery unit."""

    code: str
    name: str
    name_cy: str


class RegionOut(UnitOut):
    """A region with its delivery units."""

    units: list[UnitOut]


class FamilyName(Schema):
    """A family of parameters: those that change together."""

    name: str
    context: str
    title: str
    owner: str


class ValueOut(Schema):
    """One dated value, in force on [start, until)."""

    start: date
    until: date | None
    value: Any
    citation: str
    confidence: str
    notes: str


class ParameterOut(Schema):
    """A parameter with its dated values, earliest first; ``selected_by`` says which date picks the value."""

    id: str
    title: str
    unit: str
    selected_by: str
    force: str
    values: list[ValueOut]


class FamilyOut(FamilyName):
    """A family with its parameters."""

    notes: str
    parameters: list[ParameterOut]


@router.get("/reference/codes", response=list[TableName], summary="Code tables")
@operation(permission="site.reference", scope="reference:read")
def list_code_tables(request: HttpRequest) -> list[TableName]:
    """Every table of codes, by name."""
    return [TableName(name=table.name, title=gettext(table.title)) for table in code_tables().values()]


@router.get("/reference/codes/{name}", response=TableOut, summary="A code table")
@operation(permission="site.reference", scope="reference:read")
def read_code_table(request: HttpRequest, name: str) -> TableOut:
    """One table, with labels in the language asked for."""
    table = code_tables().get(name)
    if table is None:
        raise Http404
    codes = [CodeOut(code=entry.code, label=gettext(entry.label), facts=dict(entry.facts)) for entry in table]
    return TableOut(name=table.name, title=gettext(table.title), source=table.source, codes=codes)


@router.get("/reference/regions", response=list[RegionOut], summary="Regions and delivery units")
@operation(permission="site.reference", scope="reference:read")
def list_regions(request: HttpRequest) -> list[RegionOut]:
    """The regions, each with its delivery units."""
    units: dict[int, list[UnitOut]] = {}
    for unit in DeliveryUnit.objects.order_by("code"):
        units.setdefault(unit.region_id, []).append(UnitOut(code=unit.code, name=unit.name, name_cy=unit.name_cy))
    return [
        RegionOut(code=region.code, name=region.name, name_cy=region.name_cy, units=units.get(region.pk, []))
        for region in Region.objects.order_by("code")
    ]


@router.get("/reference/parameters", response=list[FamilyName], summary="Families of parameters")
@operation(permission="site.reference", scope="reference:read")
def list_parameter_families(request: HttpRequest) -> list[FamilyName]:
    """Every family of dated parameters, by name."""
    return [FamilyName(**_named(context, family)) for context, family in families().values()]


@router.get("/reference/parameters/{name}", response=FamilyOut, summary="A family of parameters")
@operation(permission="site.reference", scope="reference:read")
def read_parameter_family(request: HttpRequest, name: str) -> FamilyOut:
    """One family: every value there was, is and will be, with its citation and how sure it is."""
    if name not in families():
        raise Http404
    context, family = families()[name]
    parameters = [
        ParameterOut(
            id=parameter.id,
            title=parameter.title,
            unit=parameter.unit,
            selected_by=parameter.selected_by,
            force=parameter.force,
            values=[ValueOut.from_orm(value) for value in parameter.values],
        )
        for parameter in family.parameters.values()
    ]
    return FamilyOut(**_named(context, family), notes=family.notes, parameters=parameters)


@cache
def code_tables() -> dict[str, CodeList]:
    """Every code table of every context's rules, by name."""
    return {table.name: table for table in sorted(_tables(), key=lambda table: table.name)}


@cache
def families() -> dict[str, tuple[str, Family]]:
    """Every family of parameters with its context, by name."""
    contexts = ("policy", *settings.CONTEXTS)
    found = ((context, family) for context in contexts for family in load_families(f"throughcare.{context}").values())
    return {family.name: (context, family) for context, family in sorted(found, key=lambda pair: pair[1].name)}


def _tables() -> Iterator[CodeList]:
    for context in settings.CONTEXTS:
        if find_spec(f"throughcare.{context}.rules") is None:
            continue
        rules = import_module(f"throughcare.{context}.rules")
        for module in iter_modules(rules.__path__, f"{rules.__name__}."):
            yield from (value for value in vars(import_module(module.name)).values() if isinstance(value, CodeList))


def _named(context: str, family: Family) -> dict[str, str]:
    return {"name": family.name, "context": context, "title": family.title, "owner": family.owner}
