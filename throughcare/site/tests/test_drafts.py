"""Forms that lose nothing."""

from datetime import UTC, datetime, timedelta

import pytest
from django import forms
from django.conf import settings as site_settings
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import redirect
from django.test import Client
from django.urls import path
from django.utils import timezone

from throughcare.accounts.acting import acting
from throughcare.accounts.commands.drafts import MOST, DraftTooLong, drop_draft, forget_old_drafts, keep_draft
from throughcare.accounts.models import Draft
from throughcare.accounts.tests.factories import UserFactory
from throughcare.accounts.web.access import requires
from throughcare.accounts.web.drafts import Typed, keeps_what_is_typed, typed_before
from throughcare.accounts.web.typed import mark_of
from throughcare.site import urls as site_urls
from throughcare.testing.acting import as_role

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]
FORM = "/a-form/"
NOW = datetime(2026, 6, 10, 11, 0, tzinfo=UTC)
MARK = "typed_by"


class Note(forms.Form):
    """A form as any other."""

    text = forms.CharField()
    day = forms.DateField(required=False)
    remind = forms.BooleanField(required=False)


@requires("site.home")
@keeps_what_is_typed
def a_form(request):
    """Answers with what it was filled with; "break" is a fault of ours."""
    typed = typed_before(request)
    form = Note(request.POST or None, initial=typed.over({"text": "", "remind": True}))
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["text"] == "break":
            raise RuntimeError("broken")
        return redirect("/")
    values = {name: str(form[name].value()) for name in form.fields}
    return HttpResponse(f"{values} {typed.kept_at is not None} {typed.mark}")


handler500 = site_urls.handler500
urlpatterns = [path("a-form/", a_form), *site_urls.urlpatterns]


@pytest.fixture
def user():
    return UserFactory()


@pytest.fixture
def client(user):
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


def drafts():
    with as_role("jobs", 1):
        return list(Draft.objects.order_by("id").values_list("user", "form", "typed"))


def typed(user, **fields):
    return {MARK: mark_of(user, FORM), "text": "As typed\n here", "day": "31.2.", **fields}


def test_what_was_typed_comes_back_as_it_was_typed(client, user):
    assert client.post(FORM, typed(user, draft="keep")).url == FORM
    page = client.get(FORM).content.decode()
    assert "{'text': 'As typed\\n here', 'day': '31.2.', 'remind': 'False'} True" in page
    assert drafts() == [(user.pk, FORM, {"text": ["As typed\n here"], "day": ["31.2."]})]


def test_the_page_keeps_it_while_it_is_typed(client, user):
    assert client.post("/accounts/drafts/", typed(user, text="One")).status_code == 204
    assert client.post("/accounts/drafts/", typed(user, text="One two")).status_code == 204
    assert drafts() == [(user.pk, FORM, {"text": ["One two"], "day": ["31.2."]})]


def test_a_refused_form_keeps_it_and_a_saved_one_lets_it_go(client, user):
    client.post("/accounts/drafts/", typed(user))
    assert client.post(FORM, typed(user)).status_code == 200
    assert len(drafts()) == 1
    assert client.post(FORM, typed(user, day="")).status_code == 302
    assert drafts() == []


def test_it_can_be_discarded(client, user):
    client.post("/accounts/drafts/", typed(user))
    assert client.post(FORM, typed(user, draft="discard")).url == FORM
    assert drafts() == []


def test_a_fault_of_ours_loses_nothing(client, user):
    assert client.post(FORM, typed(user, text="break", day="")).status_code == 500
    assert drafts() == [(user.pk, FORM, {"text": ["break"], "day": [""]})]
    assert "'text': 'break'" in client.get(FORM).content.decode()


def test_a_session_that_idled_loses_nothing(client, user):
    session = client.session
    session["session_began"] = session["session_seen"] = timezone.now().timestamp() - site_settings.SESSION_IDLE - 1
    session.save()
    answer = client.post(FORM, typed(user))
    assert answer.url == "/sign-in/?next=%2Fa-form%2F&ended=1"
    client.force_login(user)
    assert "As typed" in client.get(FORM).content.decode()


def test_a_session_that_is_gone_loses_nothing_and_shows_it_to_its_author_alone(client, user):
    client.logout()
    assert client.post(FORM, typed(user)).url == "/sign-in/?next=/a-form/"
    client.force_login(UserFactory())
    assert "As typed" not in client.get(FORM).content.decode()
    client.force_login(user)
    assert "As typed" in client.get(FORM).content.decode()


def test_a_form_out_of_date_loses_nothing(user):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(user)
    answer = strict.post(FORM, typed(user))
    assert answer.status_code == 403
    assert f'href="{FORM}"' in answer.content.decode()
    assert len(drafts()) == 1


@pytest.mark.parametrize("mark", ["", "nonsense", "other form", "old", "closed"])
def test_nobody_writes_into_the_drafts_of_another(user, mark):
    marks = {
        "other form": mark_of(user, "/another/"),
        "old": signing.TimestampSigner(salt="throughcare.draft").sign_object([user.pk, FORM]),
    }
    if mark == "closed":
        user.is_active = False
        user.save()
        marks["closed"] = mark_of(user, FORM)
    if mark == "old":
        marks["old"] = marks["old"][:-3] + "abc"
    assert Client().post(FORM, typed(user) | {MARK: marks.get(mark, mark)}).status_code == 302
    assert drafts() == []


def test_a_draft_is_kept_for_whom_its_form_was_drawn_for(client):
    assert client.post("/accounts/drafts/", typed(UserFactory())).status_code == 400
    assert client.get("/accounts/drafts/").status_code == 405
    assert drafts() == []


def test_nobody_else_sees_it(user):
    with acting(user):
        keep_draft(user=user, form=FORM, typed={"text": ["Mine"]}, at=NOW)
    with acting(UserFactory(role="administrator")):
        assert Draft.objects.count() == 0
        assert not drop_draft(user=user, form=FORM)


def test_an_older_copy_does_not_take_the_place_of_a_later_one(user):
    with acting(user):
        keep_draft(user=user, form=FORM, typed={"text": ["Later"]}, at=NOW)
        keep_draft(user=user, form=FORM, typed={"text": ["Earlier"]}, at=NOW - timedelta(seconds=1))
    assert drafts()[0][2] == {"text": ["Later"]}


def test_what_is_too_long_is_said_and_not_kept(client, user):
    with acting(user), pytest.raises(DraftTooLong):
        keep_draft(user=user, form=FORM, typed={"text": ["x" * MOST]}, at=NOW)
    assert client.post("/accounts/drafts/", typed(user, text="x" * MOST)).status_code == 413
    assert client.post(FORM, typed(user, text="x" * MOST, draft="keep")).status_code == 302
    assert drafts() == []


def test_old_drafts_go(user):
    with acting(user):
        keep_draft(user=user, form=FORM, typed={"text": ["x\x00y"]}, at=NOW)
    assert drafts()[0][2] == {"text": ["xy"]}
    with as_role("jobs", 1):
        assert forget_old_drafts(at=NOW + timedelta(days=29)) == 0
        assert forget_old_drafts(at=NOW + timedelta(days=30)) == 1


def test_an_empty_draft_changes_no_initial_value():
    assert Typed("m", FORM, None, {}).over({"a": True, "b": 1}) == {"a": True, "b": 1}
    assert Typed("m", FORM, NOW, {"c": ["1", "2"], "d": []}).over({"a": True, "b": 1}) == {"a": False, "b": 1, "c": "2"}
