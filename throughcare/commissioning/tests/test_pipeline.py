"""The pipeline: what stands in it, what is refused, and what everybody reads, as a page and as open data."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from html import unescape
from unittest.mock import patch

import jsonschema
import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.test import Client
from django.utils import timezone

from throughcare.accounts.acting import acting
from throughcare.accounts.tests.factories import UserFactory
from throughcare.audit.models import Entry
from throughcare.commissioning.commands.pipeline import publish_pipeline
from throughcare.commissioning.models import (
    Competition,
    CompetitionLot,
    Need,
    NeedLine,
    NeedUse,
    PipelineEntry,
    PipelineNotice,
    PublishedProcess,
    PublishedRelease,
)
from throughcare.commissioning.queries.ocds_pipeline import pipeline_release
from throughcare.commissioning.queries.pipeline import entries_of, lateness, latest_notice, purchases, told_decision
from throughcare.commissioning.rules.engagement_blocks import EngagementRefused
from throughcare.commissioning.rules.ocds import compile_releases, decode, encode
from throughcare.commissioning.tests.drafts import (
    APPROVED,
    PUBLISHED,
    Drafted,
    approve,
    drafted,
    enrol,
    publish_competition,
    published,
)
from throughcare.commissioning.tests.standard import SCHEMA as STANDARD
from throughcare.commissioning.tests.standard import Standard
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db
AT = datetime(2026, 4, 20, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
SPEND = 10_000_000_001
CODE = "finding-and-keeping-a-home"


@pytest.fixture
def made() -> Drafted:
    """A draft competition of £480,000, and an agreed need of three million."""
    one = drafted()
    with as_role("owner"):
        need = Need.objects.create(
            reference="homes", ocid="ocds-test00-need-homes", title="Homes", description="Homes.",
            starts_on=date(2027, 4, 1), made_by=one.commissioner, made_at=AT - 9 * DAY,
        )  # fmt: skip
        NeedLine.objects.create(
            need=need, category="accommodation", region=one.market.region, value_pence=300_000_000
        )  # fmt: skip
        Need.objects.update(state="agreed", agreed_by=one.commissioner, agreed_at=AT - 8 * DAY)
    return one


def publish(made: Drafted, *smaller: str, at: datetime = AT, spend: int = SPEND) -> PipelineNotice:
    with acting(made.commissioner):
        return publish_pipeline(spend_pence=spend, smaller=smaller, by=made.commissioner, at=at)


def test_what_the_law_asks_for_stands_in_it_and_smaller_ones_where_they_were_chosen(made):
    notice = publish(made)
    with as_role("web"):
        assert [(each.title, each.required, each.notice_on) for each in entries_of(notice)] == [
            ("Homes", True, date(2026, 10, 1)),
        ]  # fmt: skip
    again = publish(made, CODE, at=AT + DAY)
    with as_role("web"):
        assert latest_notice() == again
        assert [(each.title, each.required) for each in entries_of(again)] == [
            ("Finding and keeping a home", False), ("Homes", True),
        ]  # fmt: skip
        assert (again.year_start, again.number) == (date(2026, 4, 1), 2)
    with as_role("owner"):
        assert Entry.objects.filter(action="commissioning.publish_pipeline").count() == 2


def test_each_purchase_is_a_process_of_the_open_data_that_says_how_it_stands(made):
    publish(made)
    publish(made, CODE, at=AT + DAY)
    with as_role("web"):
        releases = list(PublishedRelease.objects.filter(ocid__contains="pipeline").order_by("id"))
        assert [(each.ocid.rpartition("-pipeline-")[2], each.tags) for each in releases] == [
            ("need-homes", ["planning"]), (CODE, ["planning"]), ("need-homes", ["planningUpdate"]),
        ]  # fmt: skip
        for entry in entries_of(latest_notice()):
            bodies = [each.body for each in releases if each.ocid == entry.ocid]
            compiled = PublishedProcess.objects.get(ocid=entry.ocid).compiled
            assert compiled == compile_releases([decode(body) for body in bodies])
            now = encode(pipeline_release(entry, tag="planningUpdate", at=AT + 2 * DAY))
            assert {part: compiled[part] for part in ("planning", "tender", "parties")} == {
                part: now[part] for part in ("planning", "tender", "parties")
            }
    if STANDARD.exists():
        standard = Standard(json.loads(STANDARD.read_text(encoding="utf-8")))
        for each in releases:
            found = jsonschema.Draft4Validator(standard.schema).iter_errors(each.body)
            assert [error.message for error in found] == []
            assert standard.unknown(each.body, standard.schema) == []


def test_nothing_is_published_where_nothing_would_stand_in_it(made):
    with as_role("owner"):
        Need.objects.update(state="withdrawn", ended_at=AT, ended_why="Met elsewhere.")
    with pytest.raises(EngagementRefused, match="nothing-planned"):
        publish(made)
    with as_role("owner"):
        assert not PipelineNotice.objects.exists()
        assert not PublishedRelease.objects.exists()


def test_what_is_published_for_bids_is_planned_no_more():
    made = published()
    with acting(made.commissioner):
        assert list(purchases()) == []


def test_an_unknown_smaller_purchase_is_left_out(made):
    notice = publish(made, "nonsense")
    with as_role("web"):
        assert [each.title for each in entries_of(notice)] == ["Homes"]


def test_the_database_keeps_a_notice_as_it_went_out(made):
    publish(made)
    with acting(made.commissioner):
        assert PipelineNotice.objects.update(spend_pence=1) == 0
        assert PipelineEntry.objects.update(title="Other") == 0
        assert PipelineEntry.objects.all().delete()[0] == 0
    for role in ("supplier", "director", "practitioner"):
        user = UserFactory(role=role)
        with acting(user), pytest.raises(ProgrammingError), transaction.atomic():
            PipelineNotice.objects.create(
                year_start=date(2026, 4, 1), number=9, spend_pence=1, published_at=AT, published_by=user
            )
    with as_role("owner"), pytest.raises(IntegrityError), transaction.atomic():
        PipelineNotice.objects.create(
            year_start=date(2026, 4, 1), number=1, spend_pence=1, published_at=AT, published_by=made.commissioner
        )


def test_why_says_when_it_was_published_and_next_year_that_one_is_owed(made):
    notice = publish(made)
    with as_role("web"):
        assert told_decision(notice, at=AT + 90 * DAY).value.state == "published"
        assert told_decision(notice, at=AT + 365 * DAY).value.state == "due"


def read(path: str, user=None, *, at=AT + DAY, language="en-gb") -> str:
    client = Client(headers={"accept-language": language})
    if user is not None:
        client.force_login(user)
    with patch.object(timezone, "now", return_value=at):
        answer = client.get(path)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def test_anybody_reads_the_pipeline_and_its_csv_runs_no_formula(made):
    assert "No pipeline has been published" in read("/pipeline/")
    with as_role("owner"):
        Competition.objects.update(title='=HYPERLINK("http://x.example")')
    publish(made, CODE)
    page = read("/pipeline/")
    assert "£3,000,000" in page
    assert "Told voluntarily" in page
    assert "'=HYPERLINK" in read("/pipeline/?format=csv")
    assert "Publish the pipeline" not in page
    for role in ("supplier", "person", "director"):
        assert "£3,000,000" in read("/pipeline/", UserFactory(role=role))


def test_a_commissioner_publishes_it_and_nobody_else_does(made):
    for user, status in ((None, 302), (UserFactory(role="director"), 403), (made.bidders[0].user, 403)):
        client = Client()
        if user is not None:
            client.force_login(user)
        assert client.get("/pipeline/publish/").status_code == status
        assert client.post("/pipeline/publish/", {"spend_pence": "1"}).status_code == status
    client = Client()
    client.force_login(made.commissioner)
    with patch.object(timezone, "now", return_value=AT):
        assert "Homes: £3,000,000" in unescape(client.get("/pipeline/publish/").content.decode())
        for typed in ("", "much", "-1"):
            assert client.post("/pipeline/publish/", {"spend_pence": typed}).status_code == 200
        with as_role("owner"):
            assert not PipelineNotice.objects.exists()
        sent = client.post("/pipeline/publish/", {"spend_pence": "100,000,001", "smaller": [CODE]})
    assert sent.status_code == 302
    with as_role("owner"):
        assert PipelineNotice.objects.get().spend_pence == 10_000_000_100
        assert PipelineEntry.objects.count() == 2


def test_a_lot_that_grows_above_the_amount_is_asked_for(made):
    with as_role("owner"):
        for lot in CompetitionLot.objects.all():
            lot.value_pence = int(Decimal("100000001"))
            lot.save()
    notice = publish(made)
    with as_role("web"):
        assert {each.title: each.required for each in entries_of(notice)} == {
            "Finding and keeping a home": True, "Homes": True,
        }  # fmt: skip


def test_a_notice_whose_day_has_passed_is_said_to_be_overdue_until_it_is_out(made):
    with as_role("owner"):
        Need.objects.update(published_at=AT - DAY)
    entries = {each.title: each for each in entries_of(publish(made, CODE))}
    first, last = entries["Finding and keeping a home"].notice_on, entries["Homes"].notice_on
    assert first < last

    def told(day: date) -> list[str]:
        with as_role("web"):
            listed = entries_of(latest_notice())
            found = lateness(listed, on=day)
            return [f"{each.title}: {found[each.pk]}" for each in listed if each.pk in found]

    assert told(first) == []
    assert told(first + DAY) == ["Finding and keeping a home: overdue"]
    assert told(last + DAY) == ["Finding and keeping a home: overdue", "Homes: overdue"]
    noon = datetime(first.year, first.month, first.day, 12, tzinfo=UTC)
    assert "Overdue" not in read("/pipeline/", at=noon)
    assert "Overdue" in read("/pipeline/", at=noon + DAY)
    assert "Yn hwyr" in read("/pipeline/", at=noon + DAY, language="cy")
    with as_role("owner"):
        need = Need.objects.get()
        NeedUse.objects.create(need=need, competition=made.competition, begun_by=made.commissioner, begun_at=AT)
    assert told(last + DAY) == ["Finding and keeping a home: overdue", "Homes: overdue"]
    enrol(made)
    with acting(made.director):
        approve(competition=made.competition, by=made.director, at=APPROVED)
    with acting(made.commissioner):
        publish_competition(competition=made.competition, by=made.commissioner, at=PUBLISHED)
    assert told(last + DAY) == []


def test_of_a_need_that_is_not_public_the_page_says_that_the_day_has_passed(made):
    (entry,) = entries_of(publish(made))
    with as_role("web"):
        assert lateness(entries_of(latest_notice()), on=entry.notice_on + DAY) == {entry.pk: "passed"}
    with acting(made.commissioner):
        assert lateness(entries_of(latest_notice()), on=entry.notice_on + DAY) == {entry.pk: "overdue"}
    noon = datetime(entry.notice_on.year, entry.notice_on.month, entry.notice_on.day, 12, tzinfo=UTC)
    with as_role("web"):
        assert "This day has passed" in read("/pipeline/", at=noon + DAY)
        assert "This day has passed" not in read("/pipeline/", at=noon)
