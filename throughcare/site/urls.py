"""Every address of the site, context by context."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("people/", include("throughcare.people.web.urls")),
]
handler400 = "throughcare.site.web.errors.bad_request"
handler403 = "throughcare.site.web.errors.forbidden"
handler404 = "throughcare.site.web.errors.not_found"
handler500 = "throughcare.site.web.errors.server_error"
