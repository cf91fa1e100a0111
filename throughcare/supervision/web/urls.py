"""Addresses of this context."""

from django.urls import include, path, register_converter

from throughcare.supervision.web import (
    caseload,
    cases,
    contacts,
    custody,
    dashboards,
    endings,
    enforcement,
    openings,
    outcomes,
    person,
    pss,
    service_levels,
    team,
    transfers,
    why,
)

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
    path("outcomes/", outcomes.outcomes, name="outcomes"),
    path("service-levels/", service_levels.overview, name="service-levels"),
    path("service-levels/<slug:measure>/", service_levels.measure, name="service-level"),
    path("transfers/", transfers.overview, name="transfers"),
    path("people/<crn:crn>/transfer/", transfers.offer, name="transfer-offer"),
    path("people/<crn:crn>/transfer/<int:key>/", transfers.transfer, name="transfer"),
    path("people/<crn:crn>/", person.person, name="person"),
    path("people/<crn:crn>/timeline/", person.timeline, name="timeline"),
    path("people/<crn:crn>/sentences/", person.sentences, name="sentences"),
    path("people/new/", openings.new_case, name="new-case"),
    path("people/<crn:crn>/sentences/new/", openings.new_sentence, name="new-sentence"),
    path("people/<crn:crn>/sentences/ended/", endings.closings, name="closings"),
    path("people/<crn:crn>/sentences/<path:reference>/custody/", custody.custody, name="custody"),
    path("people/<crn:crn>/sentences/<path:reference>/after-licence/", pss.requirements, name="pss"),
    path("people/<crn:crn>/sentences/<path:reference>/end/", endings.end, name="end-sentence"),
    path("people/<crn:crn>/contacts/", person.contacts, name="contacts"),
    path("people/<crn:crn>/contacts/new/", contacts.new_contact, name="new-contact"),
    path("people/<crn:crn>/contacts/<path:reference>/outcome/", contacts.outcome, name="contact-outcome"),
    path("people/<crn:crn>/contacts/<path:reference>/in-error/", contacts.strike, name="strike-contact"),
    path("people/<crn:crn>/service-levels/<slug:measure>/", service_levels.why, name="service-level-why"),
    path("people/<crn:crn>/why/<slug:rule>/", why.why, name="why"),
    path("enforcement/", enforcement.enforcement, name="enforcement"),
    path("", include("throughcare.supervision.web.allocation_urls")),
    path("", include("throughcare.supervision.web.enforcement_urls")),
    path("", include("throughcare.supervision.web.appointment_urls")),
    path("", include("throughcare.supervision.web.risk_urls")),
    path("", include("throughcare.supervision.web.plan_urls")),
    path("", include("throughcare.supervision.web.workload_urls")),
]
