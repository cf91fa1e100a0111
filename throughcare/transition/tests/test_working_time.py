"""Contracted hours and reductions of members of staff in a bundle."""

from datetime import date
from decimal import Decimal

import pytest

from throughcare.supervision.models import LoadSpell
from throughcare.testing.acting import as_role
from throughcare.transition.commands.exports import export_bundle
from throughcare.transition.tests.bundles import change, valid, write
from throughcare.transition.tests.conftest import AT
from throughcare.transition.tests.test_changed_here import conflicts
from throughcare.workforce.models import ContractedHours, Reduction, Staff


def hours():
    with as_role("jobs"):
        return [(str(row.hours), str(row.start), str(row.until)) for row in ContractedHours.objects.order_by("start")]


def test_they_are_loaded_replaced_as_a_whole_and_counted_in_the_load(load, tmp_path):
    bundle = valid()
    load(write(bundle, tmp_path))
    assert hours() == [("30.0", "2020-01-01", "2021-01-01"), ("18.5", "2022-01-01", "None")]
    with as_role("jobs"):
        reduction = Reduction.objects.get(reference="R2")
        assert (reduction.staff.code, reduction.share, reduction.hours) == ("S2", Decimal("12.50"), None)
        before = LoadSpell.objects.get(staff__code="S1", until=None).available
    bundle["contracted_hours"] = [["S1", "37", "2020-01-01", "2023-01-01"]]
    result = load(write(bundle, tmp_path))
    assert (result.changed, result.removed) == ({"contracted_hours": 1}, {"contracted_hours": 1})
    assert hours() == [("37.0", "2020-01-01", "2023-01-01")]
    with as_role("jobs"):
        assert LoadSpell.objects.get(staff__code="S1", until=None).available > before


FAULTS = {
    "hours that overlap": ("contracted_hours", 3, "from", "2020-06-01", ["staff-overlap"]),
    "hours twice on one day": ("contracted_hours", 3, "from", "2020-01-01", ["duplicate-key"]),
    "hours of no length": ("contracted_hours", 2, "until", "2020-01-01", ["chain-empty"]),
    "too many hours": ("contracted_hours", 2, "hours", "61", ["number"]),
    "hours of nobody": ("contracted_hours", 2, "staff", "S9", ["reference"]),
    "a share and hours": ("reductions", 2, "share", "10", ["share-or-hours"]),
    "neither": ("reductions", 2, "hours", "", ["share-or-hours"]),
    "a share of nothing": ("reductions", 3, "share", "0", ["number", "share-or-hours"]),
    "what comes with the grade": ("reductions", 2, "reason", "newly-qualified", ["comes-with-grade"]),
}


@pytest.mark.parametrize("wrong", FAULTS.values(), ids=FAULTS)
def test_what_cannot_be_is_a_fault(load, tmp_path, wrong):
    bundle = valid()
    change(bundle, *wrong[:4])
    result = load(write(bundle, tmp_path))
    assert ([fault.kind for fault in result.faults], result.loaded) == (wrong[4], False)


def test_two_reductions_for_one_reason_overlap_only_for_one_member_of_staff(load, tmp_path):
    bundle = valid()
    bundle["reductions"].append(["R3", "S1", "court-duty", "5", "", "2026-06-01", "", ""])
    assert [(fault.row, fault.kind) for fault in load(write(bundle, tmp_path)).faults] == [(4, "staff-overlap")]
    change(bundle, "reductions", 4, "staff", "S2")
    assert load(write(bundle, tmp_path)).loaded


def test_whoever_depends_on_faulty_working_time_is_left_out(load, tmp_path):
    bundle = valid()
    change(bundle, "reductions", 3, "share", "")
    result = load(write(bundle, tmp_path), accept_partial=True)
    assert [fault.value for fault in result.left_out] == ["X000002", "X000003"]
    with as_role("jobs"):
        assert [*Staff.objects.order_by("code").values_list("code", flat=True)] == ["S1", "S3"]
        assert [*Reduction.objects.values_list("reference", flat=True)] == ["R1"]


def test_what_was_changed_here_is_kept_as_a_whole_and_what_was_taken_back_is_not_exported(load, tmp_path):
    load(write(valid(), tmp_path / "older"))
    with as_role("jobs"):
        staff = Staff.objects.get(code="S1")
        Reduction.objects.filter(reference="R1").update(deleted_at=AT)
        Reduction.objects.create(reference="R9", staff=staff, reason="court-duty", share=50, start=date(2026, 2, 1))
        export_bundle(tmp_path / "out", by=None, at=AT)
    assert "R1" not in (tmp_path / "out" / "reductions.csv").read_text()
    again = load(tmp_path / "out")
    assert (again.changes, conflicts(again)) == (0, [])
    with as_role("jobs"):
        Reduction.objects.filter(reference="R9").update(share=40)
    result = load(tmp_path / "older")
    assert (result.changes, conflicts(result)) == (0, [
        ("reductions.csv", 2, "reference", "", "R1"), ("reductions.csv", 2, "reference", "R9", ""),
    ])  # fmt: skip
    result = load(tmp_path / "older", take_bundle=True)
    assert (result.changed, result.removed) == ({"reductions": 1}, {"reductions": 1})
    with as_role("jobs"):
        assert Reduction.objects.get(staff=staff).deleted_at is None
