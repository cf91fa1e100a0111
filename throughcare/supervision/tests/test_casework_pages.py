"""The practitioner's pages, for the whole cast."""

from collections.abc import Mapping
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from throughcare.accounts.acting import acting
from throughcare.audit.models import Consultation
from throughcare.people.models import Characteristic, LimitedAccess, Sentence
from throughcare.policy import load_family
from throughcare.supervision.commands.derive import derive
from throughcare.supervision.models import Contact, ContactDue
from throughcare.supervision.queries.timeline import timeline_of
from throughcare.supervision.tests.factories import (
    AssessmentFactory,
    ContactFactory,
    OfficerSpellFactory,
    RegistrationFactory,
)
from throughcare.supervision.tests.scene import WITH_ACCESS, WITHOUT_ACCESS, case, make_scene
from throughcare.supervision.web import phrases
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db
PAGES = ("", "timeline/", "sentences/", "contacts/", "contacts/new/", "why/tier/", "why/contact-due/")
TOKEN = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def on():
    return timezone.localdate()


@pytest.fixture
def scene(on):
    return make_scene(on)


@pytest.fixture
def person(scene):
    found = case(scene, derived=False)
    with as_role("jobs", scene.owner.pk):
        RegistrationFactory(person=found)
        AssessmentFactory(person=found)
    with acting(scene.owner):
        derive([found.pk], on=scene.on, cause="test")
    return found


def signed_in(user, language="en-gb"):
    client = Client()
    client.force_login(user)
    client.cookies["language"] = language
    return client


def typed(**given):
    today = timezone.localdate().isoformat()
    entry = {"token": TOKEN, "type": "COAP", "date": today, "outcome": "ATTC", "notes": "A *note*, as typed\n  here"}
    return entry | given


def contacts():
    with as_role("jobs", 1):
        return list(Contact.objects.values_list("outcome", "notes"))


@pytest.mark.parametrize("who", WITH_ACCESS)
def test_a_colleague_of_the_region_opens_the_record(scene, person, who):
    client = signed_in(scene.cast[who])
    for page in PAGES:
        answer = client.get(f"/people/{person.crn}/{page}")
        assert (page, answer.status_code) == (page, 200)
        assert person.surname in answer.content.decode(), page


@pytest.mark.parametrize("who", WITHOUT_ACCESS)
def test_a_role_without_the_permission_is_refused(scene, person, who):
    client = signed_in(scene.cast[who])
    for page in PAGES:
        answer = client.get(f"/people/{person.crn}/{page}")
        assert (page, answer.status_code) == (page, 403)
        assert person.surname not in answer.content.decode(), page


def test_nobody_in_particular_is_sent_to_sign_in(person):
    for page in PAGES:
        answer = Client().get(f"/people/{person.crn}/{page}")
        assert (page, answer.status_code) == (page, 302)
        assert answer["Location"].startswith("/sign-in/?next=/people/")


def test_a_hidden_record_and_an_absent_one_answer_the_same(scene, person):
    with as_role("jobs", 1):
        LimitedAccess.objects.create(
            person=person, kind="exclusion", user=scene.owner, reason="Related", start=scene.on
        )
    client = signed_in(scene.owner)
    for page in PAGES:
        hidden, absent = client.get(f"/people/{person.crn}/{page}"), client.get(f"/people/X000001/{page}")
        assert (page, hidden.status_code, absent.status_code) == (page, 404, 404)
        assert person.surname not in hidden.content.decode(), page


def test_every_page_of_the_record_is_logged_as_a_look(scene, person):
    client = signed_in(scene.owner)
    for page in PAGES:
        client.get(f"/people/{person.crn}/{page}")
    with acting(scene.cast["auditor"]):
        looks = list(Consultation.objects.order_by("sequence").values_list("actor", "subject"))
    assert looks == [(scene.owner.pk, person.crn)] * len(PAGES)


