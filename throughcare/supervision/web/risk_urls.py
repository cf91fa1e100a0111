"""Addresses about risk."""

from django.urls import path

from throughcare.supervision.web import assessments, grades, registrations, reviews, risk

_RISK = "people/<crn:crn>/risk"

urlpatterns = [
    path("reviews/", reviews.reviews, name="reviews"),
    path("outgrown/", grades.outgrown, name="outgrown"),
    path("people/<crn:crn>/grade/", grades.waive, name="waive-grade"),
    path(f"{_RISK}/", risk.risk, name="risk"),
    path(f"{_RISK}/tiers/", risk.tiers, name="tier-history"),
    path(f"{_RISK}/registrations/new/", registrations.new_registration, name="new-registration"),
    path(f"{_RISK}/registrations/<path:reference>/correct/", registrations.correct, name="correct-registration"),
    path(f"{_RISK}/registrations/<path:reference>/review/", registrations.review, name="review-registration"),
    path(f"{_RISK}/registrations/<path:reference>/end/", registrations.end, name="end-registration"),
    path(f"{_RISK}/assessments/new/", assessments.new_assessment, name="new-assessment"),
    path(f"{_RISK}/assessments/<path:reference>/answers/", assessments.assessment, name="assessment"),
    path(f"{_RISK}/assessments/<path:reference>/correct/", assessments.correct, name="correct-assessment"),
    path(f"{_RISK}/assessments/<path:reference>/withdraw/", assessments.withdraw, name="withdraw-assessment"),
]
