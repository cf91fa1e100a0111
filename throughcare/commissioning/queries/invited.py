"""Who is invited to a competition, lot by lot, as the rule ``invitation`` says from the places of the panel."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.utils import timezone

from throughcare.commissioning.models import CompetitionLot, Membership
from throughcare.commissioning.queries.places import standings
from throughcare.commissioning.rules.invitation import Invitation, InvitationCase, Member, decide_invitation
from throughcare.kernel.decision import Decision
from throughcare.organisations.models import Supplier


@dataclass(frozen=True)
class LotInvitation:
    """The decision about a lot, with the suppliers behind the names in it."""

    decision: Decision[Invitation]
    suppliers: Mapping[str, Supplier]

    @property
    def invited(self) -> Sequence[Supplier]:
        """Who is invited, in the order of their names."""
        return [self.suppliers[name] for name in self.decision.value.invited]

    @property
    def joined_late(self) -> frozenset[int]:
        """The numbers of those who were admitted after it was published."""
        return frozenset(self.suppliers[name].pk for name in self.decision.value.joined_late)


def invitations_of(
    lots: Iterable[CompetitionLot],
    *,
    on: date,
    published_on: date,
    closing_on: date,
    asked_to_leave_out: Iterable[int] = (),
) -> Mapping[int, LotInvitation]:
    """Who is invited to each lot, by its number in the database; ``asked_to_leave_out`` are numbers of suppliers."""
    listed = list(lots)
    places = _places({lot.category_id for lot in listed})
    stands = standings(places, on=on)
    unwanted = set(asked_to_leave_out)
    found = {}
    for lot in listed:
        here = [place for place in places if place.category_id == lot.category_id]
        names = _names([place.supplier for place in here])
        members = tuple(
            Member(
                organisation=names[place.supplier_id],
                standing=stands[place.pk].value.standing,
                categories=(str(lot.category_id),),
                areas=(lot.category.area,),
                admitted_on=timezone.localdate(place.admitted_at),
            )
            for place in here
        )
        case = InvitationCase(
            on=on, category=str(lot.category_id), area=lot.category.area, published_on=published_on, closing_on=closing_on,
            members=members, asked_to_leave_out=tuple(name for pk, name in names.items() if pk in unwanted),
        )  # fmt: skip
        by_name = {names[place.supplier_id]: place.supplier for place in here}
        found[lot.pk] = LotInvitation(decide_invitation(case), by_name)
    return found


def incomes_of(suppliers: Iterable[int]) -> Mapping[int, int]:
    """The income of the last year of accounts, in pence, for those who buy: commissioners and directors."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM commissioning_incomes(%s)", [list(suppliers)])
        return dict(cursor.fetchall())


def _places(categories: Iterable[int]) -> Sequence[Membership]:
    """The places of the categories: of each supplier the one that it was given last."""
    found = Membership.objects.filter(category__in=categories).select_related("supplier").order_by("admitted_at", "pk")
    return list({(place.category_id, place.supplier_id): place for place in found}.values())


def _names(suppliers: Sequence[Supplier]) -> dict[int, str]:
    """What each is called; its number stands behind a name that several have."""
    names = [each.legal_name for each in suppliers]
    return {
        each.pk: each.legal_name if names.count(each.legal_name) == 1 else f"{each.legal_name} ({each.pk})"
        for each in suppliers
    }