@pytest.mark.parametrize(("language", "html"), [("en-gb", "en"), ("cy", "cy")])
def test_the_pages_come_in_both_languages(scene, person, language, html):
    client = signed_in(scene.owner, language)
    for page in ("/", *(f"/people/{person.crn}/{page}" for page in PAGES), "/caseload/"):
        answer = client.get(page)
        assert (page, answer.status_code) == (page, 200)
        assert f'<html lang="{html}"' in answer.content.decode(), page


def test_the_first_page_says_who_is_overdue_by_how_much_and_where_the_reason_stands(scene, on):
    person = case(scene, due=on - timedelta(days=3))
    page = signed_in(scene.owner).get("/").content.decode()
    assert f'href="/people/{person.crn}/"' in page
    assert "3 days overdue" in page
    assert "Counted from the last contact" in page
    assert f'href="/people/{person.crn}/why/contact-due/"' in page
    assert f'href="/people/{person.crn}/contacts/new/"' in page


def test_a_list_of_missing_tiers_that_is_cut_says_how_many_more_there_are(scene):
    for _ in range(10):
        case(scene, derived=False)
    assert "and 1 more" not in signed_in(scene.owner).get("/").content.decode()
    case(scene, derived=False)
    page = signed_in(scene.owner).get("/").content.decode()
    assert "11 tiers missing or provisional" in page and "and 1 more" in page
    assert page.count("/why/tier/") == 10


def test_the_first_page_of_a_practitioner_who_is_not_linked_to_staff_says_so(scene):
    assert "Your account holds no cases" in signed_in(scene.cast["unlinked"]).get("/").content.decode()


def test_the_first_page_of_somebody_without_a_role_is_empty(scene, person):
    page = signed_in(scene.cast["none"]).get("/").content.decode()
    assert "nothing for you to see here yet" in page
    assert person.surname not in page


def test_the_first_page_leads_a_supplier_to_its_own_where_no_case_is(scene, person):
    client = signed_in(scene.cast["supplier"])
    page = client.get("/")
    assert (page.status_code, page.headers["Location"]) == (302, reverse("commissioning:my-panels"))
    assert person.surname not in client.get(page.headers["Location"]).content.decode()


def test_the_first_page_leads_a_person_on_probation_to_their_own_view(scene):
    page = signed_in(scene.cast["person"]).get("/")
    assert (page.status_code, page.headers["Location"]) == (302, reverse("own:home"))


@pytest.mark.parametrize("who", WITHOUT_ACCESS)
def test_the_caseload_is_refused_to_other_roles(scene, who):
    assert signed_in(scene.cast[who]).get(f"/caseload/?staff={scene.staff.code}").status_code == 403


def test_a_colleague_sees_the_caseload_of_another_and_a_stranger_does_not(scene, person):
    address = f"/caseload/?staff={scene.staff.code}"
    assert person.surname in signed_in(scene.cast["colleague"]).get(address).content.decode()
    assert "Practitioner</label>" in signed_in(scene.cast["senior"]).get(address).content.decode()
    assert signed_in(scene.cast["stranger"]).get(address).status_code == 404


