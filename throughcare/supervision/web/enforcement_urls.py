"""Addresses of enforcement, below a person's record. A failure carries the name of its contact, which may hold a slash."""

from django.urls import path

from throughcare.supervision.web import breaches, compliance, documents, warnings

RECORD = "people/<crn:crn>/"
WARNING, BREACH = RECORD + "warnings/<slug:reference>/", RECORD + "breaches/<slug:reference>/"
COMPLIANCE, DOCUMENT = RECORD + "compliance/", RECORD + "documents/<slug:reference>/"

urlpatterns = [
    path(COMPLIANCE, compliance.compliance, name="compliance"),
    path(COMPLIANCE + "new/", compliance.new_failure, name="new-failure"),
    path(COMPLIANCE + "failures/<path:reference>/", compliance.failure, name="failure"),
    path(COMPLIANCE + "reason/<path:reference>/", compliance.offer_reason, name="failure-reason"),
    path(COMPLIANCE + "decide-reason/<int:key>/", compliance.decide_reason, name="failure-decide-reason"),
    path(COMPLIANCE + "confirm/<path:reference>/", compliance.confirm, name="failure-confirm"),
    path(COMPLIANCE + "look-again/<path:reference>/", compliance.reopen, name="failure-reopen"),
    path(COMPLIANCE + "in-error/<path:reference>/", compliance.strike, name="failure-strike"),
    path(COMPLIANCE + "ask/<path:reference>/", compliance.ask, name="failure-ask"),
    path(COMPLIANCE + "warn/<path:reference>/", warnings.give, name="warning-give"),
    path(WARNING, warnings.warning, name="warning"),
    path(WARNING + "withdraw/", warnings.withdraw, name="warning-withdraw"),
    path(WARNING + "appeal/", warnings.appeal, name="warning-appeal"),
    path(WARNING + "appeal/decide/", warnings.decide_appeal, name="warning-decide-appeal"),
    path(BREACH, breaches.breach, name="breach"),
    path(BREACH + "decide/", breaches.decide, name="breach-decide"),
    path(BREACH + "pack/", breaches.pack, name="breach-pack"),
    path(BREACH + "present/", breaches.present, name="breach-present"),
    path(BREACH + "hearing/", breaches.hearing, name="breach-hearing"),
    path(BREACH + "recalled/", breaches.recalled, name="breach-recalled"),
    path(BREACH + "withdraw/", breaches.withdraw, name="breach-withdraw"),
    path(DOCUMENT, documents.document, name="document"),
    path(DOCUMENT + "pdf/", documents.pdf, name="document-pdf"),
    path(DOCUMENT + "send/", documents.send, name="document-send"),
    path(DOCUMENT + "send-again/", documents.resend, name="document-send-again"),
    path(DOCUMENT + "printed/", documents.printed, name="document-printed"),
]
