"""The layout, the error pages, the headers and the style guide, rendered without a database."""

from __future__ import annotations

from datetime import date

import pytest
from django.http import HttpResponse
from django.template import engines
from django.test import RequestFactory
from django.utils import translation

from throughcare.kernel.decision import Decision, PolicyUse, Reason, Step, Words
from throughcare.site.web import errors, security
from throughcare.site.web.context import SignedIn
from throughcare.site.web.jinja import band_of, with_query
from throughcare.site.web.style_guide import style_guide


def rendered(source: str, **context: object) -> str:
    return str(engines["jinja"].from_string(source).render(context))


def decision() -> Decision[int]:
    return Decision(
        rule="demo",
        rule_set="r1",
        value=1,
        reason=Reason("x", Words("Because of {what}.", {"what": "<i>this</i>"})),
        steps=(Step("s", Words("A step."), date(2026, 11, 22), decisive=True),),
        policies=(PolicyUse("p", "Limit", 5, "days", date(2021, 6, 26), "Cited here", "unconfirmed"),),
    )


def test_the_why_panel_prints_reason_step_policy_and_doubt() -> None:
    html = rendered('{% from "components/why.html" import why %}{{ why(decision) }}', decision=decision())
    for text in ("22 November 2026", "5 days", "In force from 26 June 2021.", "Cited here", "Unconfirmed"):
        assert text in html
    assert "Because of &lt;i&gt;this&lt;/i&gt;." in html


def test_the_layout_names_who_is_signed_in_and_where_they_can_go(rf: RequestFactory) -> None:
    request = rf.get("/cases/?tier=A")
    request.signed_in = SignedIn("Priya Example", "Practitioner")
    request.navigation = [{"text": "Caseload", "href": "/cases/", "active": True}]
    html = engines["jinja"].get_template("base.html").render({}, request)
    assert "Priya Example" in html
    assert '<a class="tc-navigation__link" href="/cases/" aria-current="page">Caseload</a>' in html
    assert 'name="next" value="/cases/?tier=A"' in html


@pytest.mark.parametrize("view", [errors.bad_request, errors.forbidden, errors.not_found, errors.csrf_failure])
def test_an_error_page_has_its_status_and_a_way_home(view: object, rf: RequestFactory) -> None:
    response = view(rf.get("/"))  # type: ignore[operator]
    assert response.status_code in (400, 403, 404)
    assert b'<a class="govuk-link" href="/">' in response.content


def test_the_page_for_our_own_failure_needs_nothing_of_the_request() -> None:
    response = errors.server_error(None)  # type: ignore[arg-type]
    assert response.status_code == 500
    assert b"Sorry, there is a problem" in response.content


def test_every_answer_carries_the_strict_policy(rf: RequestFactory) -> None:
    response = security.SecurityHeadersMiddleware(lambda _request: HttpResponse())(rf.get("/"))
    assert response["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert "unsafe" not in response["Content-Security-Policy"]


@pytest.mark.parametrize("language", ["en-gb", "cy"])
def test_the_style_guide_holds_nothing_that_the_policy_forbids(language: str, rf: RequestFactory) -> None:
    with translation.override(language):
        html = style_guide(rf.get("/style-guide/?errors")).content.decode()
    assert " style=" not in html
    assert "<style" not in html
    assert "onclick" not in html
    assert html.count("<script") == html.count('<script type="module" src="')
    assert ("Canllaw arddull" in html) is (language == "cy")


def test_the_style_guide_is_closed_outside_demonstrations(rf: RequestFactory, settings: object) -> None:
    from django.http import Http404

    settings.DEMO_SIGN_IN = False  # type: ignore[attr-defined]
    with pytest.raises(Http404):
        style_guide(rf.get("/style-guide/"))


def test_a_query_keeps_what_it_had_and_takes_none_away() -> None:
    assert with_query("/x", {"a": "1", "page": "3"}, sort="name", page=None) == "/x?a=1&sort=name"


@pytest.mark.parametrize(("value", "band"), [(None, 0), (59.9, 1), (60, 2), (95, 5)])
def test_a_figure_falls_in_one_band_and_an_edge_in_the_upper(value: float | None, band: int) -> None:
    assert band_of(value, (60, 70, 80, 90)) == band
