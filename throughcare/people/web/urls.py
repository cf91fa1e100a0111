"""Addresses of the people context, under ``people/``."""

from django.urls import path, re_path

from throughcare.people.web import consultations, details, duplicates, limits, reach, reason, search

app_name = "people"

urlpatterns = [
    path("search/", search.search, name="search"),
    path("duplicates/", duplicates.duplicates, name="duplicates"),
    path("duplicates/<str:crn>/<str:other_crn>/", duplicates.compare, name="compare"),
    path("duplicates/<str:crn>/<str:other_crn>/not-same/", duplicates.not_same, name="not-same"),
    path("<str:crn>/reason/", reason.reason, name="reason"),
    path("<str:crn>/details/", details.details, name="details"),
    path("<str:crn>/details/person/", details.change_person, name="change-person"),
    path("<str:crn>/details/other-names/add/", details.add_other_name, name="add-other-name"),
    path("<str:crn>/details/identifiers/add/", details.add_identifier, name="add-identifier"),
    path("<str:crn>/details/contact-details/add/", details.add_contact_detail, name="add-contact-detail"),
    path("<str:crn>/details/contact-details/<int:key>/end/", details.end_contact_detail, name="end-contact-detail"),
    path("<str:crn>/details/contact-details/<int:key>/use/", reach.avoid, name="avoid-contact-detail"),
    path("<str:crn>/details/messages/", reach.messages_wanted, name="message-choice"),
    path("<str:crn>/details/circumstances/add/", details.add_circumstance, name="add-circumstance"),
    path("<str:crn>/details/circumstances/<int:key>/end/", details.end_circumstance, name="end-circumstance"),
    path("<str:crn>/details/characteristics/<str:kind>/", details.characteristic, name="characteristic"),
    re_path(
        r"^(?P<crn>[^/]+)/details/(?P<what>other-name|identifier)/(?P<key>\d+)/remove/$", details.remove, name="remove"
    ),
    path("<str:crn>/merges/<int:key>/undo/", duplicates.undo, name="undo-merge"),
    path("<str:crn>/access/", limits.access, name="access"),
    re_path(r"^(?P<crn>[^/]+)/access/add/(?P<kind>exclusion|restriction)/$", limits.add, name="add-limit"),
    path("<str:crn>/access/<int:key>/end/", limits.end, name="end-limit"),
    path("<str:crn>/consultations/", consultations.consultations, name="consultations"),
]
