"""Stating a need: shares, lines and volumes of a draft, who agrees, and that it is frozen then."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import ProgrammingError

from throughcare.accounts.acting import acting
from throughcare.accounts.tests.factories import UserFactory
from throughcare.audit.models import Entry
from throughcare.commissioning.commands import need_lines, need_steps, needs
from throughcare.commissioning.commands.need_lines import LineDetails
from throughcare.commissioning.commands.needs import PartyDetails
from throughcare.commissioning.models import Need, NeedLine, NeedParty
from throughcare.commissioning.queries.need_checks import blocks_of
from throughcare.commissioning.rules.need_blocks import NeedRefused
from throughcare.commissioning.tests.need_scene import AGREED, DETAILS, STATED, Stated, agree_shares, agreed, stated
from throughcare.commissioning.tests.test_competition_pages import Desk
from throughcare.organisations.tests.factories import PostingFactory, RegionFactory
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db


def refused(command, **given) -> tuple[str, ...]:
    """The codes with which a command refuses."""
    with pytest.raises(NeedRefused) as refusal, transaction.atomic():
        command(**given)
    return refusal.value.codes


def whole(made: Stated) -> tuple[object, ...]:
    """Everything that is kept of a need, to compare."""
    with as_role("owner"):
        return (
            Need.objects.filter(pk=made.need.pk).values().get(),
            list(NeedParty.objects.filter(need=made.need).order_by("pk").values()),
            list(NeedLine.objects.filter(need=made.need).order_by("pk").values()),
            Entry.objects.count(),
        )


def test_a_need_is_drafted_by_a_commissioner_alone():
    made = stated()
    assert (made.need.reference, made.need.state) == ("homes-for-people-leaving-prison", "draft")
    assert made.need.ocid.endswith("-need-homes-for-people-leaving-prison")
    director = UserFactory(role="director")
    with acting(director):
        assert refused(needs.draft_need, details=DETAILS, by=director, at=STATED) == ("not-a-commissioner",)
    with as_role("owner"):
        assert Need.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"title": "  "}, "no-title"),
        ({"term_months": 0}, "term-out-of-range"),
        ({"term_months": 121}, "term-out-of-range"),
        ({"starts_on": date(2014, 12, 31)}, "starts-too-early"),
    ],
)
def test_details_that_say_nothing_are_refused(changes, code):
    made = stated()
    before = whole(made)
    with acting(made.commissioner):
        given = {"need": made.need, "details": replace(DETAILS, **changes), "by": made.commissioner, "at": STATED}
        assert refused(needs.change_need, **given) == (code,)
    assert whole(made) == before


@pytest.mark.parametrize(
    ("details", "code"),
    [
        (PartyDetails("health", Decimal(0), name="A board"), "share-out-of-range"),
        (PartyDetails("health", Decimal("100.01"), name="A board"), "share-out-of-range"),
        (PartyDetails("health", Decimal("33.333"), name="A board"), "share-out-of-range"),
        (PartyDetails("health", Decimal(10)), "body-without-name"),
        (PartyDetails("region", Decimal(10)), "region-without-name"),
        (PartyDetails("army", Decimal(10), name="A board"), "unknown-kind"),
        (PartyDetails("health", Decimal(10), name="Tees Valley health board (fictional)"), "party-twice"),
    ],
)
def test_a_body_that_cannot_bear_a_share_is_refused(details, code):
    made = stated()
    before = whole(made)
    with acting(made.commissioner):
        assert refused(needs.keep_party, need=made.need, details=details, by=made.commissioner, at=STATED) == (code,)
    assert whole(made) == before


def test_what_is_needed_lies_in_a_region_that_states_it():
    made = stated()
    with as_role("owner"):
        other = RegionFactory(code="N03", name="Wales")
    before = whole(made)
    tries = {
        "region-states-no-need": LineDetails("finance", other),
        "area-of-another-region": LineDetails("finance", made.region, police_area="gwent"),
        "unknown-category": LineDetails("dancing", made.region),
        "unknown-cohort": LineDetails("finance", made.region, cohort="tall"),
        "line-twice": LineDetails("accommodation", made.region, police_area="cleveland"),
        "value-not-positive": LineDetails("finance", made.region, value_pence=0),
    }
    with acting(made.commissioner):
        for code, details in tries.items():
            found = refused(need_lines.keep_line, need=made.need, details=details, by=made.commissioner, at=STATED)
            assert found == (code,)
        assert refused(needs.remove_party, party=made.parties[0], by=made.commissioner, at=STATED) == (
            "region-has-lines",
        )
    assert whole(made) == before


def test_shares_of_99_stand_in_the_way_of_every_agreement():
    made = stated(shares=("69", "30"))
    before = whole(made)
    with acting(made.commissioner):
        (block,) = blocks_of(made.need, on=STATED.date())
        assert (block.part, block.reason.code) == ("parties", "below-100")
        assert str(block.reason.words) == "The shares total 99%: 1% of the need is borne by nobody."
        given = {"name": "Sam Field", "post": "Head", "agreed_on": AGREED.date(), "by": made.commissioner, "at": AGREED}
        assert refused(need_steps.agree_share, party=made.parties[0], **given) == ("shares-not-right",)
        assert refused(need_steps.agree_need, need=made.need, by=made.commissioner, at=AGREED) == ("below-100",)
    assert whole(made) == before


def test_it_is_agreed_when_each_body_agreed_and_every_line_has_a_volume_and_a_value():
    made = stated(volume=None)
    with acting(made.commissioner):
        need_lines.keep_line(
            need=made.need, line=made.lines[1], by=made.commissioner, at=STATED,
            details=LineDetails("accommodation", made.region, "young-adults", "durham"),
        )  # fmt: skip
        found = refused(need_steps.agree_need, need=made.need, by=made.commissioner, at=AGREED)
    assert found == ("line-without-volume", "line-without-volume", "line-without-value", "not-agreed")
    assert made.again().state == "draft"


def test_who_agrees_has_a_name_and_a_post_and_agreed_by_now():
    made = stated()
    before = whole(made)
    given = {"party": made.parties[0], "by": made.commissioner, "at": AGREED}
    with acting(made.commissioner):
        assert refused(
            need_steps.agree_share, name=" ", post="Head", agreed_on=AGREED.date(), **given
        ) == ("no-name",)  # fmt: skip
        later = AGREED.date() + timedelta(days=1)
        assert refused(need_steps.agree_share, name="Sam Field", post="Head", agreed_on=later, **given) == (
            "agreed-later",
        )
    assert whole(made) == before


def test_a_change_is_agreed_to_again():
    made = stated()
    agree_shares(made)
    with acting(made.commissioner):
        need_lines.overrule_volume(line=made.lines[0], volume=130, why="More of late.", by=made.commissioner, at=AGREED)
        assert refused(need_steps.agree_need, need=made.need, by=made.commissioner, at=AGREED) == ("not-agreed",)
    with as_role("owner"):
        assert set(NeedParty.objects.values_list("agreed_name", "agreed_on")) == {("", None)}


def test_an_agreed_need_is_frozen_for_commands_and_for_the_database():
    made = agreed()
    assert (made.again().state, made.again().agreed_at) == ("agreed", AGREED)
    before = whole(made)
    by = {"by": made.commissioner, "at": AGREED}
    with acting(made.commissioner):
        assert refused(needs.change_need, need=made.need, details=DETAILS, **by) == ("not-a-draft",)
        assert refused(need_lines.remove_line, line=made.lines[0], **by) == ("not-a-draft",)
        assert refused(need_lines.overrule_volume, line=made.lines[0], volume=1, why="Less.", **by) == ("not-a-draft",)
        for statement in (
            "UPDATE commissioning_needline SET overruled = 1",
            "UPDATE commissioning_needparty SET share = 50",
            "DELETE FROM commissioning_needline",
            "UPDATE commissioning_need SET title = 'Another'",
            "UPDATE commissioning_need SET state = 'draft', agreed_at = NULL, agreed_by_id = NULL",
        ):
            with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)
    assert whole(made) == before


def test_it_is_used_met_and_withdrawn_with_a_reason():
    made = agreed()
    by = {"by": made.commissioner, "at": AGREED}
    with acting(made.commissioner):
        assert refused(need_steps.meet_need, need=made.need, why="Done.", **by) == ("wrong-state",)
        need_steps.use_need(need=made.need, **by)
        assert refused(need_steps.meet_need, need=made.need, why="  ", **by) == ("no-reason",)
        need_steps.meet_need(need=made.need, why="Two contracts cover it.", **by)
        assert refused(need_steps.withdraw_need, need=made.need, why="No.", **by) == ("wrong-state",)
    one = made.again()
    assert (one.state, one.ended_at, one.ended_why) == ("met", AGREED, "Two contracts cover it.")


def test_a_commissioner_of_regions_that_do_not_state_it_changes_nothing_of_a_need():
    made = agreed()
    with as_role("owner"):
        other = PostingFactory(user=UserFactory(role="commissioner")).user
        near = PostingFactory(user=UserFactory(role="commissioner"), region=made.region).user
        before = Entry.objects.count()
    with acting(other), pytest.raises(NeedRefused, match="not within your reach"):
        need_steps.withdraw_need(need=made.need, why="Mine.", by=other, at=AGREED)
    with as_role("owner"):
        assert (made.again().state, Entry.objects.count()) == ("agreed", before)
    with acting(near):
        need_steps.withdraw_need(need=made.need, why="Met elsewhere.", by=near, at=AGREED)
    assert made.again().state == "withdrawn"


def test_a_draft_is_seen_by_those_who_buy_and_by_nobody_else():
    made = stated()
    seen = {}
    for role in ("commissioner", "director", "practitioner", "supplier", "auditor"):
        user = UserFactory(role=role)
        with as_role("web", user.pk):
            seen[role] = (Need.objects.count(), NeedParty.objects.count(), NeedLine.objects.count())
    with as_role("web"):
        seen["nobody"] = (Need.objects.count(), NeedParty.objects.count(), NeedLine.objects.count())
    nothing = (0, 0, 0)
    assert seen == {
        "commissioner": (1, 2, 2), "director": (1, 2, 2), "practitioner": nothing, "supplier": nothing,
        "auditor": nothing, "nobody": nothing,
    }  # fmt: skip
    with as_role("web", UserFactory(role="director").pk), connection.cursor() as cursor:
        cursor.execute("UPDATE commissioning_need SET title = 'Mine' WHERE id = %s", [made.need.pk])
        assert cursor.rowcount == 0
    supplier = UserFactory(role="supplier")
    route = "(%s, '{}', 'grant', 'grant', '', %s, now())"
    with pytest.raises(ProgrammingError), as_role("web", supplier.pk), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO commissioning_needroute (need_id, facts, proposed, chosen, departs_why, decided_by_id, decided_at)"
            f" VALUES {route}",
            [made.need.pk, supplier.pk],
        )


def test_a_region_and_an_area_of_it_count_nobody_twice():
    made = stated()
    agree_shares(made)
    agree = {"need": made.need, "by": made.commissioner, "at": AGREED}
    with acting(made.commissioner):
        whole_region = need_lines.keep_line(
            need=made.need, details=LineDetails("accommodation", made.region, value_pence=100_00),
            by=made.commissioner, at=STATED,
        )  # fmt: skip
        need_lines.overrule_volume(line=whole_region, volume=9, why="Counted.", by=made.commissioner, at=STATED)
    agree_shares(made)
    before = whole(made)
    with acting(made.commissioner), pytest.raises(NeedRefused) as refusal:
        need_steps.agree_need(**agree)
    assert [str(each.words) for each in refusal.value.reasons] == [
        "The same people are counted twice: Accommodation in Cleveland; Accommodation in North East. "
        "Remove one of the two lines."
    ]
    assert whole(made) == before
    page = Desk(made.commissioner, AGREED).get("/needs/homes-for-people-leaving-prison/")
    assert "Some people are in the cases a year twice: Accommodation in Cleveland; Accommodation in North East." in page
    assert "Remove one of the two lines." in page
    with acting(made.commissioner):
        need_lines.remove_line(line=whole_region, by=made.commissioner, at=STATED)
    agree_shares(made)
    with acting(made.commissioner):
        need_steps.agree_need(**agree)
    assert made.again().state == "agreed"
    assert "in the cases a year twice" not in Desk(made.commissioner, AGREED).get(
        "/needs/homes-for-people-leaving-prison/"
    )
