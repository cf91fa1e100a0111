"""Addresses of commissioning."""

from __future__ import annotations

from django.urls import path

from throughcare.commissioning.web import notices, ocds, register

app_name = "commissioning"

urlpatterns = [
    path("contracts/", register.contract_list, name="contracts"),
    path("contracts/<str:reference>/", register.contract, name="contract"),
    path("notices/", notices.notice_list, name="notices"),
    path("notices/<slug:ocid>/", notices.notice, name="notice"),
    path("ocds/releases/", ocds.releases, name="ocds-releases"),
    path("ocds/records/<slug:ocid>/", ocds.record, name="ocds-record"),
    path("ocds/releases.jsonl", ocds.everything, name="ocds-everything"),
    path("ocds/schema.json", ocds.schema, name="ocds-schema"),
]
