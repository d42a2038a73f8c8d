"""Every address of the system: one include per app, in clause order."""

from django.urls import include, path

urlpatterns = [
    path("", include("governance.urls")),
    path("", include("processes.urls")),
    path("", include("kpi.urls")),
    path("", include("portal.urls")),
    path("api/v1/", include("config.api")),
    path("i18n/", include("django.conf.urls.i18n")),
]
