"""The pages for what went wrong, named in ``site/urls.py`` as ``handler400`` to ``handler500``.

A record that is hidden and one that does not exist give the same page.
"""

from __future__ import annotations

import sys
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation
from markupsafe import Markup

from throughcare.accounts.database_away import RETRY_SECONDS, is_database_away
from throughcare.accounts.web.typed import rescue_typed
from throughcare.site.operation.logs import request_number
from throughcare.site.web.context import LANGUAGE_NAMES


def bad_request(request: HttpRequest, *_: Any, **__: Any) -> HttpResponse:
    """400: the request could not be understood."""
    return render(request, "errors/400.html", status=400)


def forbidden(request: HttpRequest, *_: Any, **__: Any) -> HttpResponse:
    """403: this role may not do that."""
    return render(request, "errors/403.html", status=403)


def not_found(request: HttpRequest, *_: Any, **__: Any) -> HttpResponse:
    """404: no such page, or none that this person may see."""
    return render(request, "errors/404.html", status=404)


def server_error(_request: HttpRequest) -> HttpResponse:
    """500: our fault. Rendered without the request, so that whatever failed is not asked again.

    503 where it is the database that does not answer, as while the service is stopped.
    """
    if is_database_away(sys.exc_info()[1]):
        return unavailable()
    return render(None, "errors/500.html", {"reference": request_number.get()}, status=500)


def unavailable() -> HttpResponse:
    """503: the service is stopped. In both languages, because nothing has been asked of the reader yet."""
    said = []
    for code, html, _name in LANGUAGE_NAMES:
        with translation.override(code):
            said.append((html, Markup(render_to_string("errors/stopped.html"))))
    answer = render(None, "errors/503.html", {"said": said}, status=503)
    answer.headers["Retry-After"] = str(RETRY_SECONDS)
    return answer


def csrf_failure(request: HttpRequest, *_: Any, **__: Any) -> HttpResponse:
    """403: the form was out of date or came from elsewhere."""
    return render(request, "errors/form_out_of_date.html", {"kept": rescue_typed(request)}, status=403)
