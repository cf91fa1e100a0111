"""The pages of enforcement, for the whole cast: what they show, what they refuse, what they keep."""

from datetime import UTC, datetime, timedelta
from itertools import chain

import pytest
from django.test import Client
from django.utils import timezone

from throughcare.accounts.acting import acting
from throughcare.people.models import LimitedAccess
from throughcare.supervision.commands import breaches, warnings
from throughcare.supervision.commands.documents import make_pack
from throughcare.supervision.models import Breach, Contact, Failure, FormalWarning, IssuedDocument, ReasonOffered
from throughcare.supervision.tests.enforcement_scene import enforced
from throughcare.supervision.tests.factories import ContactFactory
from throughcare.supervision.tests.scene import WITH_ACCESS, WITHOUT_ACCESS, case, make_scene
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db
LEADERS = ("senior", "head", "director")


@pytest.fixture
def on():
    return timezone.localdate()


@pytest.fixture
def now(on):
    return datetime(on.year, on.month, on.day, 11, tzinfo=UTC)


@pytest.fixture
def it(on):
    return enforced(make_scene(on))


@pytest.fixture
def begun(it, on, now):
    """Two failures and a warning; breach was begun, appealed against nothing, with a pack."""
    first = it.failure(it.missed(on - timedelta(days=20)))
    warning = it.warn(first, at=now - timedelta(days=18))
    it.missed(on - timedelta(days=2))
    it.decide(True, at=now)
    with acting(it.senior):
        make_pack(breach=it.breach(), language="en", by=it.senior, at=now)
    return it, warning


def signed_in(user, language="en-gb"):
    client = Client()
    client.force_login(user)
    client.cookies["language"] = language
    return client


def kept(model):
    with as_role("jobs", 1):
        return list(model.objects.order_by("pk"))


def pages(it):
    """Every page of the record that enforcement has, by who may open it."""
    record = f"/people/{it.person.crn}/"
    failures, breach = kept(Failure), kept(Breach)[0].reference
    warning, document = kept(FormalWarning)[0].reference, kept(IssuedDocument)[0].reference
    looked = [
        "compliance/", f"compliance/failures/{failures[0].reference}/", f"warnings/{warning}/", f"breaches/{breach}/",
        f"documents/{document}/", f"documents/{document}/pdf/",
    ]  # fmt: skip
    done = [
        "compliance/new/", f"compliance/reason/{failures[0].reference}/", f"compliance/ask/{failures[0].reference}/",
        f"compliance/look-again/{failures[0].reference}/", f"compliance/warn/{failures[1].reference}/",
        f"warnings/{warning}/withdraw/", f"warnings/{warning}/appeal/", f"breaches/{breach}/pack/",
        f"breaches/{breach}/present/", f"breaches/{breach}/hearing/", f"breaches/{breach}/recalled/",
    ]  # fmt: skip
    decided = [f"breaches/{breach}/decide/", f"breaches/{breach}/withdraw/", f"warnings/{warning}/appeal/decide/"]
    return [record + page for page in looked], [record + page for page in done], [record + page for page in decided]


def test_colleagues_open_every_page_and_only_leaders_the_decisions(begun):
    it, _warning = begun
    looked, done, decided = pages(it)
    for who in WITH_ACCESS:
        client = signed_in(it.scene.cast[who])
        answers = {page: client.get(page).status_code for page in (*looked, *done, *decided)}
        refused = () if who in LEADERS else decided
        assert answers == {page: 403 if page in refused else 200 for page in answers}, who


def test_others_open_none_of_them(begun):
    it, _warning = begun
    for who in (*WITHOUT_ACCESS, None):
        client = signed_in(it.scene.cast[who]) if who else Client()
        for page in chain(*pages(it)):
            answer = client.get(page)
            assert answer.status_code == (403 if who else 302), (who, page)
            assert it.person.surname not in answer.content.decode()


def test_a_stranger_is_asked_for_a_reason_and_a_hidden_record_answers_as_an_absent_one(begun, on):
    it, _warning = begun
    looked, _done, _decided = pages(it)
    answer = signed_in(it.scene.cast["stranger"]).get(looked[0])
    assert (answer.status_code, "/reason/" in answer.url) == (302, True)
    with as_role("jobs", 1):
        LimitedAccess.objects.create(
            person=it.person, kind="exclusion", user=it.scene.cast["colleague"], reason="Related", start=on
        )
    client = signed_in(it.scene.cast["colleague"])
    for page in looked:
        assert client.get(page).status_code == 404
    assert it.person.crn not in client.get("/enforcement/").content.decode()


