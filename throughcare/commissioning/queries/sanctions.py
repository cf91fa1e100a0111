"""What is held against places, and appeals: by when, by whom, and what waits for somebody."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from throughcare.commissioning.models import Membership, PanelAppeal, PlaceSanction
from throughcare.commissioning.rules.panel_appeal import Appeal, AppealCase, decide_appeal
from throughcare.commissioning.rules.panel_sanction import Sanction, SanctionCase, decide_sanction
from throughcare.kernel.decision import Decision


def sanction_decision(sanction: PlaceSanction, *, on: date, decided_by: str = "") -> Decision[Sanction]:
    """Whether a sanction could begin on ``on``, decided by the user of that name; empty where nobody decides yet."""
    return decide_sanction(
        SanctionCase(
            on=on,
            action=sanction.action,  # type: ignore[arg-type]
            ground=sanction.ground,
            supplier=sanction.exclusion,  # type: ignore[arg-type]
            evidence=bool(sanction.evidence),
            notice_on=sanction.notice_on,
            replied_on=timezone.localdate(sanction.replied_at) if sanction.replied_at else None,
            until=sanction.until,
            decided_by=decided_by,
            proposed_by=sanction.proposed_by.username,
        )
    )


def appeal_decision(appeal: PanelAppeal, *, on: date, heard_by: str = "") -> Decision[Appeal]:
    """Whether the appeal is heard by the user of that name, and by when it is answered."""
    return decide_appeal(
        AppealCase(
            on=on,
            decided_on=appeal.decided_on,
            appealed_on=timezone.localdate(appeal.appealed_at),
            heard_by=heard_by,
            involved=tuple(sorted(involved_in(appeal))),
        )
    )


def involved_in(appeal: PanelAppeal) -> set[str]:
    """The user names of everybody who proposed, assessed or decided what is appealed against."""
    names = {appeal.against.username}
    if appeal.sanction is not None:
        return names | {appeal.sanction.proposed_by.username}
    application = appeal.application
    assert application is not None
    assessed = application.answers.filter(assessed_by__isnull=False).values_list("assessed_by__username", flat=True)
    decided = application.grounds.filter(decided_by__isnull=False).values_list("decided_by__username", flat=True)
    extended = {application.extended_by.username} if application.extended_by else set()
    return names | set(assessed) | set(decided) | extended


def place_in_full(key: int) -> Membership | None:
    """A place with everything about it."""
    found = Membership.objects.select_related("category__market__region", "category__region", "supplier")
    return found.prefetch_related("sanctions__appeals", "suspensions").filter(pk=key).first()


def open_sanctions() -> QuerySet[PlaceSanction]:
    """What waits for a decision, the oldest first."""
    found = PlaceSanction.objects.filter(outcome="").select_related("membership__supplier", "proposed_by")
    return found.select_related("membership__category__region").order_by("proposed_at", "pk")


def open_appeals() -> QuerySet[PanelAppeal]:
    """The appeals that wait to be heard, the oldest first."""
    found = PanelAppeal.objects.filter(outcome="")
    return found.select_related("supplier", "application__market", "sanction__membership__category__region", "against")
