"""Addresses of the organisations context."""

from django.urls import path

from throughcare.organisations.web import postings

app_name = "organisations"
urlpatterns = [
    path("accounts/users/<int:number>/postings/", postings.posting_list, name="postings"),
    path("accounts/users/<int:number>/postings/<int:posting>/end/", postings.end_posting, name="end-posting"),
]
