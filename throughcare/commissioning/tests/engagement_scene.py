"""A market-engagement event about accommodation in one region, and suppliers whom it concerns or does not."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from throughcare.accounts.acting import acting
from throughcare.accounts.models import User
from throughcare.accounts.tests.factories import UserFactory
from throughcare.commissioning.commands import engagement_after, engagements
from throughcare.commissioning.commands.engagement_replies import say_coming
from throughcare.commissioning.commands.engagements import EngagementDetails
from throughcare.commissioning.models import Engagement, EngagementReply
from throughcare.kernel.local_time import HERE
from throughcare.organisations.models import Region, SupplierArea, SupplierOffer, SupplierUser
from throughcare.organisations.tests.factories import RegionFactory, SupplierFactory, SupplierUserFactory
from throughcare.testing.acting import as_role

BEGUN = datetime(2026, 4, 27, 9, 0, tzinfo=HERE)
ANNOUNCED = datetime(2026, 5, 5, 9, 0, tzinfo=HERE)
STARTS = datetime(2026, 5, 20, 10, 0, tzinfo=HERE)
ENDS = datetime(2026, 5, 20, 12, 0, tzinfo=HERE)
DETAILS = EngagementDetails(
    title="A home after prison", about="What would help people to keep a home?", starts_at=STARTS, ends_at=ENDS,
    how_to_join="Say here that you come.", access="Step-free; captions online.", online="https://meet.example/home",
    places=5, needs=("accommodation",),
)  # fmt: skip
NAMES = ("Elm", "Ash", "Oak", "Fir")
OFFERS = {"Elm": "accommodation", "Ash": "", "Oak": "finance", "Fir": "accommodation"}


@dataclass
class Scene:
    """Who there is: Elm offers accommodation, Ash has said nothing, Oak offers another need, Fir works elsewhere."""

    commissioner: User
    region: Region
    elsewhere: Region
    people: dict[str, SupplierUser]
    one: Engagement

    def again(self) -> Engagement:
        """The event as it stands."""
        with as_role("owner"):
            return Engagement.objects.select_related("region", "market").get(pk=self.one.pk)

    def details(self, **changed: Any) -> EngagementDetails:
        """What the event says, with some of it changed."""
        return replace(DETAILS, region=self.region, **changed)

    def coming(self, name: str, people: int = 1, *, at: datetime = ANNOUNCED + timedelta(days=1)) -> EngagementReply:
        """That supplier says that it comes."""
        acts = self.people[name]
        with acting(acts.user):
            return say_coming(engagement=self.one, supplier=acts.supplier, people=people, by=acts.user, at=at)


def drafted_event(**changed: Any) -> Scene:
    """The event as a draft."""
    with as_role("owner"):
        commissioner = UserFactory(role="commissioner")
        region, elsewhere = RegionFactory(code="N50", name="Greater Manchester"), RegionFactory()
        people = {}
        for name in NAMES:
            supplier = SupplierFactory(legal_name=f"Fictional {name}", voluntary=True)
            people[name] = SupplierUserFactory(supplier=supplier, user__email=f"{name.lower()}@example.org")
            SupplierArea.objects.create(supplier=supplier, region=elsewhere if name == "Fir" else region)
            if OFFERS[name]:
                SupplierOffer.objects.create(supplier=supplier, kind="need", code=OFFERS[name])
    details = replace(DETAILS, region=region, **changed)
    with acting(commissioner):
        one = engagements.draft_engagement(details=details, by=commissioner, at=BEGUN)
    return Scene(commissioner, region, elsewhere, people, one)


def announced_event(**changed: Any) -> Scene:
    """The same, announced."""
    made = drafted_event(**changed)
    with acting(made.commissioner):
        made.one = engagements.announce_engagement(engagement=made.one, by=made.commissioner, at=ANNOUNCED)
    return made


def held_event(**changed: Any) -> Scene:
    """The same, held: Elm came with two people, Ash said so and did not."""
    made = announced_event(**changed)
    came = made.coming("Elm", 2)
    made.coming("Ash")
    with acting(made.commissioner):
        engagement_after.hold_engagement(
            engagement=made.one, came=[came], people=5, others=1, by=made.commissioner, at=ENDS + timedelta(hours=1)
        )
    made.one = made.again()
    return made


def reported_event(**changed: Any) -> Scene:
    """The same, with its notes published."""
    made = held_event(**changed)
    with acting(made.commissioner):
        engagement_after.publish_notes(
            engagement=made.one, said="Leases are short.", follows="We ask for two years.", by=made.commissioner,
            at=ENDS + timedelta(days=2),
        )  # fmt: skip
    made.one = made.again()
    return made
