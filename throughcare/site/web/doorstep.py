"""What machines ask before any visitor does: is the process alive, can it serve, what does it measure.

Answered ahead of host names, redirects and sessions, because those who ask come from inside, by address and without TLS.
Measures are told on an address of their own (``throughcare serve --metrics``), on which nothing else is served.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.http import require_safe

from throughcare.accounts.web.access import public
from throughcare.site.operation.metrics import CONTENT_TYPE, exposition
from throughcare.site.operation.readiness import readiness


@public
@require_safe
def alive(_request: HttpRequest) -> HttpResponse:
    """The process answers. Says nothing about the database: a process is not restarted because that is away."""
    return _unframed(JsonResponse({"status": "alive"}))


@public
@require_safe
def ready(_request: HttpRequest) -> HttpResponse:
    """Whether to send visitors here: 200, or 503 with what is missing."""
    found = readiness()
    whole = all(found.values())
    return _unframed(JsonResponse({"status": "ready" if whole else "not ready", **found}, status=200 if whole else 503))


def measures(_request: HttpRequest) -> HttpResponse:
    """What this server measures."""
    return HttpResponse(exposition(), content_type=CONTENT_TYPE)


urlpatterns = [path("healthz", alive, name="healthz"), path("readyz", ready, name="readyz")]

PROBES: Mapping[str, Callable[[HttpRequest], HttpResponse]] = {"/healthz": alive, "/readyz": ready}


class DoorstepMiddleware:
    """Answers probes at once, and on the address for measures those and nothing else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer here, or let the request through."""
        if request.path_info in PROBES:
            return PROBES[request.path_info](request)
        if asks_for_measures(request):
            return measures(request) if request.path_info == "/metrics" else HttpResponse(status=404)
        return self.get_response(request)


def is_probe(request: HttpRequest) -> bool:
    """Whether a machine asked: such requests are neither logged nor counted."""
    return request.path_info in PROBES or asks_for_measures(request)


def asks_for_measures(request: HttpRequest) -> bool:
    """Whether the request came in on the address for measures: the port is the socket's, which no header changes."""
    address: tuple[str, int] | None = settings.METRICS_ADDRESS
    return address is not None and request.META.get("SERVER_PORT") == str(address[1])


def _unframed(answer: HttpResponse) -> HttpResponse:
    answer.headers["X-Frame-Options"] = "DENY"
    answer.headers["Cache-Control"] = "no-store"
    return answer
