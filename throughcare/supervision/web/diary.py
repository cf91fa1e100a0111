"""The diary of a practitioner by day or week, and the week of a team."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from throughcare.accounts.web.access import requires, signed_in
from throughcare.supervision.queries.diary import Day, Meeting, diary_of, outcomes_owed
from throughcare.supervision.queries.places import find_team, own_team, teams_nearby
from throughcare.supervision.queries.team import colleague, staff_of, team_mates
from throughcare.supervision.web import appointment_words, record_csv
from throughcare.supervision.web.pages import show
from throughcare.workforce.models import Staff, Team
from throughcare.workforce.queries.staff import managed

WEEK = 7
ONE_DAY = timedelta(days=1)
FARTHEST = timedelta(days=3660)
MOST_OWED = 10


@requires("supervision.caseload")
def diary(request: HttpRequest) -> HttpResponse:
    """A practitioner's diary: ``?day=`` which, ``?view=day`` one day alone, ``?staff=`` a colleague of the region."""
    now = timezone.localtime()
    on = now.date()
    staff = whose(request, on=on)
    if staff is None:
        return show(request, "no_staff")
    own = staff.user_id == signed_in(request).pk
    single = request.GET.get("view") == "day"
    asked = _day_asked(request, on)
    first, count = asked, 1 if single else WEEK
    days = diary_of([staff.pk], first=first, days=count)[staff.pk]
    if request.GET.get("format") == "csv":
        return record_csv.diary([(staff, days)], f"diary-{staff.code}-{first}")
    return show(
        request,
        "diary",
        on=on,
        now=now,
        staff=staff,
        own=own,
        address="" if own else f"&staff={staff.code}",
        single=single,
        asked=asked,
        days=_shown(days, on, single),
        before=first - count * ONE_DAY,
        after=first + count * ONE_DAY,
        owed=outcomes_owed([staff.pk], now=now),
        most_owed=MOST_OWED,
        manages=not own and managed(signed_in(request), staff.code, on=on) is not None,
        leads=own and signed_in(request).may("supervision.team"),
        words=appointment_words,
    )


@requires("supervision.team")
def team_diary(request: HttpRequest) -> HttpResponse:
    """The week of a team, practitioner by practitioner, with the outcomes that each still owes; ``?team=`` another one."""
    now, user = timezone.localtime(), signed_in(request)
    on = now.date()
    team = _team_asked(request, on)
    if team is None:
        return show(request, "no_place")
    first = _monday(_day_asked(request, on))
    staff = _working(team, on)
    keys = [each.pk for each in staff]
    diaries = diary_of(keys, first=first, days=WEEK)
    if request.GET.get("format") == "csv":
        return record_csv.diary([(each, diaries[each.pk]) for each in staff], f"diary-{team.code}-{first}")
    owed = outcomes_owed(keys, now=now)
    return show(
        request,
        "team_diary",
        on=on,
        team=team,
        teams=teams_nearby(user, own_team(user), on=on),
        first=first,
        before=first - WEEK * ONE_DAY,
        after=first + WEEK * ONE_DAY,
        days=[first + number * ONE_DAY for number in range(WEEK)],
        rows=_team_rows(staff, diaries, owed),
        owed=owed,
        names={each.pk: str(each) for each in staff},
        words=appointment_words,
    )


def whose(request: HttpRequest, *, on: date) -> Staff | None:
    """One's own, or a colleague's in the region; None for a user who is no member of staff. Raises ``Http404``."""
    user, code = signed_in(request), request.GET.get("staff", "")
    if not code:
        return staff_of(user)
    found = colleague(user, code, on=on)
    if found is None:
        raise Http404
    return found


def _team_asked(request: HttpRequest, on: date) -> Team | None:
    user, code = signed_in(request), request.GET.get("team", "")
    if code:
        found = find_team(user, code, on=on)
        if found is None:
            raise Http404
        return found
    own = own_team(user)
    return own or next(iter(teams_nearby(user, None, on=on)), None)


def _working(team: Team, on: date) -> list[Staff]:
    one = Staff.objects.filter(team=team).first()
    return [] if one is None else team_mates(one, on=on)


def _team_rows(
    staff: Sequence[Staff], diaries: dict[int, tuple[Day, ...]], owed: Sequence[Meeting]
) -> list[tuple[Staff, tuple[Day, ...], int]]:
    return [(each, diaries[each.pk], sum(one.staff == each.pk for one in owed)) for each in staff]


def _shown(days: Sequence[Day], on: date, single: bool) -> list[Day]:
    """The days to show: of a week those at the weekend only where something stands in them, or they are today."""
    return [each for each in days if single or each.date.weekday() < 5 or not each.is_empty or each.date == on]


def _day_asked(request: HttpRequest, on: date) -> date:
    """The day in the address, today where there is none or it lies too far away."""
    try:
        asked = date.fromisoformat(request.GET["day"])
    except (KeyError, ValueError):
        return on
    return asked if abs(asked - on) < FARTHEST else on


def _monday(day: date) -> date:
    return day - day.weekday() * ONE_DAY
