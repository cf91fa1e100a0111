"""Every address of the site, context by context."""

from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from throughcare.accounts.web.access import public
from throughcare.site.api import api
from throughcare.site.web import doorstep, how_we_decide, notices, style_guide, yardstick
from throughcare.site.web.home import home
from throughcare.site.web.sign_in import everybody, sign_in

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home, name="home"),
    path("", include(doorstep.urlpatterns)),
    path("language/", public(set_language), name="set_language"),
    path("", include(notices.urlpatterns)),
    path("", include(yardstick.urlpatterns)),
    path("how-we-decide/", include(how_we_decide.urlpatterns)),
    path("", include(style_guide.urlpatterns)),
    path("sign-in/", sign_in, name="sign-in"),
    path("sign-in/as/<slug:role>/", everybody, name="sign-in-everybody"),
    path("", include("throughcare.accounts.web.entrance_urls")),
    path("people/", include("throughcare.people.web.urls")),
    path("", include("throughcare.supervision.web.urls")),
    path("", include("throughcare.commissioning.web.urls")),
    path("", include("throughcare.own.web.urls")),
    path("staff/", include("throughcare.workforce.web.urls")),
    path("accounts/", include("throughcare.accounts.web.urls")),
    path("webhooks/", include("throughcare.webhooks.web.urls")),
    path("audit/", include("throughcare.site.web.trail_urls")),
    path("", include("throughcare.organisations.web.urls")),
    path("transition/", include("throughcare.transition.web.urls")),
    path("api/v1/", api.urls),
]

handler400 = "throughcare.site.web.errors.bad_request"
handler403 = "throughcare.site.web.errors.forbidden"
handler404 = "throughcare.site.web.errors.not_found"
handler500 = "throughcare.site.web.errors.server_error"
