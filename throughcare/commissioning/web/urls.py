"""Addresses of commissioning."""

from __future__ import annotations

from django.urls import path

from throughcare.commissioning.web import (
    agreement_urls,
    applications,
    assessing,
    bid_urls,
    competition_urls,
    evaluation_urls,
    library,
    markets,
    notices,
    ocds,
    panels,
    places,
    register,
    route,
    supplier_home,
)

app_name = "commissioning"

urlpatterns = [
    *agreement_urls.urlpatterns,
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
    *bid_urls.urlpatterns,
    *competition_urls.urlpatterns,
    *evaluation_urls.urlpatterns,
    path("suppliers/<int:number>/library/", library.library, name="library"),
    path("suppliers/<int:number>/library/evidence/", library.add_evidence, name="add-evidence"),
    path(
        "suppliers/<int:number>/library/evidence/<int:key>/confirm/", library.confirm_evidence, name="confirm-evidence"
    ),
    path("suppliers/<int:number>/library/evidence/<int:key>/remove/", library.remove_evidence, name="remove-evidence"),
    path("suppliers/<int:number>/library/answers/", library.keep_answer, name="keep-answer"),
    path("suppliers/<int:number>/library/answers/<int:key>/confirm/", library.confirm_answer, name="confirm-answer"),
    path("evidence/<int:key>/file/", library.evidence_file, name="evidence-file"),
    path("panels/<slug:reference>/apply/", applications.apply, name="apply"),
    path("applications/<int:key>/appeal/", places.appeal_declined, name="appeal-declined"),
    path("places/<int:key>/", places.place, name="place"),
    path("places/<int:key>/propose/", places.propose, name="propose-sanction"),
    path("places/<int:key>/leave/", places.leave, name="leave-place"),
    path("places/<int:key>/sanctions/<int:number>/reply/", places.reply, name="reply-to-sanction"),
    path("places/<int:key>/sanctions/<int:number>/decide/", places.decide, name="decide-on-sanction"),
    path("places/<int:key>/sanctions/<int:number>/appeal/", places.appeal, name="appeal-sanction"),
    path("places/<int:key>/suspensions/<int:number>/lift/", places.lift, name="lift-suspension"),
    path("panel-decisions/", places.decisions, name="panel-decisions"),
    path("panel-decisions/<int:key>/hear/", places.hear, name="hear-appeal"),
    path("route/", route.route, name="route"),
    path("my-panels/", supplier_home.supplier_home, name="my-panels"),
    path("applications/", applications.application_list, name="applications"),
    path("applications/<int:key>/", applications.application, name="application"),
    path("applications/<int:key>/partners/", applications.add_partner, name="add-partner"),
    path("applications/<int:key>/partners/<int:number>/remove/", applications.remove_partner, name="remove-partner"),
    path("applications/<int:key>/partners/<int:number>/sign/", applications.sign, name="sign-application"),
    path("applications/<int:key>/grounds/", applications.state_ground, name="state-ground"),
    path("applications/<int:key>/grounds/found/", assessing.find_ground, name="find-ground"),
    path("applications/<int:key>/grounds/<int:number>/decide/", assessing.decide_ground, name="decide-ground"),
    path("applications/<int:key>/step/", applications.step, name="step-application"),
    path("applications/<int:key>/answer/", applications.answer, name="answer-application"),
    path("applications/<int:key>/review/", assessing.review, name="review-application"),
    path("applications/<int:key>/ask/", assessing.ask, name="ask-applicant"),
    path("applications/<int:key>/extend/", assessing.extend, name="extend-application"),
    path("applications/<int:key>/assess/", assessing.assess, name="assess-application"),
    path("applications/<int:key>/decide/", assessing.decide, name="decide-application"),
    path("contracts/", register.contract_list, name="contracts"),
    path("contracts/<str:reference>/", register.contract, name="contract"),
    path("notices/", notices.notice_list, name="notices"),
    path("notices/<slug:ocid>/", notices.notice, name="notice"),
    path("ocds/releases/", ocds.releases, name="ocds-releases"),
    path("ocds/records/<slug:ocid>/", ocds.record, name="ocds-record"),
    path("ocds/releases.jsonl", ocds.everything, name="ocds-everything"),
    path("ocds/schema.json", ocds.schema, name="ocds-schema"),
]
