"""The bare page that others are measured against (``bench/pages.py``): one row, the whole stack, no layout."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from throughcare.accounts.web.access import requires, signed_in
from throughcare.organisations.models import Posting


@requires("site.home")
def one_row(request: HttpRequest) -> HttpResponse:
    """One row read as the acting user, in a minimal template; says nothing that the user does not see elsewhere."""
    posting = Posting.objects.filter(user=signed_in(request)).order_by("pk").first()
    return render(request, "yardstick.html", {"posting": posting})


urlpatterns = [path("ping-row/", one_row, name="ping-row")]
