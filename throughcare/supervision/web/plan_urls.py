"""Addresses of sentence plans."""

from django.urls import path

from throughcare.supervision.web import plan_agreeing, plan_drafts, plan_print, plans

_PLAN = "people/<crn:crn>/plan"
_DRAFT = f"{_PLAN}/draft"
_VERSION = f"{_PLAN}/<int:plan>/versions/<int:number>"

urlpatterns = [
    path(f"{_PLAN}/", plans.plan, name="plan"),
    path(f"{_PLAN}/begin/", plans.begin, name="begin-plan"),
    path(f"{_PLAN}/end/", plans.close, name="close-plan"),
    path(f"{_PLAN}/steps/<uuid:step>/", plans.progress, name="plan-step"),
    path(f"{_PLAN}/<int:plan>/differences/", plans.compare, name="plan-compare"),
    path(f"{_VERSION}/", plans.version, name="plan-version"),
    path(f"{_VERSION}/read/", plan_print.read, name="plan-read"),
    path(f"{_VERSION}/pdf/", plan_print.pdf, name="plan-pdf"),
    path(f"{_DRAFT}/", plan_drafts.draft, name="plan-draft"),
    path(f"{_DRAFT}/needs/", plan_drafts.needs, name="plan-needs"),
    path(f"{_DRAFT}/strengths/", plan_drafts.strengths, name="plan-strengths"),
    path(f"{_DRAFT}/objectives/new/<slug:section>/", plan_drafts.new_objective, name="new-objective"),
    path(f"{_DRAFT}/objectives/<int:key>/", plan_drafts.change_objective, name="change-objective"),
    path(f"{_DRAFT}/objectives/<int:key>/steps/new/", plan_drafts.new_step, name="new-step"),
    path(f"{_DRAFT}/steps/<int:key>/", plan_drafts.change_step, name="change-step"),
    path(f"{_DRAFT}/<slug:what>/<int:key>/<slug:how>/", plan_drafts.alter, name="alter-plan"),
    path(f"{_DRAFT}/share/", plan_agreeing.share, name="share-plan"),
    path(f"{_DRAFT}/take-back/", plan_agreeing.take_back, name="take-back-plan"),
    path(f"{_DRAFT}/discard/", plan_agreeing.discard, name="discard-plan"),
    path(f"{_DRAFT}/agree/", plan_agreeing.agree, name="agree-plan"),
]
