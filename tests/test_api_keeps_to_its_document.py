"""The API answers as its OpenAPI document says: generated requests, good and bad, to every operation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import ignored_auth, positive_data_acceptance

from tests.bought import BUYING, make_bought
from throughcare.accounts.tests.api import token_for
from throughcare.people.models import Sentence
from throughcare.supervision.models import AllocationPlan, Plan, PlanVersion
from throughcare.supervision.tests.factories import ContactFactory
from throughcare.supervision.tests.scene import Scene, make_scene
from throughcare.supervision.tests.scene import case as make_case
from throughcare.testing.acting import as_role

SCHEMA = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", WSGIHandler())
OPERATIONS = [found.ok() for found in SCHEMA.get_all_operations()]
MODES = {"as the document says": GenerationMode.POSITIVE, "otherwise": GenerationMode.NEGATIVE}
FEW, MANY = 3, 12
# A rule may refuse what the document's schema allows; that a token is needed is tested elsewhere.
NOT_CHECKED = [ignored_auth, positive_data_acceptance]

# What may fill a path beside what is made up, so that operations get past the first question.
NAMES = {
    "/api/v1/reference/codes/{name}": ["contact-type"],
    "/api/v1/reference/parameters/{name}": ["national-standards"],
    "/api/v1/rules/{name}": ["tier", "contact-due"],
    "/api/v1/decisions/{name}": ["tier", "contact-due"],
}


@pytest.fixture
def scene(db: None) -> Scene:
    return make_scene(timezone.localdate())


@pytest.fixture(autouse=True)
def one_connection(db: None) -> Iterator[None]:
    """Every request runs in the transaction of the test, as with Django's own client."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.parametrize("examples", [FEW, pytest.param(MANY, marks=pytest.mark.nightly)])
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.label)
def test_an_operation_answers_as_the_document_says(request, operation, mode, examples):
    if operation.path.removeprefix("/api/v1").startswith(BUYING):
        request.getfixturevalue("db")
        bought = make_bought(operation.path)
        headers = token_for(bought.who(operation.definition.raw["x-permission"], operation.path))
        _check(operation, MODES[mode], examples, headers, bought.named(operation.path), bought.numbered(operation.path))
        return
    scene = request.getfixturevalue("scene")
    person = make_case(scene, due=scene.on)
    with as_role("jobs", scene.owner.pk):
        contact = ContactFactory(person=person, date=scene.on)
        sentence = Sentence.objects.get(person=person)
        plan = Plan.objects.create(person=person, opened_on=scene.on)
        PlanVersion.objects.create(plan=plan, person=person, number=1, reason="first", begun_on=scene.on)
        made = AllocationPlan.objects.create(
            delivery_unit=scene.unit, reason="initial-allocation", levels=[], left_out=0, made_at=timezone.now(),
            made_by=scene.cast["senior"],
        )  # fmt: skip
    headers = token_for(scene.cast["senior" if "/allocation" in operation.path else "owner"])
    named: dict[str, list[Any]] = {
        "crn": [person.crn],
        "reference": [contact.reference, sentence.reference],
        "name": NAMES.get(operation.path, []),
        "code": [scene.staff.code, scene.staff.team.code],
    }
    _check(operation, MODES[mode], examples, headers, named, {"plan": [plan.pk], "number": [1], "key": [made.pk]})


def _check(
    operation: Any,
    mode: GenerationMode,
    examples: int,
    headers: dict[str, str],
    named: dict[str, list[Any]],
    numbered: dict[str, list[Any]],
) -> None:
    """Send requests of that mode; ``named`` and ``numbered`` are what is there, by the name of its part of the path."""
    # A number that is there puts right what was to be wrong: only requests that keep to the document get one.
    known = named | numbered if mode is GenerationMode.POSITIVE else named

    @settings(
        max_examples=examples, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(asked=operation.as_strategy(generation_mode=mode), data=st.data())
    def keeps_to_it(asked: Any, data: Any) -> None:
        for name in asked.path_parameters or ():
            if known.get(name) and data.draw(st.integers(0, 3)):
                asked.path_parameters[name] = data.draw(st.sampled_from(known[name]))
        asked.call_and_validate(headers=headers, excluded_checks=NOT_CHECKED)

    keeps_to_it()
