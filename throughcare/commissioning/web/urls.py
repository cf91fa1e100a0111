"""Addresses of commissioning."""

from __future__ import annotations

from django.urls import path

from throughcare.commissioning.web import bid_sending, bid_steps, bids, markets, notices, ocds, panels, register

app_name = "commissioning"

urlpatterns = [
    path("panels/", panels.panel_list, name="panels"),
    path("panels/new/", markets.new, name="new-panel"),
    path("panels/<slug:reference>/", panels.panel, name="panel"),
    path("panels/<slug:reference>/change/", markets.change, name="change-panel"),
    path("panels/<slug:reference>/categories/", markets.add_category, name="add-panel-category"),
    path("panels/<slug:reference>/categories/<int:key>/remove/", markets.remove_category, name="remove-panel-category"),
    path("panels/<slug:reference>/conditions/", markets.add_condition, name="add-panel-condition"),
    path(
        "panels/<slug:reference>/conditions/<int:key>/remove/", markets.remove_condition, name="remove-panel-condition"
    ),
    path("panels/<slug:reference>/move/", markets.move, name="move-panel"),
    path("bids/", bids.bid_list, name="bids"),
    path("bids/start/<slug:reference>/", bids.start, name="start-bid"),
    path("bids/<uuid:number>/", bids.overview, name="bid"),
    path("bids/<uuid:number>/code/", bids.code, name="bid-code"),
    path("bids/<uuid:number>/again/", bids.start_again, name="bid-again"),
    path("bids/<uuid:number>/lots/", bid_steps.lots, name="bid-lots"),
    path("bids/<uuid:number>/who/", bid_steps.who, name="bid-who"),
    path("bids/<uuid:number>/questions/<slug:code>/", bid_steps.question, name="bid-question"),
    path("bids/<uuid:number>/prices/", bid_steps.prices, name="bid-prices"),
    path("bids/<uuid:number>/review/", bid_sending.review, name="bid-review"),
    path("bids/<uuid:number>/receipts/<int:place>/", bid_sending.receipt, name="bid-receipt"),
    path("bids/<uuid:number>/versions/<int:version>/", bids.sent, name="bid-sent"),
    path("bids/<uuid:number>/withdraw/", bid_sending.withdraw, name="bid-withdraw"),
    path("contracts/", register.contract_list, name="contracts"),
    path("contracts/<str:reference>/", register.contract, name="contract"),
    path("notices/", notices.notice_list, name="notices"),
    path("notices/<slug:ocid>/", notices.notice, name="notice"),
    path("ocds/releases/", ocds.releases, name="ocds-releases"),
    path("ocds/records/<slug:ocid>/", ocds.record, name="ocds-record"),
    path("ocds/releases.jsonl", ocds.everything, name="ocds-everything"),
    path("ocds/schema.json", ocds.schema, name="ocds-schema"),
]
