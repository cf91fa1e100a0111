"""Addresses of competitions."""

from __future__ import annotations

from django.urls import path

from throughcare.commissioning.web import competition_pages as pages
from throughcare.commissioning.web import competition_running as running
from throughcare.commissioning.web import competition_steps as steps
from throughcare.commissioning.web import opportunities

ONE = "competitions/<slug:reference>/"

urlpatterns = [
    path("opportunities/", opportunities.opportunity_list, name="opportunities"),
    path("opportunities/invited/", opportunities.invited, name="invited"),
    path("opportunities/<slug:reference>/", opportunities.opportunity, name="opportunity"),
    path("opportunities/<slug:reference>/ask/", opportunities.ask, name="ask"),
    path("competitions/", pages.workbench, name="competitions"),
    path("competitions/approvals/", pages.approvals, name="approvals"),
    path("competitions/new/", pages.new, name="new-competition"),
    path(ONE, pages.competition, name="competition"),
    path(f"{ONE}terms/", steps.terms, name="competition-terms"),
    path(f"{ONE}lots/", steps.lots, name="competition-lots"),
    path(f"{ONE}lots/<int:number>/", steps.lot, name="competition-lot"),
    path(f"{ONE}lots/<int:number>/funding/", steps.funding, name="competition-funding"),
    path(f"{ONE}lots/<int:number>/remove/", steps.remove_lot, name="remove-competition-lot"),
    path(f"{ONE}criteria/", steps.criteria, name="competition-criteria"),
    path(f"{ONE}price/", steps.price, name="competition-price"),
    path(f"{ONE}questions/", steps.questions, name="competition-questions"),
    path(f"{ONE}questions/new/", steps.question, name="new-competition-question"),
    path(f"{ONE}questions/<slug:code>/", steps.question, name="competition-question"),
    path(f"{ONE}questions/<slug:code>/remove/", steps.remove_question, name="remove-competition-question"),
    path(f"{ONE}dates/", steps.dates, name="competition-dates"),
    path(f"{ONE}offer/", pages.offer, name="offer-competition"),
    path(f"{ONE}approve/", pages.approve, name="approve-competition"),
    path(f"{ONE}send-back/", pages.send_back, name="send-back-competition"),
    path(f"{ONE}publish/", pages.publish, name="publish-competition"),
    path(f"{ONE}enquiries/", running.enquiries, name="competition-enquiries"),
    path(f"{ONE}enquiries/<int:key>/", running.answer, name="answer-enquiry"),
    path(f"{ONE}change/", running.change, name="change-competition"),
    path(f"{ONE}withdraw/", running.withdraw, name="withdraw-competition"),
    path(f"{ONE}next-round/", running.again, name="next-round"),
]
