"""Finding a partner: only whoever agreed is found, addresses are told with a yes alone, and messages go out once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from throughcare.accounts.acting import acting, acting_by_itself
from throughcare.accounts.tests.factories import UserFactory
from throughcare.audit.models import Entry
from throughcare.commissioning.commands import partnering, supplier_reminders
from throughcare.commissioning.models import PartnerOffer, PartnerRequest
from throughcare.commissioning.queries.partnering import partners_matching, requests_of
from throughcare.commissioning.queries.supplier_reminders import to_remind
from throughcare.commissioning.tests.factories import CompetitionFactory
from throughcare.organisations.commands import supplier_offers
from throughcare.organisations.queries.suppliers import Asked
from throughcare.organisations.tests.factories import RegionFactory, SupplierUserFactory
from throughcare.outbox.models import Message
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db
AT = datetime(2026, 5, 5, 9, 0, tzinfo=UTC)


@pytest.fixture
def cast():
    """Somebody who asks, somebody who agreed to be found, and somebody who did not."""
    with as_role("owner"):
        names = ("Cartref", "Dyfodol", "Enfys")
        asker, found, other = (
            SupplierUserFactory(
                supplier__legal_name=name, user__email=f"{name.lower()}@supplier.example", user__first_name=name
            )
            for name in names
        )
        region = RegionFactory(code="N50", name="Greater Manchester")
    with acting(found.user):
        supplier_offers.add_offer(
            supplier=found.supplier, kind="cohort", code="women", by_and_for=True, by=found.user, at=AT
        )
        supplier_offers.add_area(supplier=found.supplier, region=region, by=found.user, at=AT)
        partnering.agree_to_be_found(supplier=found.supplier, words=" We run a kitchen. ", by=found.user, at=AT)
    return asker, found, other


def ask(asker, found, at=AT, text="Shall we bid together?"):
    with acting(asker.user):
        return partnering.ask_partner(asker=asker.supplier, asked=found.supplier, words=text, by=asker.user, at=at)


def refused(code, command, **given):
    with pytest.raises(partnering.PartnerRefused) as refusal, transaction.atomic():
        command(**given)
    assert refusal.value.code == code


def test_only_who_agreed_is_found_and_by_what_it_does(cast):
    asker, found, _other = cast

    def names(**asked):
        return [each.legal_name for each in partners_matching(Asked(**asked), without=[asker.supplier.pk])]

    with acting(asker.user):
        assert names() == names(cohort="women", by_and_for=True) == names(region="N50") == ["Dyfodol"]
        assert names(cohort="veterans") == names(region="N51") == names(need="finance") == []
    with acting(found.user):
        assert list(partners_matching(Asked(), without=[found.supplier.pk])) == []
        partnering.be_found_no_more(supplier=found.supplier, by=found.user, at=AT)
    with acting(asker.user):
        assert names() == []
    refused("not-found", lambda **_: ask(asker, found))


def test_nobody_but_suppliers_sees_who_wants_to_be_found_and_nobody_else_what_two_ask_each_other(cast):
    asker, found, other = cast
    ask(asker, found)
    for role in ("commissioner", "director", "practitioner", "person"):
        with acting(UserFactory(role=role)):
            assert not PartnerOffer.objects.exists() and not PartnerRequest.objects.exists()
    with acting(other.user):
        assert PartnerOffer.objects.count() == 1 and not PartnerRequest.objects.exists()
    for one in (asker, found):
        with acting(one.user):
            assert requests_of([one.supplier.pk]).count() == 1


def test_a_request_is_answered_once_by_the_other_side(cast):
    asker, found, other = cast
    made = ask(asker, found)
    refused("asked-already", lambda **_: ask(asker, found))
    for who in (asker, other):
        with acting(who.user):
            given = {"request": made, "agree": True, "words": "", "by": who.user, "at": AT}
            refused("answered", partnering.answer_partner, **given)
    with acting(found.user):
        partnering.answer_partner(request=made, agree=True, words=" Gladly. ", by=found.user, at=AT)
        refused("answered", partnering.answer_partner, request=made, agree=False, words="", by=found.user, at=AT)
        with pytest.raises(IntegrityError, match="answered once"), transaction.atomic():
            PartnerRequest.objects.update(words="Something else")
        stored = PartnerRequest.objects.get()
    assert (stored.answer, stored.answer_words, stored.answered_by_id) == ("yes", "Gladly.", found.user.pk)
    with as_role("owner"):
        assert list(Entry.objects.filter(action__contains="partner").order_by("pk").values_list("action", flat=True)) == [
            "commissioning.ask_partner", "commissioning.answer_partner",
        ]  # fmt: skip


def test_the_database_lets_nobody_agree_or_ask_for_another(cast):
    asker, found, other = cast
    with acting(asker.user):
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            PartnerOffer.objects.create(supplier=other.supplier, words="x", agreed_by=asker.user, agreed_at=AT)
        for one, another in ((other, found), (asker, other)):
            with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
                PartnerRequest.objects.create(
                    asker=one.supplier, asked=another.supplier, words="x", made_by=asker.user, made_at=AT
                )
        assert PartnerOffer.objects.filter(supplier=found.supplier).update(words="y") == 0


def test_an_organisation_that_nobody_looked_up_asks_nobody(cast):
    asker, found, _other = cast
    with as_role("owner"):
        type(asker.supplier).objects.filter(pk=asker.supplier.pk).update(registered_by=asker.user)
    with acting(asker.user):
        with pytest.raises(partnering.PartnerRefused, match="not-looked-up"):
            ask(asker, found)
        assert not PartnerRequest.objects.exists()


def test_a_supplier_has_at_most_twenty_requests_open(cast):
    asker, _found, _other = cast
    with as_role("owner"):
        others = [SupplierUserFactory() for _ in range(21)]
        for each in others:
            PartnerOffer.objects.create(supplier=each.supplier, words="x", agreed_by=each.user, agreed_at=AT)
    for each in others[:20]:
        ask(asker, each)
    refused("too-many", lambda **_: ask(asker, others[20]))


def remind(at):
    with as_role("jobs"), acting_by_itself(why="test"):
        for supplier in to_remind(on=at.date()):
            supplier_reminders.remind_supplier(supplier=supplier, at=at)
        return [(each.to, each.template) for each in Message.objects.order_by("pk")]


def test_both_are_told_by_email_once_and_without_an_address(cast):
    asker, found, _other = cast
    made = ask(asker, found)
    assert remind(AT) == remind(AT + timedelta(hours=1)) == [("dyfodol@supplier.example", "partner-request")]
    with acting(found.user):
        partnering.answer_partner(request=made, agree=False, words="", by=found.user, at=AT + timedelta(hours=2))
    assert remind(AT + timedelta(hours=3)) == [
        ("dyfodol@supplier.example", "partner-request"), ("cartref@supplier.example", "partner-answer"),
    ]  # fmt: skip
    with as_role("jobs", 1):
        assert not any("@" in each.body for each in Message.objects.all())


def text_of(answer):
    return unescape(answer.content.decode())


def test_it_is_done_in_the_browser_from_an_opportunity(client, cast):
    asker, found, other = cast
    with as_role("owner"):
        competition = CompetitionFactory(title="Rooms in the valley")
    client.force_login(asker.user)
    page = text_of(client.get(f"/partners/?opportunity={competition.reference}&cohort=women"))
    assert "We run a kitchen." in page and "Rooms in the valley" in page and "Led by and for: Women" in page
    assert "dyfodol@supplier.example" not in page and "Enfys" not in page
    address = f"/partners/ask/{found.supplier.pk}/?opportunity={competition.reference}"
    assert address in page
    refused = text_of(client.post(address, {"supplier": asker.supplier.pk, "words": ""}))
    assert "Enter what you have in mind" in refused or "error" in refused
    assert client.post(address, {"supplier": other.supplier.pk, "words": "For another"}).status_code == 200
    assert client.post(address, {"supplier": asker.supplier.pk, "words": "Shall we?"}).status_code == 302
    assert client.get(f"/partners/ask/{other.supplier.pk}/").status_code == 404
    client.force_login(other.user)
    key = 0
    with as_role("owner"):
        (key,) = PartnerRequest.objects.values_list("pk", flat=True)
    assert client.post(f"/partners/requests/{key}/", {"answer": "yes"}).status_code == 404
    assert "Shall we?" not in text_of(client.get("/partners/"))
    assert client.get(f"/partners/offer/{found.supplier.pk}/").status_code == 404
    client.force_login(found.user)
    page = text_of(client.get("/partners/"))
    assert "Shall we?" in page and "cartref@supplier.example" not in page
    assert client.post(f"/partners/requests/{key}/", {"answer": "yes", "words": "Yes."}).status_code == 302
    assert "cartref@supplier.example" in text_of(client.get("/partners/"))
    assert client.post(f"/partners/offer/{found.supplier.pk}/", {"stop": "yes"}).status_code == 302
    client.force_login(asker.user)
    page = text_of(client.get("/partners/"))
    assert "dyfodol@supplier.example" in page and "We run a kitchen." not in page
    refused = text_of(client.post(f"/partners/offer/{asker.supplier.pk}/", {"words": " "}))
    assert "error" in refused
    assert client.post(f"/partners/offer/{asker.supplier.pk}/", {"words": "Two rooms."}).status_code == 302
    for role in ("commissioner", "practitioner", "person"):
        client.force_login(UserFactory(role=role))
        assert client.get("/partners/").status_code == client.get(address).status_code == 403
    client.logout()
    assert client.get("/partners/").status_code == 302