def test_the_caseload_downloads_as_csv_without_formulas(scene, person):
    with as_role("jobs", 1):
        type(person).objects.filter(pk=person.pk).update(surname="=HYPERLINK(1)")
    answer = signed_in(scene.owner).get("/caseload/?format=csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    lines = answer.content.decode().splitlines()
    assert lines[0].startswith("CRN,Forenames,Surname,Tier")
    assert lines[1].startswith(f"{person.crn},Rowan,'=HYPERLINK(1),")


@pytest.mark.parametrize("query", ["state=%00", "tier=Z&sentence=x&sort=no", "page=99999999999", "page=-1", "name=%00"])
def test_the_caseload_takes_any_query(scene, person, query):
    assert signed_in(scene.owner).get(f"/caseload/?{query}").status_code == 200


def test_a_contact_is_saved_as_typed_and_the_next_page_says_how_the_date_moved(scene, person):
    client = signed_in(scene.owner)
    with acting(scene.owner):
        before = ContactDue.objects.get(person=person).due_date
    answer = client.post(f"/people/{person.crn}/contacts/new/", typed(), follow=True)
    page = answer.content.decode()
    assert answer.redirect_chain == [(f"/people/{person.crn}/", 302)]
    assert "tc-message--success" in page
    with acting(scene.owner):
        after = ContactDue.objects.get(person=person)
    assert after.due_date != before
    assert f"Due next: {phrases.duty(after.duty)} by {after.due_date.day} " in page
    assert f"before this it was {before.day} " in page
    assert contacts() == [("ATTC", "A *note*, as typed\r\n  here".replace("\r", ""))]
    assert "tc-message--success" not in client.get(f"/people/{person.crn}/").content.decode()


def test_a_form_sent_twice_is_saved_once(scene, person):
    client = signed_in(scene.owner)
    for _ in range(2):
        assert client.post(f"/people/{person.crn}/contacts/new/", typed()).status_code == 302
    assert len(contacts()) == 1


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"outcome": "", "date": "2026-11-02"}, "Say what happened"),
        ({"date": "2031-01-01"}, "still to come"),
        ({"date": "1999-01-01"}, "before the sentence"),
        ({"date": "31.2."}, "Date must be a real date"),
        ({"type": "nonsense"}, "govuk-error-summary"),
        ({"token": "short"}, "out of date"),
    ],
)
def test_a_refused_form_keeps_what_was_typed_and_saves_nothing(scene, person, change, sentence):
    answer = signed_in(scene.owner).post(f"/people/{person.crn}/contacts/new/", typed(**change))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert sentence in page
    assert "A *note*, as typed" in page
    assert contacts() == []


@pytest.mark.parametrize("who", [*WITHOUT_ACCESS, None])
def test_others_record_nothing(scene, person, who):
    client = signed_in(scene.cast[who]) if who else Client()
    assert client.post(f"/people/{person.crn}/contacts/new/", typed()).status_code == (403 if who else 302)
    assert contacts() == []


def test_an_outcome_is_recorded_from_the_list_of_what_waits(scene, person, on):
    with as_role("jobs", 1):
        contact = ContactFactory(
            person=person, staff=scene.staff, date=on - timedelta(days=1), reference="a/b.c", notes="Planned"
        )
    client = signed_in(scene.owner)
    address = f"/people/{person.crn}/contacts/{contact.reference}/outcome/"
    assert address in client.get("/").content.decode()
    assert "Planned" in client.get(address).content.decode()
    assert client.post(address, {"outcome": "", "notes": "kept"}).status_code == 200
    assert contacts() == [("", "Planned")]
    assert client.post(address, {"outcome": "AAME", "notes": "Ill"}).status_code == 302
    assert contacts() == [("AAME", "Ill")]


def test_a_contact_of_another_person_is_not_found_on_this_record(scene, person, on):
    other = case(scene, due=on)
    with as_role("jobs", 1):
        contact = ContactFactory(person=other, date=on)
    answer = signed_in(scene.owner).get(f"/people/{person.crn}/contacts/{contact.reference}/outcome/")
    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ("2026-09-01", "As of Tuesday 1 September 2026"),
        ("nonsense", "must be a real date"),
        ("2999-01-01", "or earlier"),
    ],
)
def test_an_answer_is_worked_out_again_for_an_earlier_day(scene, person, asked, sentence):
    page = signed_in(scene.owner).get(f"/people/{person.crn}/why/contact-due/?on={asked}").content.decode()
    assert sentence in page


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        (
            "en-gb",
            "Bank holidays left out of the count: 25 December 2025 (Christmas Day), 26 December 2025 (Boxing Day).",
        ),
        (
            "cy",
            "Gwyliau banc a adawyd allan o’r cyfrif: 25 Rhagfyr 2025 (Dydd Nadolig), 26 Rhagfyr 2025 (Gŵyl San Steffan).",
        ),
    ],
)
def test_the_why_panel_names_the_bank_holidays_that_were_left_out(scene, person, language, sentence):
    started = date(2025, 12, 22)
    with as_role("jobs", 1):
        Sentence.objects.filter(person=person).update(sentenced_on=started, starts_on=started)
    page = signed_in(scene.owner, language).get(f"/people/{person.crn}/why/contact-due/?on=2026-01-05")
    assert sentence in page.content.decode()


