"""What the parameters of needs say fits the lists that they speak of."""

from __future__ import annotations

from datetime import date

from throughcare.commissioning.rules.need_policy import needs
from throughcare.organisations.rules.geography import police_areas, regions
from throughcare.organisations.rules.supplier_codes import COHORT, NEED
from throughcare.people.rules import codes

DAY = date(2026, 3, 2)


def test_every_unit_of_a_region_of_several_areas_lies_in_one_of_them():
    units = needs("units-of-areas", DAY).value
    for region in regions():
        if len(region.police_areas) == 1:
            continue
        areas = [area.code for area in police_areas().values() if area.region == region.code]
        placed = sorted(unit for area in areas for unit in units[area])
        assert placed == sorted(unit.code for unit in region.delivery_units), region.name


def test_every_need_has_an_assumed_share_and_cohorts_speak_of_what_is_recorded():
    assert set(needs("assumed-prevalence", DAY).value) == {entry.code for entry in NEED}
    assert set(needs("assessed-sections", DAY).value) <= {entry.code for entry in NEED}
    for cohort, known in needs("cohorts", DAY).value.items():
        assert cohort in COHORT
        for each in known.get("known_as", ()):
            kind, _colon, value = each.partition(":")
            assert value in codes.CHARACTERISTICS[kind], each
