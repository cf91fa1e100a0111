"""Panels of the demonstration: one that is open, with members, and one that is announced."""

from __future__ import annotations

from datetime import datetime, timedelta

from throughcare.accounts.acting import acting
from throughcare.accounts.models import User
from throughcare.commissioning.commands import applications, assessing, library, markets, partnering, sanctions
from throughcare.commissioning.commands.library import EvidenceDetails
from throughcare.commissioning.commands.markets import ConditionDetails, MarketDetails
from throughcare.commissioning.commands.sanctions import SanctionDetails
from throughcare.commissioning.models import Market, Membership
from throughcare.organisations.models import Region, Supplier

NEEDS = (("accommodation", ""), ("employment", ""), ("mentoring", "young-adults"), ("womens-services", "women"))
# Who applies, as whom, how many days ago, and how far it has come.
APPLICANTS = (
    ("Doorstep", "demo.supplier", 220, "admitted"),
    ("Lantern", "demo.supplier2", 215, "admitted"),
    ("Second Start", "demo.supplier3", 210, "admitted"),
    ("Kiln Lane", "demo.supplier3", 20, "under-review"),
    ("Lantern", "demo.supplier", 3, "draft"),
    ("Millrace", "demo.supplier2", 3, "draft"),
)
# Who agreed to be found as a partner, and who said so.
FOUND = (
    ("Doorstep", "demo.supplier", "Sixty rooms in shared houses, and people who look after tenancies."),
    ("Second Start", "demo.supplier3", "Mentors with experience of their own, and employers who know us."),
    ("Millrace", "demo.supplier2", "A workshop by the canal, open five days a week. We take two partners at most."),
)
EXPIRES = 25
"""Days from now until the first evidence runs out."""
CONDITIONS = (
    ConditionDetails(
        "safeguarding", "A safeguarding policy", "A safeguarding policy that the board reviewed in the last two years.",
        "Adopt a policy, or have the board review it.", "safeguarding-policy",
    ),
    ConditionDetails(
        "insurance", "Cover of five million pounds", "Public liability insurance of at least five million pounds.",
        "Take out cover; some insurers confirm it within a day.", "public-liability",
    ),
    ConditionDetails(
        "data-protection", "Looking after data", "Registered with the Information Commissioner, with somebody responsible.",
        "Register, and name somebody.",
    ),
)  # fmt: skip


def make_panels(*, region: str, at: datetime) -> None:
    """Make them as a commissioner would; doing it twice changes nothing."""
    by = User.objects.filter(username="demo.commissioner").first()
    if by is None:
        return
    begun = at - timedelta(days=260)
    with acting(by, why="demonstration"):
        if Market.objects.exists():
            return
        place = Region.objects.get(code=region)
        opened = _panel("Fictional rehabilitation", place, by, begun)
        for days, verb in ((1, "announce"), (30, "open")):
            markets.move_market(market=opened, verb=verb, by=by, at=begun + timedelta(days=days))
        coming = _panel("Fictional peer support", place, by, begun)
        markets.move_market(market=coming, verb="announce", by=by, at=begun + timedelta(days=2))
        suppliers = {each.known_as: each for each in Supplier.objects.all()}
    for known_as, username, days, until in APPLICANTS:
        user = User.objects.filter(username=username).first()
        if user is not None and known_as in suppliers:
            _apply(opened, suppliers[known_as], user, by, at, days, until)
    with acting(by, why="demonstration"):
        held = Membership.objects.filter(category__market=opened).order_by("pk").last()
        if held is not None:
            details = SanctionDetails(
                "suspend", "No return for two quarters.", "Letters.", at.date() + timedelta(days=90)
            )
            sanctions.propose_sanction(membership=held, details=details, by=by, at=at - timedelta(days=4))
    _find_partners(opened, suppliers, at - timedelta(days=2))


def _find_partners(market: Market, suppliers: dict[str, Supplier], at: datetime) -> None:
    """Three that agreed to be found, and one that asks another."""
    users = {each.username: each for each in User.objects.filter(username__in=[row[1] for row in FOUND])}
    for known_as, username, words in FOUND:
        if username in users:
            with acting(users[username], why="demonstration"):
                partnering.agree_to_be_found(supplier=suppliers[known_as], words=words, by=users[username], at=at)
    if "demo.supplier3" in users and "demo.supplier" in users:
        by = users["demo.supplier3"]
        with acting(by, why="demonstration"):
            partnering.ask_partner(
                asker=suppliers["Second Start"], asked=suppliers["Doorstep"], market=market, by=by, at=at,
                words="We find the work, you find the homes. Could we talk before the end of the month?",
            )  # fmt: skip


def _apply(market: Market, supplier: Supplier, user: User, by: User, now: datetime, days: int, until: str) -> None:
    """An application of so many ``days`` ago up to the state ``until``: draft, under-review or admitted."""
    at = now - timedelta(days=days)
    with acting(user, why="demonstration"):
        opened = Market.objects.get(pk=market.pk)
        listed = list(opened.categories.all())
        for kind, last in (("public-liability", 400), ("safeguarding-policy", days + EXPIRES)):
            library.add_evidence(
                supplier=supplier, by=user, at=at,
                details=EvidenceDetails(kind, f"Fictional {kind}", at.date(),
                                        at.date() + timedelta(days=last), f"Fictional {supplier.pk}"),
            )  # fmt: skip
        for topic in ("safeguarding", "insurance", "data-protection"):
            library.keep_answer(supplier=supplier, topic=topic, met=True, text="We do so.", by=user, at=at)
        made = applications.start_application(market=opened, supplier=supplier, by=user, at=at)
        applications.fill_application(
            application=made, categories=listed[3:] if until == "draft" else listed[:3], scheme=made.scheme,
            number=made.number, answers={}, by=user, at=at,
        )  # fmt: skip
        if until != "draft":
            applications.submit_application(application=made, by=user, at=at)
    if until == "draft":
        return
    with acting(by, why="demonstration"):
        assessing.review_application(application=made, by=by, at=at + timedelta(days=2))
        if until == "admitted":
            found = {row.pk: ("met", "") for row in made.answers.all()}
            assessing.assess_answers(application=made, found=found, by=by, at=at + timedelta(days=3))
            assessing.admit_application(application=made, words="Welcome.", by=by, at=at + timedelta(days=3))


def _panel(title: str, region: Region, by: User, at: datetime) -> Market:
    purpose = "Services for people on probation in the region, from organisations of every size."
    market = markets.draft_market(details=MarketDetails(title, purpose, region), by=by, at=at)
    for need, cohort in NEEDS:
        markets.add_category(market=market, need=need, cohort=cohort, region=region, by=by, at=at)
    for condition in CONDITIONS:
        markets.add_condition(market=market, details=condition, by=by, at=at)
    return market