def test_the_why_panel_says_from_which_day_the_date_counts_and_what_else_is_due(scene, person, on):
    started = date(2025, 12, 22)
    with as_role("jobs", 1):
        Sentence.objects.filter(person=person).update(sentenced_on=started, starts_on=started)
    client = signed_in(scene.owner)
    page = client.get(f"/people/{person.crn}/why/contact-due/?on=2026-01-05").content.decode()
    assert "Counted from the day of sentence, Monday 22 December 2025." in page
    with as_role("jobs", 1):
        ContactFactory(person=person, date=date(2026, 1, 2), type="COAI", outcome="ATTC")
    page = client.get(f"/people/{person.crn}/why/contact-due/?on=2026-01-05").content.decode()
    assert "Counted from the first appointment attended, Friday 2 January 2026." in page
    assert "Also due" in page and "Counted from a contact that counts, Friday 2 January 2026." in page


def test_every_clock_of_the_rule_has_words():
    family = load_family("throughcare.supervision", "national-standards")
    named = {
        each.value["clock"]
        for parameter in family.parameters.values()
        for each in parameter.values
        if isinstance(each.value, Mapping) and "clock" in each.value
    }
    assert named <= set(phrases.CLOCK)
    assert {"last-contact", "two-thirds", "start"} <= set(phrases.CLOCK)


def test_an_overdue_plan_is_not_called_a_contact(scene, person, on):
    with as_role("jobs", 1):
        ContactFactory(person=person, date=on - timedelta(days=60), type="COAI", outcome="ATTC")
        ContactFactory(person=person, date=on - timedelta(days=1), type="COAP", outcome="ATTC")
    with acting(scene.owner):
        derive([person.pk], on=on, cause="test")
        assert ContactDue.objects.get(person=person).duty == "initial-plan"
    page = signed_in(scene.owner).get(f"/people/{person.crn}/").content.decode()
    assert "Due next" in page and "First sentence plan" in page
    assert "Next contact" not in page
    assert f'href="/people/{person.crn}/plan/"' in page


def test_there_is_no_explanation_of_a_rule_that_does_not_exist(scene, person):
    assert signed_in(scene.owner).get(f"/people/{person.crn}/why/colour/").status_code == 404


def test_the_timeline_holds_every_kind_and_can_be_narrowed(scene, person, on):
    with as_role("jobs", 1):
        ContactFactory(person=person, date=on, outcome="ATTC", notes="Spoke of <b>work</b>")
    client = signed_in(scene.owner)
    page = client.get(f"/people/{person.crn}/timeline/").content.decode()
    for words in (
        "Sentenced: Community order",
        "Registered: Medium risk",
        "OASys",
        "Planned office visit",
        "Tier A to G",
    ):
        assert words in page
    assert "Spoke of &lt;b&gt;work" in page
    narrowed = client.get(f"/people/{person.crn}/timeline/?kind=registration&kind=none").content.decode()
    assert "Registered: Medium risk" in narrowed
    assert "Sentenced: Community order" not in narrowed


def test_personal_details_name_the_member_of_staff_who_recorded_an_answer(scene, person, on):
    with as_role("jobs", 1):
        for kind, code in (("religion", scene.staff.code), ("disability", "GONE1")):
            Characteristic.objects.create(person=person, kind=kind, value="not-said", recorded_on=on, recorded_by=code)
    html = signed_in(scene.owner).get(f"/people/{person.crn}/details/").content.decode()
    assert f"by {scene.staff.forenames} {scene.staff.surname}" in html
    assert "by staff GONE1" in html


def test_the_overview_says_the_risk_before_the_contacts(scene, person):
    html = signed_in(scene.owner).get(f"/people/{person.crn}/").content.decode()
    places = [html.index(f'id="{name}"') for name in ("next", "tier", "registrations", "sentences", "contacts")]
    assert places == sorted(places)


