"""Figures of an area: each column on its boundary days, and every figure equal to the list behind it."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from throughcare.accounts.acting import acting
from throughcare.organisations.tests.factories import DeliveryUnitFactory, PostingFactory
from throughcare.people.models import LimitedAccess
from throughcare.people.tests.factories import PersonFactory, SentenceFactory
from throughcare.supervision.queries.caseload import CaseFilter, caseload_of
from throughcare.supervision.queries.cases import STATES, Area, all_cases, cases_of, count_cases
from throughcare.supervision.queries.measures import TIERS, Figures, figures, nothing, survey, tier_mix, total
from throughcare.supervision.tests.factories import ContactDueFactory, OfficerSpellFactory, TierFactory
from throughcare.testing.acting import as_role
from throughcare.workforce.tests.factories import StaffFactory, TeamFactory

pytestmark = pytest.mark.django_db

ON = date(2026, 6, 15)


def after(days):
    return ON + timedelta(days=days)


@pytest.fixture
def team():
    return TeamFactory()


@pytest.fixture
def staff(team):
    return StaffFactory(team=team)


@pytest.fixture
def reader(team):
    return PostingFactory(region=team.delivery_unit.region, user__role="head").user


def put(team, staff=None, *, due=None, state="due", tier="C", provisional=False, start=date(2026, 1, 5), **given):
    """A case in the team; ``state`` None leaves it without an answer."""
    with as_role("jobs"):
        person = SentenceFactory(person__delivery_unit=given.pop("unit", team.delivery_unit)).person
        status = given.pop("status", "allocated" if staff else "unallocated")
        OfficerSpellFactory(person=person, staff=staff, team=given.pop("spell_team", team), start=start, status=status)
        if state is not None:
            ContactDueFactory(person=person, due_date=due, state=state)
        if tier is not None:
            TierFactory(person=person, label=tier, provisional=provisional)
        return person


def counted(team, reader, by="all", kind="unit", key=None):
    with acting(reader):
        return figures(Area(kind, key or team.delivery_unit_id), by=by, on=ON)


def only(team, reader):
    (found,) = counted(team, reader)
    return found


def test_an_area_without_cases_has_figures_of_nothing(team, reader):
    with acting(reader):
        found = total(Area("unit", team.delivery_unit_id), on=ON)
    assert found == nothing()
    assert (found.people, found.share_inside) == (0, None)


@pytest.mark.parametrize(
    ("days", "columns"),
    [
        (7, set()),
        (6, {"this_week"}),
        (0, {"this_week"}),
        (-1, {"overdue", "overdue_week"}),
        (-7, {"overdue", "overdue_week"}),
        (-8, {"overdue", "overdue_month"}),
        (-28, {"overdue", "overdue_month"}),
        (-29, {"overdue", "overdue_more"}),
    ],
)
def test_a_due_date_counts_in_the_columns_of_its_day(team, staff, reader, days, columns):
    put(team, staff, due=after(days))
    found = only(team, reader)
    everything = {"overdue", "overdue_week", "overdue_month", "overdue_more", "this_week"}
    assert {name for name in everything if getattr(found, name)} == columns
    assert (found.people, found.with_date, found.inside) == (1, 1, 0 if "overdue" in columns else 1)


@pytest.mark.parametrize(
    ("state", "column"),
    [
        ("suspended", "suspended"),
        ("exempt", "suspended"),
        ("no-standard", "no_standard"),
        ("not-started", "not_started"),
        ("ended", "ended"),
        ("unknown", "unknown"),
        (None, "unknown"),
    ],
)
def test_a_case_without_a_duty_is_counted_beside_the_share(team, staff, reader, state, column):
    put(team, staff, due=after(-3) if state == "suspended" else None, state=state)
    put(team, staff, due=after(3))
    found = only(team, reader)
    assert (found.people, found.with_date, found.overdue, found.share_inside) == (2, 1, 0, 1.0)
    assert getattr(found, column) == 1


def test_the_share_is_of_those_with_a_due_date(team, staff, reader):
    for days in (-1, 0, 5, 40):
        put(team, staff, due=after(days))
    put(team, staff, state="suspended")
    assert only(team, reader).share_inside == 0.75


def test_tiers_missing_and_provisional(team, staff, reader):
    put(team, staff, due=after(3), tier=None)
    put(team, staff, due=after(3), tier="MISSING")
    put(team, staff, due=after(3), tier="B", provisional=True)
    put(team, staff, due=after(3), tier="B")
    found = only(team, reader)
    assert (found.tier_missing, found.tier_provisional) == (2, 1)
    with acting(reader):
        mix = {count.label: (count.people, count.provisional) for count in tier_mix(Area("team", team.pk), on=ON)}
    assert mix == dict.fromkeys(TIERS, (0, 0)) | {"MISSING": (2, 0), "B": (2, 1)}


def test_unallocated_cases_never_fall_off(team, staff, reader):
    put(team, due=after(1))
    put(team, due=after(1), spell_team=None)
    with as_role("jobs"):
        ContactDueFactory(
            person=SentenceFactory(person__delivery_unit=team.delivery_unit).person, due_date=after(1), state="due"
        )
    found = only(team, reader)
    assert (found.people, found.unallocated, found.no_team, found.officers) == (3, 3, 2, 0)


def test_an_ended_spell_without_supervision_is_no_case(team, reader):
    put(team, None, state="ended", status="ended", spell_team=None)
    with as_role("jobs"):
        PersonFactory(delivery_unit=team.delivery_unit)
    assert counted(team, reader) == []


def test_new_is_the_last_seven_days(team, staff, reader):
    put(team, staff, due=after(3), start=after(-7))
    put(team, staff, due=after(3), start=after(-6))
    assert only(team, reader).new == 1


def test_a_leaver_who_still_holds_cases(team, reader):
    put(team, StaffFactory(team=team, until=ON), due=after(3))
    put(team, StaffFactory(team=team, until=after(1)), due=after(3))
    assert only(team, reader).leaver == 1


def test_groups_are_by_the_team_of_the_spell_and_the_holder(team, staff, reader):
    other = TeamFactory(delivery_unit=team.delivery_unit, name="Aaa team")
    second = StaffFactory(team=other, surname="Zed", forenames="Ana")
    put(team, staff, due=after(1))
    put(team, staff, due=after(-1), spell_team=None)
    put(other, second, due=after(1))
    by_team = [(row.code, row.people, row.overdue) for row in counted(team, reader, by="team")]
    assert by_team == [(other.code, 1, 0), (team.code, 2, 1)]
    by_staff = {row.code: (row.name, row.people) for row in counted(team, reader, by="staff")}
    assert by_staff[second.code] == ("Zed, Ana", 1)
    assert [row.people for row in counted(team, reader, kind="team", key=team.pk)] == [2]
    assert [row.people for row in counted(team, reader, kind="staff", key=staff.pk)] == [2]
    assert [row.people for row in counted(team, reader, by="unit")] == [3]


def test_units_of_a_region_are_counted_apart(team, staff, reader):
    neighbour = DeliveryUnitFactory(region=team.delivery_unit.region, name="Aaa unit", name_cy="Uned Aaa")
    put(team, staff, due=after(1))
    put(team, staff, due=after(1), unit=neighbour)
    put(team, staff, due=after(1), unit=DeliveryUnitFactory())
    rows = counted(team, reader, by="unit", kind="region", key=team.delivery_unit.region_id)
    assert [(row.name, row.name_cy, row.people) for row in rows] == [
        ("Aaa unit", "Uned Aaa", 1),
        (team.delivery_unit.name, "", 1),
    ]


def test_a_limited_access_record_counts_only_for_those_admitted(team, staff, reader):
    person = put(team, staff, due=after(-1))
    colleague = PostingFactory(region=team.delivery_unit.region, user__role="head").user
    with as_role("jobs"):
        LimitedAccess.objects.create(
            person=person, kind="exclusion", user=reader, reason="Related", start=date(2026, 1, 1)
        )
    assert counted(team, reader) == []
    assert [row.overdue for row in counted(team, colleague)] == [1]


CASES = st.lists(
    st.fixed_dictionaries(
        {
            "due": st.sampled_from([-60, -29, -28, -8, -7, -1, 0, 6, 7, 30]),
            "state": st.sampled_from(["due", "due", "due", "suspended", "exempt", "ended", "no-standard", None]),
            "tier": st.sampled_from(["A", "G", "MISSING", None]),
            "provisional": st.booleans(),
            "held": st.sampled_from([0, 1, None]),
            "team": st.booleans(),
            "start": st.sampled_from([-100, -7, -6, 0]),
        }
    ),
    max_size=8,
)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(CASES)
def test_every_figure_equals_the_list_it_opens(team, reader, given_cases):
    team = TeamFactory(delivery_unit=DeliveryUnitFactory(region=team.delivery_unit.region))
    officers = [StaffFactory(team=team), StaffFactory(team=team, until=ON)]
    for each in given_cases:
        held = None if each["held"] is None else officers[each["held"]]
        put(
            team,
            held,
            due=after(each["due"]) if each["state"] == "due" else None,
            state=each["state"],
            tier=each["tier"],
            provisional=each["provisional"],
            start=after(each["start"]),
            spell_team=team if each["team"] else None,
        )
    with acting(reader):
        for area in (Area("unit", team.delivery_unit_id), Area("team", team.pk), Area("staff", officers[0].pk)):
            found = total(area, on=ON)
            for name in Figures.__slots__:
                state = name.replace("_", "-")
                if state in STATES:
                    narrowed = CaseFilter(state=state)
                    rows = cases_of(area, on=ON, only=narrowed)
                    assert getattr(found, name) == count_cases(area, on=ON, only=narrowed) == len(rows)
            beside = found.suspended + found.no_standard + found.not_started + found.ended + found.unknown
            assert found.people == found.with_date + beside
            assert found.overdue == found.overdue_week + found.overdue_month + found.overdue_more
            assert found.people == sum(count.people for count in tier_mix(area, on=ON))
            assert found.people == len(list(all_cases(area, on=ON, only=CaseFilter())))
            at_once = survey(area, "team", "staff", "unit", on=ON)
            assert (at_once.total, at_once.tiers) == (found, tier_mix(area, on=ON))
            for by in ("team", "staff", "unit"):
                assert at_once.by[by] == figures(area, by=by, on=ON)
        own = total(Area("staff", officers[0].pk), on=ON).people
        assert own == len(caseload_of(officers[0].pk, on=ON))


def test_a_survey_of_an_area_without_cases_is_of_nothing(team, reader):
    with acting(reader):
        found = survey(Area("team", team.pk), "team", "staff", on=ON)
    assert found.total == nothing()
    assert found.by == {"team": [], "staff": []}
    assert [count.people for count in found.tiers] == [0] * len(TIERS)


def test_pages_of_a_list_follow_each_other_in_the_order_asked_for(team, staff, reader):
    for days in (3, -5, 9, 1, 7):
        put(team, staff, due=after(days))
    area = Area("team", team.pk)
    with acting(reader):
        pages = [cases_of(area, on=ON, only=CaseFilter(), sort="-due", first=n, most=2) for n in (0, 2, 4)]
        dates = [row.case.due_date for page in pages for row in page]
        assert dates == [after(days) for days in (9, 7, 3, 1, -5)]
        assert dates == [row.case.due_date for row in all_cases(area, on=ON, only=CaseFilter(), sort="-due")]
        row = pages[0][0]
    assert (row.team, row.staff, row.staff_code) == (team.name, str(staff), staff.code)
    assert (row.unit, row.left_on, row.assessed) == (team.delivery_unit.name, None, False)


def test_every_state_and_sort_can_be_asked_for(team, staff, reader, django_assert_max_num_queries):
    put(team, staff, due=after(3))
    with acting(reader), django_assert_max_num_queries(3 * (len(STATES) + 6)):
        for state in ("", *STATES):
            assert count_cases(Area("region", team.delivery_unit.region_id), on=ON, only=CaseFilter(state=state)) in (
                0,
                1,
            )
        for sort in ("name", "tier", "seen", "booked", "due", "nonsense"):
            (row,) = cases_of(Area("team", team.pk), on=ON, only=CaseFilter(sentence="community-order"), sort=sort)
            assert row.case.sentence_kind == "community-order"
