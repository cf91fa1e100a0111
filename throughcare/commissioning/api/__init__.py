"""Commissioning over the API: the register of contracts, panels and applications, and contracts in hand.

Operations at one address stand in one router, so that modules of one noun share theirs.
"""

from ninja import Router

from throughcare.commissioning.api import (
    agreements,
    application_steps,
    applications,
    assessing,
    panel_drafts,
    panels,
    register,
)

PARTS = (
    register,
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
