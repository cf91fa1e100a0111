"""Open data for other systems: releases and records of the Open Contracting Data Standard, without signing in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import msgspec
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.views.decorators.http import require_safe

from throughcare.accounts.web.access import public
from throughcare.commissioning.models import PublishedProcess
from throughcare.commissioning.queries.publication import all_releases, release_page, releases_of
from throughcare.commissioning.rules.ocds import release_schema
from throughcare.commissioning.rules.ocds.package import release_package

MOST = 100


class BadQuestion(ValueError):
    """A parameter that cannot be read; the text names it."""


@public
@require_safe
def releases(request: HttpRequest) -> HttpResponse:
    """A page of releases, by ``limit``, ``updatedFrom``, ``updatedTo``, ``stages`` and ``cursor`` as on Find a Tender."""
    try:
        asked = _asked(request)
        page = release_page(**asked)
    except BadQuestion as bad:
        return _refused(str(bad))
    except KeyError as unknown:
        return _refused(f"stages: there is no stage {unknown.args[0]}")
    following = None
    if page.cursor is not None:
        kept = {key: value for key, value in request.GET.items() if key != "cursor"}
        following = request.build_absolute_uri(f"{request.path}?{urlencode({**kept, 'cursor': page.cursor})}")
    return _json(_package(request, page.bodies, following))


@public
@require_safe
def record(request: HttpRequest, ocid: str) -> HttpResponse:
    """Everything of one process: its releases, and what they say together."""
    found = get_object_or_404(PublishedProcess, pk=ocid)
    whole = _package(request, (), None)
    del whole["releases"]
    whole["records"] = [{"ocid": ocid, "releases": releases_of(ocid), "compiledRelease": found.compiled}]
    return _json(whole)


@public
@require_safe
def everything(request: HttpRequest) -> HttpResponseBase:
    """Every release, one JSON object on each line, as it was published."""
    try:
        since = _moment(request, "updatedFrom")
    except BadQuestion as bad:
        return _refused(str(bad))
    response = StreamingHttpResponse(_lines(since), content_type="application/x-ndjson")
    response["Content-Disposition"] = 'attachment; filename="releases.jsonl"'
    return response


@public
@require_safe
def schema(_request: HttpRequest) -> HttpResponse:
    """The JSON Schema of the fields that releases have here."""
    return _json(release_schema())


def _lines(since: datetime | None) -> Iterator[bytes]:
    for body in all_releases(since=since):
        yield body.encode() + b"\n"


def _package(request: HttpRequest, bodies: tuple[str, ...], following: str | None) -> dict[str, Any]:
    return release_package(
        [msgspec.Raw(body.encode()) for body in bodies],
        uri=request.build_absolute_uri(),
        at=timezone.now(),
        publisher=settings.PUBLISHER_NAME,
        following=following,
    )


def _asked(request: HttpRequest) -> dict[str, Any]:
    return {
        "since": _moment(request, "updatedFrom"),
        "until": _moment(request, "updatedTo"),
        "stages": tuple(filter(None, request.GET.get("stages", "").split(","))),
        "after": _number(request, "cursor", 0, least=0, most=2**63 - 1),
        "limit": _number(request, "limit", MOST, least=1, most=MOST),
    }


def _instant(text: str) -> datetime | None:
    try:
        moment = parse_datetime(text.replace(" ", "+"))
        if moment is None and (day := parse_date(text)):
            moment = datetime(day.year, day.month, day.day)  # noqa: DTZ001
    except ValueError:
        moment = None
    try:
        # In UTC: the database takes no offset of more than 15 hours.
        return (
            (moment if timezone.is_aware(moment) else timezone.make_aware(moment)).astimezone(UTC) if moment else None
        )
    except OverflowError:
        return None


def _moment(request: HttpRequest, name: str) -> datetime | None:
    text = request.GET.get(name, "")
    if not text:
        return None
    moment = _instant(text)
    if moment is None:
        raise BadQuestion(f"{name}: expected an instant such as 2026-03-01T09:00:00Z, not {text!r}")
    return moment


def _number(request: HttpRequest, name: str, default: int, *, least: int, most: int) -> int:
    text = request.GET.get(name, "")
    if not text:
        return default
    # Python reads no number of thousands of digits: the length is asked first.
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(most)) and least <= int(text) <= most):
        raise BadQuestion(f"{name}: expected a whole number from {least} to {most}, not {text!r}")
    return int(text)


def _refused(text: str) -> HttpResponse:
    return JsonResponse(
        {"title": "The question cannot be read", "status": 400, "detail": text},
        status=400,
        content_type="application/problem+json",
    )


def _json(body: dict[str, Any]) -> HttpResponse:
    response = HttpResponse(msgspec.json.encode(body), content_type="application/json")
    response["Access-Control-Allow-Origin"] = "*"
    return response
