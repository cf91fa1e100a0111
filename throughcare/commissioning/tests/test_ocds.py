"""Releases: their shape by the standard, what must be true of them, and what they say together."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta

import jsonschema
import msgspec
import pytest
from msgspec.structs import replace

from throughcare.commissioning.rules.ocds import (
    Award,
    Bid,
    Contract,
    Lot,
    Period,
    Release,
    ReleaseFault,
    Value,
    check_release,
    compile_onto,
    compile_releases,
    decode,
    encode,
    release_schema,
)  # fmt: skip
from throughcare.commissioning.tests import ocds
from throughcare.commissioning.tests.standard import Standard
from throughcare.commissioning.tests.standard import standard as at_hand

RELEASES = pytest.mark.parametrize("release", ocds.process(), ids=lambda release: release.tag[0])


@pytest.fixture(scope="module")
def standard() -> Standard:
    found = at_hand()
    if found is None:
        pytest.skip("the standard's schema is not at hand")
    return found


@RELEASES
def test_a_release_fits_the_standards_schema_and_has_no_field_that_it_does_not_name(
    release: Release, standard: Standard
) -> None:
    assert standard.faults(encode(release)) == []


def test_the_check_against_the_standard_can_fail(standard: Standard) -> None:
    body = encode(ocds.tender_release())
    body["tender"]["colour"] = "green"
    body["tender"]["techniques"]["dynamicPurchasingSystem"]["status"] = "asleep"
    body["parties"][0]["roles"] = ["buyer", "onlooker"]
    schema, unknown, code, closed = standard.faults(body)
    assert "'asleep' is not one of" in schema
    assert (unknown, code) == (
        "/tender/colour: not a field of the standard",
        "/parties/roles: onlooker is in no list of the standard",
    )
    assert closed == "/tender/techniques/dynamicPurchasingSystem/status: asleep is in no list of the standard"


@RELEASES
def test_a_release_fits_our_own_schema_and_comes_back_the_same(release: Release) -> None:
    body = json.loads(json.dumps(encode(release)))
    jsonschema.Draft202012Validator(release_schema()).validate(body)
    assert decode(body) == release


def test_our_own_schema_refuses_what_is_not_ours_and_knows_no_null() -> None:
    body = json.loads(json.dumps(encode(ocds.tender_release())))
    validator = jsonschema.Draft202012Validator(release_schema())
    assert "null" not in json.dumps(release_schema())
    assert not validator.is_valid({**body, "colour": "green"})
    assert not validator.is_valid({**body, "title": None})
    assert not validator.is_valid({**body, "tag": []})


def test_every_field_that_we_emit_is_one_of_the_standards(standard: Standard) -> None:
    ours = release_schema()
    unknown = []
    pairs = [(ours, standard.schema, "release")]
    seen = set()
    while pairs:
        mine, theirs, path = pairs.pop()
        theirs = standard.resolved(theirs)
        for name, node in mine["properties"].items():
            languages = theirs.get("patternProperties", ())
            if name not in theirs["properties"] and not any(re.search(each, name) for each in languages):
                unknown.append(f"{path}.{name}")
            if name not in theirs["properties"]:
                continue
            reference = node.get("$ref") or node.get("items", {}).get("$ref")
            if reference and (reference, path) not in seen:
                seen.add((reference, path))
                target = standard.resolved(theirs["properties"][name])
                pairs.append(
                    (ours["definitions"][reference.rpartition("/")[2]], target.get("items", target), f"{path}.{name}")
                )
    assert unknown == []


@RELEASES
def test_a_release_of_the_process_may_be_published_after_those_before_it(release: Release) -> None:
    earlier = [each for each in ocds.process() if each.date < release.date]
    assert check_release(release, earlier=earlier) == ()


@pytest.mark.parametrize(
    ("broken", "fault"),
    [
        (replace(ocds.tender_release(), parties=()), ReleaseFault("buyer", "GB-GOR-TEST is not among the parties")),
        (replace(ocds.award_release(), awards=(Award(id="a", status="unsuccessful", related_lots=("lot-9",)),)),
         ReleaseFault("awards/a/relatedLots", "there is no lot lot-9")),
        (replace(ocds.award_release(), awards=(Award(id="a", status="active"),)),
         ReleaseFault("awards/a/suppliers", "an award has suppliers, one that failed has none")),
        (replace(ocds.award_release(),
                 awards=(Award(id="a", status="active", suppliers=(ocds.CHARITY.reference,), related_bid="bid-9"),)),
         ReleaseFault("awards/a/relatedBid", "there is no bid bid-9")),
        (replace(ocds.contract_release(), contracts=(Contract(id="c", award_id="award-9", status="active"),)),
         ReleaseFault("contracts/c/awardID", "there is no award award-9")),
        (replace(ocds.contract_release(), contracts=ocds.contract_release().contracts * 2),
         ReleaseFault("contracts", "the id contract-1 stands 2 times")),
        (replace(ocds.award_release(), date=ocds.at(2)), ReleaseFault("date", f"not after the release {ocds.OCID}-1")),
        (replace(ocds.award_release(), id=f"{ocds.OCID}-1"), ReleaseFault("id", f"{ocds.OCID}-1 is published already")),
        (replace(ocds.contract_release(), ocid="ocds-demo00-other"),
         ReleaseFault("ocid", f"an earlier release is of the process {ocds.OCID}")),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_release_is_named_with_its_place(broken: Release, fault: ReleaseFault) -> None:
    place = next(at for at, each in enumerate(ocds.process()) if broken.tag == each.tag)
    assert fault in check_release(broken, earlier=ocds.process()[:place])


def test_the_price_of_a_bid_that_lost_is_withheld() -> None:
    release = ocds.award_release()
    assert release.bids is not None
    told = tuple(replace(each, value=Value.of_pence(1_00)) for each in release.bids.details)
    faults = check_release(replace(release, bids=replace(release.bids, details=told)), earlier=[ocds.tender_release()])
    assert faults == (ReleaseFault("bids/bid-2/value", "what a bid that was not awarded offered is withheld"),)


def test_a_period_that_ends_before_it_starts_is_refused() -> None:
    release = ocds.tender_release()
    assert release.tender is not None
    backwards = replace(release.tender, tender_period=Period(start_date=ocds.at(9), end_date=ocds.at(8)))
    assert check_release(replace(release, tender=backwards)) == (
        ReleaseFault("tender/tenderPeriod", "ends before it starts"),
    )


def test_together_the_releases_say_how_it_stands_now() -> None:
    compiled = compile_releases(ocds.process())
    assert compiled["tag"] == ["compiled"]
    assert compiled["tender"]["lots"][0]["awardCriteria"]["criteria"] == [
        {"type": "quality", "name": "Quality", "numbers": [{"number": 60, "weight": "percentageExact"}]},
        {"type": "quality", "name": "Social value", "numbers": [{"number": 10, "weight": "percentageExact"}]},
        {"type": "price", "name": "Price", "numbers": [{"number": 30, "weight": "percentageExact"}]},
    ]
    (contract,) = compiled["contracts"]
    assert contract["value"] == {"amount": 260_000.0, "currency": "GBP"}
    assert contract["dateSigned"] == "2026-05-04T12:00:00Z"
    assert [each["id"] for each in compiled["parties"]] == [
        each.id for each in (ocds.BUYER, ocds.CHARITY, ocds.OTHER, ocds.PARTNER)
    ]
    assert decode(compiled).contracts[0].amendments == ocds.amendment_release().contracts[0].amendments


def test_release_by_release_it_comes_to_the_same() -> None:
    compiled = None
    for number, release in enumerate(ocds.process(), start=1):
        compiled = json.loads(json.dumps(compile_onto(compiled, release), sort_keys=True))  # As the database keeps it.
        assert compiled == compile_releases(ocds.process()[:number])
    with pytest.raises(ValueError, match="its own process"):
        compile_onto(compiled, replace(ocds.tender_release(), ocid="other"))


def test_a_region_is_named_in_both_languages_as_the_standard_names_another_language(standard: Standard) -> None:
    buyer = replace(ocds.BUYER, name_cy="Rhanbarth Manceinion Fwyaf")
    release = replace(ocds.tender_release(), parties=(buyer,), buyer=buyer.reference)
    body = encode(release)
    assert body["parties"][0]["name_cy"] == "Rhanbarth Manceinion Fwyaf"
    assert (decode(body), standard.unknown(body, standard.schema)) == (release, [])
    assert jsonschema.Draft202012Validator(release_schema()).is_valid(body)
    assert "name_cy" not in encode(ocds.tender_release())["parties"][0]


def test_a_list_that_is_said_again_replaces_the_one_before_it() -> None:
    first, second = ocds.tender_release(), ocds.tender_release()
    assert first.tender is not None
    fewer = replace(ocds.CRITERIA, criteria=ocds.CRITERIA.criteria[:1])
    lots = tuple(Lot(id=each.id, title=each.title, status="active", award_criteria=fewer) for each in first.tender.lots)
    second = replace(second, id="x-2", date=first.date + timedelta(days=1), tender=replace(first.tender, lots=lots))
    compiled = compile_releases([first, second])
    assert [len(lot["awardCriteria"]["criteria"]) for lot in compiled["tender"]["lots"]] == [1, 1]


def test_releases_of_two_processes_are_not_merged() -> None:
    with pytest.raises(ValueError, match="not of 2"):
        compile_releases([ocds.tender_release(), replace(ocds.tender_release(), ocid="other")])
    with pytest.raises(ValueError, match="not of 0"):
        compile_releases([])


def test_the_last_day_of_a_period_is_inside_it_by_the_clock_of_the_united_kingdom() -> None:
    period = Period.of_days(date(2026, 3, 1), date(2026, 4, 1))
    assert json.loads(msgspec.json.encode(period)) == {
        "startDate": "2026-03-01T00:00:00Z", "endDate": "2026-03-31T23:59:59+01:00",
    }  # fmt: skip


def test_a_bid_without_a_bidder_is_not_a_bid() -> None:
    with pytest.raises(msgspec.ValidationError, match="tenderers"):
        msgspec.convert({"id": "1", "status": "valid", "tenderers": []}, Bid)
