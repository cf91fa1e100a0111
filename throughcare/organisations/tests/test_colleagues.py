"""Who acts for a supplier: invitations, and who may end what."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import ProgrammingError, transaction

from throughcare.accounts.acting import acting
from throughcare.accounts.commands.users import UsernameTaken
from throughcare.accounts.models import User
from throughcare.accounts.tests.factories import UserFactory
from throughcare.audit.models import Entry
from throughcare.organisations.commands import colleagues
from throughcare.organisations.models import SupplierInvitation, SupplierUser
from throughcare.organisations.tests.factories import SupplierFactory, SupplierUserFactory
from throughcare.outbox.models import Message
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 16, 10, 0, tzinfo=UTC)
WEEK = timedelta(days=7)


def by_owner(factory, **given):
    with as_role("owner"):
        return factory(**given)


@pytest.fixture
def own():
    return by_owner(SupplierUserFactory, user__email="first@supplier.example")


def invite(own, email="Second@supplier.example", at=AT):
    tokens = []
    with acting(own.user):
        made = colleagues.invite_colleague(
            supplier=own.supplier,
            email=email,
            link=lambda token: tokens.append(token) or f"https://throughcare.example/{token}",
            by=own.user,
            at=at,
        )
    return made, tokens[0]


def accept(user, token, at=AT):
    with acting(user):
        return colleagues.accept_invitation(token=token, by=user, at=at)


def standing():
    with as_role("owner"):
        return sorted(SupplierUser.objects.filter(ended_at=None).values_list("user__username", flat=True))


def acts():
    with as_role("owner"):
        return list(Entry.objects.order_by("pk").values_list("action", flat=True))


def test_an_invitation_goes_to_its_address_and_only_its_hash_is_kept(own):
    made, token = invite(own)
    assert (made.email, made.expires_at) == ("second@supplier.example", AT + WEEK)
    assert made.token_hash == colleagues.hash_of(token) and token not in str(vars(made))
    with as_role("owner"):
        message = Message.objects.get()
        assert (message.to, message.channel, message.useful_until) == (made.email, "email", AT + WEEK)
        assert token in message.body and token not in str([entry.detail for entry in Entry.objects.all()])
    with acting(own.user):
        assert not Message.objects.exists()


def test_the_user_of_that_address_accepts_once(own):
    _, token = invite(own)
    user = UserFactory(role="supplier", email="SECOND@supplier.example")
    assert accept(user, token) == own.supplier.pk
    with pytest.raises(colleagues.InvitationRefused, match="ended"):
        accept(user, token)
    assert standing() == sorted([own.user.username, user.username])
    assert acts() == ["organisations.invite_colleague", "organisations.accept_invitation"]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"role": "supplier", "email": "other@supplier.example"}, "other-address"),
        ({"role": "supplier", "email": ""}, "other-address"),
        ({"role": "practitioner", "email": "second@supplier.example"}, "other-role"),
        ({"role": "commissioner", "email": "second@supplier.example"}, "other-role"),
        ({"role": "none", "email": "second@supplier.example"}, "other-role"),
    ],
)
def test_nobody_else_accepts(own, given, code):
    _, token = invite(own)
    user = UserFactory(**given)
    with pytest.raises(colleagues.InvitationRefused, match=code):
        accept(user, token)
    assert standing() == [own.user.username]
    assert acts() == ["organisations.invite_colleague"]
    accept(UserFactory(role="supplier", email="second@supplier.example"), token)


@pytest.mark.parametrize(("after", "accepted"), [(WEEK - timedelta(seconds=1), True), (WEEK, False), (WEEK * 2, False)])
def test_an_invitation_ends_by_itself(own, after, accepted):
    _, token = invite(own)
    user = UserFactory(role="supplier", email="second@supplier.example")
    assert (colleagues.invited(token, at=AT + after) is not None) is accepted
    if accepted:
        accept(user, token, AT + after)
    else:
        with pytest.raises(colleagues.InvitationRefused, match="ended"):
            accept(user, token, AT + after)
    assert (user.username in standing()) is accepted


def test_a_token_that_nobody_made_is_refused(own):
    invite(own)
    assert colleagues.invited("made-up", at=AT) is None
    with pytest.raises(colleagues.InvitationRefused, match="ended"):
        accept(UserFactory(role="supplier", email="second@supplier.example"), "made-up")


def test_a_withdrawn_invitation_is_not_accepted(own):
    made, token = invite(own)
    with acting(own.user):
        for _ in range(2):
            colleagues.withdraw_invitation(invitation=made, by=own.user, at=AT)
    with pytest.raises(colleagues.InvitationRefused, match="ended"):
        accept(UserFactory(role="supplier", email="second@supplier.example"), token)
    assert acts() == ["organisations.invite_colleague", "organisations.withdraw_invitation"]


def test_an_address_has_one_open_invitation(own):
    invite(own)
    with pytest.raises(colleagues.AlreadyInvited):
        invite(own, "second@SUPPLIER.example")
    with pytest.raises(colleagues.AlreadyActs):
        invite(own, "FIRST@supplier.example")
    _, token = invite(own, at=AT + WEEK)
    accept(UserFactory(role="supplier", email="second@supplier.example"), token, AT + WEEK)
    assert len(standing()) == 2


def test_a_supplier_sends_so_many_invitations_a_day_and_no_more(own, client):
    for number in range(20):
        invite(own, f"n{number}@supplier.example")
    with pytest.raises(colleagues.TooManyInvitations):
        invite(own, "one-more@supplier.example")
    with pytest.raises(colleagues.AlreadyInvited):
        invite(own, "n3@supplier.example")
    assert acts() == ["organisations.invite_colleague"] * 20
    invite(own, "one-more@supplier.example", at=AT + timedelta(hours=24))


def test_somebody_new_makes_an_account_with_the_invited_address(own):
    _, token = invite(own)
    user = colleagues.join_as_new_user(
        token=token, first_name="Sec", last_name="Ond", password="three loose words", at=AT
    )
    assert (user.username, user.email, user.role) == ("second@supplier.example", "second@supplier.example", "supplier")
    assert user.check_password("three loose words") and user.username in standing()
    with pytest.raises(colleagues.InvitationRefused):
        colleagues.join_as_new_user(token=token, first_name="", last_name="", password="x", at=AT)


def test_an_address_that_has_an_account_makes_no_other(own):
    _, token = invite(own)
    UserFactory(role="supplier", email="Second@supplier.example")
    before = User.objects.count()
    with pytest.raises(UsernameTaken):
        colleagues.join_as_new_user(token=token, first_name="", last_name="", password="x", at=AT)
    assert User.objects.count() == before and standing() == [own.user.username]


def test_one_person_acts_for_several_organisations(own):
    other = by_owner(SupplierUserFactory, user=own.user)
    with acting(own.user):
        assert {each.supplier for each in SupplierUser.objects.all()} == {own.supplier, other.supplier}


def test_a_removed_colleague_sees_nothing_and_the_last_one_stays(own):
    second = by_owner(SupplierUserFactory, supplier=own.supplier)
    with acting(own.user):
        for _ in range(2):
            colleagues.remove_colleague(colleague=second, by=own.user, at=AT)
        last = SupplierUser.objects.get(user=own.user)
        with pytest.raises(colleagues.LastColleague):
            colleagues.remove_colleague(colleague=last, by=own.user, at=AT)
    with acting(second.user):
        assert not SupplierUser.objects.exists()
    assert standing() == [own.user.username]
    assert acts() == ["organisations.remove_colleague"]


def test_nobody_makes_themselves_act_for_a_supplier(own):
    stranger, supplier = UserFactory(role="supplier"), by_owner(SupplierFactory)
    for user in (stranger, own.user, UserFactory(role="commissioner")):
        with acting(user), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            SupplierUser.objects.create(user=user, supplier=supplier, since=AT)
    made, _ = invite(own)
    with acting(stranger):
        assert not SupplierInvitation.objects.exists() and not SupplierUser.objects.exists()
        assert SupplierInvitation.objects.filter(pk=made.pk).update(withdrawn_at=AT) == 0
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            SupplierInvitation.objects.create(
                supplier=own.supplier, email="a@b.example", token_hash="x", made_at=AT, made_by=stranger,
                expires_at=AT + WEEK,
            )  # fmt: skip