def test_both_languages(begun):
    it, _warning = begun
    looked, done, _decided = pages(it)
    for page in (*looked[:-1], *done, "/enforcement/"):
        answer = signed_in(it.scene.owner, "cy").get(page)
        assert '<html lang="cy"' in answer.content.decode(), page


def test_things_of_another_person_are_not_found_under_this_one(begun, it):
    other = case(it.scene)
    looked, done, _decided = pages(it)
    client = signed_in(it.scene.owner)
    for page in (*looked[1:], *done[1:]):
        assert client.get(page.replace(it.person.crn, other.crn)).status_code == 404, page


def test_the_outcome_form_says_what_a_failure_would_bring_before_it_is_recorded(it, on, now):
    with as_role("jobs", 1):
        planned = ContactFactory(person=it.person, date=on - timedelta(days=1), staff=it.scene.staff)
    address = f"/people/{it.person.crn}/contacts/{planned.reference}/outcome/"
    client = signed_in(it.scene.owner)
    page = client.get(address).content.decode()
    assert "This would be the first failure in 12 months." in page
    assert "A warning would be due by" in page
    it.warn(it.failure(it.missed(on - timedelta(days=20))), at=now - timedelta(days=18))
    page = client.get(address).content.decode()
    assert "This would be the second failure in 12 months." in page
    assert "A manager would decide on breach by" in page
    assert kept(Breach) == []
    answer = client.post(address, {"outcome": "UAAB", "notes": "", "minutes": ""})
    assert answer.status_code == 302
    assert [one.state for one in kept(Breach)] == ["waiting"]
    assert "This would be" not in client.get(address).content.decode()


def test_the_tab_says_how_it_stands_what_counts_and_why(begun):
    it, _warning = begun
    page = signed_in(it.scene.owner).get(f"/people/{it.person.crn}/compliance/").content.decode()
    assert "Breach in progress" in page
    assert "2 of 2 failures" in page
    assert "Sentencing Act 2020 Sch. 10 para. 6" in page
    assert "Missed an appointment: Planned office visit" in page


def test_a_reason_is_recorded_and_accepted_on_one_page(it, on):
    contact = it.missed(on - timedelta(days=1))
    address = f"/people/{it.person.crn}/compliance/reason/{contact.reference}/"
    client = signed_in(it.scene.owner)
    given = {
        "reason": "AAME",
        "words": "Was at the surgery",
        "offered_on": f"{on:%d %m %Y}",
        "evidence": "",
        "decision": "accepted",
    }
    refused = client.post(address, given)
    assert "Say what evidence was seen" in refused.content.decode()
    assert "Was at the surgery" in refused.content.decode()
    assert (kept(ReasonOffered), it.failure(contact).state) == ([], "unacceptable")
    assert client.post(address, given | {"evidence": "Letter"}).status_code == 302
    assert (it.failure(contact).state, kept(Contact)[0].outcome) == ("acceptable", "AAME")


def test_a_reason_kept_for_later_is_decided_on_afterwards(it, on):
    contact = it.missed(on - timedelta(days=1))
    it.reason(it.failure(contact), at=timezone.now())
    key = kept(ReasonOffered)[0].pk
    client = signed_in(it.scene.cast["colleague"])
    answer = client.post(f"/people/{it.person.crn}/compliance/decide-reason/{key}/", {"decision": "refused"})
    assert answer.status_code == 302
    assert (kept(ReasonOffered)[0].decision, it.failure(contact).state) == ("refused", "unacceptable")
    assert client.get(f"/people/{it.person.crn}/compliance/decide-reason/{key}/").status_code == 404


def test_confirming_shows_the_consequence_first(it, on):
    contact = it.missed(on - timedelta(days=1), "AFTA")
    address = f"/people/{it.person.crn}/compliance/confirm/{contact.reference}/"
    client = signed_in(it.scene.owner)
    assert "This would be the first failure in 12 months." in client.get(address).content.decode()
    assert client.post(address, {}).status_code == 302
    assert it.failure(contact).state == "unacceptable"
    assert client.get(address).status_code == 404


