"""Suppliers are reminded by email: 60, 30 and 7 days ahead, when something lapsed or ended, and what is asked again."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from types import SimpleNamespace

import pytest
from django.test import override_settings

from throughcare.accounts.acting import acting, acting_by_itself
from throughcare.accounts.tests.factories import UserFactory
from throughcare.audit.models import Entry
from throughcare.commissioning import jobs
from throughcare.commissioning.commands import library
from throughcare.commissioning.commands import supplier_reminders as reminders
from throughcare.commissioning.commands.library import EvidenceDetails
from throughcare.commissioning.models import Market, MembershipSuspension
from throughcare.commissioning.queries.supplier_reminders import good_until, to_remind
from throughcare.commissioning.tests.factories import (
    OPENED,
    MarketCategoryFactory,
    MarketConditionFactory,
    MembershipFactory,
)
from throughcare.organisations.tests.factories import SupplierUserFactory
from throughcare.outbox.models import Message
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db
ADDED = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
LAST = date(2026, 6, 30)


@pytest.fixture
def own():
    """Somebody who acts, in English, for a supplier whose place rests on insurance good until ``LAST``."""
    with as_role("owner"):
        acts = SupplierUserFactory(user__email="bryn@supplier.example", supplier__legal_name="Cartref")
        SupplierUserFactory(supplier=acts.supplier, user__email="cerys@supplier.example", user__language="cy")
        SupplierUserFactory(
            supplier=acts.supplier, user__email="gone@supplier.example", ended_at=ADDED, ended_by=acts.user
        )
        category = MarketCategoryFactory(market=MarketConditionFactory(evidence_kind="public-liability").market)
        Market.objects.filter(pk=category.market_id).update(state="open", opened_at=OPENED, title="Homes")
        MembershipFactory(category=category, supplier=acts.supplier)
    with acting(acts.user):
        cover(acts)
    return acts


def cover(acts, until=LAST, start=date(2026, 1, 1)):
    details = EvidenceDetails("public-liability", "Cover", start, until, "P-1")
    return library.add_evidence(supplier=acts.supplier, details=details, by=acts.user, at=ADDED)


def remind(acts, day) -> list[str]:
    """What the job does on a day; the kinds of the new messages."""
    at = datetime.combine(day, time(9), UTC)
    with as_role("jobs"):
        before = set(Message.objects.values_list("pk", flat=True))
        with acting_by_itself(why="test"):
            for supplier in to_remind(on=day):
                reminders.remind_supplier(supplier=supplier, at=at)
            return list(Message.objects.exclude(pk__in=before).order_by("pk").values_list("template", flat=True))


def days_told(acts, first, last) -> dict[str, list[str]]:
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return {str(day): told for day in days if (told := remind(acts, day))}


def test_it_reminds_60_30_and_7_days_ahead_and_tells_of_the_lapse_each_once_to_all_who_act(own):
    assert days_told(own, date(2026, 4, 28), date(2026, 8, 1)) == {
        "2026-05-01": ["evidence-reminder"] * 2,
        "2026-05-31": ["evidence-reminder"] * 2,
        "2026-06-23": ["evidence-reminder"] * 2,
        "2026-07-01": ["evidence-lapsed"] * 2,
    }
    with as_role("jobs", 1):
        assert set(Message.objects.values_list("to", flat=True)) == {"bryn@supplier.example", "cerys@supplier.example"}


def test_each_person_is_told_in_their_language_with_the_places_that_would_lapse(own):
    remind(own, date(2026, 5, 1))
    with as_role("jobs", 1):
        english, welsh = Message.objects.order_by("language").values_list("language", "subject", "body")[::-1]
    assert english[:2] == ("en", "Runs out on 30 June 2026: Public liability insurance")
    assert "Accommodation, Homes" in english[2] and "good until 30 June 2026" in english[2]
    assert (welsh[0], "30 Mehefin 2026" in welsh[1], "Cartref" in welsh[2]) == ("cy", True, True)


def test_a_worker_that_dies_in_between_neither_loses_nor_repeats_a_message(own, monkeypatch):
    calls, queue = [], reminders.queue

    def dies(**given):
        calls.append(given["to"])
        if len(calls) == 2:
            raise ConnectionError
        return queue(**given)

    monkeypatch.setattr(reminders, "queue", dies)
    with pytest.raises(ConnectionError):
        remind(own, date(2026, 5, 1))
    with as_role("jobs", 1):
        assert not Message.objects.exists()
    with as_role("owner"):
        assert not Entry.objects.filter(action="commissioning.remind_supplier").exists()
    assert remind(own, date(2026, 5, 1)) == ["evidence-reminder"] * 2
    assert remind(own, date(2026, 5, 1)) == []
    with as_role("owner"):
        (entry,) = Entry.objects.filter(action="commissioning.remind_supplier")
        assert (entry.detail["messages"], len(entry.detail["news"])) == (2, 1)


def test_after_an_outage_only_the_latest_reminder_goes_out_and_what_is_long_past_is_left(own):
    assert remind(own, date(2026, 6, 25)) == ["evidence-reminder"] * 2
    assert (remind(own, date(2026, 7, 15)), remind(own, date(2026, 7, 14))) == ([], ["evidence-lapsed"] * 2)


def test_a_renewal_that_was_added_ahead_stops_the_reminders(own):
    with acting(own.user):
        cover(own, date(2027, 6, 30), date(2026, 7, 1))
    assert days_told(own, date(2026, 4, 28), date(2026, 7, 20)) == {}


def test_a_renewal_that_leaves_a_gap_does_not(own):
    with acting(own.user):
        cover(own, date(2027, 6, 30), date(2026, 7, 2))
    assert remind(own, date(2026, 5, 1)) == ["evidence-reminder"] * 2


def test_it_tells_that_a_suspension_ended_and_whether_the_place_has_lapsed_meanwhile(own):
    with as_role("owner"):
        place = own.supplier.memberships.get()
        others = {"proposed_by": UserFactory(role="commissioner"), "decided_by": UserFactory(role="director")}
        for start, until in ((date(2026, 4, 1), date(2026, 4, 11)), (date(2026, 6, 29), date(2026, 7, 8))):
            MembershipSuspension.objects.create(
                membership=place, start=start, until=until, ground="g", evidence="e", notice_on=start,
                decided_at=OPENED, **others,
            )  # fmt: skip
    assert days_told(own, date(2026, 4, 10), date(2026, 4, 20)) == {"2026-04-11": ["suspension-ended"] * 2}
    told = days_told(own, date(2026, 7, 1), date(2026, 7, 20))
    assert told == {"2026-07-01": ["evidence-lapsed"] * 2, "2026-07-08": ["suspension-ended-lapsed"] * 2}


def test_what_nobody_confirmed_for_a_year_is_asked_again_together_and_not_again_once_it_was(own):
    with acting(own.user):
        cover(own, date(2028, 6, 30), date(2026, 7, 1))
        answer = library.keep_answer(
            supplier=own.supplier, topic="equality", met=True, text="Yes.", by=own.user, at=ADDED
        )
    assert days_told(own, date(2027, 1, 4), date(2027, 1, 8)) == {"2027-01-05": ["still-true"] * 2}
    with as_role("jobs", 1):
        body = Message.objects.get(template="still-true", language="en").body
    assert "Equality and diversity, Public liability insurance" in body
    with acting(own.user):
        library.confirm_answer(answer=answer, by=own.user, at=datetime(2027, 1, 6, 9, 0, tzinfo=UTC))
    assert days_told(own, date(2028, 1, 4), date(2028, 1, 8)) == {"2028-01-06": ["still-true"] * 2}


def test_one_supplier_that_cannot_be_reminded_keeps_no_other_from_it(monkeypatch, caplog):
    reached = []

    def remind_one(*, supplier, at):
        reached.append(supplier.pk)
        if supplier.pk == 1:
            raise ValueError("Fictional Supplier")

    monkeypatch.setattr(jobs, "to_remind", lambda on: [SimpleNamespace(pk=1), SimpleNamespace(pk=2)])
    monkeypatch.setattr(jobs, "remind_supplier", remind_one)
    with pytest.raises(RuntimeError, match="1 suppliers were not reminded"):
        jobs.remind_suppliers(timestamp=0)
    assert reached == [1, 2]
    assert "supplier 1 was not reminded: ValueError" in caplog.text and "Fictional" not in caplog.text


@override_settings(OUTBOX={"email": None})
def test_it_writes_nothing_where_no_email_goes_out(own):
    assert remind(own, date(2026, 5, 1)) == []


@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        ([], None),
        ([(1, 10)], 10),
        ([(1, 10), (11, 20)], 20),
        ([(1, 10), (12, 20)], 10),
        ([(1, None), (2, 10)], None),
        ([(6, 20)], None),
        ([(1, 4), (5, 9)], 9),
        ([(1, 3), (6, 9)], 3),
    ],
)
def test_how_long_pieces_of_one_kind_are_good_one_after_another_from_the_fifth(pieces, expected):
    def day(number):
        return number and date(2026, 1, number)

    held = [SimpleNamespace(pk=n, from_on=day(a), expires_on=day(b)) for n, (a, b) in enumerate(pieces)]
    assert good_until(held, on=date(2026, 1, 5)) == day(expected)
