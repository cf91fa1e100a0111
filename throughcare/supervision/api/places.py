"""The places that operations are asked about: teams, delivery units and regions that the token's user may look at."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from django.http import Http404, HttpRequest

from throughcare.accounts.api import Among, caller
from throughcare.supervision.queries import places
from throughcare.supervision.queries.places import Place

Kind = Annotated[str, Among(["team", "unit", "region"])]
WithStaff = Annotated[str, Among(["staff", "team", "unit", "region"])]


def place_of(request: HttpRequest, kind: str, code: str, *, on: date) -> Place:
    """The place with that code; one of another region and one that does not exist both raise ``Http404``."""
    found = None if "\x00" in code else places.find_place(caller(request).user, kind, code, on=on)
    if found is None:
        raise Http404
    return found
