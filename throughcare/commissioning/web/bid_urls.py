"""Addresses of bids and of opening them."""

from __future__ import annotations

from django.urls import path

from throughcare.commissioning.web import bid_files, bid_sending, bid_signing, bid_steps, bids, openings

urlpatterns = [
    path("bids/", bids.bid_list, name="bids"),
    path("bids/start/<slug:reference>/", bids.start, name="start-bid"),
    path("bids/<uuid:number>/", bids.overview, name="bid"),
    path("bids/<uuid:number>/code/", bids.code, name="bid-code"),
    path("bids/<uuid:number>/again/", bids.start_again, name="bid-again"),
    path("bids/<uuid:number>/lots/", bid_steps.lots, name="bid-lots"),
    path("bids/<uuid:number>/who/", bid_steps.who, name="bid-who"),
    path("bids/<uuid:number>/questions/<slug:code>/", bid_steps.question, name="bid-question"),
    path("bids/<uuid:number>/prices/", bid_steps.prices, name="bid-prices"),
    path("bids/<uuid:number>/files/", bid_files.files, name="bid-files"),
    path("bids/<uuid:number>/files/<uuid:key>/remove/", bid_files.remove_file, name="remove-bid-file"),
    path("opened-files/<uuid:key>/", bid_files.opened_file, name="opened-file"),
    path("bids/<uuid:number>/review/", bid_sending.review, name="bid-review"),
    path("bids/<uuid:number>/sign/<int:supplier>/", bid_signing.sign, name="bid-sign"),
    path("bids/<uuid:number>/receipts/<int:place>/", bid_sending.receipt, name="bid-receipt"),
    path("bids/<uuid:number>/versions/<int:version>/", bids.sent, name="bid-sent"),
    path("bids/<uuid:number>/withdraw/", bid_sending.withdraw, name="bid-withdraw"),
    path("openings/", openings.opening_list, name="openings"),
    path("openings/<slug:reference>/", openings.opening, name="opening"),
    path("openings/<slug:reference>/officers/", openings.name_officer, name="name-officer"),
    path("openings/<slug:reference>/officers/<int:key>/remove/", openings.remove_officer, name="remove-officer"),
    path("openings/<slug:reference>/enrol/", openings.enrol, name="enrol-officer"),
    path("openings/<slug:reference>/declare/", openings.declare, name="declare-opening"),
    path("openings/<slug:reference>/open/<slug:envelope>/", openings.open_bids, name="open-bids"),
]
