"""Commissioning over the API: the register of contracts, needs, panels and applications, and contracts in hand.

Operations at one address stand in one router, so that modules of one noun share theirs.
"""

from ninja import Router

from throughcare.commissioning.api import (
    agreements,
    application_steps,
    applications,
    assessing,
    need_drafts,
    need_steps,
    needs,
    panel_drafts,
    panels,
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
    agreements,
)
router = Router()
for part in dict.fromkeys(each.router for each in PARTS):
    router.add_router("", part)

__all__ = ["router"]
