"""The pages for what went wrong, named in ``site/urls.py`` as ``handler400`` to ``handler500``.

A record that is hidden and one that does not exist give the same page.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from throughcare.accounts.web.typed import rescue_typed
from throughcare.site.operation.logs import request_number


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
    """500: our fault. Rendered without the request, so that whatever failed is not asked again."""
    return render(None, "errors/500.html", {"reference": request_number.get()}, status=500)


def csrf_failure(request: HttpRequest, *_: Any, **__: Any) -> HttpResponse:
    """403: the form was out of date or came from elsewhere."""
    return render(request, "errors/form_out_of_date.html", {"kept": rescue_typed(request)}, status=403)
