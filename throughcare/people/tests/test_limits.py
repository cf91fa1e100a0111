"""Limited access: the lists, who may change them, and that somebody is always left to manage them."""

from datetime import date

import pytest
from django.utils import timezone

from throughcare.audit.models import Entry
from throughcare.organisations.tests.factories import PostingFactory
from throughcare.people.models import LimitedAccess
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db
ACCESS = "/people/X100001/access/"


def lines():
    with as_role("jobs"):
        return list(LimitedAccess.objects.order_by("pk").values_list("kind", "user", "until"))


def limit(opened, by, kind, user, name="Worker"):
    return opened(by, f"{ACCESS}add/{kind}/", name=name, user=user.pk, reason="Knows the family")


def test_a_barred_user_loses_sight_at_once(person, cast, opened):
    assert opened(cast.colleague, "/people/X100001/details/").status_code == 200
    assert limit(opened, cast.head, "exclusion", cast.colleague).url == ACCESS
    assert lines() == [("exclusion", cast.colleague.pk, None)]
    assert opened(cast.colleague, "/people/X100001/details/").status_code == 404
    page = opened(cast.head, ACCESS).content.decode()
    assert str(cast.colleague) in page and "Knows the family" in page and "Limited access" in page
    with as_role("owner"):
        assert Entry.objects.filter(action="people.limit_access", person=person.pk).count() == 1


def test_ending_a_line_opens_the_record_at_once_and_keeps_the_line(person, cast, opened):
    limit(opened, cast.head, "exclusion", cast.colleague)
    with as_role("jobs"):
        key = LimitedAccess.objects.get().pk
    assert opened(cast.head, f"{ACCESS}{key}/end/", sure="yes").url == ACCESS
    assert lines() == [("exclusion", cast.colleague.pk, timezone.localdate())]
    assert opened(cast.colleague, "/people/X100001/details/").status_code == 200
    assert "Past entries" in opened(cast.head, ACCESS).content.decode()
    assert limit(opened, cast.head, "exclusion", cast.colleague).url == ACCESS
    assert lines() == [("exclusion", cast.colleague.pk, None)]


def test_the_first_restriction_puts_who_restricts_on_the_list_too(person, cast, opened):
    assert limit(opened, cast.head, "restriction", cast.practitioner).url == ACCESS
    assert sorted(line[:2] for line in lines()) == sorted(
        [("restriction", cast.practitioner.pk), ("restriction", cast.head.pk)]
    )
    assert opened(cast.practitioner, "/people/X100001/details/").status_code == 200
    assert opened(cast.colleague, "/people/X100001/details/").status_code == 404


def test_a_head_may_bar_themself_while_another_is_left_and_is_taken_home(person, cast, opened):
    assert limit(opened, cast.head, "exclusion", cast.head).url == "/"
    assert opened(cast.head, ACCESS).status_code == 404
    assert opened(cast.director, ACCESS).status_code == 200


def test_the_last_who_could_manage_the_record_is_not_barred(person, cast, opened):
    limit(opened, cast.director, "exclusion", cast.director)
    before = lines()
    page = limit(opened, cast.head, "exclusion", cast.head).content.decode()
    assert "No head or director of the region would be left" in page
    assert lines() == before


def test_the_last_manager_on_a_restriction_cannot_leave_it(person, cast, opened):
    limit(opened, cast.head, "restriction", cast.practitioner)
    with as_role("jobs"):
        own = LimitedAccess.objects.get(user=cast.head).pk
    opened(cast.head, f"{ACCESS}{own}/end/", sure="yes")
    assert (("restriction", cast.head.pk, None)) in lines()


def test_a_manager_leaves_a_restriction_that_another_manages(person, cast, opened):
    limit(opened, cast.head, "restriction", cast.director)
    with as_role("jobs"):
        own = LimitedAccess.objects.get(user=cast.head).pk
    assert opened(cast.head, f"{ACCESS}{own}/end/", sure="yes").url == "/"
    assert ("restriction", cast.head.pk, timezone.localdate()) in lines()
    assert opened(cast.head, ACCESS).status_code == 404


def test_a_user_is_on_a_list_once(person, cast, opened):
    limit(opened, cast.head, "exclusion", cast.colleague)
    assert "is on this list already" in limit(opened, cast.head, "exclusion", cast.colleague).content.decode()
    assert len(lines()) == 1


def test_users_are_found_by_name(person, cast, opened):
    PostingFactory(user__first_name="Ffion", user__last_name="Tal-y-bont")
    page = opened(cast.head, f"{ACCESS}add/exclusion/?name=ffion+tal").content.decode()
    assert "Ffion Tal-y-bont" in page and str(cast.colleague) not in page
    assert "No user has that name" in opened(cast.head, f"{ACCESS}add/exclusion/?name=Nobody+Here").content.decode()


@pytest.mark.parametrize("role", ["practitioner", "senior", "administrator", "auditor", "supplier", "person"])
def test_others_are_refused_and_nothing_changes(person, cast, opened, role):
    user = getattr(cast, role)
    assert opened(user, ACCESS).status_code == 403
    assert limit(opened, user, "exclusion", cast.colleague).status_code == 403
    assert lines() == []


def test_a_head_of_another_region_gives_a_reason_first(person, cast, opened):
    head = PostingFactory(user__role="head", start=date(2020, 1, 1)).user
    answer = limit(opened, head, "exclusion", cast.colleague)
    assert answer.url.startswith("/people/X100001/reason/")
    assert lines() == []