def test_a_failure_that_is_no_appointment_keeps_what_was_typed_when_it_is_refused(it, on):
    address = f"/people/{it.person.crn}/compliance/new/"
    client = signed_in(it.scene.owner)
    token = "F-0123456789abcdef"
    given = {
        "token": token, "sentence": it.sentence.reference, "kind": "monitoring", "date": f"{on:%d %m %Y}",
        "words": "Out after hours", "aware_on": f"{on - timedelta(days=1):%d %m %Y}", "aware_source": "monitoring",
        "requirement": "",
    }  # fmt: skip
    page = client.post(address, given).content.decode()
    assert "Nobody can have become aware of the failure before it happened." in page
    assert "Out after hours" in page
    assert kept(Failure) == []
    assert client.post(address, given | {"aware_on": f"{on:%d %m %Y}"}).status_code == 302
    assert client.post(address, given | {"aware_on": f"{on:%d %m %Y}"}).status_code == 302
    assert len(kept(Failure)) == 1


def test_whoever_records_the_same_failure_again_is_told_and_asked(it, on):
    address, client = f"/people/{it.person.crn}/compliance/new/", signed_in(it.scene.owner)
    given = {
        "token": "F-0123456789abcdef", "sentence": it.sentence.reference, "kind": "monitoring",
        "date": f"{on:%d %m %Y}", "words": "Out after hours", "aware_on": f"{on:%d %m %Y}", "aware_source": "monitoring",
        "requirement": "",
    }  # fmt: skip
    assert 'name="confirmed"' not in client.get(address).content.decode()
    assert client.post(address, given).status_code == 302
    again = given | {"token": "F-fedcba9876543210", "words": "The police rang"}
    page = client.post(address, again).content.decode()
    assert "recorded on that day already" in page and 'name="confirmed"' in page and "The police rang" in page
    assert len(kept(Failure)) == 1
    assert client.post(address, again | {"confirmed": "on"}).status_code == 302
    assert len(kept(Failure)) == 2


def test_a_warning_is_given_its_letter_read_printed_and_kept(it, on):
    contact = it.missed(on - timedelta(days=1))
    client = signed_in(it.scene.owner)
    address = f"/people/{it.person.crn}/compliance/warn/{contact.reference}/"
    given = {
        "token": "WN-0123456789abcdef", "failures": [contact.reference], "kind": "formal", "language": "en",
        "respond_by": f"{on + timedelta(days=20):%d %m %Y}", "words": "Please bring <b>evidence</b>",
    }  # fmt: skip
    early = client.post(address, given | {"respond_by": f"{on:%d %m %Y}"}).content.decode()
    assert "at least as long as the standard says" in early
    assert client.post(address, given).status_code == 302
    letter = kept(IssuedDocument)[0]
    page = client.get(f"/people/{it.person.crn}/documents/{letter.reference}/").content.decode()
    assert "Please bring &lt;b&gt;evidence&lt;/b&gt;" in page
    answer = client.get(f"/people/{it.person.crn}/documents/{letter.reference}/pdf/")
    assert (answer["Content-Type"], answer.content) == ("application/pdf", bytes(letter.pdf))
    for _twice in range(2):
        assert client.post(f"/people/{it.person.crn}/documents/{letter.reference}/printed/").status_code == 302
    assert [one.state for one in kept(IssuedDocument)] == ["printed"]


def test_the_issuer_of_a_warning_cannot_decide_on_its_appeal(it, on, now):
    warning = it.warn(it.failure(it.missed(on - timedelta(days=1))), by=it.senior, at=now)
    with acting(it.scene.owner):
        warnings.appeal_warning(warning=warning, words="I was there", on=on, by=it.scene.owner, at=now)
    address = f"/people/{it.person.crn}/warnings/{warning.reference}/appeal/decide/"
    given = {"outcome": "upheld", "why": "It stands", "language": "en"}
    page = signed_in(it.senior).post(address, given).content.decode()
    assert "Somebody else than who gave the warning decides on the appeal." in page
    assert kept(FormalWarning)[0].state == "appealed"
    assert signed_in(it.scene.cast["head"]).post(address, given).status_code == 302
    assert kept(FormalWarning)[0].state == "upheld"


def test_a_manager_decides_with_the_case_beside_it(it, on, now):
    it.warn(it.failure(it.missed(on - timedelta(days=20))), at=now - timedelta(days=18))
    it.missed(on - timedelta(days=2))
    address = f"/people/{it.person.crn}/breaches/{it.breach().reference}/decide/"
    client = signed_in(it.senior)
    page = client.get(address).content.decode()
    assert "The case" in page
    assert "2 of 2 failures" in page
    page = client.post(address, {"decision": "begin", "reasons": ""}).content.decode()
    assert "Enter your reasons" in page
    assert it.breach().state == "waiting"
    assert client.post(address, {"decision": "decline", "reasons": "Engaging since"}).status_code == 302
    assert (it.breach().state, it.breach().reasons) == ("declined", "Engaging since")
    again = client.post(address, {"decision": "begin", "reasons": "x"}).content.decode()
    assert "Somebody may have acted in the meantime" in again


