"""Giving a person their own sign-in, from the link to the first page; changes followed; merges."""

import re
from datetime import timedelta

import pytest
from django.test import Client, override_settings
from django.utils import timezone

from throughcare.accounts.acting import acting
from throughcare.accounts.models import User
from throughcare.audit.models import Entry
from throughcare.outbox.models import Message
from throughcare.own.commands.accounts import InvitationRefused, close_account, invite_person
from throughcare.own.commands.details import follow_changes
from throughcare.own.models import Account, OwnRecord
from throughcare.own.tests.scene import make_own_scene
from throughcare.people.commands.merge import merge_people, unmerge
from throughcare.people.models import ContactDetail, MessageChoice
from throughcare.supervision.models import Appointment
from throughcare.supervision.tests.scene import case
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return make_own_scene()


@pytest.fixture
def newcomer(scene):
    person = case(scene.cast, derived=False)
    with as_role("jobs", scene.cast.owner.pk):
        ContactDetail.objects.create(person=person, kind="mobile", value="07700 900333", start=scene.on)
        ContactDetail.objects.create(
            person=person, kind="email", value="not@example.org", start=scene.on, avoid="unsafe"
        )
    return person


def desk(user):
    client = Client()
    client.force_login(user)
    return client


def detail(person, kind="mobile"):
    with as_role("jobs"):
        return ContactDetail.objects.get(person=person, kind=kind)


def invited(scene, person):
    answer = desk(scene.cast.owner).post(f"/people/{person.crn}/own/invite/", {"detail": detail(person).pk})
    assert answer.status_code == 302
    with as_role("jobs"):
        return Message.objects.filter(template="own-invitation", person=person.pk).latest("pk")


@override_settings(DEMO_SIGN_IN=False)
def test_from_the_link_to_their_own_page(scene, newcomer):
    message = invited(scene, newcomer)
    assert (message.channel, message.to, message.language) == ("sms", "07700 900333", "en")
    path = re.search(r"http://testserver(/password/\S+/)", message.body)[1]
    client = Client()
    assert newcomer.crn in client.get(path).content.decode()
    words = "three quiet lanterns"
    assert client.post(path, {"password": words, "again": words}).status_code == 302
    assert client.get(path).status_code == 404
    step = client.post("/sign-in/", {"username": newcomer.crn, "password": words})
    assert step.url == "/sign-in/set-up/"
    assert client.get("/my/").url.startswith("/sign-in/")
    with as_role("jobs"):
        user = Account.objects.get(person=newcomer).user
    with acting(user):
        assert OwnRecord.objects.get().crn == newcomer.crn


def test_the_page_of_the_practitioner_does_not_show_the_link(scene, newcomer):
    link = re.search(r"/password/\S+/", invited(scene, newcomer).body)[0]
    page = desk(scene.cast.owner).get(f"/people/{newcomer.crn}/own/").content.decode()
    assert link not in page and newcomer.crn in page


@pytest.mark.parametrize("name", ["administrator", "auditor", "supplier", "person", "none"])
def test_only_who_supervises_people_invites_them(scene, newcomer, name):
    address = f"/people/{newcomer.crn}/own/"
    client = desk(scene.cast.cast[name])
    assert client.get(address).status_code == 403
    assert client.post(f"{address}invite/", {"detail": detail(newcomer).pk}).status_code == 403
    with as_role("jobs"):
        assert not Account.objects.filter(person=newcomer).exists()


def test_a_link_goes_to_a_detail_of_theirs_that_may_be_used_and_nowhere_else(scene, newcomer):
    for wrong in (detail(newcomer, "email"), detail(scene.other)):
        page = desk(scene.cast.owner).post(f"/people/{newcomer.crn}/own/invite/", {"detail": wrong.pk})
        assert page.status_code == 200
        with acting(scene.cast.owner), pytest.raises(InvitationRefused):
            invite_person(
                person=newcomer, detail=wrong, link=lambda who, token: "", by=scene.cast.owner, at=timezone.now()
            )
    with as_role("jobs"):
        assert not Account.objects.filter(person=newcomer).exists()
        assert not User.objects.filter(username=newcomer.crn).exists()
        assert not Message.objects.filter(person=newcomer.pk).exists()


def test_the_link_is_in_welsh_for_who_prefers_it(scene, newcomer):
    with as_role("jobs", scene.cast.owner.pk):
        type(newcomer).objects.filter(pk=newcomer.pk).update(language="cy")
    message = invited(scene, newcomer)
    assert message.language == "cy"
    assert "Eich enw defnyddiwr" in message.body


def test_closing_ends_it_and_another_link_opens_it_again(scene, newcomer):
    invited(scene, newcomer)
    owner = desk(scene.cast.owner)
    assert owner.post(f"/people/{newcomer.crn}/own/close/").status_code == 302
    with as_role("jobs"):
        account = Account.objects.get(person=newcomer)
        assert account.closed_at is not None and not account.user.is_active
    with acting(account.user):
        assert OwnRecord.objects.count() == 0
    with acting(scene.cast.owner):
        close_account(account=account, by=scene.cast.owner, at=timezone.now())
    with as_role("owner"):
        assert Entry.objects.filter(action="own.close_account").count() == 1
    invited(scene, newcomer)
    with acting(User.objects.get(username=newcomer.crn)):
        assert OwnRecord.objects.count() == 1
    with as_role("jobs"):
        assert Message.objects.filter(template="own-invitation").count() == 2


def test_reminders_follow_a_new_number_although_the_person_sees_no_message(scene):
    with as_role("jobs", scene.cast.owner.pk):
        MessageChoice.objects.create(person=scene.person, channel="sms", asked_on=scene.on)
        starts = timezone.now() + timedelta(days=8)
        Appointment.objects.filter(contact__reference=f"C/{scene.person.pk}/8").update(
            remind=True, holds=True, starts_at=starts, ends_at=starts + timedelta(minutes=30)
        )
    desk(scene.me).post("/my/details/phone/", {"number": "07700 900222"})
    with as_role("jobs"):
        assert follow_changes(at=timezone.now()) == 1
        assert follow_changes(at=timezone.now()) == 0
        assert set(Message.objects.filter(person=scene.person.pk).values_list("to", flat=True)) == {"07700900222"}
    with acting(scene.me):
        assert Message.objects.count() == 0


def test_a_merge_moves_what_was_asked_and_the_account_where_there_is_one_alone(scene, newcomer):
    desk(scene.me).post(f"/my/appointments/C-{scene.person.pk}-1/ask/", {"reason": "work"})
    senior, at = scene.cast.cast["senior"], timezone.now()
    with acting(senior):
        merge = merge_people(survivor=newcomer, duplicate=scene.person, choices={}, by=senior, at=at, why="Same person")
    with acting(scene.me):
        assert OwnRecord.objects.get().crn == newcomer.crn
    with acting(senior):
        unmerge(merge=merge, by=senior, at=at, why="Not the same")
    with acting(scene.me):
        assert OwnRecord.objects.get().crn == scene.person.crn
    with acting(senior):
        merge_people(survivor=scene.other, duplicate=scene.person, choices={}, by=senior, at=at, why="Same person")
    with acting(scene.me):
        assert OwnRecord.objects.count() == 0
    with acting(scene.other_user):
        assert OwnRecord.objects.get().crn == scene.other.crn
