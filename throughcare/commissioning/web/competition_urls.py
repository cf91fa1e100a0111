"""Addresses of competitions."""

from __future__ import annotations

from django.urls import path

from throughcare.commissioning.web import opportunities

urlpatterns = [
    path("opportunities/", opportunities.opportunity_list, name="opportunities"),
    path("opportunities/invited/", opportunities.invited, name="invited"),
    path("opportunities/<slug:reference>/", opportunities.opportunity, name="opportunity"),
    path("opportunities/<slug:reference>/ask/", opportunities.ask, name="ask"),
]
