"""Every address says who may open it, and keeps its word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver, resolve
from django.urls.converters import IntConverter, UUIDConverter
from django.urls.resolvers import RegexPattern
from django.utils.regex_helper import normalize
from ninja.operation import PathView

from tests.answers import faults_of
from throughcare.accounts.rules.roles import PERMISSIONS, ROLE, may
from throughcare.accounts.rules.scopes import ANY_SCOPE, SCOPE
from throughcare.accounts.tests.api import token_for
from throughcare.accounts.tests.factories import UserFactory
from throughcare.accounts.web.access import PUBLIC, public
from throughcare.accounts.web.third_party import DECLARED, declared_permission
from throughcare.site.api import UndeclaredOperation, mount

# What stands in an address for an argument of that name; other names take a value of their converter.
ARGUMENTS = {"crn": "X999999", "role": "practitioner", "who": "MQ", "token": "abc-def", "path": "throughcare/icon.svg"}


@dataclass(frozen=True)
class Address:
    """One address: how it is written, a path that fits it, what answers and what it asks for.

    For an operation of the API, ``method`` is what it answers to and ``scope`` what its token must cover.
    """

    route: str
    path: str
    view: Any
    permission: str | None
    method: str = ""
    scope: str | None = None


def walk(patterns: list[URLPattern | URLResolver], route: str = "", path: str = "/") -> Iterator[Address]:
    """Every address below the patterns, however deep."""
    for pattern in patterns:
        written, fits = route + str(pattern.pattern), path + _fill(pattern)
        if isinstance(pattern, URLResolver):
            yield from walk(pattern.url_patterns, written, fits)
        else:
            for view, method in _operations(pattern.callback):
                scope = getattr(view, "scope", None)
                yield Address(written, fits, view, declared_permission(view), method, scope)


def _fill(pattern: URLPattern | URLResolver) -> str:
    if isinstance(pattern.pattern, RegexPattern):
        return _fill_expression(pattern.pattern)
    route = str(pattern.pattern)
    for name, converter in pattern.pattern.converters.items():
        kind = type(converter)
        usual = (
            "1" if kind is IntConverter else "0" * 8 + "-0000" * 3 + "-" + "0" * 12 if kind is UUIDConverter else "x"
        )
        value = ARGUMENTS.get(name, usual)
        before, _, rest = route.partition(f"{name}>")
        route = before.rpartition("<")[0] + value + rest
    return route


def _fill_expression(pattern: RegexPattern) -> str:
    """A path that fits a regular expression: each group takes the first usual value, or alternative, that fits."""
    template, names = normalize(pattern.regex.pattern)[0]
    groups = {name: re.search(rf"\(\?P<{name}>([^)]*)\)", pattern.regex.pattern) for name in names}
    values = {}
    for name, group in groups.items():
        alternatives = group[1].split("|") if group else []
        usual = (ARGUMENTS.get(name, "x"), "1", "x", *alternatives)
        values[name] = next(value for value in usual if group and re.fullmatch(group[1], value))
    filled = template % values
    assert pattern.regex.search(filled), filled
    return filled


def _operations(view: Any) -> list[tuple[Any, str]]:
    """The operations behind one address of the API with their methods; any other view itself."""
    held = [cell.cell_contents for cell in getattr(view, "__closure__", None) or ()]
    operations = [operation for holder in held if isinstance(holder, PathView) for operation in holder.operations]
    return [(operation.view_func, operation.methods[0]) for operation in operations] or [(view, "")]


ADDRESSES = sorted(set(walk(get_resolver().url_patterns)), key=lambda address: (address.route, address.method))
OPERATIONS = [address for address in ADDRESSES if address.method]
AT_ONCE = ("practitioner", "commissioner", "supplier")


def _at_once_or_at_night(role: str) -> Any:
    """The roles that most people have are walked in every run, the others at night."""
    return role if role in AT_ONCE else pytest.param(role, marks=pytest.mark.nightly)


def test_the_walk_finds_the_addresses_that_are_there():
    routes = {address.route for address in ADDRESSES}
    assert {"sign-in/", "sign-out/", "accounts/users/<int:number>/role/", "audit/verify/"} <= routes
    assert all(resolve(address.path).func for address in ADDRESSES)


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda address: address.route or "/")
def test_it_declares_a_permission(address):
    assert address.permission is not None, f"{address.view} has no permission and is not in third_party.py"
    assert address.permission == PUBLIC or address.permission in PERMISSIONS


@pytest.mark.parametrize("address", OPERATIONS, ids=lambda address: f"{address.method} {address.route}")
def test_an_operation_of_the_api_declares_a_scope_and_needs_a_token(address):
    assert address.scope == ANY_SCOPE or address.scope in SCOPE, f"{address.view} declares no scope"
    assert address.permission in PERMISSIONS, f"{address.view} is open to everybody"


def test_an_operation_without_a_declaration_is_not_mounted():
    from ninja import NinjaAPI, Router

    def bare(request):
        raise NotImplementedError

    router = Router()
    router.get("/bare")(bare)
    with pytest.raises(UndeclaredOperation, match="bare at /bare declares no permission"):
        mount(NinjaAPI(urls_namespace="bare"), router)


def test_an_address_without_a_declaration_is_caught():
    from django.urls import include, path

    def bare(request):
        raise NotImplementedError

    patterns = [path("a/", include([path("<int:number>/<slug:crn>/", bare), path("b/", public(bare))]))]
    found = [(address.path, address.permission) for address in walk(patterns)]
    assert found == [("/a/1/X999999/", None), ("/a/b/", PUBLIC)]


def test_operations_of_the_api_are_walked_one_by_one():
    from django.urls import path
    from ninja import NinjaAPI, Router

    def bare(request):
        raise NotImplementedError

    router = Router()
    router.get("/{int:number}")(public(bare))
    router.post("/{int:number}")(bare)
    api = NinjaAPI(urls_namespace="walked", docs_url=None, openapi_url=None)
    api.add_router("/things", router)
    found = [(address.path, address.permission) for address in walk([path("api/", api.urls)])]
    assert found[:2] == [("/api/things/1", PUBLIC), ("/api/things/1", None)]


def test_the_table_of_third_party_views_names_permissions_that_exist():
    assert all(permission == PUBLIC or permission in PERMISSIONS for permission in DECLARED.values())


@pytest.mark.django_db
@pytest.mark.parametrize("role", [None, *(_at_once_or_at_night(entry.code) for entry in ROLE)])
def test_every_get_address_keeps_to_the_table_of_roles_and_to_its_policy(client, role):
    """One walk for both, because the walk is what takes time; the policy is in ``answers.py``."""
    user = UserFactory(role=role) if role else None
    kept, owed = {}, {}
    tokens = token_for(user) if user else {}
    signed_in = False
    for address in ADDRESSES:
        if address.method not in ("", "GET"):
            continue
        if user is not None and not signed_in:
            client.force_login(user)
        answer = client.get(address.path, headers=tokens if address.method else {})
        # An answer that gives the session another key, or takes it away, is the only thing that ends being signed in.
        signed_in = settings.SESSION_COOKIE_NAME not in answer.cookies
        asked_to_sign_in = answer.status_code == 302 and answer.url.startswith("/sign-in/?")
        kept[address.route] = _verdict(address.permission, role, answer.status_code, asked_to_sign_in)
        owed[address.route] = faults_of(answer)
    assert {route: fault for route, fault in kept.items() if fault} == {}
    assert {route: faults for route, faults in owed.items() if faults} == {}


@pytest.mark.django_db
def test_what_is_only_written_keeps_to_the_policy_when_somebody_tries_to_read_it(client):
    read = {address.path for address in OPERATIONS if address.method == "GET"}
    written = {address.path for address in OPERATIONS} - read
    assert {path: faults for path in written if (faults := faults_of(client.get(path)))} == {}


def _verdict(permission: str | None, role: str | None, status: int, asked_to_sign_in: bool) -> str:
    """What is wrong with the answer; empty when nothing is."""
    if permission == PUBLIC or status == 405:
        return f"public, answered {status}" if status >= 500 or status in (401, 403) else ""
    if role is None:
        return "" if asked_to_sign_in or status == 401 else f"anonymous got {status}"
    if not may(role, str(permission)):
        return "" if status == 403 else f"{role} without {permission} got {status}"
    # An operation of the API that was let in may still miss what it needs to be asked (422).
    return "" if status in (200, 302, 404, 422) and not asked_to_sign_in else f"{role} with {permission} got {status}"
