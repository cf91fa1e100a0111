"""What comes next in a competition: on the workbench in words, on its page with the way there."""

from __future__ import annotations

import pytest
from django.test import Client

from throughcare.commissioning.models import Competition
from throughcare.commissioning.tests.drafts import approved
from throughcare.commissioning.tests.evaluation_scene import Evaluation, moderated_scene, open_prices
from throughcare.commissioning.tests.evaluation_scene import published as awarded
from throughcare.commissioning.tests.test_competition_pages import ONE, Desk
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db
NEXT = (
    ("closed", "Two officers open the bids", "/openings/{}/"),
    ("opened", "Evaluators declare, and scoring begins", "/competitions/{}/evaluation/"),
    ("individual-scoring", "Evaluators score", "/competitions/{}/evaluation/"),
    ("consensus", "The scores are agreed", "/competitions/{}/evaluation/"),
    ("moderated", "Prices are opened and the award is worked out", "/competitions/{}/award/"),
    ("award-recommended", "A director decides on the award", "/competitions/{}/award/"),
    ("award-approved", "The award is published", "/competitions/{}/award/"),
)


def looks(made: Evaluation, path: str) -> str:
    client = Client(headers={"accept-language": "en-gb"})
    client.force_login(made.commissioner)
    return client.get(path).content.decode()


def test_after_the_closing_each_state_says_what_comes_next_and_leads_there():
    made = moderated_scene()
    reference = made.competition.reference
    for state, said, where in NEXT:
        with as_role("owner"):
            Competition.objects.filter(pk=made.competition.pk).update(state=state)
        assert said in looks(made, "/competitions/")
        button = looks(made, f"/competitions/{reference}/").partition(f"{said}</p>")[2].partition("</div>")[0]
        assert f'href="{where.format(reference)}"' in button, state


def test_in_the_standstill_the_first_day_of_signing_is_said():
    made = open_prices(moderated_scene(), {1: 100_000_00, 2: 110_000_00, 3: 120_000_00})
    awarded(made)
    assert "Contracts may be signed from" in looks(made, "/competitions/")


def test_an_approved_competition_says_how_many_officers_are_missing_and_leads_to_them():
    made = approved(officers=1)
    page = Desk(made.commissioner).get()
    assert "Enrolled: 1 of at least 2" in page
    assert "Before it is published, at least 2 officers enrol who open the bids together." in page
    steps = Desk(made.commissioner).get(f"{ONE}publish/")
    assert "It waits for a director." not in steps and "Publish it" in steps.partition("<form")[2]


def test_enough_officers_leave_only_the_publishing():
    made = approved()
    page = Desk(made.commissioner).get()
    assert "Enrolled: 2 of at least 2" in page and "Before it is published" not in page
