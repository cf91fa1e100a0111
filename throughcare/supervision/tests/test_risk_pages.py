"""The pages about risk, for the whole cast: seen, recorded in two steps, refused with what was typed."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from throughcare.accounts.acting import acting
from throughcare.people.models import CustodySpell, LimitedAccess
from throughcare.supervision.commands.derive import derive
from throughcare.supervision.models import Assessment, GradeWaiver, Registration, RegistrationReview, Tier
from throughcare.supervision.rules.assessment_entry import NEEDS
from throughcare.supervision.tests.factories import AssessmentFactory, RegistrationFactory
from throughcare.supervision.tests.scene import WITH_ACCESS, WITHOUT_ACCESS, case, make_scene
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db
TOKEN = "0123456789abcdef0123456789abcdef"
PAGES = (
    "risk/", "risk/tiers/", "risk/registrations/new/", "risk/registrations/R-x/correct/", "risk/registrations/R-x/review/",
    "risk/registrations/R-x/end/", "risk/assessments/new/", "risk/assessments/A-x/answers/",
    "risk/assessments/A-x/correct/", "risk/assessments/A-x/withdraw/",
)  # fmt: skip


@pytest.fixture
def on():
    return timezone.localdate()


@pytest.fixture
def scene(on):
    return make_scene(on)


@pytest.fixture
def person(scene, on):
    found = case(scene, derived=False)
    with as_role("jobs", scene.owner.pk):
        RegistrationFactory(person=found, reference="R-x", review_on=on - timedelta(days=3))
        AssessmentFactory(
            person=found, reference="A-x", rsr=4, arp=35, arp_kind="dynamic", csrp=1.2, csrp_kind="dynamic",
            need_drugs="severe",
        )  # fmt: skip
    with acting(scene.owner):
        derive([found.pk], on=on, cause="import")
    return found


def signed_in(user, language="en-gb"):
    client = Client()
    client.force_login(user)
    client.cookies["language"] = language
    return client


def typed(**given):
    entry = {"token": TOKEN, "type": "MAPP", "level": "M3", "category": "C2", "note": "Panel of *Monday*\n  as typed"}
    return entry | {"registered_on": timezone.localdate().isoformat(), "review_on": ""} | given


def assessed(**given):
    entry = {"token": TOKEN, "kind": "OASYS", "arp": "80", "arp_kind": "dynamic", "csrp": "1.4", "csrp_kind": "static"}
    needs = {f"need_{need}": "standard" for need in NEEDS}
    return entry | needs | {"completed_on": timezone.localdate().isoformat()} | given


def registrations():
    with as_role("jobs", 1):
        return list(Registration.objects.order_by("pk").values_list("type", "level", "note", "end_reason"))


def tier(person, scheme="two-axis-2021"):
    with as_role("jobs", 1):
        return Tier.objects.get(person=person, scheme=scheme, superseded_at=None).label


def each_page(client, person, **given):
    """Every page of the record about risk, opened."""
    return {page: client.get(f"/people/{person.crn}/{page}", **given) for page in PAGES}


@pytest.mark.parametrize("who", WITH_ACCESS)
def test_a_colleague_of_the_region_opens_the_pages(scene, person, who):
    for page, answer in each_page(signed_in(scene.cast[who]), person).items():
        assert (answer.status_code, person.surname in answer.content.decode()) == (200, True), page


@pytest.mark.parametrize("who", WITHOUT_ACCESS)
def test_a_role_without_the_permission_is_refused(scene, person, who):
    for page, answer in each_page(signed_in(scene.cast[who]), person).items():
        assert (answer.status_code, person.surname in answer.content.decode()) == (403, False), page


def test_nobody_in_particular_is_sent_to_sign_in(person):
    for page, answer in each_page(Client(), person).items():
        assert answer["Location"].startswith("/sign-in/?next=/people/"), page


def test_a_stranger_is_asked_for_a_reason_first(scene, person):
    for page, answer in each_page(signed_in(scene.cast["stranger"]), person).items():
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, f"/people/{person.crn}/reason/"), page


def test_a_hidden_record_is_not_found(scene, person):
    with as_role("jobs", 1):
        LimitedAccess.objects.create(person=person, kind="exclusion", user=scene.owner, reason="Kin", start=scene.on)
    for page, answer in each_page(signed_in(scene.owner), person).items():
        assert answer.status_code == 404, page


def test_the_pages_come_in_welsh(scene, person):
    for page, answer in each_page(signed_in(scene.owner, "cy"), person).items():
        assert '<html lang="cy"' in answer.content.decode(), page


def test_what_a_registration_would_change_is_shown_before_it_is_saved(scene, person):
    client, address = signed_in(scene.owner), f"/people/{person.crn}/risk/registrations/new/"
    page = client.post(address, typed()).content.decode()
    assert "Check before you save" in page
    assert "MAPPA, Level 3, Category 2" in page
    assert "Why it was another before" in page
    assert (tier(person), len(registrations())) == ("C0", 1)
    answer = client.post(address, typed(step="save"), follow=True)
    assert answer.redirect_chain == [(f"/people/{person.crn}/risk/", 302)]
    page = answer.content.decode()
    assert "Because this was registered: MAPPA, Level 3." in page
    assert tier(person) == "A0"
    assert registrations()[1] == ("MAPP", "M3", "Panel of *Monday*\n  as typed", "")
    assert "Because this was registered" not in client.get(f"/people/{person.crn}/risk/").content.decode()


def test_going_back_from_the_check_keeps_what_was_typed(scene, person):
    answer = signed_in(scene.owner).post(f"/people/{person.crn}/risk/registrations/new/", typed(step="edit"))
    page = answer.content.decode()
    assert "Panel of *Monday*" in page
    assert 'value="MAPP" selected' in page
    assert len(registrations()) == 1


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"level": ""}, "Say at which level"),
        ({"type": "RVHR"}, "This register has no such level"),
        ({"registered_on": "1980-01-01"}, "before the person was born"),
        ({"registered_on": "2199-01-01"}, "cannot lie in the future"),
        ({"registered_on": "31.2."}, "Enter a real date"),
        ({"type": "nonsense"}, "govuk-error-summary"),
        ({"token": "x"}, "out of date"),
        ({"note": ""}, "govuk-error-summary"),
    ],
)
@pytest.mark.parametrize("step", ["check", "save"])
def test_a_refused_registration_keeps_what_was_typed_and_saves_nothing(scene, person, change, sentence, step):
    answer = signed_in(scene.owner).post(f"/people/{person.crn}/risk/registrations/new/", typed(step=step, **change))
    page = answer.content.decode()
    assert (answer.status_code, sentence in page) == (200, True)
    assert change.get("note") == "" or "Panel of *Monday*" in page
    assert len(registrations()) == 1


def test_a_doubt_must_have_been_shown_before_it_is_saved(scene, person, on):
    client, address = signed_in(scene.owner), f"/people/{person.crn}/risk/registrations/new/"
    doubtful = typed(registered_on=(on - timedelta(9)).isoformat(), review_on=(on - timedelta(1)).isoformat())
    page = client.post(address, doubtful | {"step": "save"}).content.decode()
    assert "Is this right?" in page
    assert 'name="seen" value="review-is-past"' in page
    assert len(registrations()) == 1
    assert client.post(address, doubtful | {"step": "save", "seen": "review-is-past"}).status_code == 302
    assert len(registrations()) == 2


def test_the_form_sent_twice_is_saved_once(scene, person):
    for _ in range(2):
        answer = signed_in(scene.owner).post(f"/people/{person.crn}/risk/registrations/new/", typed(step="save"))
        assert answer.status_code == 302
    assert len(registrations()) == 2


def test_a_registration_is_put_right_reviewed_and_ended(scene, person, on):
    client, place = signed_in(scene.owner), f"/people/{person.crn}/risk/registrations/R-x/"
    better = {"token": TOKEN, "registered_on": "2026-01-05", "review_on": "", "level": "", "category": "", "note": "x"}
    assert "Check before you save" in client.post(f"{place}correct/", better).content.decode()
    assert client.post(f"{place}correct/", better | {"step": "save"}).status_code == 302
    reviewed = {"reviewed_on": on.isoformat(), "next_on": (on + timedelta(90)).isoformat(), "note": "Still medium"}
    assert client.post(f"{place}review/", reviewed | {"next_on": "2020-01-01"}).status_code == 200
    assert client.post(f"{place}review/", reviewed).status_code == 302
    with as_role("jobs", 1):
        assert RegistrationReview.objects.get().note == "Still medium"
    ended = {"reason": "no-longer", "ended_on": on.isoformat(), "note": "Panel"}
    assert "Check before you save" in client.post(f"{place}end/", ended).content.decode()
    assert client.post(f"{place}end/", ended | {"step": "save"}).status_code == 302
    assert registrations() == [("RMRH", "", "x", "no-longer")]
    assert client.get(f"{place}end/").status_code == 404
    page = client.get(f"/people/{person.crn}/timeline/").content.decode()
    for words in (
        "Registration ended: Medium",
        "The risk no longer holds",
        "Registration reviewed: Medium",
        "Still medium",
    ):
        assert words in page


def test_an_assessment_is_recorded_put_right_and_withdrawn(scene, person):
    client, place = signed_in(scene.owner), f"/people/{person.crn}/risk/assessments/"
    page = client.post(f"{place}new/", assessed()).content.decode()
    assert "Check before you save" in page
    assert client.post(f"{place}new/", assessed(step="save")).status_code == 302
    assert tier(person, "a-to-g-2026") == "C"
    better = assessed(arp="95", step="save")
    assert client.post(f"{place}W-{TOKEN}/correct/", better).status_code == 302
    assert tier(person, "a-to-g-2026") == "B"
    page = client.get(f"{place}W-{TOKEN}/answers/").content.decode()
    assert "95%" in page
    assert client.post(f"{place}W-{TOKEN}/withdraw/", {"why": "Wrong person", "step": "save"}).status_code == 302
    assert tier(person, "a-to-g-2026") == "E"
    assert "Wrong person" in client.get(f"{place}W-{TOKEN}/answers/").content.decode()
    assert client.get(f"{place}W-{TOKEN}/withdraw/").status_code == 404
    assert "Withdrawn: OASys assessment" in client.get(f"/people/{person.crn}/timeline/").content.decode()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"arp": "101"}, "between 0 and 100"),
        ({"arp": "-1"}, "between 0 and 100"),
        ({"arp": "many"}, "Enter a percentage"),
        ({"arp": "NaN"}, "Enter a percentage"),
        ({"arp": "1e400"}, "govuk-error-summary"),
        ({"arp": "1.234"}, "between 0 and 100"),
        ({"arp_kind": ""}, "static facts alone"),
        ({"dc_srp": "0.2", "dc_srp_band": "medium"}, "cannot lie in this band"),
        ({"kind": "RSR"}, "has no needs"),
        ({"completed_on": "1970-01-01"}, "before the person was born"),
    ],
)
def test_a_refused_assessment_keeps_what_was_typed_and_saves_nothing(scene, person, change, sentence):
    answer = signed_in(scene.owner).post(f"/people/{person.crn}/risk/assessments/new/", assessed(step="save", **change))
    page = answer.content.decode()
    assert (answer.status_code, sentence in page) == (200, True)
    assert 'value="1.4"' in page
    with as_role("jobs", 1):
        assert Assessment.objects.count() == 1


@pytest.mark.parametrize("who", [*WITHOUT_ACCESS, None])
def test_others_record_nothing(scene, person, who):
    client = signed_in(scene.cast[who]) if who else Client()
    answer = client.post(f"/people/{person.crn}/risk/registrations/new/", typed(step="save"))
    assert answer.status_code == (403 if who else 302)
    assert len(registrations()) == 1


def test_an_entry_of_another_person_is_not_found_on_this_record(scene, person):
    other = case(scene, derived=False)
    client = signed_in(scene.owner)
    assert client.get(f"/people/{other.crn}/risk/registrations/R-x/end/").status_code == 404
    assert client.get(f"/people/{other.crn}/risk/assessments/A-x/answers/").status_code == 404


def test_the_history_says_what_each_tier_followed_and_which_facts_differ(scene, person):
    client = signed_in(scene.owner)
    place = f"/people/{person.crn}/risk/"
    client.post(f"{place}registrations/new/", typed(step="save"))
    client.post(f"{place}assessments/new/", assessed(step="save"))
    client.post(f"{place}registrations/W-{TOKEN}/end/", {
        "reason": "no-longer", "ended_on": timezone.localdate().isoformat(), "note": "x", "step": "save",
    })  # fmt: skip
    page = client.get(f"{place}tiers/").content.decode()
    for words in (
        "the record was imported", "this was registered: MAPPA, Level 3", "this was recorded: OASys assessment",
        "this registration ended: MAPPA, Level 3", "Facts that differ", "No longer registered",
    ):  # fmt: skip
        assert words in page


def test_the_reviews_of_a_practitioner_are_listed_with_their_reason(scene, person, on):
    page = signed_in(scene.owner).get("/reviews/").content.decode()
    assert "Medium risk of serious harm" in page
    assert "3 days overdue" in page
    assert "A review date was set" in page
    assert person.surname in signed_in(scene.cast["senior"]).get("/reviews/").content.decode()
    assert person.surname not in signed_in(scene.owner).get("/reviews/?kind=assessment").content.decode()
    assert signed_in(scene.owner).get(f"/reviews/?team={scene.staff.team.code}").status_code == 404
    assert signed_in(scene.cast["stranger"]).get(f"/reviews/?staff={scene.staff.code}").status_code == 404
    assert signed_in(scene.cast["unlinked"]).get("/reviews/").status_code == 200


def test_the_list_of_reviews_downloads_and_takes_any_query(scene, person):
    with as_role("jobs", 1):
        type(person).objects.filter(pk=person.pk).update(surname="=HYPERLINK(1)")
    client = signed_in(scene.owner)
    answer = client.get("/reviews/?format=csv&within=all")
    lines = answer.content.decode().splitlines()
    assert lines[0].startswith("CRN,Forenames,Surname,Tier,Practitioner code")
    assert "'=HYPERLINK(1)" in lines[1]
    for query in ("kind=%00", "within=x&page=-1", "page=99999999", "staff=%00"):
        assert client.get(f"/reviews/?{query}").status_code in (200, 404)


@pytest.mark.parametrize("who", ["administrator", "auditor", "supplier", "person", "none"])
def test_lists_are_refused_to_other_roles(scene, person, who):
    for address in ("/reviews/", "/outgrown/", f"/people/{person.crn}/grade/"):
        assert signed_in(scene.cast[who]).get(address).status_code == 403


def test_a_senior_sees_what_has_outgrown_the_grade_and_decides(scene, person, on):
    with as_role("jobs", 1):
        type(scene.staff).objects.filter(pk=scene.staff.pk).update(grade="PSO")
    assert signed_in(scene.owner).get("/outgrown/").status_code == 403
    client = signed_in(scene.cast["senior"])
    assert person.surname not in client.get("/outgrown/").content.decode()
    page = signed_in(scene.owner).post(f"/people/{person.crn}/risk/registrations/new/", typed(
        type="RVHR", level="", category="", step="save"), follow=True).content.decode()  # fmt: skip
    assert "Grade outgrown" in page
    assert person.surname in client.get("/outgrown/").content.decode()
    assert f"/outgrown/?team={scene.staff.team.code}" in client.get("/team/").content.decode()
    assert client.get("/outgrown/?format=csv").content.decode().count(person.crn) == 1
    address = f"/people/{person.crn}/grade/"
    assert signed_in(scene.owner).post(address, {"reason": "x"}).status_code == 403
    refused = client.post(address, {"reason": "Known for years", "review_on": "2199-01-01"}).content.decode()
    assert "too far ahead" in refused
    assert "Known for years" in refused
    decided = {"reason": "Known for years", "review_on": (on + timedelta(28)).isoformat()}
    assert client.post(address, decided).status_code == 302
    with as_role("jobs", 1):
        assert GradeWaiver.objects.get().reason == "Known for years"
    assert person.surname not in client.get("/outgrown/").content.decode()


def test_the_pages_ask_as_many_questions_for_a_long_record_as_for_a_short_one(
    scene, person, on, django_assert_max_num_queries
):
    client = signed_in(scene.owner)
    addresses = (f"/people/{person.crn}/risk/", f"/people/{person.crn}/risk/tiers/", "/reviews/?within=all")
    counts = {address: [] for address in addresses}
    for round_ in range(2):
        for address in addresses:
            client.get(address)
            with django_assert_max_num_queries(40) as asked:
                assert client.get(address).status_code == 200
            counts[address].append(len(asked))
        if round_ == 0:
            with as_role("jobs", 1):
                for number in range(30):
                    RegistrationFactory(person=person, type="ALSH", registered_on=on - timedelta(days=number))
                    AssessmentFactory(person=person, completed_on=on - timedelta(days=number))
    assert all(few == many for few, many in counts.values()), counts


def test_a_first_assessment_has_a_day_and_is_not_asked_for_while_somebody_is_held(scene, on):
    new = case(scene, due=on)
    client, overdue = signed_in(scene.owner), "/reviews/?kind=assessment&within=overdue"
    assert new.surname in client.get(overdue).content.decode()
    started = on - timedelta(days=3)
    with as_role("jobs", 1):
        new.sentences.update(sentenced_on=started, starts_on=started)
    assert new.surname not in client.get(overdue).content.decode()
    page = client.get("/reviews/?kind=assessment&within=quarter").content.decode()
    assert new.surname in page and "within 20 working days of the start of supervision" in page
    assert "within 20 working days" in client.get(f"/people/{new.crn}/risk/").content.decode()
    with as_role("jobs", 1):
        sentence = new.sentences.get()
        CustodySpell.objects.create(person=new, sentence=sentence, kind="remand", start=started)
    assert new.surname not in client.get("/reviews/?kind=assessment&within=all").content.decode()
