"""Publishing: what goes out stays as it was, and what is not fit to go out does not."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from msgspec.structs import replace

from throughcare.accounts.acting import acting
from throughcare.accounts.tests.factories import UserFactory
from throughcare.audit.models import Entry
from throughcare.commissioning.commands.publication import NotPublishable, publish
from throughcare.commissioning.models import PublishedProcess, PublishedRelease
from throughcare.commissioning.queries.publication import all_releases, processes, release_page
from throughcare.commissioning.rules.ocds import Release, Tender, Value, compile_releases, decode, encode
from throughcare.commissioning.rules.ocds.standing import standing_of
from throughcare.commissioning.tests import ocds

pytestmark = pytest.mark.django_db


@pytest.fixture
def published() -> tuple[Release, ...]:
    """The process of the tests, all of it out."""
    for release in ocds.process():
        publish(release=release, by=None)
    return ocds.process()


def another(number: int, *, closes: int = 31, title: str = "Mentoring") -> Release:
    """The notice of another competition."""
    first = ocds.tender_release()
    assert first.tender is not None and first.tender.tender_period is not None
    tender = Tender(
        id="x",
        title=title,
        status="active",
        tender_period=replace(first.tender.tender_period, end_date=ocds.at(closes)),
    )
    return replace(first, ocid=f"ocds-demo00-x-{number}", id=f"x-{number}", title=title, tender=tender, date=ocds.at(3))


def test_what_is_published_is_kept_whole_numbered_and_on_the_log(published: tuple[Release, ...]) -> None:
    kept = list(PublishedRelease.objects.order_by("number"))
    assert [(row.number, row.release_id, row.tags) for row in kept] == [
        (1, f"{ocds.OCID}-1", ["tender"]),
        (2, f"{ocds.OCID}-2", ["award"]),
        (3, f"{ocds.OCID}-3", ["contract"]),
        (4, f"{ocds.OCID}-4", ["contractAmendment", "implementation"]),
    ]
    assert tuple(decode(row.body) for row in kept) == published
    with acting(UserFactory(role="auditor")):
        entries = list(Entry.objects.order_by("at").values_list("action", "subject", "detail"))
    assert entries == [
        ("commissioning.publish", ocds.OCID, {"release": row.release_id, "tags": row.tags}) for row in kept
    ]


def test_how_the_process_stands_is_what_its_releases_say_together(published: tuple[Release, ...]) -> None:
    stands = PublishedProcess.objects.get()
    assert stands.compiled == compile_releases(published)
    assert (stands.stage, stands.title, stands.buyer) == (
        "contract",
        "Accommodation in two police areas",
        "Greater Manchester region",
    )
    assert (stands.suppliers, stands.value_pence) == (["Harbour Homes (fictional)"], 260_000_00)
    assert (stands.releases, stands.first_at, stands.updated_at) == (4, ocds.at(2), ocds.at(3, 9))


def test_publishing_reads_no_earlier_release_whole(published: tuple[Release, ...]) -> None:
    later = replace(published[-1], id="later", date=published[-1].date + timedelta(days=1))
    with CaptureQueriesContext(connection) as asked:
        publish(release=later, by=None)
    read = [each["sql"] for each in asked if each["sql"].startswith("SELECT")]
    assert [sql for sql in read if '"commissioning_publishedrelease"."body"' in sql] == []
    kept = [decode(row.body) for row in PublishedRelease.objects.order_by("number")]
    assert (len(kept), PublishedProcess.objects.get().compiled) == (5, compile_releases(kept))


@pytest.mark.parametrize(("count", "stage", "pence"), [
    (1, "tender", 500_000_00), (2, "award", 240_000_00), (3, "contract", 240_000_00), (4, "contract", 260_000_00),
])  # fmt: skip
def test_the_stage_and_the_value_follow_each_release(count: int, stage: str, pence: int) -> None:
    stands = standing_of(compile_releases(ocds.process()[:count]))
    assert (stands.stage, stands.value_pence) == (stage, pence)


@pytest.mark.parametrize("broken", [
    replace(ocds.tender_release(), parties=()),
    replace(ocds.tender_release(), title=""),
    replace(ocds.contract_release()),
])  # fmt: skip
def test_what_is_not_fit_to_go_out_leaves_nothing_behind(broken: Release) -> None:
    with pytest.raises(NotPublishable):
        publish(release=broken, by=None)
    with acting(UserFactory(role="auditor")):
        assert (PublishedRelease.objects.count(), PublishedProcess.objects.count(), Entry.objects.count()) == (0, 0, 0)


def test_a_fault_of_shape_names_its_place() -> None:
    with pytest.raises(NotPublishable) as refused:
        publish(release=replace(ocds.tender_release(), title=""), by=None)
    assert [(fault.path, fault.problem) for fault in refused.value.faults] == [("title", "'' should be non-empty")]


def test_a_release_is_published_once(published: tuple[Release, ...]) -> None:
    with pytest.raises(NotPublishable, match="is published already"):
        publish(release=published[-1], by=None)
    assert PublishedRelease.objects.count() == 4


@pytest.mark.parametrize("act", [
    lambda: PublishedRelease.objects.filter(number=1).update(tags=["planning"]),
    lambda: PublishedRelease.objects.filter(number=1).delete(),
])  # fmt: skip
def test_the_database_refuses_to_change_or_remove_a_release(published: tuple[Release, ...], act: Any) -> None:
    with pytest.raises(ProgrammingError, match="append-only"), transaction.atomic():
        act()
    assert PublishedRelease.objects.count() == 4


def test_the_database_refuses_two_releases_of_one_number() -> None:
    publish(release=ocds.tender_release(), by=None)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO commissioning_publishedrelease (ocid, number, release_id, published_at, tags, body) "
            "SELECT ocid, number, 'other', published_at, tags, body FROM commissioning_publishedrelease"
        )


def test_reading_on_from_a_cursor_gives_each_release_once(published: tuple[Release, ...]) -> None:
    read, after = [], 0
    while True:
        page = release_page(after=after, limit=3)
        read += [json.loads(body)["id"] for body in page.bodies]
        if page.cursor is None:
            break
        after = page.cursor
    assert read == [release.id for release in published]
    assert [json.loads(body)["id"] for body in all_releases(batch=1)] == read


def test_releases_are_asked_for_by_day_and_stage(published: tuple[Release, ...]) -> None:
    def ids(**asked: Any) -> list[str]:
        return [json.loads(body)["id"].rpartition("-")[2] for body in release_page(**asked).bodies]

    assert ids(since=ocds.at(20, 4)) == ["2", "3", "4"]
    assert ids(until=ocds.at(20, 4)) == ["1"]
    assert ids(stages=("contract",)) == ["3", "4"]
    with pytest.raises(KeyError):
        ids(stages=("party",))


def test_open_ones_are_those_that_still_take_bids_the_next_to_close_first() -> None:
    for number, closes in ((1, 31), (2, 9), (3, 20)):
        publish(release=another(number, closes=closes), by=None)
    now = ocds.at(9)
    assert [row.ocid[-1] for row in processes(stage="tender", now=now)] == ["3", "1"]
    assert [row.ocid[-1] for row in processes(stage="tender", now=now - timedelta(seconds=1))] == ["2", "3", "1"]
    assert [row.ocid[-1] for row in processes(stage="closed", now=now)] == ["2"]


def test_processes_are_found_by_words_supplier_and_number(published: tuple[Release, ...]) -> None:
    publish(release=another(1), by=None)
    now = ocds.at(10, 9)
    assert [row.ocid for row in processes(words="harbour accommodation", now=now)] == [ocds.OCID]
    assert [row.ocid for row in processes(words="OCDS-DEMO00-x-1", now=now)] == ["ocds-demo00-x-1"]
    assert not processes(words="harbour mentoring", now=now)


def test_the_list_says_what_is_open_and_escapes_what_was_typed(client: Client) -> None:
    publish(release=another(1, title="<b>Mentoring</b>"), by=None)
    html = client.get("/notices/", {"q": '"><script>'}).content.decode()
    assert "Nothing found" in html and "<script>" not in html.partition("<main")[2]
    html = client.get("/notices/").content.decode()
    assert "&lt;b&gt;Mentoring&lt;/b&gt;" in html and "Showing 1 to 1 of 1" in html
    assert client.get("/notices/?stage=party").status_code == 404


def test_the_list_is_paged_and_downloads_without_formulas(client: Client) -> None:
    for number in range(27):
        publish(release=another(number, title=f"=cmd|{number}"), by=None)
    assert "Showing 26 to 27 of 27" in client.get("/notices/?page=2").content.decode()
    lines = client.get("/notices/?format=csv").content.decode().splitlines()
    assert len(lines) == 28
    assert all(",'=cmd|" in line for line in lines[1:])


def test_one_whose_time_for_bids_is_over_is_not_called_open_in_the_list_or_its_download(client: Client) -> None:
    publish(release=another(1, closes=4), by=None)
    for address in ("/notices/?stage=closed", "/notices/?stage=closed&format=csv"):
        page = client.get(address).content.decode()
        assert "Bids being assessed" in page and "Mentoring" in page
    assert ",Open for bids," not in page


def test_a_process_has_a_page_with_each_release(client: Client, published: tuple[Release, ...]) -> None:
    html = client.get(f"/notices/{ocds.OCID}/").content.decode()
    for words in (
        "Awarded to Harbour Homes (fictional)",
        "Not awarded: No bids",
        "Ten more places",
        "Doorstep (fictional)",
        "£260,000",
    ):
        assert words in html
    assert client.get("/notices/ocds-nothing/").status_code == 404


def test_a_package_has_the_next_page_and_the_last_has_none(client: Client, published: tuple[Release, ...]) -> None:
    first = client.get("/ocds/releases/?limit=3&updatedFrom=2026-01-01").json()
    assert (first["version"], len(first["releases"])) == ("1.1", 3)
    second = client.get(first["links"]["next"]).json()
    assert ([body["id"] for body in second["releases"]], "links" in second) == ([f"{ocds.OCID}-4"], False)


@pytest.mark.parametrize(("query", "said"), [
    ("limit=0", "limit"), ("limit=101", "limit"), ("limit=x", "limit"), ("cursor=-1", "cursor"),
    ("cursor=9999999999999999999", "cursor"),
    ("updatedFrom=tomorrow", "updatedFrom"), ("updatedFrom=2026-13-01", "updatedFrom"),
    ("updatedTo=2026-02-30T00:00:00Z", "updatedTo"),
    ("stages=party", "stages"),
])  # fmt: skip
def test_a_question_that_cannot_be_read_is_refused_with_its_name(client: Client, query: str, said: str) -> None:
    answer = client.get(f"/ocds/releases/?{query}")
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert answer.json()["detail"].startswith(f"{said}:")


def test_a_record_has_the_releases_and_what_they_say_together(client: Client, published: tuple[Release, ...]) -> None:
    (record,) = client.get(f"/ocds/records/{ocds.OCID}/").json()["records"]
    assert record["compiledRelease"] == compile_releases(published)
    assert record["releases"] == [encode(release) for release in published]
    assert client.get("/ocds/records/none/").status_code == 404


def test_everything_comes_as_lines(client: Client, published: tuple[Release, ...]) -> None:
    answer = client.get("/ocds/releases.jsonl")
    lines = b"".join(answer.streaming_content).splitlines()  # type: ignore[attr-defined]
    assert [json.loads(line) for line in lines] == [encode(release) for release in published]
    assert client.get("/ocds/releases.jsonl?updatedFrom=x").status_code == 400


def test_a_value_is_in_pounds_with_pence() -> None:
    assert encode(
        replace(ocds.tender_release(), tender=Tender(id="t", title="t", status="active", value=Value.of_pence(1_999)))
    )["tender"]["value"] == {"amount": 19.99, "currency": "GBP"}