def test_the_timeline_begins_with_today_and_keeps_what_is_coming_apart(scene, person, on):
    with as_role("jobs", 1):
        for days in (0, -1, 9, 2):
            ContactFactory(person=person, date=on + timedelta(days=days), outcome="", notes=f"Day {days}")
        for days in range(60):
            RegistrationFactory(person=person, type="REG30", registered_on=on - timedelta(days=days + 10))
    first = timeline_of(person.pk, on=on)
    assert [entry.text for entry in first.coming] == ["Day 2", "Day 9"]
    assert [entry.text for entry in first.entries if entry.kind == "contact"] == ["Day 0", "Day -1"]
    assert max(entry.on for entry in first.entries) == on and len(first.entries) == 50
    second = timeline_of(person.pk, on=on, page=2)
    assert (second.coming, second.page, second.total) == ((), 2, first.total)
    assert len(second.entries) == first.total - 50
    html = signed_in(scene.owner).get(f"/people/{person.crn}/timeline/").content.decode()
    assert html.index("Coming up (2)") < html.index("Day 9") < html.index("Day 0")


@pytest.mark.parametrize("page", ["", "timeline/", "sentences/", "contacts/", "contacts/new/"])
def test_the_record_asks_as_many_questions_for_a_long_history_as_for_a_short_one(
    scene, person, on, page, django_assert_max_num_queries
):
    client = signed_in(scene.owner)
    address = f"/people/{person.crn}/{page}"
    with as_role("jobs", 1):
        ContactFactory(person=person, staff=scene.staff, date=on, outcome="ATTC")
    client.get(address)  # the first request of a session also writes the session
    with django_assert_max_num_queries(40) as short:
        client.get(address)
    with as_role("jobs", 1):
        for number in range(40):
            ContactFactory(person=person, staff=scene.staff, date=on - timedelta(days=number), outcome="ATTC")
            RegistrationFactory(person=person, type="REG30")
    with django_assert_max_num_queries(40) as long:
        assert client.get(address).status_code == 200
    assert len(long) == len(short)


def test_the_first_page_and_the_caseload_ask_as_many_questions_for_many_cases(scene, on, django_assert_max_num_queries):
    client = signed_in(scene.owner)
    client.get("/")  # the first request of a session also writes the session
    counts = {}
    for number in range(60):
        case(scene, due=on + timedelta(days=number % 30 - 5))
        if number in (4, 59):
            for address in ("/", "/caseload/", "/caseload/?format=csv"):
                with django_assert_max_num_queries(30) as asked:
                    assert client.get(address).status_code == 200
                counts.setdefault(address, []).append(len(asked))
    assert all(few == many for few, many in counts.values()), counts


def test_an_unallocated_case_is_shown_as_such(scene, person):
    with as_role("jobs", 1):
        spell = OfficerSpellFactory._meta.model.objects.get(person=person)
        spell.until = scene.on
        spell.save()
        OfficerSpellFactory(person=person, staff=None, status="unallocated", start=scene.on)
    page = signed_in(scene.owner).get(f"/people/{person.crn}/").content.decode()
    assert "Not yet allocated" in page


def test_an_appointment_at_a_time_that_is_taken_leads_to_booking_with_a_reason(scene, person, on):
    tomorrow, client = on + timedelta(days=1), signed_in(scene.owner)
    with as_role("jobs", 1):
        ContactFactory(
            person=case(scene), staff=scene.staff, type="COAP", date=tomorrow, time="10:00", minutes=30, outcome=""
        )
    entry = typed(date=tomorrow.isoformat(), time="10:15", outcome="", minutes="")
    page = client.post(f"/people/{person.crn}/contacts/new/", entry).content.decode()
    assert "The practitioner has something else at that time" in page and "A *note*, as typed" in page
    assert f"/people/{person.crn}/appointments/new/?date={tomorrow}&amp;time=10:15&amp;type=COAP" in page
    assert [notes for _, notes in contacts()] == [""]
