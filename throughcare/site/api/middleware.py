"""What stands around the API: no cookies, no pages of errors, answers that are not sent twice."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, set_response_etag

from throughcare.accounts.api.problems import MEDIA_TYPE, answer_problem, problem_of_status

ROOT = "/api/v1/"
DOCS = "/api/v1/docs"
_OF_THE_BODY = ("Content-Type", "Content-Length")


class ApiMiddleware:
    """For addresses of the API: cookies are dropped, so that nothing but the token says who calls, and every error that
    is not a problem yet becomes one. An answer to a GET carries an ETag, and 304 stands for the same again. The page of
    documentation is a page like others.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request."""
        if not request.path_info.startswith(ROOT) or request.path_info == DOCS:
            return self.get_response(request)
        request.COOKIES.clear()
        response = self.get_response(request)
        if response.status_code >= 400 and response.headers.get("Content-Type", "") != MEDIA_TYPE:
            return _as_problem(response)
        if request.method == "GET" and response.status_code == 200 and isinstance(response, HttpResponse):
            return _or_unchanged(request, response)
        return response


def _as_problem(response: HttpResponseBase) -> HttpResponse:
    problem = answer_problem(problem_of_status(response.status_code))
    for name, value in response.headers.items():
        if name not in _OF_THE_BODY:
            problem.headers[name] = value
    return problem


def _or_unchanged(request: HttpRequest, response: HttpResponse) -> HttpResponseBase:
    if not response.has_header("ETag"):
        set_response_etag(response)
    found = get_conditional_response(request, etag=response.headers["ETag"], response=response)
    return response if found is None else found
