"""The site's addresses, and some that fail while they hold what must not be told."""

from __future__ import annotations

import logging
import warnings

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path

from throughcare.site.urls import handler400, handler403, handler404, handler500
from throughcare.site.urls import urlpatterns as of_the_site

__all__ = ["handler400", "handler403", "handler404", "handler500"]


def fail(request: HttpRequest, crn: str) -> HttpResponse:
    """An exception that quotes the address, the query and the form, as a careless line of code would."""
    raise ValueError(f"{crn} {request.GET.dict()} {request.POST.dict()}")


def fail_in_the_database(request: HttpRequest, crn: str) -> HttpResponse:
    """An error whose detail quotes a row."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE mishap (crn text, CONSTRAINT mishap_once UNIQUE (crn)) ON COMMIT DROP")
        cursor.execute("INSERT INTO mishap VALUES (%s), (%s)", [crn, crn])
    raise AssertionError


def speak(request: HttpRequest, crn: str) -> HttpResponse:
    """A package that logs what it was given, in every way that there is."""
    chatty = logging.getLogger("some.package")
    chatty.error("About %s of %d", crn, 7)
    chatty.error(f"About {crn}")
    chatty.error({"about": crn})
    chatty.error("About %(who)s", {"who": crn}, extra={"person": crn})
    warnings.warn(f"About {crn}", stacklevel=1)
    logging.getLogger("throughcare.odd").error("About %s", crn, extra={"view": "odd", "person": crn})
    return HttpResponse(status=204)


urlpatterns = [
    path("fail/<str:crn>/", fail, name="fail"),
    path("fail-in-the-database/<str:crn>/", fail_in_the_database, name="fail-in-the-database"),
    path("speak/<str:crn>/", speak, name="speak"),
    *of_the_site,
]
