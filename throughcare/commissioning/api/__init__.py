"""Commissioning over the API: the register of contracts, needs, panels, competitions, and contracts in hand.

Operations at one address stand in one router, so that modules of one noun share theirs.
"""

from ninja import Router

from throughcare.commissioning.api import (
    agreements,
    appeals,
    application_steps,
    applications,
    assessing,
    award_steps,
    awards,
    bids,
    competition_drafts,
    competition_steps,
    competitions,
    engagement,
    library,
    need_drafts,
    need_steps,
    needs,
    opportunities,
    panel_drafts,
    panels,
    places,
    register,
)

PARTS = (
    register,
    needs,
    need_drafts,
    need_steps,
    panels,
    panel_drafts,
    applications,
    application_steps,
    assessing,
    library,
    places,
    appeals,
    competitions,
    competition_drafts,
    competition_steps,
    opportunities,
    engagement,
    bids,
    awards,
    award_steps,
    agreements,
)
router = Router()
for part in dict.fromkeys(each.router for each in PARTS):
    router.add_router("", part)

__all__ = ["router"]
