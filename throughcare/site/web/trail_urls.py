"""Addresses under ``audit/``."""

from django.urls import path

from throughcare.site.web import trail

app_name = "audit"
urlpatterns = [
    path("", trail.acts, name="trail"),
    path("consultations/", trail.consultations, name="consultations"),
    path("verify/", trail.verify, name="verify"),
]
