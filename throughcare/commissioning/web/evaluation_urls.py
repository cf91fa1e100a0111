"""Addresses of evaluation and award."""

from __future__ import annotations

from django.urls import path

from throughcare.commissioning.web import (
    award_prices,
    awarded,
    awards,
    consensus,
    direct_awards,
    evaluations,
    evaluators,
    results,
)

urlpatterns = [
    path("evaluations/", evaluations.evaluation_list, name="evaluations"),
    path("evaluations/<slug:reference>/", evaluations.room, name="evaluation-room"),
    path("evaluations/<slug:reference>/conflict/", evaluations.report_conflict, name="report-conflict"),
    path("evaluations/<slug:reference>/lock/", evaluations.lock, name="lock-scores"),
    path("evaluations/<slug:reference>/<int:number>/", evaluations.bid, name="evaluation-bid"),
    path("evaluations/<slug:reference>/<int:number>/files/<uuid:key>/", evaluations.bid_file, name="evaluation-file"),
    path("evaluations/<slug:reference>/<int:number>/consensus/", consensus.consensus, name="consensus"),
    path(
        "evaluations/<slug:reference>/<int:number>/<slug:code>/discussion/",
        consensus.discussion,
        name="note-discussion",
    ),
    path("evaluations/<slug:reference>/<int:number>/<slug:code>/agree/", consensus.agree, name="agree-score"),
    path("competitions/<slug:reference>/evaluation/", evaluators.evaluators, name="evaluators"),
    path("competitions/<slug:reference>/evaluation/appoint/", evaluators.appoint, name="appoint-evaluator"),
    path("competitions/<slug:reference>/evaluation/start/", evaluators.start, name="start-scoring"),
    path("competitions/<slug:reference>/evaluation/moderate/", evaluators.moderate, name="moderate"),
    path("competitions/<slug:reference>/evaluation/<int:key>/chair/", evaluators.chair, name="make-chair"),
    path("competitions/<slug:reference>/evaluation/<int:key>/end/", evaluators.end, name="end-evaluator"),
    path("competitions/<slug:reference>/evaluation/<int:key>/mitigate/", evaluators.mitigate, name="mitigate"),
    path("competitions/<slug:reference>/evaluation/<int:key>/conflict/", evaluators.conflict, name="record-conflict"),
    path("competitions/<slug:reference>/award/", awards.award, name="award"),
    path("competitions/<slug:reference>/award/propose/", awards.propose, name="propose-award"),
    path("competitions/<slug:reference>/award/<int:key>/recommend/", awards.recommend, name="recommend-award"),
    path("competitions/<slug:reference>/award/approve/", awards.approve, name="approve-award"),
    path("competitions/<slug:reference>/award/back/", awards.send_back, name="send-award-back"),
    path("competitions/<slug:reference>/award/publish/", awards.publish, name="publish-award"),
    path("competitions/<slug:reference>/award/nothing/", awards.nothing, name="award-nothing"),
    path("competitions/<slug:reference>/award/challenge/", awards.challenge, name="challenge-award"),
    path("competitions/<slug:reference>/award/challenge/<int:key>/settle/", awards.settle, name="settle-challenge"),
    path("competitions/<slug:reference>/award/undo/", awards.take_back, name="take-award-back"),
    path("competitions/<slug:reference>/award/contracts/", awards.draft, name="draft-contracts"),
    path("competitions/<slug:reference>/award/conclude/", awards.conclude, name="conclude-award"),
    path("competitions/<slug:reference>/award/lots/<int:number>/end/", awards.end_lot, name="end-lot"),
    path(
        "competitions/<slug:reference>/award/lots/<int:number>/prices/<int:bidder>/",
        award_prices.price,
        name="award-price",
    ),
    path("competitions/<slug:reference>/award/again/", direct_awards.again, name="award-next-round"),
    path("competitions/<slug:reference>/award/lots/<int:number>/direct/", direct_awards.direct, name="direct-award"),
    path(
        "competitions/<slug:reference>/award/lots/<int:number>/direct/approve/",
        direct_awards.approve,
        name="approve-direct-award",
    ),
    path(
        "competitions/<slug:reference>/award/lots/<int:number>/direct/notice/",
        direct_awards.notice,
        name="publish-direct-notice",
    ),
    path(
        "competitions/<slug:reference>/award/lots/<int:number>/direct/contract/",
        direct_awards.contract,
        name="draft-direct-contract",
    ),
    path("awards/", awarded.award_list, name="awards"),
    path("results/", results.result_list, name="results"),
    path("results/<int:key>/", results.result, name="result"),
    path("results/<int:key>/pdf/", results.pdf, name="result-pdf"),
]
