"""What follows an event, across contexts."""

from datetime import date

import pytest

from throughcare.accounts.acting import acting
from throughcare.organisations.tests.factories import PostingFactory
from throughcare.people.commands.merge import merge_people, unmerge
from throughcare.people.tests.factories import SentenceFactory
from throughcare.supervision.commands.derive import derive
from throughcare.supervision.models import Contact, ContactDue, OfficerSpell
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)


def test_a_merge_moves_the_contacts_and_asks_again_about_the_survivor_alone_and_undoing_it_asks_about_both(settings):
    from django.utils import timezone

    user = PostingFactory(user__role="senior").user
    region = user.pk and PostingFactory._meta.model.objects.get(user=user).region
    with as_role("jobs"):
        survivor = SentenceFactory(person__delivery_unit__region=region).person
        duplicate = SentenceFactory(person__delivery_unit__region=region).person
        for person in (survivor, duplicate):
            OfficerSpell.objects.create(person=person, start=date(2026, 1, 5), status="unallocated")
        contact = Contact.objects.create(
            reference="C-1", person=duplicate, type="COAI", date=date(2026, 1, 8), outcome="ATTC"
        )
        derive([survivor.pk, duplicate.pk], on=DAY, cause="test")
        assert ContactDue.objects.count() == 2
    at = timezone.now()
    with acting(user):
        merge = merge_people(survivor=survivor, duplicate=duplicate, choices={}, by=user, at=at, why="Same person")
        contact.refresh_from_db()
        assert contact.person_id == survivor.pk
        assert list(ContactDue.objects.values_list("person_id", "last_seen")) == [(survivor.pk, date(2026, 1, 8))]
        unmerge(merge=merge, by=user, at=at, why="Not the same")
        contact.refresh_from_db()
        assert contact.person_id == duplicate.pk
        assert set(ContactDue.objects.values_list("person_id", flat=True)) == {survivor.pk, duplicate.pk}
