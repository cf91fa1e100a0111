"""Workforce over the API: working time, who joins and leaves, what is known of staff and teams."""

from ninja import Router

from throughcare.workforce.api import posts, working_time

router = Router()
for part in (working_time, posts):
    router.add_router("", part.router)

__all__ = ["router"]
