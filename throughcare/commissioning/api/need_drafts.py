"""Writing a statement of need over the API: what it says, who states it with which share, and what is needed where."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Status
from pydantic import Field

from throughcare.accounts.api import Among, Body, Day, Problem, operation
from throughcare.commissioning.api.needs import NeedDetailOut, need_in_full, need_of, router
from throughcare.commissioning.api.panel_drafts import PoliceArea
from throughcare.commissioning.api.steps import (
    Cohort,
    Key,
    Line,
    Optional,
    Paragraphs,
    acts,
    refusals,
    region_named,
)
from throughcare.commissioning.api.steps import Need as Category
from throughcare.commissioning.commands import need_lines, need_steps
from throughcare.commissioning.commands import needs as commands
from throughcare.commissioning.commands.need_lines import LineDetails
from throughcare.commissioning.commands.needs import NeedDetails, PartyDetails
from throughcare.commissioning.models import Need, NeedLine, NeedParty
from throughcare.commissioning.rules.need_codes import PARTY_KIND

Months = Annotated[int, Field(ge=1, le=120)]
Share = Annotated[int, Field(ge=1, le=10_000, description="in hundredths of a per cent")]
Volume = Annotated[int, Field(ge=1, le=1_000_000)]
Kind = Annotated[str, Among(entry.code for entry in PARTY_KIND)]


class NeedIn(Body):
    """What is needed, why, from which day on and for how many months; the description may wait."""

    title: Line
    description: Optional = ""
    starts_on: Day
    term_months: Months = 24


class NeedBodyIn(Body):
    """A body with its share: a probation region by its code, any other body by its name."""

    kind: Kind
    region: str | None = None
    name: Annotated[str, Field(max_length=200)] = ""
    share: Share


class AgreementIn(Body):
    """Who agreed for the body, in whose post, on which day."""

    name: Line
    post: Line
    agreed_on: Day


class NeedLineIn(Body):
    """What is needed (code of commissioned-need), for whom and where, and what is set aside over the whole term."""

    need: Category
    region: str
    cohort: Cohort | None = None
    police_area: PoliceArea | None = None
    value_pence: Annotated[int, Field(ge=1, le=10**13)] | None = None


class VolumeIn(Body):
    """The volume of a year that counts instead of the one worked out, and why."""

    volume: Volume
    words: Paragraphs


@router.post("/needs", response={201: NeedDetailOut}, summary="Begin a statement of need")
@operation(permission="commissioning.needs", scope="needs:write")
def draft_need(request: HttpRequest, response: HttpResponse, body: NeedIn) -> Status[NeedDetailOut]:
    """Begin a draft, which those who buy see alone. Its reference is made of the title."""
    with refusals({"starts-too-early": "starts_on"}):
        made = commands.draft_need(details=NeedDetails(**body.dict()), **acts(request))
    response["Location"] = f"{request.path}/{made.reference}"
    return Status(201, need_in_full(made))


@router.post("/needs/{reference}", response=NeedDetailOut, summary="Change what a need says of itself")
@operation(permission="commissioning.needs", scope="needs:write")
def change_need(request: HttpRequest, reference: str, body: NeedIn) -> NeedDetailOut:
    """Replace all of it while it is a draft; whoever agreed before agrees again."""
    one = need_of(reference)
    with refusals({"starts-too-early": "starts_on"}):
        commands.change_need(need=one, details=NeedDetails(**body.dict()), **acts(request))
    return _after(one)


@router.post("/needs/{reference}/bodies", response={201: NeedDetailOut}, summary="Add a body that states the need")
@operation(permission="commissioning.needs", scope="needs:write")
def add_need_body(request: HttpRequest, reference: str, body: NeedBodyIn) -> Status[NeedDetailOut]:
    """Add a body with its share to a draft; shares of any sum are kept until they are agreed to."""
    one = need_of(reference)
    with refusals(_OF_BODIES):
        commands.keep_party(need=one, details=_party_details(body), **acts(request))
    return Status(201, _after(one))


@router.post("/needs/{reference}/bodies/{key}", response=NeedDetailOut, summary="Change a body or its share")
@operation(permission="commissioning.needs", scope="needs:write")
def change_need_body(request: HttpRequest, reference: str, key: Key, body: NeedBodyIn) -> NeedDetailOut:
    """Replace a body of a draft."""
    one, party = _party(reference, key)
    with refusals(_OF_BODIES):
        commands.keep_party(need=one, party=party, details=_party_details(body), **acts(request))
    return _after(one)


@router.post("/needs/{reference}/bodies/{key}/agreement", response=NeedDetailOut, summary="Write down who agreed")
@operation(permission="commissioning.needs", scope="needs:write")
def agree_need_share(request: HttpRequest, reference: str, key: Key, body: AgreementIn) -> NeedDetailOut:
    """Say who agreed to the share for a body, once the shares make a whole."""
    one, party = _party(reference, key)
    with refusals({"no-name": "name", "agreed-later": "agreed_on"}):
        need_steps.agree_share(party=party, **body.dict(), **acts(request))
    return _after(one)


@router.post("/needs/{reference}/bodies/{key}/remove", response=NeedDetailOut, summary="Take a body out")
@operation(permission="commissioning.needs", scope="needs:write")
def remove_need_body(request: HttpRequest, reference: str, key: Key) -> NeedDetailOut:
    """Take a body out of a draft, unless something is needed in its region."""
    one, party = _party(reference, key)
    with refusals():
        commands.remove_party(party=party, **acts(request))
    return _after(one)


@router.post("/needs/{reference}/lines", response={201: NeedDetailOut}, summary="Add what is needed where")
@operation(permission="commissioning.needs", scope="needs:write")
def add_need_line(request: HttpRequest, reference: str, body: NeedLineIn) -> Status[NeedDetailOut]:
    """Add a line to a draft; its volume is worked out from the caseload at once."""
    one = need_of(reference)
    with refusals(_OF_LINES):
        need_lines.keep_line(need=one, details=_line_details(body), **acts(request))
    return Status(201, _after(one))


@router.post("/needs/{reference}/lines/{key}", response=NeedDetailOut, summary="Change what is needed where")
@operation(permission="commissioning.needs", scope="needs:write")
def change_need_line(request: HttpRequest, reference: str, key: Key, body: NeedLineIn) -> NeedDetailOut:
    """Replace a line of a draft; its volume is worked out anew."""
    one, line = _line(reference, key)
    with refusals(_OF_LINES):
        need_lines.keep_line(need=one, line=line, details=_line_details(body), **acts(request))
    return _after(one)


@router.post("/needs/{reference}/lines/{key}/volume", response=NeedDetailOut, summary="State another volume")
@operation(permission="commissioning.needs", scope="needs:write")
def overrule_need_volume(request: HttpRequest, reference: str, key: Key, body: VolumeIn) -> NeedDetailOut:
    """State the volume that counts instead of the one worked out; both are kept."""
    one, line = _line(reference, key)
    with refusals({"no-reason": "words"}):
        need_lines.overrule_volume(line=line, volume=body.volume, why=body.words, **acts(request))
    return _after(one)


@router.post("/needs/{reference}/lines/{key}/projection", response=NeedDetailOut, summary="Use the volume worked out")
@operation(permission="commissioning.needs", scope="needs:write")
def restore_need_projection(request: HttpRequest, reference: str, key: Key) -> NeedDetailOut:
    """Take a stated volume back."""
    one, line = _line(reference, key)
    with refusals():
        need_lines.restore_projection(line=line, **acts(request))
    return _after(one)


@router.post("/needs/{reference}/lines/{key}/remove", response=NeedDetailOut, summary="Take a line out")
@operation(permission="commissioning.needs", scope="needs:write")
def remove_need_line(request: HttpRequest, reference: str, key: Key) -> NeedDetailOut:
    """Take a line out of a draft."""
    one, line = _line(reference, key)
    with refusals():
        need_lines.remove_line(line=line, **acts(request))
    return _after(one)


@router.post("/needs/{reference}/projection", response=NeedDetailOut, summary="Work the volumes out anew")
@operation(permission="commissioning.needs", scope="needs:write")
def project_need(request: HttpRequest, reference: str) -> NeedDetailOut:
    """Count the caseload as it is today; what was stated instead stays."""
    one = need_of(reference)
    with refusals():
        need_lines.project_lines(need=one, **acts(request))
    return _after(one)


_OF_BODIES = {
    "party-twice": "name", "body-without-name": "name", "region-without-name": "region", "region-has-lines": "region",
    "share-out-of-range": "share",
}  # fmt: skip
_OF_LINES = {
    "line-twice": "need", "region-states-no-need": "region", "area-of-another-region": "police_area",
    "value-not-positive": "value_pence",
}  # fmt: skip


def _party_details(body: NeedBodyIn) -> PartyDetails:
    region = region_named(body.region) if body.kind == "region" else None
    return PartyDetails(kind=body.kind, share=Decimal(body.share) / 100, region=region, name=body.name)


def _line_details(body: NeedLineIn) -> LineDetails:
    region = region_named(body.region)
    assert region is not None
    return LineDetails(body.need, region, body.cohort or "", body.police_area or "", body.value_pence)


def _party(reference: str, key: int) -> tuple[Need, NeedParty]:
    one = need_of(reference)
    found = one.parties.select_related("region", "need").filter(pk=key).first()
    if found is None:
        raise Problem("not-found")
    return one, found


def _line(reference: str, key: int) -> tuple[Need, NeedLine]:
    one = need_of(reference)
    found = one.lines.select_related("region", "need").filter(pk=key).first()
    if found is None:
        raise Problem("not-found")
    return one, found


def _after(one: Need) -> NeedDetailOut:
    return need_in_full(need_of(one.reference))
