"""Members of staff and their teams over the API, for whoever leads them: joining, leaving, languages, phone, office."""

from __future__ import annotations

from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from ninja import Router, Schema, Status
from pydantic import Field, StrictBool

from throughcare.accounts.api import Among, Body, Day, Problem, caller, operation
from throughcare.workforce.api.working_time import (
    HoursAWeek,
    WorkingTimeOut,
    acting_by,
    done,
    managed_staff,
    refused_change,
    working_time_out,
)
from throughcare.workforce.commands.posts import end_post, take_on
from throughcare.workforce.commands.profiles import ProfileRefused, set_office, set_profile
from throughcare.workforce.commands.teams import set_team_phone
from throughcare.workforce.commands.working_time import WorkingTimeRefused
from throughcare.workforce.models import Team, TeamOffice
from throughcare.workforce.queries.staff import managed_team
from throughcare.workforce.rules.post_entry import GRADES, PostEntry

router = Router(tags=["workforce"])

TeamGrade = Annotated[str, Among(GRADES)]


class JoinIn(Body):
    """Somebody who joins ``team`` (a code); ``username`` is the account that they sign in with, where there is one."""

    team: Annotated[str, Field(max_length=20)]
    code: Annotated[str, Field(max_length=20)]
    forenames: Annotated[str, Field(max_length=100)]
    surname: Annotated[str, Field(max_length=100)]
    grade: TeamGrade
    start: Day
    hours: HoursAWeek
    username: Annotated[str, Field(max_length=150)] = ""


class LeaveIn(Body):
    """The first day on which they are no longer in post; null where the post goes on."""

    until: Day | None


class ProfileIn(Body):
    """What a practitioner told about themselves; ``sex`` is empty where they did not say."""

    speaks_welsh: StrictBool
    sex: Literal["", "F", "M"] = ""


class ProfileOut(Schema):
    """Languages and sex of a practitioner, read where somebody asked for either."""

    staff: str
    speaks_welsh: bool
    sex: str


class TeamContactIn(Body):
    """How a team is reached; what is left out stays. ``office`` is a postcode; people see ``phone``."""

    phone: Annotated[str, Field(pattern=r"^([0-9+() ]{6,30})?$")] | None = None
    office: Annotated[str, Field(max_length=8)] | None = None


class TeamContactOut(Schema):
    """How a team is reached: its number, and the postcode of its office, null where none is known."""

    team: str
    phone: str
    office: str | None


@router.post("/staff", response={201: WorkingTimeOut}, summary="Take somebody into a team")
@operation(permission="workforce.manage", scope="workforce:write")
def take_on_staff(request: HttpRequest, response: HttpResponse, body: JoinIn) -> Status[WorkingTimeOut]:
    """Record somebody who joins a team that the user leads."""
    team = _team(request, body.team)
    if team is None:
        detail = gettext("no such code")
        raise Problem("invalid", errors=[{"in": "body", "field": "team", "code": "unknown", "detail": detail}])
    try:
        staff = take_on(team=team, entry=PostEntry(**body.dict(exclude={"team"})), **acting_by(request))
    except WorkingTimeRefused as refused:
        raise refused_change(refused) from None
    response["Location"] = f"{request.path}/{staff.code}/working-time"
    return Status(201, working_time_out(staff))


@router.post("/staff/{code}/leave", response=WorkingTimeOut, summary="End a post")
@operation(permission="workforce.manage", scope="workforce:write")
def end_staff_post(request: HttpRequest, code: str, body: LeaveIn) -> WorkingTimeOut:
    """Say when somebody leaves, or that they stay after all. Their cases stay with them until they are given on."""
    staff = managed_staff(request, code)
    return done(staff, lambda: end_post(staff=staff, until=body.until, **acting_by(request)))


@router.post("/staff/{code}/profile", response=ProfileOut, summary="Record languages and sex")
@operation(permission="workforce.manage", scope="workforce:write")
def set_staff_profile(request: HttpRequest, code: str, body: ProfileIn) -> ProfileOut:
    """Record what somebody told: whether they supervise in Welsh, and their sex."""
    staff = managed_staff(request, code)
    made = set_profile(staff=staff, speaks_welsh=body.speaks_welsh, sex=body.sex, **acting_by(request))
    return ProfileOut(staff=staff.code, speaks_welsh=made.speaks_welsh, sex=made.sex)


@router.post("/teams/{code}/contact", response=TeamContactOut, summary="Record how a team is reached")
@operation(permission="workforce.manage", scope="workforce:write")
def set_team_contact(request: HttpRequest, code: str, body: TeamContactIn) -> TeamContactOut:
    """Record the number and the office of a team that the user leads."""
    team = _team(request, code)
    if team is None:
        raise Problem("not-found")
    if body.office is not None:
        try:
            set_office(team=team, postcode=body.office, **acting_by(request))
        except ProfileRefused:
            detail = gettext("Type a whole postcode")
            raise Problem(
                "refused", errors=[{"in": "body", "field": "office", "code": "postcode", "detail": detail}]
            ) from None
    if body.phone is not None:
        team = set_team_phone(team=team, phone=body.phone, **acting_by(request))
    office = TeamOffice.objects.filter(team=team).first()
    return TeamContactOut(team=team.code, phone=team.phone, office=office.postcode if office else None)


def _team(request: HttpRequest, code: str) -> Team | None:
    """The team, where the user leads it."""
    return None if "\x00" in code else managed_team(caller(request).user, code, on=timezone.localdate())
