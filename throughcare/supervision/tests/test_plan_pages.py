"""The pages of the sentence plan, for the whole cast: begun, written, shown, agreed, kept up to date, compared, read."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from throughcare.accounts.acting import acting
from throughcare.people.models import LimitedAccess, Person
from throughcare.supervision.commands.derive import derive
from throughcare.supervision.models import Contact, PlanObjective, PlanStep, PlanVersion, StepProgress
from throughcare.supervision.tests.factories import AssessmentFactory, ContactFactory, RegistrationFactory
from throughcare.supervision.tests.scene import WITH_ACCESS, WITHOUT_ACCESS, case, make_scene
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db
OWN = "I want to see my <b>son</b>."


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
        AssessmentFactory(person=found, need_drugs="severe", completed_on=on - timedelta(days=30))
        ContactFactory(person=found, type="COAI", outcome="ATTC", date=on - timedelta(days=8))
    with acting(scene.owner):
        derive([found.pk], on=on, cause="test")
    return found


def signed_in(user, language="en-gb"):
    client = Client()
    client.force_login(user)
    client.cookies["language"] = language
    return client


class Desk:
    """A practitioner at the plan of one person."""

    def __init__(self, user, person, language="en-gb"):
        self.client, self.place = signed_in(user, language), f"/people/{person.crn}/plan/"

    def get(self, page=""):
        return self.client.get(self.place + page)

    def text(self, page=""):
        return self.get(page).content.decode()

    def post(self, page, **given):
        return self.client.post(self.place + page, given)

    def written(self):
        """A draft with one objective of the shared wording and one step."""
        assert self.post("begin/").status_code == 302
        assert self.post("draft/objectives/new/drugs/", wording="drug-stop").status_code == 302
        key = seen(PlanObjective, "pk")[-1][0]
        assert self.post(f"draft/objectives/{key}/steps/new/", wording="drug-refer").status_code == 302

    def terms(self, **given):
        today = timezone.localdate()
        terms = {"view": "agrees", "signed": "signed", "own_words": OWN, "why_not": "", "seen": ""}
        days = {"agreed_on": today.isoformat(), "review_on": (today + timedelta(days=90)).isoformat()}
        return terms | days | given

    def agreed(self):
        self.written()
        assert self.post("draft/agree/", **self.terms()).status_code == 302


@pytest.fixture
def desk(scene, person):
    return Desk(scene.owner, person)


def seen(model, *names):
    with as_role("jobs", 1):
        return list(model.objects.order_by("pk").values_list(*names))


def pages():
    """The pages of a plan with an agreed version and a draft, by the rows that there are."""
    plan, step = seen(PlanVersion, "plan_id")[0][0], seen(PlanStep, "key")[0][0]
    objective, draft_step = seen(PlanObjective, "pk")[-1][0], seen(PlanStep, "pk")[-1][0]
    to_read = ["", f"{plan}/differences/", f"{plan}/versions/1/", f"{plan}/versions/2/read/", f"{plan}/versions/1/pdf/"]
    to_write = [
        "end/", f"steps/{step}/", "draft/", "draft/needs/", "draft/strengths/", "draft/objectives/new/drugs/",
        f"draft/objectives/{objective}/", f"draft/objectives/{objective}/steps/new/", f"draft/steps/{draft_step}/",
        "draft/share/", "draft/discard/", "draft/agree/",
    ]  # fmt: skip
    return to_read + to_write


@pytest.fixture
def both(desk):
    """An agreed version and one that is being written."""
    desk.agreed()
    assert desk.post("begin/", reason="due").status_code == 302
    return pages()


@pytest.mark.parametrize("who", WITH_ACCESS)
def test_a_colleague_of_the_region_opens_the_pages(scene, person, both, who):
    there = Desk(scene.cast[who], person)
    for page in both:
        assert there.get(page).status_code == 200, page


@pytest.mark.parametrize("who", WITHOUT_ACCESS)
def test_a_role_without_the_permission_is_refused(scene, person, both, who):
    there = Desk(scene.cast[who], person)
    for page in (*both, "begin/"):
        answer = there.get(page)
        assert (answer.status_code, person.surname in answer.content.decode()) == (403, False), page
    assert there.post("draft/agree/", **there.terms()).status_code == 403
    assert [state for (state,) in seen(PlanVersion, "state")] == ["agreed", "draft"]


def test_strangers_nobody_and_whoever_is_barred_see_nothing(scene, person, both):
    stranger, nobody = Desk(scene.cast["stranger"], person), Client()
    for page in both:
        assert stranger.get(page)["Location"].startswith(f"/people/{person.crn}/reason/"), page
        assert nobody.get(f"/people/{person.crn}/plan/{page}")["Location"].startswith("/sign-in/"), page
    with as_role("jobs", 1):
        LimitedAccess.objects.create(person=person, kind="exclusion", user=scene.owner, reason="Kin", start=scene.on)
    owner = Desk(scene.owner, person)
    assert {owner.get(page).status_code for page in both} == {404}


def test_the_pages_come_in_welsh(scene, person, both):
    there = Desk(scene.owner, person, "cy")
    for page in both:
        if not page.endswith("pdf/"):
            assert '<html lang="cy"' in there.text(page), page
    assert "Yr ydych yn rhoi’r gorau i ddefnyddio cyffuriau." in there.text()


def test_the_first_plan_says_when_it_is_due_and_is_begun_with_one_press(desk, on):
    page = desk.text()
    assert "No plan has been agreed here yet" in page
    assert "The first plan is due by then" in page
    desk.post("begin/")
    assert "Being written" in desk.text()
    assert "Drugs" in desk.text("draft/")


def test_a_plan_is_written_shown_and_agreed_in_the_persons_own_words(desk, person):
    desk.written()
    assert [who for (who,) in seen(PlanStep, "who")] == ["practitioner"]
    assert desk.post("draft/share/", shared_on="2199-01-01", how="printed").status_code == 200
    assert desk.post("draft/share/", shared_on=timezone.localdate().isoformat(), how="printed").status_code == 302
    assert "Given on paper" in desk.text("draft/")
    assert desk.post("draft/take-back/").status_code == 302
    refused = desk.post("draft/agree/", **desk.terms(signed="not-signed")).content.decode()
    assert "Say why the person did not agree" in refused
    assert "&lt;b&gt;son&lt;/b&gt;" in refused
    assert desk.post("draft/agree/", **desk.terms()).status_code == 302
    page = desk.text()
    assert "&lt;b&gt;son&lt;/b&gt;" in page
    assert "0 of 1 step done." in page
    assert [kind for (kind,) in seen(Contact, "type")] == ["COAI", "PLAN"]


def test_a_doubt_is_shown_once_and_then_taken_as_confirmed(desk):
    desk.written()
    page = desk.post("draft/agree/", **desk.terms(own_words="")).content.decode()
    assert "nothing in the person’s own words" in page
    assert 'name="seen" value="no-own-words"' in page
    assert seen(PlanVersion, "state") == [("draft",)]
    assert desk.post("draft/agree/", **desk.terms(own_words="", seen="no-own-words")).status_code == 302


def test_ones_own_words_are_kept_as_typed_and_a_refused_form_keeps_them(desk):
    desk.post("begin/")
    where = "draft/objectives/new/ete/"
    assert (
        "Choose from the shared wording" in desk.post(where, wording="own", text="", text_cy="Gwaith").content.decode()
    )
    assert "Gwaith" in desk.post(where, wording="own", text="", text_cy="Gwaith").content.decode()
    assert desk.post(where, wording="own", text="You train as a <baker>.", text_cy="Pobydd").status_code == 302
    assert seen(PlanObjective, "text", "text_cy") == [("You train as a <baker>.", "Pobydd")]
    key = seen(PlanObjective, "pk")[0][0]
    steps = f"draft/objectives/{key}/steps/new/"
    typed = {"wording": "own", "text": "Start at the bakery"}
    assert "Say who does it" in desk.post(steps, **typed).content.decode()
    assert "Say who does it" in desk.post(steps, **typed, who="agency").content.decode()
    assert "Enter a real date" in desk.post(steps, **typed, who="person", due_on="31.2.").content.decode()
    assert desk.post(steps, **typed, who="agency", agency="The Crumb").status_code == 302
    assert desk.post(steps, **typed, who="person", agency="Ignored").status_code == 302
    assert seen(PlanStep, "who", "agency") == [("agency", "The Crumb"), ("person", "")]
    assert "You train as a &lt;baker&gt;." in desk.text("draft/")


def test_pieces_are_changed_moved_and_taken_out(desk):
    desk.written()
    desk.post("draft/objectives/new/ete/", wording="ete-work")
    (first,), (second,) = seen(PlanObjective, "pk")
    step = seen(PlanStep, "pk")[0][0]
    assert desk.post(f"draft/steps/{step}/", wording="drug-service", who="person").status_code == 302
    assert desk.post(f"draft/steps/{step}/", wording="drug-service", who="person").status_code == 302
    assert desk.post(f"draft/objectives/{first}/", wording="drug-less").status_code == 302
    assert desk.post(f"draft/objective/{second}/up/").status_code == 302
    assert desk.post("draft/needs/", drugs="severe", finance="standard").status_code == 302
    assert desk.post("draft/strengths/", strengths="Turns up", strengths_cy="").status_code == 302
    page = desk.text("draft/")
    assert page.index("You have a job") < page.index("You use fewer drugs")
    assert "Turns up" in page
    assert desk.post(f"draft/objective/{first}/remove/").status_code == 302
    assert desk.get(f"draft/objectives/{first}/").status_code == 404
    assert desk.get("draft/objectives/new/nothing/").status_code == 404
    assert desk.post(f"draft/objective/{second}/sideways/").status_code == 404
    assert seen(PlanStep, "pk") == []


def test_nothing_changes_by_opening_an_address_that_takes_a_decision(desk):
    desk.written()
    key = seen(PlanObjective, "pk")[0][0]
    for page in (f"draft/objective/{key}/remove/", "draft/take-back/"):
        assert desk.get(page).status_code == 302
    assert len(seen(PlanObjective, "pk")) == 1


def test_a_version_is_given_up_after_asking(desk):
    desk.agreed()
    desk.post("begin/", reason="asked")
    assert "Give version 2 up?" in desk.text("draft/discard/")
    assert desk.post("draft/discard/").status_code == 302
    assert [state for (state,) in seen(PlanVersion, "state")] == ["agreed", "discarded"]
    assert desk.get("draft/").status_code == 404


def test_steps_are_kept_up_to_date_and_late_ones_stand_out(desk, on):
    desk.written()
    objective = seen(PlanObjective, "pk")[0][0]
    desk.post(f"draft/objectives/{objective}/steps/new/", wording="drug-service", due_on=on.isoformat())
    desk.post("draft/agree/", **desk.terms())
    key = seen(PlanStep, "key")[0][0]
    assert desk.post(f"steps/{key}/", state="done", on="2199-01-01", note="Kept").content.decode().count("Kept") == 1
    assert desk.post(f"steps/{key}/", state="done", on=on.isoformat(), note="Certificate seen").status_code == 302
    page = desk.text()
    assert "1 of 2 steps done." in page
    assert "Certificate seen" in page
    assert seen(StepProgress, "state", "note") == [("done", "Certificate seen")]
    assert desk.get("steps/00000000-0000-0000-0000-000000000000/").status_code == 404


def test_two_versions_are_compared(desk):
    desk.agreed()
    desk.post("begin/", reason="circumstances")
    desk.post("draft/objectives/new/alcohol/", wording="alc-less")
    objective = seen(PlanObjective, "pk")[-1][0]
    desk.post(f"draft/objectives/{objective}/steps/new/", wording="alc-diary")
    plan = seen(PlanVersion, "plan_id")[0][0]
    page = desk.text(f"{plan}/differences/?from=1&to=2")
    assert "You drink less, and not when it leads to trouble." in page
    assert "You stop using drugs." not in page
    assert "These versions say the same" in desk.text(f"{plan}/differences/?from=2&to=2")
    assert desk.get(f"{plan}/differences/?from=x&to=%00").status_code == 200
    assert desk.get(f"{plan + 1}/differences/").status_code == 404


def test_the_person_reads_it_in_their_own_language_on_page_and_paper(desk, person):
    with as_role("jobs", 1):
        Person.objects.filter(pk=person.pk).update(language="cy")
    desk.written()
    desk.post("draft/agree/", **desk.terms(seen="welsh-missing"))
    plan = seen(PlanVersion, "plan_id")[0][0]
    page = desk.text(f"{plan}/versions/1/read/")
    assert '<article class="tc-paper" lang="cy">' in page
    assert "Eich cynllun" in page
    assert "Your plan" in desk.text(f"{plan}/versions/1/read/?language=en")
    made = desk.get(f"{plan}/versions/1/pdf/")
    assert (made["Content-Type"], made.content[:5]) == ("application/pdf", b"%PDF-")
    assert re.search(rf'inline; filename="plan-{person.crn}-1-', made["Content-Disposition"])
    assert desk.get(f"{plan}/versions/9/pdf/").status_code == 404


def test_a_change_of_risk_asks_for_a_review_on_the_plan_and_in_the_list(desk, scene, person, on):
    desk.agreed()
    with as_role("jobs", 1):
        Contact.objects.filter(type="PLAN").update(date=on - timedelta(days=5), arranged_on=None)
        RegistrationFactory(person=person, type="RVHR", registered_on=on - timedelta(days=1))
    page = desk.text()
    assert "Somebody was registered as at risk" in page
    assert "After risk changed, the plan is reviewed within 15 working days." in page
    listed = desk.client.get("/reviews/?kind=plan&within=all").content.decode()
    assert "Review of the sentence plan" in listed
    assert f"/people/{person.crn}/plan/" in listed
    assert 'value="risk" checked' in desk.text("begin/")


def test_a_first_plan_that_is_due_is_in_the_list(desk, person):
    listed = desk.client.get("/reviews/?kind=plan&within=all").content.decode()
    assert "First sentence plan" in listed
    assert "working days of attending the first appointment" in listed


def test_a_plan_ends_and_its_versions_stay_to_be_read(desk, on):
    desk.agreed()
    assert desk.post("end/", reason="supervision-ended", closed_on="2199-01-01").status_code == 200
    assert desk.post("end/", reason="supervision-ended", closed_on=on.isoformat()).status_code == 302
    assert "plan ended" in desk.text()
    plan = seen(PlanVersion, "plan_id")[0][0]
    assert "Supervision ended" in desk.text(f"{plan}/versions/1/")
    assert desk.get("end/").status_code == 404


def test_the_plan_asks_as_many_questions_for_a_long_plan_as_for_a_short_one(desk, django_assert_max_num_queries):
    desk.written()
    desk.get()
    counts = []
    for _ in range(2):
        with django_assert_max_num_queries(40) as asked:
            assert desk.get("draft/").status_code == 200
        with django_assert_max_num_queries(40) as also:
            assert desk.get().status_code == 200
        counts.append((len(asked), len(also)))
        for section, wording in (("ete", "ete-work"), ("alcohol", "alc-stop"), ("finance", "fin-budget")):
            desk.post(f"draft/objectives/new/{section}/", wording=wording)
    assert counts[0] == counts[1]


def test_a_plan_made_or_reviewed_is_not_recorded_by_hand(desk, person):
    page = desk.client.get(f"/people/{person.crn}/contacts/new/").content.decode()
    assert 'value="COAP"' in page
    assert 'value="PLAN"' not in page
    assert 'value="REVW"' not in page
