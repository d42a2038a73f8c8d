"""Addresses of the front door."""

from django.urls import path

from portal.views import document, framework, home, process

app_name = "portal"
urlpatterns = [
    path("", home.home, name="home"),
    path("framework/", framework.framework, name="framework"),
    path("processes/<slug:code>/", process.process, name="process"),
    path("documents/<slug:code>/uses/", document.document_where_used, name="document-uses"),
    path("inbox/", home.inbox, name="inbox"),
    path("inbox/messages/<int:pk>/read/", home.read_message, name="message-read"),
]
