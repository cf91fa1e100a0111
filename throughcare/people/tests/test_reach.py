"""How a person wants to be written to, and what must not be used."""

from datetime import UTC, date, datetime, timedelta

import pytest

from throughcare.accounts.acting import acting
from throughcare.audit.models import Entry
from throughcare.people.commands.details import NothingChanged
from throughcare.people.commands.reach import avoid_contact_detail, choose_messages
from throughcare.people.models import ContactDetail, MessageChoice
from throughcare.people.queries.reach import reach_of
from throughcare.people.rules.reach import WORDS, Detail, Reach, decide_reach
from throughcare.testing.acting import as_role

ON, AT = date(2026, 3, 2), datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
OLD = Detail("mobile", "07700 900001", date(2025, 1, 1))
NEW = Detail("mobile", "07700 900002", date(2026, 1, 1))


@pytest.mark.parametrize(
    ("choice", "details", "expected"),
    [
        (None, [OLD], Reach("", "", "en", "not-asked")),
        ("none", [OLD], Reach("", "", "en", "declined")),
        ("sms", [], Reach("sms", "", "en", "no-detail")),
        ("sms", [OLD], Reach("sms", OLD.value, "en")),
        ("sms", [NEW, OLD], Reach("sms", NEW.value, "en")),
        ("sms", [OLD, Detail("mobile", "1", ON + timedelta(days=1))], Reach("sms", OLD.value, "en")),
        ("sms", [Detail("mobile", "1", ON - timedelta(days=9), ON)], Reach("sms", "", "en", "no-detail")),
        ("sms", [Detail("mobile", "1", ON, None, "unsafe")], Reach("sms", "", "en", "to-be-avoided")),
        ("sms", [OLD, Detail("mobile", "1", ON, None, "wrong")], Reach("sms", OLD.value, "en")),
        (
            "sms",
            [Detail("telephone", "1", ON), Detail("email", "a@example.org", ON)],
            Reach("sms", "", "en", "no-detail"),
        ),
        ("email", [OLD, Detail("email", "a@example.org", ON)], Reach("email", "a@example.org", "en")),
    ],
)
def test_a_message_goes_where_the_person_chose_and_nowhere_else(choice, details, expected):
    assert decide_reach(choice, details, language="en", on=ON) == expected
    assert not expected.why or expected.why in WORDS


@pytest.mark.parametrize(("language", "written"), [("en", "en"), ("cy", "cy"), ("pl", "en")])
def test_messages_are_written_in_english_or_welsh(language, written):
    assert decide_reach("sms", [OLD], language=language, on=ON).language == written


@pytest.mark.django_db
def test_the_choice_is_recorded_with_its_history(person, cast):
    with acting(cast.practitioner):
        choose_messages(person=person, channel="sms", by=cast.practitioner, on=ON, at=AT)
        with pytest.raises(NothingChanged):
            choose_messages(person=person, channel="sms", by=cast.practitioner, on=ON, at=AT)
        choose_messages(person=person, channel="none", by=cast.practitioner, on=ON, at=AT)
        assert reach_of(person, on=ON).why == "declined"
    with as_role("owner"):
        details = list(
            Entry.objects.filter(action="people.choose_messages").order_by("id").values_list("detail", flat=True)
        )
    assert details == [{"before": None, "channel": "sms"}, {"before": "sms", "channel": "none"}]


@pytest.mark.django_db
def test_a_number_that_is_not_to_be_used_is_not_used(person, cast):
    with as_role("jobs"):
        detail = ContactDetail.objects.create(person=person, kind="mobile", value="07700 900001", start=ON)
        MessageChoice.objects.create(person=person, channel="sms", asked_on=ON)
    with acting(cast.practitioner):
        assert reach_of(person, on=ON).is_open
        avoid_contact_detail(detail=detail, avoid="unsafe", by=cast.practitioner, at=AT)
        assert reach_of(person, on=ON).why == "to-be-avoided"
        avoid_contact_detail(detail=detail, avoid="", by=cast.practitioner, at=AT)
        assert reach_of(person, on=ON).is_open


@pytest.mark.django_db
def test_the_page_takes_the_answer_and_shows_it(person, cast, opened):
    with as_role("jobs"):
        detail = ContactDetail.objects.create(person=person, kind="mobile", value="07700 900001", start=ON)
    details = "/people/X100001/details/"
    assert "Not asked yet" in opened(cast.practitioner, details).content.decode()
    assert opened(cast.practitioner, f"{details}messages/", channel="sms", asked_on="2 3 2026").status_code == 302
    use = f"{details}contact-details/{detail.pk}/use/"
    assert opened(cast.practitioner, use, avoid="unsafe").status_code == 302
    page = opened(cast.practitioner, details).content.decode()
    assert "By text message" in page and "asked 2 Mar 2026" in page
    assert "Somebody else sees or hears it" in page
    for refused in ({"channel": "pigeon", "asked_on": "2 3 2026"}, {"channel": "sms", "asked_on": "2 3 2999"}):
        assert opened(cast.practitioner, f"{details}messages/", **refused).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["messages/", "contact-details/{}/use/"])
def test_who_opens_the_forms(person, cast, opened, page):
    with as_role("jobs"):
        detail = ContactDetail.objects.create(person=person, kind="mobile", value="07700 900001", start=ON)
    address = "/people/X100001/details/" + page.format(detail.pk)
    opens = {name: opened(user, address).status_code for name, user in vars(cast).items()}
    assert opens == {
        **dict.fromkeys(("practitioner", "colleague", "senior", "head", "director"), 200),
        **dict.fromkeys(("administrator", "auditor", "supplier", "person"), 403),
        "stranger": 302,
    }
    assert opened(None, address).status_code == 302
