"""Commissioning over the API: the register of contracts, panels, and contracts in hand."""

from throughcare.commissioning.api import agreements, register

router = register.router
router.add_router("", agreements.router)

__all__ = ["router"]
