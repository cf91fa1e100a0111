"""Addresses of this context."""

from django.urls import path

from throughcare.supervision.web import caseload, cases, contacts, dashboards, person, team, why

app_name = "supervision"

urlpatterns = [
    path("caseload/", caseload.caseload, name="caseload"),
    path("team/", team.team, name="team"),
    path("dashboard/", dashboards.dashboard, name="dashboard"),
    path("units/<str:code>/", dashboards.unit, name="unit"),
    path("regions/<str:code>/", dashboards.region, name="region"),
    path("cases/", cases.cases, name="cases"),
    path("people/<str:crn>/", person.person, name="person"),
    path("people/<str:crn>/timeline/", person.timeline, name="timeline"),
    path("people/<str:crn>/sentences/", person.sentences, name="sentences"),
    path("people/<str:crn>/contacts/", person.contacts, name="contacts"),
    path("people/<str:crn>/contacts/new/", contacts.new_contact, name="new-contact"),
    path("people/<str:crn>/contacts/<path:reference>/outcome/", contacts.outcome, name="contact-outcome"),
    path("people/<str:crn>/why/<slug:rule>/", why.why, name="why"),
]