def test_the_court_is_recorded_step_by_step(begun, on):
    it, _warning = begun
    client, breach = signed_in(it.scene.owner), it.breach()
    page = f"/people/{it.person.crn}/breaches/{breach.reference}/"
    yesterday, today = f"{on - timedelta(days=1):%d %m %Y}", f"{on:%d %m %Y}"
    given = {"presented_on": yesterday, "court": "Example Court", "hearing_on": today, "accepted": "yes"}
    assert "before the decision to begin" in client.post(page + "present/", given).content.decode()
    assert client.post(page + "present/", given | {"presented_on": today}).status_code == 302
    heard = {"on": today, "outcome": "more-onerous", "category": "", "unit": "", "words": ""}
    assert "Say which requirement the court added." in client.post(page + "hearing/", heard).content.decode()
    assert (
        client.post(page + "hearing/", heard | {"category": "upw", "length": "40", "unit": "hours"}).status_code == 302
    )
    assert it.breach().state == "concluded"
    assert "Proved, more onerous requirement" in client.get(page).content.decode()


def test_a_warning_withdrawn_after_breach_began_is_said_on_the_breach(begun, now):
    it, warning = begun
    client = signed_in(it.scene.owner)
    address = f"/people/{it.person.crn}/warnings/{warning.reference}/withdraw/"
    assert "breach has begun" in client.get(address).content.decode()
    assert client.post(address, {"why": "Sent to an old address", "language": "en"}).status_code == 302
    page = client.get(f"/people/{it.person.crn}/breaches/{it.breach().reference}/").content.decode()
    assert "The ground has changed." in page
    assert it.breach().state == "begun"


def test_the_lists_count_and_show_what_waits_and_lead_to_it(it, on, now):
    it.warn(it.failure(it.missed(on - timedelta(days=20))), at=now - timedelta(days=18))
    it.missed(on - timedelta(days=2))
    breach = it.breach()
    page = signed_in(it.senior).get("/enforcement/").content.decode()
    assert f'href="/people/{it.person.crn}/breaches/{breach.reference}/"' in page
    assert "The threshold is reached" in page
    own = signed_in(it.scene.owner).get("/enforcement/?list=decisions").content.decode()
    assert it.person.name in own
    assert it.person.name not in signed_in(it.scene.cast["stranger"]).get("/enforcement/").content.decode()


def test_two_failures_that_nobody_was_asked_about_are_listed(it, on):
    with as_role("jobs", 1):
        for days in (40, 20):
            ContactFactory(person=it.person, date=on - timedelta(days=days), outcome="UAAB")
    page = signed_in(it.senior).get("/enforcement/?list=alerts").content.decode()
    assert it.person.name in page
    assert "2 failures" in page


def test_the_lists_come_as_csv(it, on, now):
    it.warn(it.failure(it.missed(on - timedelta(days=20))), at=now - timedelta(days=18))
    it.missed(on - timedelta(days=2))
    answer = signed_in(it.senior).get("/enforcement/?format=csv")
    lines = b"".join(answer.streaming_content).decode().splitlines()
    assert answer["Content-Type"].startswith("text/csv")
    assert lines[0].startswith("List,Case reference number,Name")
    assert lines[1].startswith(f"Decisions waiting,{it.person.crn},")


@pytest.mark.parametrize("who", WITHOUT_ACCESS)
def test_the_lists_are_refused_to_others(it, who):
    assert signed_in(it.scene.cast[who]).get("/enforcement/").status_code == 403


def test_a_practitioner_without_staff_is_told_so(it):
    assert (
        "Enforcement"
        not in signed_in(it.scene.cast["unlinked"]).get("/enforcement/").content.decode().split("<main")[1]
    )


def test_an_unknown_team_is_not_found(it):
    assert signed_in(it.senior).get("/enforcement/?team=NONE").status_code == 404
    assert signed_in(it.scene.owner).get(f"/enforcement/?team={it.scene.staff.team.code}").status_code == 404


def test_a_breach_that_was_withdrawn_is_said(begun, on, now):
    it, _warning = begun
    with acting(it.senior):
        breaches.withdraw_breach(breach=it.breach(), on=on, because="Reason accepted", by=it.senior, at=now)
    page = signed_in(it.scene.owner).get(f"/people/{it.person.crn}/compliance/").content.decode()
    assert "The breach begun for the last failure was withdrawn." in page
