"""The system's addresses and a view that does nothing."""

from django.http import HttpResponse
from django.urls import include, path


def bare(request):
    return HttpResponse("ok")


urlpatterns = [
    path("bare/", bare, name="bare"),
    path("", include("config.urls")),
]
