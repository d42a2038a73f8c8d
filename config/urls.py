"""Every address of the system: one include per app, in clause order."""

from django.urls import include, path

from governance.views import health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("", include("governance.urls")),
    path("", include("processes.urls")),
    path("", include("kpi.urls")),
    path("", include("planning.urls")),
    path("", include("improvements.urls")),
    path("", include("portal.urls")),
    path("", include("config.door")),
    path("api/v1/", include("config.api")),
]

handler400 = "governance.views.errors.bad_request"
handler403 = "governance.views.errors.forbidden"
handler404 = "governance.views.errors.not_found"
handler500 = "governance.views.errors.server_error"
