"""Addresses of this context."""

from django.urls import path, register_converter

from throughcare.supervision.web import caseload, cases, contacts, dashboards, person, team, why

app_name = "supervision"


class CrnConverter:
    """A case reference number, so that other words below ``people/`` are left to their own pages."""

    regex = "[A-Z][0-9]{6}"

    def to_python(self, value: str) -> str:
        """As it stands in the address."""
        return value

    def to_url(self, value: str) -> str:
        """As it stands in the record."""
        return value


register_converter(CrnConverter, "crn")

urlpatterns = [
    path("caseload/", caseload.caseload, name="caseload"),
    path("team/", team.team, name="team"),
    path("dashboard/", dashboards.dashboard, name="dashboard"),
    path("units/<str:code>/", dashboards.unit, name="unit"),
    path("regions/<str:code>/", dashboards.region, name="region"),
    path("cases/", cases.cases, name="cases"),
    path("people/<crn:crn>/", person.person, name="person"),
    path("people/<crn:crn>/timeline/", person.timeline, name="timeline"),
    path("people/<crn:crn>/sentences/", person.sentences, name="sentences"),
    path("people/<crn:crn>/contacts/", person.contacts, name="contacts"),
    path("people/<crn:crn>/contacts/new/", contacts.new_contact, name="new-contact"),
    path("people/<crn:crn>/contacts/<path:reference>/outcome/", contacts.outcome, name="contact-outcome"),
    path("people/<crn:crn>/why/<slug:rule>/", why.why, name="why"),
]
