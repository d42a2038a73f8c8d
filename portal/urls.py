"""Addresses of the front door."""

from django.urls import path

from portal.views import assessment_evidence, document, framework, home, leaver, process

app_name = "portal"
urlpatterns = [
    path("", home.home, name="home"),
    path("framework/", framework.framework, name="framework"),
    path("processes/<slug:code>/", process.process, name="process"),
    path("documents/<slug:code>/uses/", document.document_where_used, name="document-uses"),
    path("system/people/<int:pk>/hand-over/", leaver.hand_over_everything, name="hand-over"),
    path(
        "self-assessments/items/<int:pk>/proposed/",
        assessment_evidence.evidence_proposed,
        name="assessment-evidence",
    ),
    path("inbox/", home.inbox, name="inbox"),
    path("inbox/messages/<int:pk>/read/", home.read_message, name="message-read"),
]
