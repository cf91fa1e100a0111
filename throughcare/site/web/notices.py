"""The public pages that the footer leads to: accessibility, privacy, what this is not."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from throughcare.accounts.web.access import public


@public
def accessibility(request: HttpRequest) -> HttpResponse:
    """How far these pages can be used by everyone, and whom to tell when they cannot."""
    return render(request, "notices/accessibility.html")


@public
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept about people, in the demonstration and in a real installation."""
    return render(request, "notices/privacy.html")


@public
def not_a_government_service(request: HttpRequest) -> HttpResponse:
    """Who stands behind this site, and who does not."""
    return render(request, "notices/not_a_government_service.html")


urlpatterns = [
    path("accessibility/", accessibility, name="accessibility"),
    path("privacy/", privacy, name="privacy"),
    path("not-a-government-service/", not_a_government_service, name="not-a-government-service"),
]
